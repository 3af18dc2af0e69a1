"""A writer on this machine: any causal or sequence-to-sequence model that transformers loads."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError, WriterError
from .blocked_terms import BlockedTerms, Terms, compile_terms, occurs
from .device import dtype_for
from .encode import disarm, encode
from .guard import Guard
from .pieces import Pieces, pieces_of
from .prompt import Prompt
from .quiet import quiet
from .sampling import Sampling

if TYPE_CHECKING:
    import torch
    from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

__all__ = ["TransformersWriter", "load_transformers_writer"]

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
            from .copy_only import CopyOnly

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
        cache = getattr(state, "past_key_values", None)
        if not isinstance(cache, DynamicCache):
            return {}  # A model with a memory of another kind reads the prompt for each row.
        cache.batch_repeat_interleave(count)
        return {"past_key_values": cache}

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


def load_transformers_writer(
    folder: Path, *, name: str, sha256: str, device: str = "cpu", threads: int | None = None
) -> TransformersWriter:
    """Load a model from a folder as transformers saves it; safetensors only, never any code.

    Args:
        folder: weights, configuration and tokenizer.
        name: how the model was asked for.
        sha256: what identifies the weights.
        device: as torch names it.
        threads: processor threads, for the whole process; None leaves torch's choice.

    Raises:
        ModelError: when transformers cannot load it or it does not write text.
    """
    with quiet():
        _yielding_threads()
        import torch
        from transformers import (
            AutoConfig,
            AutoModelForCausalLM,
            AutoModelForSeq2SeqLM,
            AutoTokenizer,
        )

        if threads is not None:
            torch.set_num_threads(threads)
        safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            config = AutoConfig.from_pretrained(folder, **safe)
            kind = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
            tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
            model: Any = kind.from_pretrained(
                folder, dtype=dtype_for(device), use_safetensors=True, **safe
            )
            model.to(device).eval()
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, TypeError) as error:
            raise ModelError(
                f"model {name}: transformers cannot load it ({type(error).__name__}); it needs a "
                "text model as safetensors with its tokenizer, without code of its own"
            ) from error
        _plain_settings(model)
    return TransformersWriter(name=name, sha256=sha256, model=model, tokenizer=tokenizer)


def _yielding_threads() -> None:
    """Let torch's threads sleep while they wait for each other.

    Spinning, the default, makes a batch several times slower as soon as another process wants
    one of the processors. Has an effect only before torch is loaded; the environment wins.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")


def _plain_settings(model: Any) -> None:
    """Keep of the model's generation settings only what its format needs, no taste."""
    from transformers import GenerationConfig

    own = model.generation_config
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        bos_token_id=own.bos_token_id,
        eos_token_id=own.eos_token_id,
        pad_token_id=own.pad_token_id,
        decoder_start_token_id=own.decoder_start_token_id,
        forced_bos_token_id=own.forced_bos_token_id,
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
