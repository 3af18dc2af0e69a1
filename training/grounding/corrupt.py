"""Makes a true sentence untrue, in ten ways in which summaries go wrong.

After Kryściński et al. (2020, "Evaluating the Factual Consistency of Abstractive Text
Summarization", FactCC) and Pagnoni et al. (2021, FRANK) for the kinds of error; what is put in
comes from the same document where it can, so that every single word may well be known from it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from summarizer.syntax import Tree, phrase_span
from summarizer.types import Span

__all__ = ["KINDS", "Source", "corrupted"]

_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty".split()
_SPANS = frozenset("year month week day hour minute".split())
_STAGES = (
    ("arrested", "charged"), ("arrested", "convicted"), ("charged", "convicted"),
    ("charged", "acquitted"), ("convicted", "acquitted"), ("convicted", "accused"),
    ("accused", "convicted"), ("suspected", "convicted"), ("sentenced", "charged"),
    ("jailed", "charged"), ("detained", "jailed"), ("indicted", "convicted"),
    ("acquitted", "convicted"), ("cleared", "convicted"), ("denied", "admitted"),
    ("admitted", "denied"), ("questioned", "charged"),
)  # fmt: skip
_BOUNDS = (
    ("at least", "at most"), ("more than", "fewer than"), ("less than", "more than"),
    ("fewer than", "more than"), ("nearly", "more than"), ("almost", "more than"),
    ("about", "at least"), ("up to", "at least"), ("some", "all"), ("several", "all"),
    ("many", "all"), ("most", "few"), ("all", "some"), ("both", "neither of the"),
    ("over", "under"), ("dozens", "hundreds"), ("hundreds", "thousands"), ("half", "all"),
    ("first", "third"), ("one of", "all of"),
)  # fmt: skip
_ATTRIBUTES = re.compile(
    r"(?i),? (?:according to [^,.]{3,60}|[\w ]{3,40} (?:said|says|reported|claimed|added))(?=[,.])"
)
_SAYS = re.compile(
    r"(?P<who>^(?:The |A |An )?[\w' ]{2,40}?) (?:said|says|reported|claimed|announced|denied)"
    r"(?: that)? (?P<what>[\w].{20,})$"
)
_INVENTED = (
    "after a dispute over money", "because of a long quarrel", "as part of a secret agreement",
    "after years of planning", "in front of television cameras", "on the orders of the president",
    "during a football match", "for the second time this year", "with help from abroad",
    "despite a warning by the police", "in a hotel near the airport", "while on bail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A document's sentences, parsed; offsets are those of ``text``."""

    text: str
    trees: tuple[Tree, ...]


def corrupted(
    claim: str, tree: Tree, source: Source, other: Source, *, rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Every kind of error that can be made in a claim, once: (kind, untrue sentence).

    Args:
        claim: a sentence that is true of the source.
        tree: its parse, offsets of the claim.
        source: the document.
        other: another document, for what this one does not hold.
        rng: for choosing.
    """
    for kind, make in KINDS.items():
        made = make(claim, tree, source, other, rng)
        if made is not None and _letters(made) != _letters(claim) and _letters(made):
            yield kind, made[0].upper() + made[1:] if claim[:1].isupper() else made


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _entities(tree: Tree, labels: frozenset[str]) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    for token in tree.tokens:
        label = token.entity[2:]
        if label not in labels:
            continue
        if token.entity.startswith("I-") and found and found[-1][0] == label:
            found[-1] = (label, Span(found[-1][1].start, token.span.end))
        else:
            found.append((label, token.span))
    return found


def _put(text: str, span: Span, words: str) -> str:
    return text[: span.start] + words + text[span.end :]


def _swapped(
    claim: str, tree: Tree, labels: frozenset[str], sources: Sequence[Source], rng: random.Random
) -> str | None:
    """One name or date of the claim exchanged for another of its kind."""
    own = _entities(tree, labels)
    rng.shuffle(own)
    for label, span in own:
        for source in sources:
            choice = sorted({
                place.of(source.text)
                for each in source.trees
                for kind, place in _entities(each, labels)
                if kind == label and not _alike(place.of(source.text), claim)
            })  # fmt: skip
            if choice:
                return _put(claim, span, rng.choice(choice))
    return None


def _alike(name: str, claim: str) -> bool:
    low = claim.lower()
    return any(word in low for word in name.lower().split() if len(word) > 2) or len(name) < 3


def _entity(
    claim: str, tree: Tree, source: Source, other: Source, rng: random.Random
) -> str | None:
    return _swapped(claim, tree, _NAMES, (source, other), rng)


def _date(claim: str, tree: Tree, source: Source, other: Source, rng: random.Random) -> str | None:
    for names in (_MONTHS, _DAYS):
        for match in re.finditer(rf"(?i)\b(?:{'|'.join(names)})\b", claim):
            if match[0] == "may":
                continue
            put = rng.choice([name for name in names if name.lower() != match[0].lower()])
            put = put if match[0][0].isupper() else put.lower()
            return claim[: match.start()] + put + claim[match.end() :]
    if match := re.search(r"\b(?:19|20)\d\d\b", claim):
        year = int(match[0]) + rng.choice([-3, -2, -1, 1, 2, 3])
        return claim[: match.start()] + str(year) + claim[match.end() :]
    return _swapped(claim, tree, frozenset({"DATE"}), (source, other), rng)


def _number(
    claim: str, tree: Tree, source: Source, other: Source, rng: random.Random
) -> str | None:
    places = [t for i, t in enumerate(tree.tokens) if t.pos == "NUM" and _counts(tree, i)]
    if not places:
        return None
    token = rng.choice(places)
    known = sorted({
        t.text for each in source.trees for t in each.tokens
        if t.pos == "NUM" and t.text.lower() not in claim.lower()
    })  # fmt: skip
    if token.text.isdigit():
        digits = [word for word in known if word.isdigit() and len(word) == len(token.text)]
        put = rng.choice(digits) if digits else str(int(token.text) + rng.choice([1, 2, 3, 7]))
    elif token.text.lower() in _WORDS:
        put = rng.choice([word for word in _WORDS if word != token.text.lower()])
    else:
        match = re.search(r"\d", token.text)
        if match is None:
            return None
        digit = str((int(match[0]) + rng.randint(1, 8)) % 9 + 1)
        put = token.text[: match.start()] + digit + token.text[match.end() :]
    return _put(claim, token.span, put)


def _counts(tree: Tree, index: int) -> bool:
    """Whether a number is one of things, or of years that something takes, and no date's."""
    after = tree.tokens[index + 1].lemma.lower() if index + 1 < len(tree.tokens) else ""
    return not tree.tokens[index].entity.endswith("DATE") or after in _SPANS


def _role(claim: str, tree: Tree, source: Source, other: Source, rng: random.Random) -> str | None:
    """Who did it and to whom change places."""
    for verb, token in enumerate(tree.tokens):
        if token.pos != "VERB":
            continue
        deps = {tree.tokens[child].dep: child for child in tree.children[verb]}
        first = deps.get("nsubj", deps.get("nsubjpass"))
        second = deps.get("dobj")
        if second is None and "agent" in deps:
            second = next(
                (c for c in tree.children[deps["agent"]] if tree.tokens[c].dep == "pobj"), None
            )
        if first is None or second is None or first > second:
            continue
        if tree.tokens[first].pos not in {"NOUN", "PROPN"} or tree.tokens[second].pos not in {
            "NOUN", "PROPN",
        }:  # fmt: skip
            continue
        one, two = phrase_span(tree, first), phrase_span(tree, second)
        if one.end <= two.start and len(one) + len(two) < 0.7 * len(claim):
            middle = claim[one.end : two.start]
            put = _mid(two.of(claim)) + middle + _mid(one.of(claim))
            return claim[: one.start] + put + claim[two.end :]
    return None


def _mid(phrase: str) -> str:
    """Without the capital of an article."""
    first = phrase.split(maxsplit=1)[:1]
    return phrase[:1].lower() + phrase[1:] if first and first[0] in {"The", "A", "An"} else phrase


def _negation(
    claim: str, tree: Tree, source: Source, other: Source, rng: random.Random
) -> str | None:
    for token in tree.tokens:
        if token.dep == "neg" and token.text.lower() == "not":
            return claim[: token.span.start].rstrip() + claim[token.span.end :]
    for index, token in enumerate(tree.tokens):
        if token.dep in {"aux", "auxpass"} and tree.heads[index] == tree.root and index:
            return claim[: token.span.end] + " not" + claim[token.span.end :]
    root = tree.tokens[tree.root]
    if root.lemma == "be":
        return claim[: root.span.end] + " not" + claim[root.span.end :]
    if root.tag == "VBD":
        return _put(claim, root.span, f"did not {root.lemma}")
    return None


def _stage(claim: str, tree: Tree, source: Source, other: Source, rng: random.Random) -> str | None:
    choice = [pair for pair in _STAGES if re.search(rf"\b{pair[0]}\b", claim)]
    if not choice:
        return None
    old, new = rng.choice(choice)
    return re.sub(rf"\b{old}\b", new, claim, count=1)


def _attribution(
    claim: str, tree: Tree, source: Source, other: Source, rng: random.Random
) -> str | None:
    """What somebody said becomes a fact, or somebody else's saying."""
    match = _SAYS.match(claim)
    if match:
        swapped = _swapped(claim, tree, frozenset({"PERSON", "ORG"}), (source,), rng)
        if swapped is not None and not swapped.startswith(match["who"]):
            return swapped
        what = match["what"]
        return what[0].upper() + what[1:]
    found = _ATTRIBUTES.search(claim)
    if found and found.start() > len(claim) // 3:
        return claim[: found.start()] + claim[found.end() :]
    return None


def _quantity(
    claim: str, tree: Tree, source: Source, other: Source, rng: random.Random
) -> str | None:
    choice = [pair for pair in _BOUNDS if re.search(rf"(?i)\b{pair[0]}\b", claim)]
    if choice:
        old, new = rng.choice(choice)
        return re.sub(rf"(?i)\b{old}\b", new, claim, count=1)
    for token in tree.tokens:
        if token.pos == "NUM" and token.text.isdigit() and not token.entity.endswith("DATE"):
            return claim[: token.span.start] + "more than " + claim[token.span.start :]
    return None


def _invented(
    claim: str, tree: Tree, source: Source, other: Source, rng: random.Random
) -> str | None:
    body = claim.rstrip(" .")
    clauses = [
        Span(each.tokens[min(below)].span.start, each.tokens[max(below)].span.end).of(other.text)
        for each in other.trees
        for index, token in enumerate(each.tokens)
        if token.dep in {"advcl", "prep"} and token.pos in {"ADP", "VERB"}
        for below in [each.subtree(index)]
        if 3 <= len(below) <= 9
    ]
    put = rng.choice(clauses) if clauses and rng.random() < 0.6 else rng.choice(_INVENTED)
    return f"{body} {put}." if len(put) > 6 else None


def _merged(
    claim: str, tree: Tree, source: Source, other: Source, rng: random.Random
) -> str | None:
    """Who of one event, with what of another event in the same document."""
    subject = next(
        (c for c in tree.children[tree.root] if tree.tokens[c].dep in {"nsubj", "nsubjpass"}), None
    )
    if subject is None or tree.tokens[subject].pos not in {"NOUN", "PROPN"}:
        return None
    own = phrase_span(tree, subject)
    choice = []
    for each in source.trees:
        there = next(
            (c for c in each.children[each.root] if each.tokens[c].dep in {"nsubj", "nsubjpass"}),
            None,
        )
        if there is None or each.tokens[each.root].pos not in {"VERB", "AUX"}:
            continue
        if each.tokens[there].lemma.lower() == tree.tokens[subject].lemma.lower():
            continue
        if each.tokens[there].pos not in {"NOUN", "PROPN"}:
            continue  # a pronoun may well mean the same
        after = phrase_span(each, there).end
        rest = source.text[after : each.span.end].strip()
        if 5 <= len(rest.split()) <= 25 and each.tokens[each.root].span.start >= after:
            choice.append(rest)
    return f"{own.of(claim)} {rng.choice(choice)}" if choice and own.start == 0 else None


KINDS: dict[str, Callable[[str, Tree, Source, Source, random.Random], str | None]] = {
    "entity": _entity,
    "number": _number,
    "date": _date,
    "role": _role,
    "negation": _negation,
    "stage": _stage,
    "attribution": _attribution,
    "quantity": _quantity,
    "invented": _invented,
    "merged": _merged,
}
"""Kind of error → how it is made; None where a claim gives no occasion for it."""
