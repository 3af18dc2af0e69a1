"""How near each sentence of a document comes to somebody who must not be recognised.

``close``: it tells of a protected person, or of somebody who may be one. ``offender``: it tells of
an offender and holds nothing about where the two met. ``apart``: of courts, police, numbers. In a
text about abuse what cannot be told is taken to be close. Where ten or more were harmed, what is
said of all of them tells who none of them is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.policy.offences import OFFENCES
from summarizer.policy.people import (
    ADULT_NOUNS,
    CHILD_NOUNS,
    HUMAN_NOUNS,
    KIN_NOUNS,
    OCCUPATIONS,
)
from summarizer.policy.schema import Policy
from summarizer.redact.cover import Cover
from summarizer.redact.quotation import quotations
from summarizer.syntax import Tree, phrase_span
from summarizer.text import paragraphs_of, sentence_at
from summarizer.types import Analysis, Document, Person, Span, Token

__all__ = [
    "ACCUSED",
    "STATE_NOUNS",
    "VICTIMS",
    "Nearness",
    "is_of_procedure",
    "is_person_noun",
    "is_strict",
    "nearness_of",
]

Nearness = Literal["close", "offender", "apart"]

_YOUNG_OR_ADULT = CHILD_NOUNS | ADULT_NOUNS
_PERSONS = HUMAN_NOUNS | _YOUNG_OR_ADULT | KIN_NOUNS | OCCUPATIONS | {"adult"}
_PERSON_ENDING = re.compile(
    r"(?:man|woman|girl|boy|master|mistress|worker|teacher|keeper|maker|player|driver|ist|ister"
    r"|ician|eer|holder|father|mother|mate|monger|smith|wright|herd|ress|tutor|ward|ee)$"
)
_GENDERED = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_PLURAL = frozenset("they them their theirs themselves".split())
_FIRST = frozenset("i me my mine myself we us our ours".split())
_MALE = frozenset("boy man son brother nephew father uncle grandfather grandson stepson he".split())
_FEMALE = frozenset(
    "girl woman daughter sister niece mother aunt grandmother granddaughter stepdaughter wife she"
    " bride schoolgirl".split()
)
STATE_NOUNS = frozenset(
    "judge justice magistrate prosecutor barrister solicitor lawyer counsel officer detective"
    " police"
    " policeman policewoman investigator inspector superintendent constable sergeant coroner"
    " minister"
    " spokesman spokeswoman spokesperson official commissioner director chief president juror"
    " foreman"
    " interpreter clerk registrar sheriff agent analyst expert researcher campaigner chairman"
    " chairwoman chair secretary governor mayor senator advocate attorney marshal bailiff usher"
    " reader reporter journalist editor".split()
)
"""Nouns for people whose business the case is."""
VICTIMS = frozenset(
    "complainant victim survivor child girl boy woman pupil student patient baby teenager".split()
)
ACCUSED = frozenset(
    "offender abuser attacker defendant accused suspect killer rapist trafficker perpetrator"
    " murderer"
    " paedophile predator assailant gunman ringleader administrator smuggler".split()
)
_NEUTRAL = frozenset(
    "trial case hearing sentence operation investigation inquiry court police network charity"
    " campaign"
    " website site prosecution defence jury law act bill government council agency bureau charge"
    " charges verdict appeal review report police force forces proceedings tribunal inquest"
    " evidence"
    " warrant raid search ministry department commission committee service number figure "
    " trafficking violence image images footage server forum group unit team arrest"
    " arrests penalty maximum term order statement details country countries helpline line support"
    " programme project app company parliament university".split()
)
"""Things of a case."""
_NO_SINGLE_PERSON = _NEUTRAL | STATE_NOUNS | _YOUNG_OR_ADULT
"""Heads of subjects that tell of no single person."""
_AROUND_A_CHILD = 2
"""Sentences around one that tells of a child in which the child may be told of by any noun."""
_A_STORY = 3
"""Sentences that tell of a child from which a text is about that child."""
_MAY_BE_VICTIMS = (_PERSONS - {"man", "person", "people"} - STATE_NOUNS) - frozenset(
    "offender attacker defendant accused suspect killer officer soldier".split()
)
_FEW = frozenset({"two", "three", "four", "both", "2", "3", "4", "pair", "couple"})
_OF_THE_OTHER_SIDE = frozenset(
    "owner manager director founder leader trustee governor inspector supervisor guard operator"
    " employer".split()
)
"""Nouns for those under whom many were harmed."""
_UNDERTAKINGS = frozenset(
    "order diocese church school home company firm charity council board institution regulator"
    " institute college agency department".split()
)
"""What acts or is answerable where many were harmed."""
_OF_A_CASE = _UNDERTAKINGS | _NEUTRAL
_PROCEDURE = frozenset(
    "arrest sentence appear jail charge convict remand extradite try detain hold imprison court"
    " hear"
    " trial adjourn deport hearing custody conviction sentencing appearance".split()
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})


_FAR = 8
"""Words between a place and the arrest that was made there."""


def is_person_noun(token: Token) -> bool:
    """True for a noun for somebody: by a list, or by its ending."""
    if token.pos != "NOUN":
        return False
    low = token.lemma.lower()
    return low in _PERSONS or token.text.lower() in _PERSONS or bool(_PERSON_ENDING.search(low))


def is_of_procedure(tree: Tree, index: int) -> bool:
    """True for a place or day on which somebody was arrested or sentenced.

    Not for that of the offence: "charged with assault in X".
    """
    above = [tree.tokens[i].lemma.lower() for i in tree.ancestors(index)][:_FAR]
    return next((word in _PROCEDURE for word in above if word in _PROCEDURE | OFFENCES), False)


def is_strict(document: Document, analysis: Analysis, *, cased: bool) -> bool:
    """Whether a whole document is somebody's story: abuse, a private life, a child's death.

    So is every text about harm whose capitals do not show where names stand. A report on a public
    event (``Analysis.at_large``) is none, and no more is another text of harm to strangers: of it
    the sentences that tell of somebody protected are read so closely, of the report its asides and
    what stands around its children as well.
    """
    if "harm" not in analysis.concerns:
        return False
    if not cased or ("identifying" in analysis.concerns and not analysis.at_large):
        return True  # somebody was harmed, even if no word for them was found
    return not analysis.at_large and any(_stories(document, analysis))


def _stories(document: Document, analysis: Analysis) -> Iterator[Person]:
    """Whom ID-19 protects, and the children to whom a text comes back."""
    for person in analysis.persons:
        if person.protected and (
            person.rule == "ID-19" or (person.child and _has_a_story(person, document))
        ):
            yield person


def _has_a_story(child: Person, document: Document) -> bool:
    """Whether a text comes back to a child again and again."""
    told = {
        bisect_right(document.sentences, mention.span.start, key=lambda s: s.span.start)
        for mention in child.mentions
    }
    return len(told) >= _A_STORY


def _is_named(person: Person) -> bool:
    return any(mention.named for mention in person.mentions)


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who is told of where: plain spans, with what role and sex is known."""

    close: Cover
    offenders: Cover
    officials: Cover
    sexes: frozenset[str]
    few: frozenset[str]
    several: bool
    many: frozenset[str]


def nearness_of(
    document: Document,
    analysis: Analysis,
    *,
    policy: Policy,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    strict: bool,
    cased: bool,
    many: frozenset[str],
    giveaways: Sequence[Span],
) -> tuple[Nearness, ...]:
    """One answer per sentence.

    Args:
        document: as read.
        analysis: its people, authorities and concerns.
        policy: the words of contact.
        sentences: plain offsets.
        trees: a parse per sentence.
        strict: ``is_strict`` of the document.
        cased: whether capitals show where names stand.
        many: ``many_told_of`` the sentences.
        giveaways: where plain words say who somebody is to somebody.
    """
    cast = _cast(document, analysis, trees, strict=strict, many=many)
    aside = _aside(document, analysis, sentences)
    near = [
        "close"
        if (strict or index in aside) and any(map(sentence.contains, giveaways))
        else _nearness(
            document.plain,
            sentence,
            tree,
            cast,
            policy,
            analysis.bodies,
            strict=strict or index in aside,
            cased=cased,
        )
        for index, (sentence, tree) in enumerate(zip(sentences, trees, strict=True))
    ]
    if not strict:
        near = ["close" if each == "offender" else each for each in near]  # in an aside
    close = [each == "close" for each in near]
    return tuple(
        _as_beside(close, index) if each is None else each for index, each in enumerate(near)
    )


def _aside(document: Document, analysis: Analysis, sentences: Sequence[Span]) -> set[int]:
    """Sentences of a public event's report that are read as closely as somebody's story.

    What stands beside such a sentence tells of the same people, by nouns that show nothing.
    """
    if not analysis.at_large:
        return set()
    told = {
        sentence_at(sentences, document.plain_span(mention.span).start)
        for person in _stories(document, analysis)
        if person.child or person.role in {"accused", "offender"}  # ID-19 masks bystanders, too
        for mention in person.mentions
    }
    beside = frozenset(analysis.asides)
    asides = {i for i, sentence in enumerate(sentences) if sentence in beside}
    stories = {i + j for i in told for j in range(-_AROUND_A_CHILD, _AROUND_A_CHILD + 1)}
    return asides | stories | set(_behind_children(document, analysis, sentences))


def _behind_children(
    document: Document, analysis: Analysis, sentences: Sequence[Span]
) -> Iterator[int]:
    """Where a paragraph goes on behind a child: "a passenger aged 11. Jo Roe told of the seat"."""
    told = {
        sentence_at(sentences, span.start)
        for person in analysis.persons
        if person.protected and person.child
        for span in (document.plain_span(mention.span) for mention in person.mentions)
        if not _is_of_several(span.of(document.plain), (), many=())
    }
    paragraphs = paragraphs_of(document.plain, sentences)
    for at in told:
        for behind in range(at + 1, min(at + _AROUND_A_CHILD + 1, len(sentences))):
            if paragraphs[behind] == paragraphs[at]:
                yield behind


def _as_beside(close: Sequence[bool], index: int) -> Nearness:
    """Of a sentence that tells of nobody, where many were harmed: what stands beside it.

    ``close``: of each sentence, whether it is.
    """
    return "close" if any(close[max(0, index - 1) : index + 2]) else "apart"


def _cast(
    document: Document,
    analysis: Analysis,
    trees: Sequence[Tree | None],
    *,
    strict: bool,
    many: frozenset[str],
) -> _Cast:
    close: list[Span] = []
    offenders: list[Span] = []
    officials: list[Span] = []
    sexes: set[str] = set()
    alone = 0
    few = {
        tree.tokens[tree.heads[i]].lemma.lower()
        for tree in trees
        for i, token in enumerate(tree.tokens if tree else ())
        if tree and token.text.lower() in _FEW
    } & _MAY_BE_VICTIMS
    for person in analysis.persons:
        spans = [document.plain_span(mention.span) for mention in person.mentions]
        if person.protected and person.close:
            told = _is_named(person) or person.child or person.role in {"relative", "witness"}
            if strict or told:
                close += [
                    span
                    for span in spans
                    if not _is_of_several(span.of(document.plain), few, many=many)
                ]
            alone += 1
            words = {word for span in spans for word in span.of(document.plain).lower().split()}
            sexes |= {
                sex
                for sex, nouns in (("m", _MALE), ("f", _FEMALE))
                if words & nouns or (not words & (_MALE | _FEMALE))
            }
        elif person.role in {"offender", "accused"}:
            offenders += spans
        elif person.role == "official":
            officials += spans
    length = len(document.plain)
    return _Cast(
        close=Cover(length, close),
        offenders=Cover(length, offenders),
        officials=Cover(length, officials),
        sexes=frozenset(sexes),
        few=frozenset(few),
        several=alone > 1 or bool(few),
        many=many,
    )


def _is_of_several(words: str, few: Collection[str], *, many: Collection[str]) -> bool:
    """True for a noun for a number of people, unless the text says that they are a handful.

    ``many``: nouns for ten or more who were harmed.
    """
    last = words.split()[-1].lower() if words.split() else ""
    single = {"children": "child", "women": "woman", "men": "man"}.get(last, last.removesuffix("s"))
    known = last in _YOUNG_OR_ADULT or single in many
    return single != last and known and single not in few


def _nearness(
    text: str,
    sentence: Span,
    tree: Tree | None,
    cast: _Cast,
    policy: Policy,
    bodies: Sequence[Span],
    *,
    strict: bool,
    cased: bool,
) -> Nearness | None:
    """None where many were harmed and it tells of nobody."""
    if cast.close.touches(sentence):
        return "close"
    if not strict or tree is None:
        return "apart"
    if not cased:
        return "close"
    told = set(_told_by(text, sentence, tree, cast))
    if "close" in told:
        return "close"
    words = {token.lemma.lower() for token in tree.tokens if token.pos != "PROPN"}
    if told:
        named = cast.offenders.touches(sentence)
        if not named and _is_neutral(tree, cast, bodies):
            return "apart"  # "an operation in X led to the arrest of seven suspects"
        return "close" if words & policy.plain_words.contact else "offender"
    if _is_neutral(tree, cast, bodies):
        return "apart"
    return None if cast.many and _is_of_the_case(tree, policy) else "close"


def _told_by(text: str, sentence: Span, tree: Tree, cast: _Cast) -> Iterator[Nearness]:
    """What each word for somebody makes of a sentence."""
    quoted = quotations(sentence.of(text), offset=sentence.start, least=1)
    for index, token in enumerate(tree.tokens):
        low = token.text.lower()
        official = cast.officials.touches(token.span)
        if official and token.lemma.lower() not in VICTIMS and low not in _GENDERED:
            continue
        if token.pos in {"PRON", "DET"} and low in _GENDERED:
            sure = _GENDERED[low] not in cast.sexes
            if cast.offenders.touches(token.span):
                yield "offender" if sure else "close"
            elif not (sure and cast.officials.touches(token.span)):
                yield "close"
        elif cast.many and _is_one_of(tree, index):
            yield "close"
        elif low in _PLURAL and token.pos in {"PRON", "DET"}:
            if cast.several and not (cast.many and _is_of_all(tree, index, cast)):
                yield "close"
        elif low in _FIRST and not any(map(token.span.overlaps, quoted)):
            yield "close"
        elif cast.offenders.touches(token.span):
            yield "offender"
        elif is_person_noun(token):
            yield from _noun(tree, index, cast)


_ONE_OF_THEM = frozenset(
    "one another someone somebody first second third fourth fifth eldest youngest other".split()
)


_FOR_SOMEBODY = _SUBJECTS | {"attr", "pobj", "dobj", "agent"}
"""Where such a word stands for somebody: "the second" does, "the second trial" does not."""


def _is_one_of(tree: Tree, index: int) -> bool:
    """True for "one" in "one had run a bakery": somebody alone, by no noun."""
    token = tree.tokens[index]
    low = token.text.lower()
    return low in _ONE_OF_THEM and token.dep in _FOR_SOMEBODY


def _noun(tree: Tree, index: int, cast: _Cast) -> Iterator[Nearness]:
    token = tree.tokens[index]
    low = token.lemma.lower()
    if low in STATE_NOUNS or token.dep in {"compound", "nmod"}:
        return
    if low in ACCUSED:
        yield "offender"
    elif token.tag not in {"NNS", "NNPS"}:
        yield "close"
    elif low in {"person", "people"}:
        yield "offender"
    elif low in cast.few or low in KIN_NOUNS or not (low in _YOUNG_OR_ADULT or _is_all(low, cast)):
        yield "close"


def _is_all(noun: str, cast: _Cast) -> bool:
    """True for a plural that means all of many, or those under whom they were harmed."""
    return bool(cast.many) and (noun in cast.many or noun in _OF_THE_OTHER_SIDE)


def _is_of_the_case(tree: Tree, policy: Policy) -> bool:
    """True where each subject is what acts in a case, or several things of a plain report."""
    subjects = [t for t in tree.tokens if t.dep in _SUBJECTS and t.pos not in {"PRON", "DET"}]
    plain = policy.plain_words.words
    return bool(subjects) and all(
        t.lemma.lower() in _OF_A_CASE
        or (t.tag == "NNS" and t.lemma.lower() in plain and not is_person_noun(t))
        for t in subjects
    )


def _is_of_all(tree: Tree, index: int, cast: _Cast) -> bool:
    """True for "their" in "the men and their beds": who is meant stands before it, and is many."""
    before = [
        token
        for token in tree.tokens[:index]
        if token.tag in {"NNS", "NNPS"} and (is_person_noun(token) or token.lemma in _PERSONS)
    ]
    return bool(before) and all(
        _is_all(low, cast) or (low in _YOUNG_OR_ADULT and low not in cast.few)
        for low in (token.lemma.lower() for token in before)
    )


def _is_neutral(tree: Tree, cast: _Cast, bodies: Sequence[Span]) -> bool:
    """True for a sentence whose subjects are authorities, officials or things of the case."""
    found = False
    for index, token in enumerate(tree.tokens):
        if token.dep not in _SUBJECTS or token.pos in {"PRON", "DET"}:
            continue
        span = phrase_span(tree, index)
        known = any(map(span.overlaps, bodies)) or cast.officials.touches(span)
        low = token.lemma.lower()
        all_of_many = token.tag == "NNS" and _is_all(low, cast) and low not in cast.few
        if not (known or low in _NO_SINGLE_PERSON or all_of_many):
            return False
        found = True
    return found
