"""A writer on this machine: any causal or sequence-to-sequence model that transformers loads."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelError, WriterError
from summarizer.models.blocked_terms import BlockedTerms, Terms, compile_terms, occurs
from summarizer.models.encode import disarm, encode
from summarizer.models.guard import Guard
from summarizer.models.pieces import Pieces, pieces_of
from summarizer.models.prompt import Prompt
from summarizer.models.sampling import Sampling

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
    before. The first text is the greedy one, further ones are sampled.

    Args:
        name: as it was asked for.
        sha256: what identifies the weights.
        model: in evaluation mode, on its device.
        tokenizer: the model's own.
    """

    def __init__(
        self,
        *,
        name: str,
        sha256: str,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self.adapter_sha256 = ""
        self._model: Any = model
        self._tokenizer: Any = tokenizer
        self._vocabulary = _Vocabulary(tokenizer)
        self._two_sided = bool(model.config.is_encoder_decoder)
        self._eos = _eos_ids(model, tokenizer)
        self._turn = threading.Lock()
        self.context = _context(model, tokenizer)

    def count(self, text: str) -> int:
        """Tokens in ``text``, without those of the chat format."""
        with self._turn:
            return len(self._tokenizer(disarm(text, ()), add_special_tokens=False)["input_ids"])

    def write(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        candidates: int,
        guard: Guard,
        seed: int,
    ) -> tuple[str, ...]:
        """Texts for ``prompt``: the greedy one, then sampled ones, without doubles or blanks.

        Raises:
            ValueError: when a number is below 1.
            WriterError: when the prompt is too long, holds control tokens that cannot be made
                harmless, or the model breaks.
        """
        if max_new_tokens < 1 or candidates < 1:
            raise ValueError("max_new_tokens and candidates are at least 1")
        with self._turn:
            ids = encode(self._tokenizer, prompt)
            self._check_length(prompt, len(ids), max_new_tokens)
            terms = self._vocabulary.terms(guard.blocked)
            try:
                rows = self._generate(ids, max_new_tokens, candidates, guard, terms, seed)
            except WriterError:
                raise
            except Exception as error:
                # Any model's own code runs here; whatever it raises means the same.
                raise WriterError(
                    f"model {self.name}: generation broke ({type(error).__name__}); "
                    "use fewer candidates, a shorter text or another model"
                ) from error
            return tuple(self._texts(rows, terms))

    def _check_length(self, prompt: Prompt, length: int, new: int) -> None:
        needed = max(length, new + 2) if self._two_sided else length + new
        if needed > self.context:
            raise WriterError(
                f"prompt {prompt.name or 'without a name'}: {length} tokens and an answer of {new} "
                f"do not fit the {self.context} tokens of model {self.name}; shorten the text"
            )

    def _generate(
        self,
        ids: list[int],
        max_new_tokens: int,
        candidates: int,
        guard: Guard,
        terms: Terms,
        seed: int,
    ) -> list[list[int]]:
        """Token ids of each row, without the prompt."""
        import torch
        from transformers import LogitsProcessorList

        start = self._decoder_start() if self._two_sided else ids
        processors: list[Any] = []
        if terms.folded:
            processors.append(
                BlockedTerms(
                    self._tokenizer, self._vocabulary.pieces, terms, prompt_length=len(start)
                )
            )
        if guard.vocabulary is not None:
            from summarizer.models.copy_only import CopyOnly

            processors.append(
                CopyOnly(self._tokenizer, vocabulary=guard.vocabulary, prompt_length=len(start))
            )
        processors.append(Sampling(seed=seed, eos=self._eos))
        with torch.inference_mode():
            rows = self._rows(ids, candidates)
            inputs = {"input_ids": rows, "attention_mask": torch.ones_like(rows)}
            if self._two_sided:
                inputs["decoder_input_ids"] = self._rows(start, candidates)
            elif candidates > 1 and len(ids) > 1:
                inputs |= self._read_once(ids, candidates)
            written = self._model.generate(
                **inputs,
                generation_config=self._settings(max_new_tokens),
                logits_processor=LogitsProcessorList(processors),
            )
        return [row[len(start) :] for row in written.tolist()]

    def _rows(self, ids: list[int], count: int) -> torch.Tensor:
        import torch

        return torch.tensor([ids], device=self._model.device).repeat(count, 1)

    def _read_once(self, ids: list[int], count: int) -> dict[str, Any]:
        """The model's state after all but the last prompt token, read once for all rows."""
        from transformers import DynamicCache

        state = self._model(self._rows(ids[:-1], 1), use_cache=True, logits_to_keep=1)
        cache = getattr(state, "cache", None)
        if not isinstance(cache, DynamicCache):
            return {}  # A model with a memory of another kind reads the prompt for each row.
        cache.batch_repeat_interleave(count)
        return {"cache": cache}

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

    def _texts(self, rows: Iterable[list[int]], terms: Terms) -> list[str]:
        texts: list[str] = []
        for row in rows:
            text = self._tokenizer.decode(
                row, skip_special_tokens=True, clean_up_tokenization_spaces=False
            ).strip()
            # The decoder cannot have written a blocked term; should it have, nobody sees it.
            if text and text not in texts and not occurs(text, terms):
                texts.append(text)
        return texts


@dataclass(slots=True)
class _Vocabulary:
    """The tokenizer's pieces, decoded when they are first needed, and terms compiled for them."""

    tokenizer: PreTrainedTokenizerBase
    _pieces: Pieces | None = None
    _compiled: dict[tuple[str, ...], Terms] = field(default_factory=dict)

    @property
    def pieces(self) -> Pieces:
        if self._pieces is None:
            self._pieces = pieces_of(self.tokenizer)
        return self._pieces

    def terms(self, blocked: tuple[str, ...]) -> Terms:
        key = tuple(sorted(set(blocked)))
        if key not in self._compiled:
            if len(self._compiled) >= 8:
                self._compiled.clear()
            self._compiled[key] = compile_terms(key, self.pieces)
        return self._compiled[key]


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
