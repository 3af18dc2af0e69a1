"""Plainer words in a piece of a headline: modifiers go, a noun for somebody says no more."""

from __future__ import annotations

import re
from collections.abc import Mapping

from summarizer.policy.headlinese import (
    BAGS,
    DEALS_WITH,
    ENDS,
    GIVES,
    TERM,
    TERM_FOR,
    TURNS,
    UNSURE,
)
from summarizer.policy.offences import OFFENCES
from summarizer.policy.people import CHILD_NOUNS, OCCUPATIONS
from summarizer.redact.heading import WHERE, Heading
from summarizer.redact.joints import QUOTED, Piece
from summarizer.redact.nearness import STATE_NOUNS

__all__ = ["POSSESSIVE", "mended"]

POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_EVENTS = OFFENCES | frozenset(
    "riot attack blast bombing shelling crash fire strike death deaths court jury inquiry tribunal"
    " committee commission panel inquest police judge coroner prosecutor prosecutors council"
    " parliament government review report statement clashes shooting".split()
)
"""Nouns that say enough without what stands before them."""
_PUPILS = frozenset({"pupil", "schoolboy", "schoolgirl", "schoolchild"})
_ADULT = OCCUPATIONS | {"teacher", "priest", "nurse", "worker", "officer", "coach"}
_ARTICLES = frozenset("a an the his her their its".split())
_MEANT = frozenset(
    "former ex young old elderly new own senior junior retired serving top local second third other"
    " same fellow".split()
)
"""Adjectives without which it is the same person."""


def mended(
    heading: Heading, piece: Piece, *, before: Mapping[int, str], turned: bool, needed: bool = False
) -> dict[int, str] | None:
    """The piece with plainer words; None where it has to go.

    ``before``: what is kept so far. ``turned``: a word of denial or change stands by it.
    ``needed``: it cannot go, so that somebody in a phrase is told of, too.
    """
    if piece.kind == "quotation" and not heading.bad.isdisjoint(piece):
        return None
    kept = {i: heading.tree.tokens[i].text for i in piece if i not in heading.ages}
    for index in sorted(heading.bad.intersection(piece)):
        token = heading.tree.tokens[index]
        if kept.get(index) != token.text:
            continue  # it went with another
        if token.text in BAGS:
            kept[index] = BAGS[token.text]
        elif token.pos == "ADV" and token.text.endswith("ly") and not turned:
            del kept[index]
        elif heading.is_nominal(index) or token.text in POSSESSIVE:
            change = _plainer(heading, index, piece, before={**before, **kept}, needed=needed)
            if change is None:
                return None
            kept = {i: change.get(i, word) for i, word in kept.items()}
            kept = {i: word for i, word in kept.items() if word}
        else:
            return None
    return kept


def _plainer(
    heading: Heading, index: int, piece: Piece, *, before: Mapping[int, str], needed: bool
) -> dict[int, str] | None:
    """What becomes of the noun phrase around a bad word: empty for what goes."""
    start, head = heading.noun_phrase(index, piece)
    told = {i: word for i, word in before.items() if i < start}
    if head + 1 < piece.end and heading.low(head + 1) in POSSESSIVE:
        if head + 2 == piece.end:
            return None
        _, owned = heading.noun_phrase(head + 2, piece)
        if owned not in heading.bad:
            gone = dict.fromkeys(range(start, head + 2), "")
            if any(map(heading.is_somebody, told)):  # whose it is may not change
                young = heading.tree.tokens[head].lemma.lower() in CHILD_NOUNS
                gone |= {head: "child" if young else "another", head + 1: "'s"}
            return gone
        head = owned  # "killer's sister"
    chain = {i for i in range(start, head) if heading.is_joined(i)}
    if head in heading.bad or (heading.is_joined(head) and not heading.bad.isdisjoint(chain)):
        label = _label(heading, start, head, piece, told=told, needed=needed)
        if label is None:
            return None
        if start > piece.start and heading.low(start - 1) in _ARTICLES:
            start -= 1  # "his mother"
        return {**dict.fromkeys(range(start, head), ""), head: label}
    if _is_phrase(heading, piece) and not _stands_alone(heading, head):
        return None
    bad = set(heading.bad.intersection(range(start, head)))
    kinds = range(max(bad) + 1, head)  # "nail bar girl"
    bad.update(
        i for i in kinds if heading.tree.tokens[i].pos == "NOUN" and heading.low(i) not in _EVENTS
    )
    if not bad.isdisjoint(chain):
        bad |= chain
    if any(heading.low(i).endswith("ing") or heading.is_noun_for_somebody(i) for i in bad):
        return None  # "planning murder" is none; "gives mother custody"
    return dict.fromkeys(bad, "")


def _label(
    heading: Heading, start: int, head: int, piece: Piece, *, told: Mapping[int, str], needed: bool
) -> str | None:
    """What stands for a noun for somebody; None for other nouns, and where nobody is needed."""
    token = heading.tree.tokens[head]
    ahead = heading.text[heading.tree.span.start : heading.tree.tokens[start].span.start]
    before = heading.tree.tokens[start - 1] if start else None
    told_of = (heading.tree.tokens[i] for i in range(start, head) if i not in heading.bad)
    if any(token.pos == "ADJ" and token.text.lower() not in _MEANT for token in told_of):
        return None  # "wrong brother"
    if before is not None and (
        before.text in POSSESSIVE
        or before.tag == "VBN"
        or (before.pos == "DET" and before.text.lower() not in _ARTICLES)
        or (before.text.lower() in WHERE | {"from", "to"} and token.pos == "PROPN")
    ):
        return None
    if re.search(r"\b(?:is|are|was|were|be|been) (?:\w+ )?$", ahead):
        return None  # "killer was her husband" is nobody else
    in_law = heading.low(head) in {"law", "laws"} and heading.is_joined(head)
    if not (in_law or heading.is_somebody(head)) or (start and heading.low(start - 1) == "whose"):
        return None
    if start > piece.start and heading.tree.tokens[start - 1].pos in {"NOUN", "PROPN"}:
        return None
    term = piece.kind == "phrase" and bool(TERM_FOR.search(ahead))
    if piece.kind == "phrase" and not (term or needed) and head == piece.end - 1:
        return None
    lemma = token.lemma.lower()
    many = token.tag in {"NNS", "NNPS"}
    if lemma in CHILD_NOUNS | _PUPILS and not heading.is_grown(head):
        return "children" if many else "child"
    others = [i for i in told if heading.is_somebody(i) and heading.low(i) not in STATE_NOUNS]
    if many:
        young = any(heading.tree.tokens[i].lemma.lower() in CHILD_NOUNS for i in others)
        return "adults" if young and lemma in _ADULT else "people"
    if others:
        return "another"
    subject = piece.kind != "phrase" and ENDS.match(heading.behind(head))
    dealt = DEALS_WITH.search(ahead) or (
        GIVES.search(ahead) and TERM.match(heading.text, token.span.end)
    )
    ended = term or subject or dealt
    title = QUOTED.sub(" ", heading.tree.span.of(heading.text))
    unsure = UNSURE.search(title) or TURNS.search(heading.around(head))
    return "offender" if ended and not unsure else "person"


def _stands_alone(heading: Heading, head: int) -> bool:
    return heading.tree.tokens[head].lemma.lower() in _EVENTS or heading.is_somebody(head)


def _is_phrase(heading: Heading, piece: Piece) -> bool:
    behind = heading.tree.tokens[piece.start + 1 : piece.start + 2]
    after_stop = piece.kind == "stop" and bool(behind) and behind[0].pos == "ADP"
    return piece.kind == "phrase" or after_stop
