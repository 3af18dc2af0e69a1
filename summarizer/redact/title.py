"""A headline of which only the pieces go that say too much, not all of it.

A headline says in a dozen words what a text is about, and nearly always one of them would tell who
somebody is ("Harmon Falls swim coach gets 22 years"). Between its joints (``joints.py``) a modifier
goes, a noun for somebody becomes "offender" or "another", a phrase or clause goes; where what it is
about goes, all goes.

To say something false is worse than to say nothing. A piece with a verb of its own goes only as a
whole; where a word of denial, doubt or change stands ("cleared", "fails", "appeal"), nothing but a
place is cut away; of "cleared of murder, guilty of assault" neither half goes alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from summarizer.policy.headlinese import (
    AMOUNT,
    ATTRIBUTED,
    CHARGES,
    DENIED,
    DONE,
    LABELS,
    NEVER,
    NOT_NOUNS,
    OUTCOME,
    SOURCES,
    TURNS,
    VERDICT,
)
from summarizer.policy.limiting import BOUNDS
from summarizer.redact.cover import Cover
from summarizer.redact.heading import WHERE, Heading
from summarizer.redact.joints import (
    QUOTED,
    QUOTES,
    STOPS,
    Piece,
    ages_in,
    indexes,
    is_label,
    is_verb,
    regions_of,
)
from summarizer.redact.plainer import POSSESSIVE, mended
from summarizer.syntax import Tree
from summarizer.types import Span, Token

__all__ = ["is_count", "retitled"]

_ATTACHED = frozenset(
    "of in at on near from with to under about by into outside inside behind across".split()
)
"""Prepositions of phrases that may belong to the phrase before them."""
_KEPT = frozenset("without despite except instead than".split())
"""Prepositions of phrases that turn what stands before them."""
_TIME = re.compile(r"(?i)\b(?:years?|months?|weeks?|days?|hours?)\b")
_LOOSE_ENDS = frozenset({"ADP", "DET", "CCONJ", "SCONJ", "PART"})
_BEFORE_COUNTS = frozenset("after over as".split())
_AGES = frozenset({"turn", "age", "reach"})
_LEAST = 4
"""Words that a headline has."""


def retitled(
    text: str, tree: Tree, *, bad: Collection[int], people: Cover, put: Mapping[Span, str]
) -> tuple[str, frozenset[int]]:
    """The headline without what may not be told, and the indexes of the words that it keeps.

    Empty where too little of it is left.

    Args:
        text: the plain text.
        tree: the headline's parse.
        bad: indexes of the tokens that say too much.
        people: where protected people are named or told of.
        put: wording that another rule puts in its place, by plain span.
    """
    if NEVER.search(QUOTED.sub(" ", tree.span.of(text))):
        return "", frozenset()
    wrong = {i for i in bad if tree.tokens[i].text not in STOPS}
    ages = ages_in(tree, bad=wrong)
    heading = Heading(text, tree, frozenset(wrong - ages), ages, people)
    kept = _shortened(heading) or {}
    said = _printed(text, tree, kept, put)
    stays = {i for i, word in kept.items() if word == tree.tokens[i].text}
    return said, frozenset(stays if said else ())


def is_count(tree: Tree, index: int) -> bool:
    """True for "Five" in "Five jailed" and "sends five to jail": how many, no age and no year."""
    token = tree.tokens[index]
    if token.tag != "CD" or (token.text.isdecimal() and len(token.text) > 2):
        return False
    following = tree.tokens[index + 1] if index + 1 < len(tree.tokens) else None
    before = tree.tokens[index - 1] if index else None
    if following is None:
        return False
    if before is not None and before.text.lower() == "for":
        return following.text == ","  # "Death for two, life for third"
    opens = before is None or before.text in STOPS or before.text.lower() in _BEFORE_COUNTS
    if opens:
        return following.pos in {"VERB", "AUX", "ADJ"}
    counted = before is not None and before.pos == "VERB" and before.lemma.lower() not in _AGES
    behind = following.pos in {"VERB", "AUX", "ADJ", "ADP"} or following.text in {";", ","}
    return counted and behind


def _shortened(heading: Heading) -> dict[int, str] | None:
    """The words that stay, by index; None where none can."""
    regions = regions_of(heading.tree, ages=heading.ages)
    labelled = is_label(heading.tree, regions)
    if labelled and sum(map(len, map(list, regions[1]))) < 2:
        return None  # "Norland Police:"
    if labelled and not heading.bad.isdisjoint(indexes(regions[0])):
        words = heading.words(0, regions[1][0].start)
        if heading.tree.tokens[0].text not in QUOTES and not SOURCES.search(words):
            return None  # "Sister: he killed her"
        first = regions[1][0]
        regions = [[Piece("main", first.start + 1, first.end), *regions[1][1:]], *regions[2:]]
        labelled = False
    if _is_ambiguous(heading, regions):
        return None
    kept: dict[int, str] = {}
    lost: list[Piece] = []
    orphaned = False
    for number, region in enumerate(regions):
        first_told = number <= labelled
        left = None
        if not (orphaned and (region[0].kind == "relative" or _goes_on(heading, region))):
            following = regions[number + 1] if number + 1 < len(regions) else []
            left = _left(heading, region, following, first=first_told, before=kept)
        if left is None:
            if first_told or region[0].kind == "verb" or not _may_go_whole(heading, region):
                return None
            orphaned |= any(is_verb(heading.tree, i) for i in indexes(region))
            lost += region
            continue
        if lost and lost[-1].end == region[0].start and _goes_on(heading, region):
            left.pop(region[0].start, None)  # "Roe, of X, jailed"
        orphaned = region[-1].kind == "phrase" and region[-1].start not in left
        kept |= left
    told = " ".join(heading.words(piece.start, piece.end) for piece in lost)
    if VERDICT.search(told) and TURNS.search(" ".join(kept.values())):
        return None  # "cleared of murder" is half of "cleared of murder, guilty of assault"
    return kept if _says_enough(heading, kept, regions) else None


def _left(
    heading: Heading,
    region: Sequence[Piece],
    following: Sequence[Piece],
    *,
    first: bool,
    before: Mapping[int, str],
) -> dict[int, str] | None:
    """What is left of the pieces between two stops or clauses; None where all has to go."""
    words = heading.words(region[0].start, region[-1].end)
    opens = ""
    if following and following[0].kind == "stop":
        opens = heading.words(following[0].start, min(following[0].start + 2, following[0].end))
    turned = bool(TURNS.search(words + opens))
    kept: dict[int, str] = {}
    gone = False
    for piece in region:
        attached = piece.kind == "phrase" and (
            (gone and heading.low(piece.start) in _ATTACHED)
            or _is_of_a_label(heading, piece, kept, words, region[0].start)
        )
        told = {**before, **kept}
        left = None if attached else mended(heading, piece, before=told, turned=turned)
        may_go = piece is not region[0] and heading.tells(indexes(region))
        if left is None and may_go and _may_go(heading, piece, words + opens):
            if _owns_what_follows(heading, piece):
                return None
            gone = True
            continue
        if left is None and not attached:
            left = mended(heading, piece, before=told, turned=turned, needed=True)
        if left is None:
            return None
        kept |= left
        gone = False
    if kept and heading.tree.tokens[max(kept)].pos in _LOOSE_ENDS:
        return None  # "killed by"
    if first and heading.tells(indexes(region)) and not heading.tells(kept):
        return None  # "Army on standby": the phrase was what is said of it
    return kept


def _is_of_a_label(
    heading: Heading, piece: Piece, kept: Mapping[int, str], words: str, start: int
) -> bool:
    """True for "of a deputy" behind what was "widow"; not in "clears coach of rape"."""
    told = words[
        : heading.tree.tokens[piece.start].span.start - heading.tree.tokens[start].span.start
    ]
    if heading.low(piece.start) != "of" or not kept or CHARGES.search(told):
        return False
    last = kept[max(kept)]
    return last.lower() in LABELS and last != heading.tree.tokens[max(kept)].text


def _owns_what_follows(heading: Heading, piece: Piece) -> bool:
    """True for "of coach" before "jailed": the participle may be the coach's."""
    behind = heading.tree.tokens[piece.end : piece.end + 1]
    taken = behind and (behind[0].tag in {"VBN", "VBD"} or OUTCOME.fullmatch(behind[0].text))
    return bool(taken) and any(map(heading.is_somebody, piece))


def _goes_on(heading: Heading, region: Sequence[Piece]) -> bool:
    """True for ", denies two" and ", murder": of whom or of what was told before."""
    start = region[0].start
    if heading.low(start) != "," or start + 1 == len(heading.tree.tokens):
        return False
    if heading.tree.tokens[start + 1].tag == "VBG":
        return False
    told = any(
        is_verb(heading.tree, i) or NOT_NOUNS.fullmatch(heading.tree.tokens[i].text)
        for i in indexes(region)
    )
    return is_verb(heading.tree, start + 1) or not told


def _is_ambiguous(heading: Heading, regions: Sequence[Sequence[Piece]]) -> bool:
    """True for "Man who killed wife, son gets life": of the man, or of the son."""
    if len(regions) < 3 or regions[1][0].kind != "relative":
        return False
    after = regions[2][0]
    told = heading.tells(indexes(regions[0]))
    return after.kind == "stop" and not told and any(map(heading.is_somebody, after))


def _may_go_whole(heading: Heading, region: Sequence[Piece]) -> bool:
    """Whether what a stop or "who" begins can be left out: it has one verb, and no turn."""
    words = heading.words(region[0].start, region[-1].end)
    if TURNS.search(words) or (region[0].kind == "stop" and ATTRIBUTED.search(words)):
        return False
    verbs = [i for i in indexes(region) if is_verb(heading.tree, i)]
    helped = [i for i in verbs if i - 1 in verbs and heading.tree.tokens[i - 1].pos == "AUX"]
    return region[0].kind == "stop" or len(verbs) - len(helped) <= 1


def _says_enough(
    heading: Heading, kept: Mapping[int, str], regions: Sequence[Sequence[Piece]]
) -> bool:
    """Whether it has words enough, an end, and a verb that is no clause's."""
    if sum(any(map(str.isalnum, word)) for word in kept.values()) < _LEAST:
        return False
    main = (r for r in regions if r[0].kind not in {"clause", "relative"})
    said = {i for region in main for i in indexes(region)}
    loose = heading.tree.tokens[max(kept)].pos in _LOOSE_ENDS
    return not loose and heading.tells(said.intersection(kept))


def _may_go(heading: Heading, piece: Piece, words: str) -> bool:
    """Whether a phrase can be left out and what is left is still so.

    ``words``: those around it, up to the next statement.
    """
    tokens = heading.tree.tokens
    turned = bool(TURNS.search(words))
    if piece.kind == "quotation":
        return not turned and tokens[piece.start + 1].pos == "ADP"
    if piece.kind != "phrase" or heading.low(piece.start) in _KEPT:
        return False
    if any(map(_is_bound, tokens)):
        return False  # "only doctor in X jailed"
    said = heading.words(piece.start, piece.end)
    place = heading.low(piece.start) in WHERE and any(tokens[i].pos == "PROPN" for i in piece)
    joined = re.search(r"\b(?:and|or)\b", said if place else words)
    if AMOUNT.search(said) or _TIME.search(said) or joined:
        return False
    verbs = [i for i in piece if is_verb(heading.tree, i)]
    if verbs and heading.low(verbs[-1]) == "works" and verbs[-1] == piece.end - 1:
        verbs.pop()  # "at salt works"
    if verbs and verbs != [piece.start + 1]:
        return False  # "of bribery jailed": the verb is not the phrase's
    if any(OUTCOME.fullmatch(tokens[i].text) for i in piece):
        return False
    last = piece.end - 1
    if heading.low(last) in POSSESSIVE and last > piece.start + 1:
        last -= 1  # "at St X's"
    if tokens[last].pos not in {"NOUN", "PROPN", "NUM", "VERB"}:
        return False  # "rules death in cell accidental"
    _, head = heading.noun_phrase(last, piece)
    whose = heading.is_somebody(head) or tokens[head].pos in {"PROPN", "NUM"}
    if heading.low(piece.start) == "of" and not whose:
        return False  # "abuse of trust" is no abuse
    before = tokens[piece.start - 1]
    served = _TIME.fullmatch(before.text) or before.text.lower() == "life"
    if heading.low(piece.start) == "for" and served and any(map(heading.is_somebody, piece)):
        return False  # whose the ten years are
    if heading.low(piece.start) == "with" and before.pos in {"NOUN", "PROPN"}:
        return False  # "sex with pupil"
    if before.pos == "VERB" and not DONE.fullmatch(before.text):
        return False  # "left in pain"
    return not turned or (place and not DENIED.search(words))


def _is_bound(token: Token) -> bool:
    """True for a superlative and its like, which a phrase may make true; not for "at least"."""
    low = token.text.lower()
    return (token.tag in {"JJS", "RBS"} and low not in {"least", "most"}) or low in BOUNDS


_TWO = re.compile(r"\b(?:child|another) and another(?=$|[,;:])")
_MIXED = re.compile(r"\b(?:child|another|person|people|offender),? (?:and|or|not) another\b")
"""Of whom what follows is told is not sure: "man jailed for raping niece and nephew freed"."""


def _printed(text: str, tree: Tree, kept: Mapping[int, str], put: Mapping[Span, str]) -> str:
    """What is kept, with the spaces that it had."""
    printed = ""
    last = -1
    for index in sorted(kept):
        token = tree.tokens[index]
        word = kept[index]
        for span, wording in put.items():
            if span.overlaps(token.span) and word == token.text:
                word = wording if span.start >= token.span.start else ""
        between = text[tree.tokens[last].span.end : token.span.start] if last >= 0 else ""
        if last >= 0 and last != index - 1:
            between = "" if token.text in {",", ";", ":", "'s"} else " "
        printed += between + word
        last = index
    printed = _TWO.sub("two people", printed)
    if _MIXED.search(printed):
        return ""
    printed = re.sub(r"\s+", " ", printed).strip(" ,;:-–—")
    return printed[:1].upper() + printed[1:]
