"""Where a headline can be taken apart: its pieces between stops, clauses and prepositions.

Cuts as of Dorr, Zajic and Schwartz (2003, "Hedge Trimmer"), but seen by words and tags rather than
in a parse, which headlines mostly have wrong: "over workers held there" is one phrase, "at X jailed
for abuse" a phrase, a verb and a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from summarizer.policy.headlinese import OUTCOME
from summarizer.syntax import Tree

__all__ = [
    "QUOTED",
    "QUOTES",
    "STOPS",
    "Piece",
    "ages_in",
    "indexes",
    "is_label",
    "is_verb",
    "regions_of",
]

STOPS = frozenset({",", ";", ":", "-", "–", "—", "|"})
QUOTES = frozenset({'"', "'", "‘", "’", "“", "”"})
QUOTED = re.compile(r"(?<!\w)['‘\"“][^\"“”]*?['’\"”](?!\w)")
"""What a headline quotes, with its marks."""
_RELATIVE = frozenset("who which whose whom".split())
_CLAUSAL = frozenset("as while when because since until although though whereas".split())
_EITHER = frozenset({"after", "before"})
_BORDERS = frozenset({"main", "stop", "clause", "relative", "verb"})


@dataclass(frozen=True, slots=True)
class Piece:
    """From a joint up to the next, as token indexes.

    ``kind``: "main", "stop" (it begins with one), "clause", "relative", "phrase", "verb" (that of
    what stood before a phrase or clause) or "quotation".
    """

    kind: str
    start: int
    end: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.end))


def regions_of(tree: Tree, *, ages: Collection[int]) -> list[list[Piece]]:
    """The pieces of a headline, those between two stops or clauses together.

    Args:
        tree: the headline's parse.
        ages: tokens to pass over (``ages_in``).
    """
    regions: list[list[Piece]] = [[]]
    for piece in _pieces(tree, ages):
        told = any(is_verb(tree, i) for i in indexes(regions[-1]))
        back = piece.kind == "verb" and told and regions[-1][0].kind in {"relative", "clause"}
        if regions[-1] and (back or piece.kind in {"stop", "clause", "relative"}):
            regions.append([])
        regions[-1].append(piece)
    return regions


def indexes(region: Sequence[Piece]) -> Iterator[int]:
    """The token indexes of pieces."""
    return (index for piece in region for index in piece)


def is_verb(tree: Tree, index: int) -> bool:
    """True for verbs and helping verbs."""
    return tree.tokens[index].pos in {"VERB", "AUX"}


def is_label(tree: Tree, regions: Sequence[Sequence[Piece]]) -> bool:
    """True where the first region is what stands before a colon: "Police: …", "'We waited': …"."""
    if len(regions) < 2 or tree.tokens[regions[1][0].start].text != ":":
        return False
    return tree.tokens[0].text in QUOTES or not any(is_verb(tree, i) for i in indexes(regions[0]))


def ages_in(tree: Tree, *, bad: Collection[int]) -> frozenset[int]:
    """The indexes of ", 14," behind a noun for somebody, where one of them says too much.

    The second comma stays where a further verb follows: "Jury clears man of rape, convicts him".
    """
    found: set[int] = set()
    tokens = tree.tokens
    for index in range(1, len(tokens) - 1):
        age = tokens[index].text == "," and tokens[index + 1].text.isdecimal()
        if not age or {index - 1, index, index + 1}.isdisjoint(bad):
            continue
        end = index + 2
        if end < len(tokens) and tokens[end].text != ",":
            continue  # ", 60 hurt"
        start = max(i for i in range(index) if i == 0 or _is_border(tree, i))
        told = any(tokens[i].pos == "VERB" for i in range(start, index))
        found.update(range(index, min(end if told else end + 1, len(tokens))))
    return frozenset(found)


def _is_border(tree: Tree, index: int) -> bool:
    return tree.tokens[index].text.lower() in STOPS | _RELATIVE | _CLAUSAL | _EITHER


def _pieces(tree: Tree, ages: Collection[int]) -> Iterator[Piece]:
    joints = [(0, "main")]
    index = 1
    while index < len(tree.tokens):
        closing = None if index in ages else _closing(tree, index)
        if closing is not None:
            joints += [(index, "quotation"), (closing + 1, "main")]
            index = closing
        elif index not in ages and joints[-1] != (index - 1, "stop"):
            kind = _joint(tree, index) or _verb_joint(tree, index, joints)
            joints += [(index, kind)] if kind else []
        index += 1
    begun = [(start, kind) for start, kind in dict(joints).items() if start < len(tree.tokens)]
    ends = [*(start for start, _ in begun[1:]), len(tree.tokens)]
    for (start, kind), end in zip(begun, ends, strict=True):
        yield Piece(kind, start, end)


def _closing(tree: Tree, index: int) -> int | None:
    """Where the quotation ends that opens at a token; None where none does."""
    tokens = tree.tokens
    if tokens[index].text not in QUOTES or tokens[index - 1].span.end == tokens[index].span.start:
        return None
    for i in range(index + 2, len(tokens)):
        last = i + 1 == len(tokens)
        if tokens[i].text in QUOTES and (
            last or tokens[i + 1].text in STOPS or tokens[i].span.end < tokens[i + 1].span.start
        ):
            return i
    return None


def _joint(tree: Tree, index: int) -> str:
    """What begins at a token; empty within a piece."""
    token, before = tree.tokens[index], tree.tokens[index - 1]
    low = token.text.lower()
    apart = before.span.end < token.span.start
    if low in STOPS and (apart or low in {",", ";", ":"}):
        return "stop"
    if not apart:
        return ""
    if low in _RELATIVE:
        return "relative"
    if low in _CLAUSAL | _EITHER and _has_a_verb(tree, index + 1, passive=low in _CLAUSAL):
        return "clause"
    following = tree.tokens[index + 1].text.lower() if index + 1 < len(tree.tokens) else ""
    if token.pos in {"ADP", "SCONJ"} and token.dep != "prt" and following not in {"least", "most"}:
        return "phrase"
    return ""


def _has_a_verb(tree: Tree, start: int, *, passive: bool) -> bool:
    """Whether a verb comes before the next stop: "as court frees clerk", "as clerk jailed"."""
    ahead = takewhile(lambda t: t.text not in STOPS, tree.tokens[start:])
    return any(
        t.tag in {"VBZ", "VBP", "VBD", "MD"}
        or t.pos == "AUX"
        or (passive and t.tag == "VBN" and OUTCOME.fullmatch(t.text))
        for t in ahead
    )


def _verb_joint(tree: Tree, index: int, joints: Sequence[tuple[int, str]]) -> str:
    """Whether the verb of what stands before a phrase or clause comes here: "at X | leaves five".

    A participle behind a phrase may be its noun's own ("over workers held there"), unless there was
    no verb before.
    """
    start, kind = joints[-1]
    token = tree.tokens[index]
    finite = token.tag in {"VBZ", "VBD"} or (token.tag == "VBN" and OUTCOME.fullmatch(token.text))
    if kind not in {"phrase", "relative", "clause"} or not finite or index < start + 2:
        return ""
    if tree.tokens[index - 1].pos in {"AUX", "PART", "ADV"}:
        return ""

    def told(start: int, end: int) -> bool:
        return any(is_verb(tree, i) for i in range(start, end))

    place = next(i for i in reversed(range(len(joints))) if joints[i][1] in _BORDERS)
    begin, border = joints[place]
    inner = border in {"relative", "clause"}
    if inner and told(begin + 1, index) and OUTCOME.fullmatch(token.text):
        # "who hid it at X | given …", where nothing was told before of who that is
        main = joints[place - 1][0] if place else 0
        if border == "clause" or not told(main, begin):
            return "verb"
    if kind != "phrase":
        return ""
    if token.tag == "VBZ":
        return "verb" if index + 1 < len(tree.tokens) else ""  # "at salt works"
    return "verb" if not inner and not told(begin, index) else ""
