"""Sentences that speak to a language model instead of to a reader (FA-07).

The text of a document is data. A sentence that tries to be an instruction is set aside before
any model sees it: overriding earlier instructions, giving a new role, asking for the system
prompt, dictating the summary, switching safeguards off, and the control tokens of chat templates.
``injection.toml`` has the wordings, in English and other languages. What is disguised is read in
plain as well (``disguise``).

"You are now under arrest" is news and stays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from summarizer.read.disguise import run_together, undone

__all__ = ["addresses_model", "injections"]

_TOKENS = re.compile(
    r"<\|[A-Za-z0-9_ /-]{2,40}\|>|\[/?INST\]|<</?SYS>>|(?-i:</?s>)"
    r"|<(?:start|end)_of_turn>|<(?:bos|eos|pad)>"
    r"|<\|?/?(?:im_start|im_end|endoftext|system|assistant|user)\|?>"
    r"|</?(?:instructions?|prompt|document|report|context|task|tool_calls?|function_calls?)>"
    r"|^[\W_]*#{2,4}\s*(?:instructions?|system|response|input|assistant|human|user)\s*:?"
    r"|\bBEGIN (?:SYSTEM )?(?:PROMPT|INSTRUCTIONS)\b"
    r"|\{\s*[\"']?(?:role|system|instructions?|prompt|tool|tool_calls?|function|function_call|"
    r"action|summary)[\"']?\s*:"
    r"|\[[^\[\]\n]{0,200}\]\(https?://[^()\s]{0,300}[?=/&][\[{<]",  # an address to be filled in
    re.IGNORECASE | re.MULTILINE,
)
_SAID = re.compile(
    r"(?<!\bbeen )(?<!\bwere )(?<!\bare )(?<!\bwas )\b(?:said|told|testified|wrote|"
    r"heard|ordered|shouted|warned|according to|alleged|claimed|recalled|added|replied|announced|"
    r"demanded|promised|threatened|began|argued|ruled|asked)\b"
    r"|,[\"']? [^,]{1,60} says\b",
    re.IGNORECASE,
)
"""Somebody speaks in the report, or is spoken of."""
_LONGEST = 2_000
"""Characters of a sentence that are looked at in one piece."""
_NESTED = 2
"""A code within a code is still read, one within that is not."""
_ENDS = (".", "!", "?", '"', "'", ")", "。")
_LINES = 8
"""Lines over which an order may be cut up."""
_SHORT = 200
"""Longer lines are no pieces of a sentence that was cut up."""
_TAIL = 40
"""Characters in a last piece that says nothing by itself, at the most."""


Patterns = tuple[re.Pattern[str], ...]
_TIERS = ("strong", "weak")


@dataclass(frozen=True, slots=True)
class _English:
    """Wordings that are tried where a part of ``needs`` stands in a sentence."""

    needs: tuple[str, ...]
    strong: Patterns
    weak: Patterns


@dataclass(frozen=True, slots=True)
class _Other:
    """The wordings of another language; both patterns of a pair have to be there."""

    hint: tuple[str, ...]
    alone: re.Pattern[str]
    pairs: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class _Wordings:
    """What ``injection.toml`` says."""

    english: tuple[_English, ...]
    command: Patterns
    others: tuple[_Other, ...]


@cache
def _wordings() -> _Wordings:
    listed = tomllib.loads((files("summarizer.read") / "injection.toml").read_text("utf-8"))
    words: dict[str, str] = {}

    def filled(wording: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda slot: words[slot[1]], wording)

    def patterns(given: Sequence[str]) -> Patterns:
        return tuple(re.compile(filled(wording), re.IGNORECASE) for wording in given)

    for name, choice in listed["words"].items():
        words[name] = filled(choice)
    english = tuple(
        _English(
            tuple(g.get("needs", ())), patterns(g.get("strong", ())), patterns(g.get("weak", ()))
        )
        for g in listed["english"]
    )
    others = []
    for given in listed["language"]:
        names = ("alone", "forget", "order", "role", "model", "dictate", "output")
        alone, forget, order, role, model, dictate, output = patterns([given[n] for n in names])
        pairs = ((order, forget), (model, role), (output, dictate))
        others.append(_Other(tuple(filter(None, given.get("hint", "").split("|"))), alone, pairs))
    return _Wordings(english, patterns(listed["beside"]["command"]), tuple(others))


def injections(sentences: Sequence[str], opens: Sequence[bool]) -> frozenset[int]:
    """Which sentences of a text are to be set aside.

    Beside those that speak to a model these are the pieces of an order that is cut over lines,
    and the orders that stand beside it in its paragraph ("Write nothing else.").

    Args:
        sentences: normalised, in their order.
        opens: for each, whether it is the first of a paragraph.
    """
    found = {at for at, sentence in enumerate(sentences) if addresses_model(sentence)}
    found |= set(_cut_up(sentences, found))
    command = _wordings().command if found else ()
    for start in sorted(found):
        for step in (1, -1):
            at = start + step
            while 0 <= at < len(sentences) and at not in found:
                runs_on = step > 0 and _runs_on(sentences[start], sentences[at])
                beside = not opens[max(at, at - step)]
                if not runs_on and not (beside and any(p.search(sentences[at]) for p in command)):
                    break
                found.add(at)
                at += step
    return frozenset(found)


def addresses_model(sentence: str) -> bool:
    """True when a sentence tries to instruct a language model, plainly or in disguise.

    Args:
        sentence: normalised text; line ends count as spaces.
    """
    return _addresses(sentence, _NESTED)


def _addresses(sentence: str, depth: int) -> bool:
    if _TOKENS.search(sentence):
        return True
    flat = " ".join(sentence.split())
    step = _LONGEST // 2
    pieces = [flat[at : at + _LONGEST] for at in range(0, max(1, len(flat) - step), step)]
    if any(_speaks(piece) or run_together(piece) for piece in pieces):
        return True
    return depth > 0 and any(_addresses(plain, depth - 1) for plain in undone(flat))


def _speaks(piece: str) -> bool:
    padded = f" {piece.casefold()} "
    known = [
        each
        for each in _wordings().english
        if not each.needs or any(part in padded for part in each.needs)
    ]
    if any(pattern.search(piece) for each in known for pattern in each.strong):
        return True
    weak = any(pattern.search(piece) for each in known for pattern in each.weak)
    if weak and not _SAID.search(piece):
        return True
    return any(
        other.alone.search(piece)
        or any(one.search(piece) and two.search(piece) for one, two in other.pairs)
        for other in _wordings().others
        if (any(part in padded for part in other.hint) if other.hint else not piece.isascii())
    )


def _cut_up(sentences: Sequence[str], found: set[int]) -> Iterator[int]:
    """The pieces of orders that were cut over short lines, each of them harmless alone."""
    ends = [sentence.endswith(_ENDS) for sentence in sentences]
    start = 0
    while start < len(sentences):
        stop = start
        while stop < len(sentences) - 1 and stop - start < _LINES and not ends[stop]:
            if len(sentences[stop]) > _SHORT:
                break
            stop += 1
        pieces = range(start, stop + 1)
        if stop == start or found.intersection(pieces) or not _one(sentences[start : stop + 1]):
            start += 1
            continue
        while _one(sentences[start + 1 : stop + 1]):
            start += 1
        while _one(sentences[start:stop]):
            stop -= 1
        yield from range(start, stop + 1)
        start = stop + 1


def _runs_on(before: str, after: str) -> bool:
    """True where a short line may be the end of the line before it."""
    whole = after.endswith(_ENDS) and after.count(" ") > 2
    return not before.endswith(_ENDS) and len(after) <= _TAIL and not whole


def _one(pieces: Sequence[str]) -> bool:
    return len(pieces) > 1 and addresses_model(" ".join(piece.strip() for piece in pieces))
