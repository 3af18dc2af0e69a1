"""A writer on this machine that OpenVINO runs: a causal model with 8-bit weights."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelError
from summarizer.models.adapter import adapter_sha256
from summarizer.models.answering import Asked, answered, too_long
from summarizer.models.choosing import Choosing
from summarizer.models.device import prepare_libraries
from summarizer.models.encode import Beginnings, disarm, encode
from summarizer.models.openvino_decode import PagedOpenings, decode_paged
from summarizer.models.openvino_model import PagedModel, load_paged
from summarizer.models.quiet import quiet
from summarizer.models.request import Request
from summarizer.models.writer import Answer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

__all__ = ["OpenVinoWriter", "load_openvino_writer"]


class OpenVinoWriter:
    """A loaded model. May be shared by threads: they take turns.

    Deterministic: on the same machine the same request gives the same texts, whatever was asked
    before or beside it. The first text is the greedy one, further ones are sampled.

    Args:
        name: as it was asked for.
        sha256: what identifies the weights.
        adapter_sha256: what identifies the adapter that they were converted with.
        model: compiled.
        tokenizer: the model's own.
        eos: token ids that end a text.
        context: tokens that prompt and answer may have together.
    """

    def __init__(
        self,
        *,
        name: str,
        sha256: str,
        adapter_sha256: str = "",
        model: PagedModel,
        tokenizer: PreTrainedTokenizerBase,
        eos: frozenset[int],
        context: int,
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self.adapter_sha256 = adapter_sha256
        self.context = context
        self._model = model
        self._tokenizer: Any = tokenizer
        self._eos = eos
        self._choosing = Choosing(tokenizer, eos)
        self._openings = PagedOpenings()
        self._beginnings = Beginnings(tokenizer)
        self._turn = threading.Lock()

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
        if len(ids) + new > self.context:
            raise too_long(
                request.prompt, length=len(ids), new=new, context=self.context, model=self.name
            )
        return ids

    def _answers(self, asked: Sequence[Asked]) -> list[tuple[str, ...]]:
        terms = [self._choosing.terms(request.guard) for request, _ in asked]
        jobs = [
            self._choosing.job(
                request, ids, opening=self._beginnings.shared(request.prompt, ids), terms=own
            )
            for (request, ids), own in zip(asked, terms, strict=True)
        ]
        with _one_thread():
            written = decode_paged(self._model, jobs, eos=self._eos, openings=self._openings)
        return [self._choosing.texts(rows, own) for rows, own in zip(written, terms, strict=True)]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keeps torch's threads from waiting for those of OpenVINO: choosing a token is little work."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def load_openvino_writer(
    folder: Path,
    *,
    name: str,
    sha256: str,
    adapter: Path | None = None,
    threads: int | None = None,
) -> OpenVinoWriter:
    """Load a model from a folder as ``convert_openvino`` writes it. It runs on the processor.

    Args:
        folder: model, configuration and tokenizer.
        name: how the model was asked for.
        sha256: what identifies the weights.
        adapter: the changes that were put on the model before it was converted.
        threads: processor threads, for the whole process; None leaves the libraries' choice.

    Raises:
        ModelError: when OpenVINO is not installed or cannot load it.
    """
    with quiet():
        prepare_libraries()
        import torch
        from transformers import AutoConfig, AutoTokenizer, GenerationConfig

        if threads is not None:
            torch.set_num_threads(threads)
        safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            config = AutoConfig.from_pretrained(folder, **safe)
            tokenizer: Any = AutoTokenizer.from_pretrained(folder, **safe)
            own: Any = config
            if (folder / "generation_config.json").is_file():
                own = GenerationConfig.from_pretrained(folder, local_files_only=True)
            model = load_paged(folder, threads=threads)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, TypeError) as error:
            raise ModelError(
                f"model {name}: OpenVINO cannot load it ({type(error).__name__}); run: summarizer "
                "models verify, or use a model that transformers loads"
            ) from error
    ends = own.eos_token_id
    eos = {tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])} - {None}
    if not eos:
        raise ModelError(f"model {name}: it has no token that ends a text; use another model")
    return OpenVinoWriter(
        name=name,
        sha256=sha256,
        adapter_sha256="" if adapter is None else adapter_sha256(adapter),
        model=model,
        tokenizer=tokenizer,
        eos=frozenset(eos),
        context=min(config.get_text_config().max_position_embeddings, tokenizer.model_max_length),
    )
