"""Shorter forms of a source sentence that say nothing new: words are dropped, never added.

Each form is a sentence by itself: parentheses, asides, relative dates and opening connectives
go; a relative clause about a named person can stand alone ("the find led to X, who was jailed"
→ "X was jailed"). Grammar comes from the parse; the caller checks every form again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from summarizer.policy.people import LABELS, datelines_in
from summarizer.syntax import Tree, is_done_by_a_gerund
from summarizer.types import Token
from summarizer.write.pruned import pruned

__all__ = ["core_of", "forms_of"]

_CONNECTIVES = frozenset(
    "however meanwhile moreover furthermore also additionally nevertheless nonetheless"
    " instead still then therefore thus hence so but and yet or".split()
)
_RELATIVE_TIME = re.compile(
    r"(?i)^(?:last|next|this|earlier this|later this|earlier|yesterday|today|tonight|tomorrow|on)?"
    r" ?(?:week|night|morning|afternoon|evening|weekend|yesterday|today|tonight|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|night|afternoon|evening))?)$"
)
"""Days and weeks alone: figures are measured by months and years, as in "the second this year"."""
_COMPARED = re.compile(r"(?i)\b(?:compared|than|against|versus|up|down) ")
"""Where a week is measured by another, both stay."""
_SUPERLATIVE = re.compile(
    r"(?i)\b(?:ever|record|first[- ]ever|most|largest|longest|biggest|worst|deadliest|highest"
    r"|toughest)\b"
)
_VAGUE_SUBJECT = re.compile(
    r"(?i)^(?:the|this|that|these|those|it|its|such|an?)\b[\w ]{0,30}?\b(?:discovery|find|finding"
    r"|move|news|information|report|incident|case|development|tip|result|evidence|step|measure"
    r"|decision|ruling)s?$"
)
_PERSONAL = re.compile(r"\b(?:I|i|[Mm]e|[Mm]y|[Yy]ou|[Yy]our|[Ww]e|[Oo]ur|us|Us)\b(?!\.)")
_DATELINE = re.compile(
    rf"(?!(?i:{'|'.join(sorted(LABELS))})\b)(?:"
    r"^\(\s?[A-Za-z ]{2,20}\s?\)(?: ?(?:--|-|–|—))? ?"
    r"|^[A-Z][A-Z'. ,/-]{2,40}(?:, (?:\d\d? )?[A-Z][a-z]+\.?(?: [A-Z][a-z]+)?(?: \d\d?)?){0,3}"
    r"(?: \([^)]{2,30}\))?"
    r" ?(?:--|-|–|—) ?(?=[A-Z])"
    r"|^[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}(?:, [A-Z][a-z]+\.?)? \([A-Z][^)]{2,30}\)"
    r" (?:--|-|–|—) (?=[A-Z][a-z]* [a-z\d])"
    r"|^\d\d?[.:]\d\d(?: ?[ap]\.?m\.?)?:? (?=[A-Z]))"
)
_BULLET = re.compile(r"^[*•‣▪·–—-]\s+")
_OF_NOBODY = re.compile(
    r",? (?:and formerly )?of an? (?:\w+ )?person\b(?:, an? (?:\w+ )?person\b)*(?=,)"
)
"""What is left of an address of which nothing may be told: "Roe, 49, of a person, was jailed"."""
_NO_ADDRESS = re.compile(
    r",? with an? (?:last )?address(?: (?:at|in) an? (?:street|place))?,?"
    r" (?=(?:was|is|has|had|pleaded|appeared|denied|admitted)\b)"
)
_NOWHERE = re.compile(r" (?:in|at|near|outside) a (?:(?:second|third) )?place(?=[,.;]|$)")
"""Where of which nothing is told."""
_LOOSE = re.compile(
    r"(?:, (?:among them|including|such as|especially|particularly|namely)"
    r"|, and (?:will|would|is to|are to|was to|were to) be \w+"
    r"| in the death| of (?:an?|the) (?:\w+ )?person(?=, (?:was|were|is|has|have)\b)"
    r"|(?<=in court) charged)(?=\.?$|, (?:was|were|is|has|have)\b)"
)
"""What hung on something that went: "19 recommendations, among them", "the officer of a person"."""
_BETWEEN_NOBODY = re.compile(
    r",(?! who| which)[^,]*\bbetween (?:an?|the) (?:\w+ )?person and\b[^,.]*(?=\.?$)"
)
"""A last clause about a country that was taken for somebody: "a truce between a person and X"."""
_CAPITALS = re.compile(
    r"^(?:A|AN|THE) (?!UNICEF|UNESCO|INTERPOL|EUROPOL|FRONTEX)[A-Z]{6,} (?:[A-Z]{2,} ){0,4}"
    r"(?=[a-z])"
)
"""What a paper prints in capitals at the beginning of a story: "AN ACCOUNTANT who …"."""
_OF_WHAT = re.compile(
    r"^((?:An?|The) (?:[a-z]+ ){1,3}of (?:\w+ ){0,3}\w+), (was|were|is|are|has|had|have)\b(?!,)"
)
"""What is left of two asides: "A note of her talk, was placed in a file"."""
_APPEAL = re.compile(r"(?i)^(?:anyone|anybody|witnesses) (?:with|who)\b")
_MIN_TOKENS = 5


def forms_of(tree: Tree, text: str) -> tuple[str, ...]:
    """The sentence's forms, the shortest last; empty when it cannot stand in a summary.

    Args:
        tree: the parse of the sentence, with offsets into ``text``.
        text: the safe text.
    """
    if not _can_stand(tree, text):
        return ()
    light = _light(tree, text)
    asides = light | _asides(tree, text)
    forms: list[str] = []
    lifted = _lifted(tree, text, asides)
    if _VAGUE_SUBJECT.match(_subject(tree, text)) and lifted:
        return tuple(dict.fromkeys(lifted))
    for dropped in (light, asides, asides | _trailing(tree)):
        form = _text(tree, text, dropped)
        if form and form not in forms:
            forms.append(form)
    return tuple(dict.fromkeys([*forms, *lifted]))


def core_of(
    tree: Tree, text: str, *, weight: Callable[[str], float], fits: Callable[[str], bool]
) -> Iterator[str]:
    """The forms of a sentence that are short enough; none of what cannot stand in a summary.

    Args:
        tree: the parse of the sentence, with offsets into ``text``.
        text: the safe text.
        weight: what a form is worth.
        fits: whether a form is short enough.
    """
    if not _can_stand(tree, text):
        return
    light = _light(tree, text) | _asides(tree, text)
    light |= {i for i, token in enumerate(tree.tokens) if token.text.lower() == "here"}

    def joined(indexes: list[int]) -> str:
        return _finished(_join(tree, text, indexes))

    yield from pruned(tree, joined, weight=weight, fits=fits, light=light)


def _can_stand(tree: Tree, text: str) -> bool:
    """True for a sentence with a verb that is no question, no appeal and nobody's own words."""
    whole = tree.span.of(text)
    if whole.endswith("?") or _APPEAL.match(whole):
        return False
    return not _is_speech(whole) and _is_sentence(tree)


def _light(tree: Tree, text: str) -> set[int]:
    """What no form needs: opening connectives, relative dates, the dateline."""
    whole = tree.span.of(text)
    return _connectives(tree) | _relative_times(tree, text) | _dateline(tree, whole)


def _is_speech(sentence: str) -> bool:
    """Somebody's own words: first or second person, or a quotation that makes up the sentence."""
    quoted = sum(len(m[0]) for m in re.finditer(r'"[^"]*"?', sentence))
    return quoted > 0.35 * len(sentence) or bool(_PERSONAL.search(sentence.replace("U.S.", "")))


def _is_sentence(tree: Tree) -> bool:
    root = tree.root
    if is_done_by_a_gerund(tree):
        return True
    if tree.tokens[root].pos not in {"VERB", "AUX"} or len(tree.tokens) < _MIN_TOKENS:
        return False
    finite = tree.tokens[root].tag in {"VBD", "VBZ", "VBP", "MD"} or any(
        tree.tokens[c].dep in {"aux", "auxpass"} for c in tree.children[root]
    )
    return finite and any(
        tree.tokens[c].dep in {"nsubj", "nsubjpass", "csubj", "expl"} for c in tree.children[root]
    )


def _subject(tree: Tree, text: str) -> str:
    for child in tree.children[tree.root]:
        if tree.tokens[child].dep in {"nsubj", "nsubjpass"}:
            indexes = tree.subtree(child)
            start, end = tree.tokens[indexes[0]].span.start, tree.tokens[indexes[-1]].span.end
            return text[start:end]
    return ""


def _connectives(tree: Tree) -> set[int]:
    dropped: set[int] = set()
    for index, token in enumerate(tree.tokens[:2]):
        if token.text.lower() in _CONNECTIVES and index == len(dropped):
            dropped.add(index)
            if index + 1 < len(tree.tokens) and tree.tokens[index + 1].text == ",":
                dropped.add(index + 1)
    return dropped


def _dateline(tree: Tree, whole: str) -> set[int]:
    """The place and agency that news puts before its first sentence."""
    match = _DATELINE.match(whole) or next(datelines_in(whole, small=True), None)
    end = tree.span.start + match.end() if match and not match.start() else 0
    return {index for index, token in enumerate(tree.tokens) if token.span.end <= end}


def _relative_times(tree: Tree, text: str) -> set[int]:
    """Such as "last night", "on Monday": a later reader cannot tell when that was."""
    dropped: set[int] = set()
    for index, token in enumerate(tree.tokens):
        if token.dep not in {"npadvmod", "prep", "advmod", "nmod", "tmod"}:
            continue
        indexes = tree.subtree(index)
        start, end = tree.tokens[indexes[0]].span.start, tree.tokens[indexes[-1]].span.end
        told = text[start:end]
        compared = told.endswith("week") and _COMPARED.search(tree.span.of(text))
        if _RELATIVE_TIME.match(told) and not compared:
            dropped.update(indexes)
            if indexes[0] and tree.tokens[indexes[0] - 1].text.lower() in {"late", "early"}:
                dropped.add(indexes[0] - 1)  # "late on Sunday"
            if indexes[0] == 0 and indexes[-1] + 1 < len(tree.tokens):
                following = indexes[-1] + 1
                if tree.tokens[following].text == ",":
                    dropped.add(following)
    return dropped


def _asides(tree: Tree, text: str) -> set[int]:
    """Parentheses, stretches set off by dashes, appositions that boast."""
    dropped: set[int] = set()
    depth_at: int | None = None
    for index, token in enumerate(tree.tokens):
        if token.text in {"(", "["}:
            depth_at = index
        elif token.text in {")", "]"} and depth_at is not None:
            dropped.update(range(depth_at, index + 1))
            depth_at = None
    for index, token in enumerate(tree.tokens):
        if token.dep in {"appos", "relcl", "acl", "advcl", "parataxis", "dep"}:
            indexes = tree.subtree(index)
            before = indexes[0] - 1
            words = text[tree.tokens[indexes[0]].span.start : tree.tokens[indexes[-1]].span.end]
            opened = before >= 0 and tree.tokens[before].text in {"--", "—", "–", "-"}
            if (opened or token.dep == "appos") and _SUPERLATIVE.search(words):
                dropped.update(range(before if opened else indexes[0], indexes[-1] + 1))
    return dropped


def _trailing(tree: Tree) -> set[int]:
    """Clauses after a comma that add circumstance: "…, which …", "…, adding that …"."""
    dropped: set[int] = set()
    for index, token in enumerate(tree.tokens):
        if token.dep in {"advcl", "relcl", "acl"} and token.pos in {"VERB", "AUX"}:
            indexes = tree.subtree(index)
            before = indexes[0] - 1
            if before >= 0 and tree.tokens[before].text == "," and tree.heads[index] < index:
                dropped.update(range(before, indexes[-1] + 1))
                after = indexes[-1] + 1
                if after < len(tree.tokens) and tree.tokens[after].text == ",":
                    dropped.add(after)
    return dropped


def _lifted(tree: Tree, text: str, dropped: set[int]) -> list[str]:
    """Relative clauses about a named person, as sentences of their own."""
    forms = []
    for index, token in enumerate(tree.tokens):
        if token.dep != "relcl" or token.pos not in {"VERB", "AUX"}:
            continue
        head = tree.heads[index]
        if not tree.tokens[head].entity.endswith("PERSON"):
            continue
        pronoun = next(
            (c for c in tree.children[index] if tree.tokens[c].text.lower() == "who"
             and tree.tokens[c].dep in {"nsubj", "nsubjpass"}), None,
        )  # fmt: skip
        if pronoun is None:
            continue
        name = _name(tree, head)
        clause = [i for i in tree.subtree(index) if i != pronoun and i not in dropped]
        form = " ".join((_join(tree, text, name), _join(tree, text, clause)))
        forms.append(_finished(form))
    return forms


def _name(tree: Tree, head: int) -> list[int]:
    return sorted(
        [
            head,
            *(
                c
                for c in tree.children[head]
                if tree.tokens[c].dep == "compound" and tree.tokens[c].pos == "PROPN"
            ),
        ]
    )


def _text(tree: Tree, text: str, dropped: Iterable[int]) -> str:
    gone = set(dropped)
    kept = [i for i in range(len(tree.tokens)) if i not in gone]
    return _finished(_join(tree, text, kept)) if len(kept) >= _MIN_TOKENS else ""


def _join(tree: Tree, text: str, indexes: list[int]) -> str:
    """The words as they stand in the text, with the spaces that they had."""
    parts: list[str] = []
    for place, index in enumerate(indexes):
        token: Token = tree.tokens[index]
        if place and indexes[place - 1] == index - 1:
            parts.append(text[tree.tokens[index - 1].span.end : token.span.start])
        elif place and not re.match(r"[,.;:!?)'’]", token.text):
            parts.append(" ")
        parts.append(text[token.span.start : token.span.end])
    return "".join(parts)


def _finished(form: str) -> str:
    """With a capital at the start and one full stop at the end."""
    form = _BULLET.sub("", re.sub(r"\s+", " ", form)).strip(" ,;:-–—")
    form = _NO_ADDRESS.sub(" ", _NOWHERE.sub("", _OF_NOBODY.sub("", form)))
    # What stood between an article and its noun may be gone.
    form = re.sub(r"\b([Aa])n (?=[b-df-gj-np-tv-z][a-z])", r"\1 ", form)
    form = re.sub(r",\s*,", ",", form)
    form = re.sub(r"\s+([,.;:!?])", r"\1", form)
    form = re.sub(r",\s*\.", ".", form)
    form = re.sub(r"\s+--\s+as well as\b", ", as well as", form)
    form = re.sub(r"\s*--\s*", ", ", form)
    form = re.sub(
        r"^((?:An?|The) (?:\w+ )?(?!\w+ed,)\w+), (was|were|is|are|has|had)\b", r"\1 \2", form
    )
    form = _OF_WHAT.sub(r"\1 \2", form)
    form = _LOOSE.sub("", _BETWEEN_NOBODY.sub("", form))
    form = _CAPITALS.sub(lambda match: match[0][0] + match[0][1:].lower(), form)
    form = re.sub(r"^(At least [\w,]+ \w+), (was|were|is|are|has|have|had)\b", r"\1 \2", form)
    if not form:
        return ""
    form = form[0].upper() + form[1:]
    return form if form[-1] in ".!?\"'" else form + "."
