"""How a writer that sees scores chooses tokens: within the guard, and with noise of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from summarizer.models.blocked_terms import BlockedTerms, Terms, compile_terms, occurs
from summarizer.models.copy_only import CopyOnly
from summarizer.models.decode import Choose, Job
from summarizer.models.following import Following
from summarizer.models.guard import Guard
from summarizer.models.no_repeat import NoRepeat
from summarizer.models.pieces import Pieces, pieces_of
from summarizer.models.request import Request
from summarizer.models.sampling import Sampling

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase

__all__ = ["Choosing"]

_KEPT = 8


class Choosing:
    """Choices for one vocabulary; what guards need of it is worked out once.

    Args:
        tokenizer: the model's.
        eos: token ids that end a text.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, eos: frozenset[int]) -> None:
        self._tokenizer = tokenizer
        self._eos = eos
        self._pieces: Pieces | None = None
        self._compiled: dict[tuple[str, ...], Terms] = {}

    def terms(self, guard: Guard) -> Terms:
        """The blocked terms of a guard, compiled for the vocabulary."""
        key = tuple(sorted(set(guard.blocked)))
        if key not in self._compiled:
            if len(self._compiled) >= _KEPT:
                self._compiled.clear()
            self._compiled[key] = compile_terms(key, self._vocabulary)
        return self._compiled[key]

    def choose(self, request: Request, terms: Terms) -> Choose:
        """What chooses the next tokens of one request; it keeps its own randomness."""
        import torch

        guards = self.guards(request.guard, terms, start=0)
        sampling = Sampling(seed=request.seed, eos=self._eos)

        def choose(
            candidates: Sequence[int], written: Sequence[Sequence[int]], scores: torch.Tensor
        ) -> list[int]:
            ids: Any = torch.tensor(written, dtype=torch.long).reshape(len(written), -1)
            left: Any = scores.float()
            for guard in guards:
                left = guard(ids, left)
            return sampling.perturbed(left, candidates).argmax(dim=-1).tolist()

        return choose

    def job(self, request: Request, ids: Sequence[int], *, opening: int, terms: Terms) -> Job:
        """A request as it is decoded; ``opening`` of its tokens are the template's."""
        return Job(
            ids=tuple(ids),
            opening=opening,
            candidates=request.candidates,
            max_new_tokens=request.max_new_tokens,
            choose=self.choose(request, terms),
        )

    def guards(self, guard: Guard, terms: Terms, *, start: int) -> list[Any]:
        """Logits processors: one leads, the others ban; ``start`` tokens of a row are no answer."""
        guards: list[Any] = []
        if guard.source:
            guards.append(Following(self._tokenizer, source=guard.source, prompt_length=start))
        guards.append(NoRepeat(prompt_length=start))
        if terms.folded:
            pieces = self._vocabulary
            guards.append(BlockedTerms(self._tokenizer, pieces, terms, prompt_length=start))
        if guard.vocabulary is not None:
            words = guard.vocabulary
            guards.append(CopyOnly(self._tokenizer, vocabulary=words, prompt_length=start))
        return guards

    def texts(self, rows: Iterable[Sequence[int]], terms: Terms) -> tuple[str, ...]:
        """The texts of rows, without doubles or blanks."""
        texts: list[str] = []
        for row in rows:
            text = str(
                self._tokenizer.decode(
                    list(row), skip_special_tokens=True, clean_up_tokenization_spaces=False
                )
            ).strip()
            # The decoder cannot have written a blocked term; should it have, nobody sees it.
            if text and text not in texts and not occurs(text, terms):
                texts.append(text)
        return tuple(texts)

    @property
    def _vocabulary(self) -> Pieces:
        if self._pieces is None:
            self._pieces = pieces_of(self._tokenizer)
        return self._pieces
