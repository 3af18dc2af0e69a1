"""A writer on this machine: any causal or sequence-to-sequence model that transformers loads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelError, WriterError
from summarizer.models.answering import Asked, answered, too_long
from summarizer.models.blocked_terms import Terms
from summarizer.models.choosing import Choosing
from summarizer.models.decode import Job, Openings, decode
from summarizer.models.encode import Beginnings, disarm, encode
from summarizer.models.request import Request
from summarizer.models.rows import attend_by_rows
from summarizer.models.sampling import Sampling
from summarizer.models.writer import Answer

if TYPE_CHECKING:
    import torch
    from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

__all__ = ["TransformersWriter"]

_CONTEXT = 2048
"""Tokens, for a model that does not say how many it takes."""

_CONTEXT_KEYS = ("max_position_embeddings", "n_positions", "max_source_positions")
_UNBOUNDED = 10**6


class TransformersWriter:
    """A loaded model. May be shared by threads: they take turns.

    Deterministic: on the same machine the same request gives the same texts, whatever was asked
    before or beside it. The first text is the greedy one, further ones are sampled.

    Args:
        name: as it was asked for.
        sha256: what identifies the weights.
        adapter_sha256: what identifies an adapter that was put on them.
        model: in evaluation mode, on its device.
        tokenizer: the model's own.
    """

    def __init__(
        self,
        *,
        name: str,
        sha256: str,
        adapter_sha256: str = "",
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self.adapter_sha256 = adapter_sha256
        self._model: Any = model
        self._tokenizer: Any = tokenizer
        self._two_sided = bool(model.config.is_encoder_decoder)
        self._by_rows = attend_by_rows(model)
        self._openings = Openings()
        self._beginnings = Beginnings(tokenizer)
        self._eos = _eos_ids(model, tokenizer)
        self._choosing = Choosing(tokenizer, self._eos)
        self._turn = threading.Lock()
        self.context = _context(model, tokenizer)

    def count(self, text: str) -> int:
        """Tokens in ``text``, without those of the chat format."""
        with self._turn:
            return len(self._tokenizer(disarm(text, ()), add_special_tokens=False)["input_ids"])

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        """For each request the greedy text, then sampled ones, without doubles or blanks.

        A request's answer is a ``WriterError`` when its prompt is too long, holds control tokens
        that cannot be made harmless, or the model breaks on it.
        """
        with self._turn:
            return answered(requests, model=self.name, encoded=self._encoded, answers=self._answers)

    def _encoded(self, request: Request) -> list[int]:
        ids, new = encode(self._tokenizer, request.prompt), request.max_new_tokens
        needed = max(len(ids), new + 2) if self._two_sided else len(ids) + new
        if needed > self.context:
            raise too_long(
                request.prompt, length=len(ids), new=new, context=self.context, model=self.name
            )
        return ids

    def _answers(self, asked: Sequence[Asked]) -> list[tuple[str, ...]]:
        import torch

        terms = [self._choosing.terms(request.guard) for request, _ in asked]
        each = list(zip(asked, terms, strict=True))
        with torch.inference_mode():
            if self._by_rows:
                jobs = [self._job(request, ids, own) for (request, ids), own in each]
                written = decode(self._model, jobs, eos=self._eos, openings=self._openings)
            else:
                written = [self._generate(ids, request, own) for (request, ids), own in each]
        return [self._choosing.texts(rows, own) for rows, own in zip(written, terms, strict=True)]

    def _job(self, request: Request, ids: list[int], terms: Terms) -> Job:
        opening = self._beginnings.shared(request.prompt, ids)
        return self._choosing.job(request, ids, opening=opening, terms=terms)

    def _generate(self, ids: list[int], request: Request, terms: Terms) -> list[list[int]]:
        """Token ids of each row by transformers' own loop, for models that take no rows."""
        import torch
        from transformers import LogitsProcessorList

        start = self._decoder_start() if self._two_sided else ids
        processors = self._choosing.guards(request.guard, terms, start=len(start))
        processors.append(Sampling(seed=request.seed, eos=self._eos))
        rows = self._rows(ids, request.candidates)
        inputs = {"input_ids": rows, "attention_mask": torch.ones_like(rows)}
        if self._two_sided:
            inputs["decoder_input_ids"] = self._rows(start, request.candidates)
        written = self._model.generate(
            **inputs,
            generation_config=self._settings(request.max_new_tokens),
            logits_processor=LogitsProcessorList(processors),
        )
        return [row[len(start) :] for row in written.tolist()]

    def _rows(self, ids: list[int], count: int) -> torch.Tensor:
        import torch

        return torch.tensor([ids], device=self._model.device).repeat(count, 1)

    def _decoder_start(self) -> list[int]:
        own = self._model.generation_config
        start = own.decoder_start_token_id
        if start is None:
            start = self._model.config.decoder_start_token_id
        if start is None:
            start = own.bos_token_id if own.bos_token_id is not None else own.pad_token_id
        if start is None:
            raise WriterError(f"model {self.name}: it does not say how an answer starts")
        # Some models want a fixed first token; given here, no processor can forbid it.
        forced = own.forced_bos_token_id
        return [start] if forced is None else [start, forced]

    def _settings(self, max_new_tokens: int) -> GenerationConfig:
        from transformers import GenerationConfig

        pad = self._tokenizer.pad_token_id
        return GenerationConfig(  # type: ignore[no-untyped-call]
            max_new_tokens=max_new_tokens,
            do_sample=False,
            num_beams=1,
            eos_token_id=sorted(self._eos),
            pad_token_id=pad if pad is not None else min(self._eos),
        )


def _eos_ids(model: Any, tokenizer: Any) -> frozenset[int]:
    own = model.generation_config.eos_token_id
    ids = {tokenizer.eos_token_id, *(own if isinstance(own, list) else [own])} - {None}
    if not ids:
        raise ModelError("the model has no token that ends a text; use another model")
    return frozenset(ids)


def _context(model: Any, tokenizer: Any) -> int:
    config = model.config.get_text_config()
    known = [getattr(config, key, None) for key in _CONTEXT_KEYS]
    known.append(tokenizer.model_max_length)
    sizes = [size for size in known if isinstance(size, int) and 0 < size < _UNBOUNDED]
    return min(sizes, default=_CONTEXT)
