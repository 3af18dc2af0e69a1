"""Decoding that cannot spell a blocked term, whichever tokens it would take.

The check is on text, not on token sequences: a term has as many tokenisations as it has
splittings. At each step every token is banned whose text, after what is written already, would
complete a term between word borders. The end of what is written counts as a border: an answer
may be cut off anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.models.pieces import REPLACEMENT, Pieces, boundary, fold

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase

__all__ = ["BlockedTerms", "Terms", "compile_terms", "occurs"]

_SPACES = re.compile(" {2,}")
_LETTER = "x"


@dataclass(frozen=True, slots=True)
class Terms:
    """Blocked terms, worked out for one vocabulary.

    ``always``: tokens that hold a whole term. ``begun``: for every beginning of a term (also the
    empty one) the tokens that would complete it. ``longest``: characters in the longest beginning.
    """

    folded: tuple[str, ...]
    always: frozenset[int]
    begun: dict[str, frozenset[int]]
    longest: int


def compile_terms(terms: Iterable[str], pieces: Pieces) -> Terms:
    """Work out which tokens complete which beginning of a term.

    Args:
        terms: words or phrases in any case; marks around them do not count, and one that has
            no letter or digit is ignored.
        pieces: the vocabulary.
    """
    folded = tuple(sorted({_plain(term) for term in terms} - {""}))
    begun: dict[str, set[int]] = {}
    rests: dict[str, frozenset[int]] = {}

    def completing(rest: str) -> frozenset[int]:
        if rest not in rests:
            rests[rest] = pieces.completing(rest)
        return rests[rest]

    for term in folded:
        for cut in range(len(term)):
            beginning, rest = term[:cut], term[cut:]
            tokens = completing(rest)
            if beginning.endswith(" "):
                # The text has its space already; a token that brings another is the same text.
                tokens |= completing(f" {rest}")
            if tokens:
                begun.setdefault(beginning, set()).update(tokens)
    return Terms(
        folded=folded,
        always=frozenset().union(*(pieces.holding(term) for term in folded)),
        begun={beginning: frozenset(tokens) for beginning, tokens in begun.items()},
        longest=max(map(len, begun), default=0),
    )


def occurs(text: str, terms: Terms) -> bool:
    """True when one of ``terms`` stands in ``text`` between word borders."""
    folded = _SPACES.sub(" ", fold(text))
    for term in terms.folded:
        at = folded.find(term)
        while at >= 0:
            if boundary(folded[:at], term) and boundary(term, folded[at + len(term) :]):
                return True
            at = folded.find(term, at + 1)
    return False


class BlockedTerms:
    """A logits processor that bans every token that would complete a blocked term.

    Args:
        tokenizer: the model's.
        pieces: its vocabulary.
        terms: compiled for that vocabulary.
        prompt_length: tokens at the start of each row that were not generated.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        pieces: Pieces,
        terms: Terms,
        *,
        prompt_length: int,
    ) -> None:
        self._tokenizer = tokenizer
        self._pieces = pieces
        self._terms = terms
        self._prompt_length = prompt_length
        self._always = sorted(terms.always)

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """``scores`` (rows, vocabulary) with banned tokens at minus infinity.

        ``input_ids``: (rows, tokens so far, with the prompt).
        """
        kept = scores.clone()
        if self._always:
            kept[:, self._always] = float("-inf")
        for row, ids in enumerate(input_ids[:, self._prompt_length :].tolist()):
            banned = self._banned(ids)
            if banned:
                kept[row, sorted(banned)] = float("-inf")
        return kept  # type: ignore[return-value]

    def _banned(self, ids: list[int]) -> set[int]:
        written = self._text(ids)
        text = _SPACES.sub(" ", fold(written))
        banned: set[int] = set()
        for length in range(min(self._terms.longest, len(text)) + 1):
            beginning = text[len(text) - length :]
            tokens = self._terms.begun.get(beginning)
            if tokens and boundary(text[: len(text) - length], beginning or _LETTER):
                banned |= tokens
        if not written:
            banned.update(
                token for opening, token in self._pieces.odd if occurs(opening, self._terms)
            )
        if written.endswith(REPLACEMENT):
            # Bytes wait for the rest of their character: what it will be takes decoding.
            banned.update(
                token
                for token in self._pieces.broken
                if occurs(self._text([*ids, token]), self._terms)
            )
        return banned

    def _text(self, ids: list[int]) -> str:
        return str(
            self._tokenizer.decode(
                ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
        )


def _plain(term: str) -> str:
    """The term folded, single-spaced, without marks at its ends: both ends are word borders."""
    folded = " ".join(fold(term).split())
    inside = [place for place, character in enumerate(folded) if character.isalnum()]
    return folded[inside[0] : inside[-1] + 1] if inside else ""
