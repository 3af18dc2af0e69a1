"""Decoding that can only copy: every word written is a word of a given vocabulary.

With the words of the safe text (and the small words that join them) as vocabulary, a name or a
number that the text does not hold cannot be emitted, whatever the model prefers. The words form
a trie over token ids; at each step the next token has to continue the word begun or start a new
one. Capitals may be added at the start of a sentence only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

__all__ = ["CopyOnly"]

_STOPS = (".",)
_PAUSES = (",",)
_ANCHOR = "a"
_CACHE = 4096


@dataclass(slots=True)
class _Node:
    """A place in the trie: what may follow, and whether a word may end here."""

    children: dict[int, _Node] = field(default_factory=dict)
    ends: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """Where a row of the batch stands: inside a word, after a pause, or after a full stop."""

    node: _Node | None
    fresh: bool
    """True at the start of a sentence: capitals may be added."""
    stopped: bool


class CopyOnly:
    """A logits processor that leaves only tokens that continue or start a word of ``vocabulary``.

    Args:
        tokenizer: the model's tokenizer.
        vocabulary: words as they may be written; a lower-case word may be capitalised at the
            start of a sentence.
        prompt_length: tokens at the start of each row that belong to the prompt.
    """

    def __init__(self, tokenizer: Any, *, vocabulary: Collection[str], prompt_length: int) -> None:
        self._prompt_length = prompt_length
        self._eos = _eos_ids(tokenizer)
        self._anchor = len(_encoded(tokenizer, [_ANCHOR])[0][0])
        self._inner, self._opening, self._first = _Node(), _Node(), _Node()
        words = sorted(vocabulary)
        capitals = [word[:1].upper() + word[1:] for word in words]
        # All in one call: a tokenizer takes longer to be called than to read a word.
        first, inner, opening, marks = _encoded(
            tokenizer,
            capitals,
            [f"{_ANCHOR} {word}" for word in words],
            [f"{_ANCHOR} {word}" for word in capitals],
            [f"{_ANCHOR}{mark}" for mark in (*_STOPS, *_PAUSES)],
        )
        for ids in first:
            _add(self._first, ids)
        for ids in inner:
            _add(self._inner, ids[self._anchor :])
        for ids in opening:
            _add(self._opening, ids[self._anchor :])
        tokens = [ids[self._anchor] for ids in marks]
        self._stops = set(tokens[: len(_STOPS)])
        self._pauses = set(tokens[len(_STOPS) :])
        self._states: dict[tuple[int, ...], _State] = {}

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Scores with every token that would leave the vocabulary at minus infinity.

        Shapes: ``input_ids`` (rows, length), ``scores`` (rows, vocabulary size).
        """
        import torch

        masked = torch.full_like(scores, float("-inf"))
        for row, ids in enumerate(input_ids[:, self._prompt_length :].tolist()):
            allowed = sorted(self._allowed(tuple(ids)))
            masked[row, allowed] = scores[row, allowed]
        return masked  # type: ignore[return-value]

    def _allowed(self, ids: tuple[int, ...]) -> set[int]:
        if ids and ids[-1] in self._eos:
            return self._eos
        state = self._state(ids)
        if not ids:
            return set(self._first.children)
        start = self._opening if state.fresh else self._inner
        if state.node is None:
            allowed = set(start.children)
            return allowed | self._eos if state.stopped else allowed
        allowed = set(state.node.children)
        if state.node.ends:
            allowed |= set(self._inner.children) | self._stops | self._pauses
        return allowed

    def _state(self, ids: tuple[int, ...]) -> _State:
        if not ids:
            return _State(None, fresh=True, stopped=False)
        known = self._states.get(ids)
        if known is None:
            known = self._step(self._state(ids[:-1]), ids[-1], first=len(ids) == 1)
            if len(self._states) >= _CACHE:
                self._states.clear()
            self._states[ids] = known
        return known

    def _step(self, state: _State, token: int, *, first: bool) -> _State:
        if state.node is not None and token in state.node.children:
            return _State(state.node.children[token], fresh=False, stopped=False)
        if token in self._stops:
            return _State(None, fresh=True, stopped=True)
        if token in self._pauses:
            return _State(None, fresh=False, stopped=False)
        start = self._first if first else self._opening if state.fresh else self._inner
        return _State(start.children.get(token), fresh=False, stopped=False)


def _add(root: _Node, ids: list[int]) -> None:
    node = root
    for token in ids:
        node = node.children.setdefault(token, _Node())
    if ids:
        node.ends = True


def _encoded(tokenizer: Any, *lists: list[str]) -> list[list[list[int]]]:
    """Token ids of each text of each list."""
    texts = [text for each in lists for text in each]
    ids = iter(tokenizer(texts, add_special_tokens=False)["input_ids"])
    return [[list(next(ids)) for _ in each] for each in lists]


def _eos_ids(tokenizer: Any) -> set[int]:
    return {tokenizer.eos_token_id}
