"""A headline of at most twelve words that the text supports (CR-07), or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from summarizer.syntax import Tree
from summarizer.text import abridged, spelled_out
from summarizer.types import Judgement, SafeText, Style, SummarySentence
from summarizer.write.compose import LIMITS, Candidate
from summarizer.write.compress import core_of
from summarizer.write.salience import Salience, concepts_of

__all__ = ["headline"]

_WORD = re.compile(r"\w[\w'’.-]*")
_CUT = re.compile(
    r",|;| -- | which | who | as well as | after | for | in | on | and | but | following | about "
    r"| by | with | at | over | during | when | while | because | against | between "
    r"| (?:suspected|accused) of | to a total of "
    r"| (?<!many )(?<!much )(?<!such )as"
    r" (?=(?:[\w'’-]+ ){1,6}(?:was|were|is|are|has|have|had|\w+ed|(?!\w*(?:ss|us)\b)\w{3,}s)\b)"
)
_END = re.compile(r"[.,;:\s]+$")
_MASKED = re.compile(
    r"(?i)(?:an? |the )?(?:\w+ )?(?:victim|person|suspect|relative|witness|offender|child)\b"
    r"|(?:the )?court (?:heard|was told)|it\b|he\b|she\b|they\b"
    r"|(?:the )?(?:rest|other|others|another|both|this|that|these|those|there)\b"
    r"|police are (?:asking|appealing)\b"
)
"""Beginnings that make a poor headline: nobody in particular, or hearsay."""
_OUTCOME = re.compile(
    r"(?i)(?:an? |the |two )?(?:\w+ )?(?:person|people|offenders?|suspects?|child(?:ren)?"
    r"|m[ae]n|wom[ae]n)(?: who\b[^,]*?)?"
    r" (?:has |have |was |were |had )?(?:been )?(?:convicted|jailed|sentenced|found (?:not )?guilty"
    r"|cleared|acquitted|charged|arrested|remanded|fined|admitted|must serve|taken into custody"
    r"|detained|freed|rescued|killed|found dead)\b"
)
"""Of nobody in particular, but how a case ended or where it stands."""
_LOOSE_START = re.compile(
    r"(?!At (?:least|most)\b)"
    r"(?:After|At|Before|By|During|For|From|In|Of|On|Since|To|Until|With|Without) (?=[a-z])"
)
"""A phrase that has lost its article in the short grammar: "At time council had …"."""
_LOOSE_END = re.compile(
    r"(?i), (?:and|or|but)(?: \w+){1,2}$|^[^,]*\b(?:said|says)$"
    r"|\b(?:was|were|is|are|been|be) \w+ly$|, (?:the )?(?:first|second|third|last|latter|others?)$"
    r"|\b(?-i:[A-Z][a-z]+ [A-Z])$|\bdeaths of (?:an? )?(?:wo)?man$"
    r"|\b(?:ended|resulted|led|relies|depends|calling|urging|hoping|looking|asking|waiting"
    r"|appealing|due|set|likely|calls?|called|asks?|urges?|wants?)$|\bbetween \w+$"
    r"|\baccording to (?:an? |the )?\w+ \w+ed$"
    r"|\b(?:when|while|because|if) (?:(?:an?|the) )?(?:\w+ )?\w+$"
    r"|\b(?:and|or|but|a|an|the|of|to|at|by|with|from|than|that|as|into|over|under|about"
    r"|on|in|for|after|before|during|has|have|had|been|be|is|are|was|were|told|asked|will|would"
    r"|who|which)$"
)
"""What a cut leaves of a list or phrase: "14 social workers, and posts"."""
_TOLD_TO = re.compile(
    r"(?i), (?:court|inquest|inquiry|jury|jurors|tribunal|hearing|trial) (?:told|hears?|heard)$"
)
_TO_READERS = re.compile(r"\b(?:I|[Ww]e|my|our|you|your)\b(?!\.)(?![^'‘\"“]*['’\"”])")
"""A columnist's title, which says what somebody thinks; in a quotation it may be news."""
_TORN = re.compile(
    r"(?i)\b(?:of|to|at|off|by|with|from|in|on|for|near) [-–—,;:]"
    r"|\ba (?:(?:second|third|fourth|fifth) )?person(?!,? (?:found|who|in|is|was|has|dies|died)\b)"
)
"""What redaction leaves of a title: "Ferry disaster off – latest updates"."""
_RELATIVE = re.compile(
    r", (?:who|which|whose)\b[^,]*, (?=(?:was|were|is|are|has|have|had|will|died|\w+ed)\b)"
)
"""What is said of a subject between commas, before its verb."""
_WHICH_ONE = re.compile(
    r"^(\S+(?: \S+){0,3}) (?:who|which|that) (?:(?!\b(?:has|have|was|were|is|are)\b)[^;])+?"
    r" (?=(?:has|have) been\b|(?:was|were|is|are) )"
)
"""The same without commas: "A woman who kept dogs has been jailed"."""
_MOST_FORMS = 24
"""Forms that are judged: it takes time."""
_PARTED = 0.85
"""What a form is worth for each comma in it."""
_LEAD = 1.4
"""How much more the first sentence counts: news says there what it is about."""
_HEARSAY = re.compile(
    r"\b(?:said|says|told|heard|asked|added|den(?:y|ies|ied)|plead(?:s|ed)? not guilty"
    r"|pa(?:id|ys) tribute)\b"
)
"""Who says what, which is not yet what happened."""
_POINTS_BACK = re.compile(
    r"(?i)\b(?:he|she|him|his|her|hers)\b|^(?:one|some|two|many|most|all) of (?:them|those)\b"
    r"|(?:^|, )(?:it|they) (?:\w+ed|set|took|had|has|have|was|were|is|are|will)\b|\bit set\b"
)
_TOLD_BY = re.compile(
    r", (?:[\w'’-]+ ){1,5}(?:said|says|found|finds|ruled|rules|concluded|concludes)$"
)
"""Who reports it, behind the news."""
_FRONTED = re.compile(
    r"^(?!At (?:least|most)\b)(?:After|At|Before|By|During|For|From|In|Of|On|Since|Until|With"
    r"|Without)\b[^,]{3,60}, "
)
_AFTER_FRONT = 0.6
"""What a form is worth that begins with something else than who did it."""
_UNFINISHED = re.compile(
    r"(?i)\b(?:when|while|because|(?:said|says|ruled|rules|found|finds|held|told|heard) that)\b"
    r"(?!.*\b(?:\w+ed\b|(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|did|does|do|not"
    r"|began|broke|came|cut|drove|fell|fled|found|gave|gets?|got|held|hit|kept|killed|knew|leaves|left"
    r"|lost|made|met|ran|said|sank|saw|sent|set|shot|struck|swept|took|told|tore|went|won|wrote|says|hits|kills)"
    r"\b))"
)
"""A clause that was cut off before its verb: "ruled that jury", "when bus taking guests home"."""
_OVERTAKEN = re.compile(r"(?i)\b(?:initial|preliminary|earlier|previous)\b")
"""Figures that later ones took the place of."""
_LABEL = re.compile(r"[|>»]|^[^a-z]*$")
"""A title that names the page's section: "SPORT | NORTHERN LEAGUE", "OBITUARY"."""
_LABEL_WORDS = 5
_LEAST = 4
_LOOKED_FOR = 8
"""Sentences among which a form that says who did what is looked for, before a poor one stands."""


def headline(
    safe: SafeText,
    chosen: Sequence[SummarySentence],
    pool: Sequence[Candidate],
    *,
    judge: Callable[[str], Judgement],
    passes: Callable[[Judgement], bool],
    salience: Salience,
    trees: Sequence[Tree | None],
) -> str:
    """The safe title, or its beginning, when it passes; else a short form of the summary.

    Args:
        safe: the text.
        chosen: the summary.
        pool: all that passed.
        judge: checks one text.
        passes: whether what was judged may stand as the headline.
        salience: the weights of the text's concepts.
        trees: the parse of each safe sentence.
    """
    most = LIMITS[Style.HEADLINE].words
    for title in _of_title(safe.title, most=most):
        judgement = judge(_as_sentence(title))
        whole = title == safe.title or safe.title[len(title) :].startswith(";")
        if passes(judgement) and (whole or _is_whole(judgement, judge)):
            return _END.sub("", judgement.text)

    opening = min((c.sources for c in pool if len(c.sources) == 1), default=())
    lead = next((c.sentence.text for c in pool if c.sources == opening), "")
    rests_on = {c.sentence.text: c.sources for c in reversed(pool)}

    @cache
    def weigh(text: str) -> float:
        return salience.value(concepts_of(text))

    def fits(text: str) -> bool:
        return _count(_telegraphic(abridged(text))) <= most

    @cache
    def cores_of(source: int) -> tuple[str, ...]:
        tree = trees[source]
        if tree is None:
            return ()
        return tuple(core_of(tree, safe.text, weight=weigh, fits=fits))

    def forms_of(text: str) -> Iterator[_Form]:
        for form in _shorter(text):
            yield _Form(form, form, text)
        sources = rests_on.get(text, ())
        for core in cores_of(sources[0]) if len(sources) == 1 else ():
            for printed in (abridged(core), core):
                yield _Form(_END.sub("", _telegraphic(printed)), core, text)

    def worth(form: _Form) -> tuple[bool, bool, float, float, int, str]:
        news = _TOLD_BY.sub("", form.text)
        masked = _MASKED.match(form.text) and not _OUTCOME.match(form.text)
        poor = bool(_HEARSAY.search(news)), bool(masked or _POINTS_BACK.search(form.text))
        of = weigh(form.of) * (_LEAD if form.of == lead else 1.0)
        weight = weigh(form.text) * _PARTED ** news.count(",")
        if _FRONTED.match(form.text):
            weight *= _AFTER_FRONT
        return *poor, -of, -weight, _count(form.text), form.text

    def stands(form: _Form) -> bool:
        judgement = judge(_as_sentence(form.whole))
        if not passes(judgement) or _is_fragment(judgement):
            return False
        return form.text == form.whole or passes(judge(_as_sentence(spelled_out(form.text))))

    told = dict.fromkeys([*(sentence.text for sentence in chosen), lead])
    weighty = sorted(pool, key=lambda c: -max((salience.priors[i] for i in c.sources), default=0))
    groups = [list(told), *([c.sentence.text] for c in weighty)]
    poor: list[_Form] = []
    for number, texts in enumerate(groups):
        forms = {form for text in texts for form in forms_of(text)}
        fitting = sorted((f for f in forms if _is_fitting(f, most=most)), key=worth)[:_MOST_FORMS]
        for form in fitting:
            if number < _LOOKED_FOR and any(worth(form)[:2]):
                poor.append(form)
            elif stands(form):
                return _END.sub("", form.text)
        if number == _LOOKED_FOR - 1 or number == len(groups) - 1:
            found = next((form for form in poor if stands(form)), None)
            if found is not None:
                return _END.sub("", found.text)
            poor = []
    return ""


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as a headline prints it, as a sentence, and what that is cut from."""

    text: str
    whole: str
    of: str


_DENIED = re.compile(
    r"(?i)\b(?:no|not|never|nor|neither|without|little|few|den(?:y|ies|ied)|refus\w+)\b|n['’]t\b"
)
"""What is denied of all may be true of a part: behind these a sentence is not cut off."""


def _is_fitting(form: _Form, *, most: int) -> bool:
    if (
        form.text == form.whole
        and _DENIED.search(form.text)
        and _count(form.text) < _count(form.of)
    ):
        return False
    return (
        _LEAST <= _count(form.text) <= most
        and '"' not in form.text.replace(form.of.rstrip("."), "")
        and form.text.count('"') % 2 == 0
        and not _is_torn(form.text, form.of)
        and not _OVERTAKEN.search(form.text)
        and not _UNFINISHED.search(_TOLD_BY.sub("", form.text))
    )


def _of_title(title: str, *, most: int) -> Iterator[str]:
    """The document's title where it fits and lost nothing; of a longer one its longest beginning.

    Whether the rest turns what the beginning says is for the judge to see.
    """
    if _is_label(title) or _TORN.search(title) or _TO_READERS.search(title):
        return
    places = [match.start() for match in _CUT.finditer(title)] if _count(title) > most else []
    for form in (title, *(title[:place] for place in reversed(places))):
        loose = _LOOSE_END.search(form) and not _TOLD_TO.search(form)
        if _LEAST <= _count(form) <= most and not loose:
            yield form


_TO_COME = re.compile(r"^((?:[A-Z0-9][\w'’&.-]*|[a-z]{1,12})(?: [\w'’&.-]+){0,4}) to (?=[a-z]+\b)")


def _is_whole(judgement: Judgement, judge: Callable[[str], Judgement]) -> bool:
    """Whether a beginning of a title is a headline by itself; "X to close mill" is."""
    if not _is_fragment(judgement):
        return True
    told = _TO_COME.sub(r"\1 will ", judgement.text)
    return told != judgement.text and not _is_fragment(judge(told))


def _is_fragment(judgement: Judgement) -> bool:
    return "fluency:fragment" in judgement.faults


def _is_label(title: str) -> bool:
    """True for the name of a section: marks of a path, or a few words in capitals."""
    return bool(_LABEL.search(title)) and (_count(title) < _LABEL_WORDS or not title.isupper())


def _is_torn(form: str, text: str) -> bool:
    """True for a form that begins or ends in the middle of a phrase."""
    whole = text.startswith(form)
    return bool(_LOOSE_END.search(form)) or bool(not whole and _LOOSE_START.match(form))


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def _as_sentence(text: str) -> str:
    return _END.sub("", text) + "."


def _shorter(text: str) -> Iterator[str]:
    """The sentence cut at its joints, plain and in the short grammar of headlines."""
    plain = _WHICH_ONE.sub(r"\1 ", _RELATIVE.sub(" ", text, count=1))
    for whole in dict.fromkeys((text, _telegraphic(text), plain, _telegraphic(plain))):
        for place in [*(match.start() for match in _CUT.finditer(whole)), len(whole)]:
            yield _END.sub("", whole[:place])


def _telegraphic(text: str) -> str:
    """Without articles, and without "has" before a participle: "has led to" → "led to".

    "Has been" stays: "been jailed" is no verb.
    """
    short = re.sub(r"\b(?:[Aa]n?|[Tt]he|here) (?=[a-z\d])", "", text)
    short = re.sub(r"\b(?:has|have) (?=(?:\w+ed|led|found|won|lost|made|said|fled)\b)", "", short)
    short = re.sub(r"\b(said|says) that (?=\w)", r"\1 ", short)
    return short[:1].upper() + short[1:]
