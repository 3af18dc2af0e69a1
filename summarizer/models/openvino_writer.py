"""A writer on this machine that OpenVINO runs: a causal model with 8-bit weights."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelError, WriterError
from summarizer.models.choosing import Choosing
from summarizer.models.decode import Job
from summarizer.models.device import prepare_libraries
from summarizer.models.encode import disarm, encode, opening_of
from summarizer.models.openvino_decode import PagedOpenings, decode_paged
from summarizer.models.openvino_model import PagedModel, load_paged
from summarizer.models.prompt import Prompt
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
        model: PagedModel,
        tokenizer: PreTrainedTokenizerBase,
        eos: frozenset[int],
        context: int,
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self.adapter_sha256 = ""
        self.context = context
        self._model = model
        self._tokenizer: Any = tokenizer
        self._eos = eos
        self._choosing = Choosing(tokenizer, eos)
        self._openings = PagedOpenings()
        self._beginnings: dict[str, tuple[int, ...]] = {}
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
            answers: dict[int, Answer] = {}
            prompts: dict[int, list[int]] = {}
            for number, request in enumerate(requests):
                try:
                    prompts[number] = self._encoded(request)
                except WriterError as error:
                    answers[number] = error
            asked = {number: (requests[number], ids) for number, ids in prompts.items()}
            try:
                written = self._answers(list(asked.values()))
                answers |= dict(zip(asked, written, strict=True))
            except Exception:
                # Alone, so that only who is to blame has no answer.
                answers |= {number: self._alone(*each) for number, each in asked.items()}
            return [answers[number] for number in range(len(requests))]

    def _encoded(self, request: Request) -> list[int]:
        prompt, new = request.prompt, request.max_new_tokens
        ids = encode(self._tokenizer, prompt)
        if len(ids) + new > self.context:
            raise WriterError(
                f"prompt {prompt.name or 'without a name'}: {len(ids)} tokens and an answer of "
                f"{new} do not fit the {self.context} tokens of model {self.name}; shorten the text"
            )
        return ids

    def _alone(self, request: Request, ids: list[int]) -> Answer:
        try:
            return self._answers([(request, ids)])[0]
        except Exception as error:
            return WriterError(
                f"model {self.name}: generation broke ({type(error).__name__}); "
                "use fewer candidates, a shorter text or another model"
            )

    def _answers(self, asked: Sequence[tuple[Request, list[int]]]) -> list[tuple[str, ...]]:
        terms = [self._choosing.terms(request.guard) for request, _ in asked]
        jobs = [
            Job(
                ids=tuple(ids),
                opening=self._opening(request.prompt, ids),
                candidates=request.candidates,
                max_new_tokens=request.max_new_tokens,
                choose=self._choosing.choose(request, own),
            )
            for (request, ids), own in zip(asked, terms, strict=True)
        ]
        with _one_thread():
            written = decode_paged(self._model, jobs, eos=self._eos, openings=self._openings)
        return [self._choosing.texts(rows, own) for rows, own in zip(written, terms, strict=True)]

    def _opening(self, prompt: Prompt, ids: list[int]) -> int:
        """How many of the first tokens are the template's."""
        if prompt.sha256 not in self._beginnings:
            self._beginnings.clear()
            self._beginnings[prompt.sha256] = opening_of(self._tokenizer, prompt)
        opening = self._beginnings[prompt.sha256]
        shared = ids[: len(opening)] == list(opening) and len(opening) < len(ids)
        return len(opening) if shared else 0


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
    folder: Path, *, name: str, sha256: str, threads: int | None = None
) -> OpenVinoWriter:
    """Load a model from a folder as ``convert_openvino`` writes it. It runs on the processor.

    Args:
        folder: model, configuration and tokenizer.
        name: how the model was asked for.
        sha256: what identifies the weights.
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
        model=model,
        tokenizer=tokenizer,
        eos=frozenset(eos),
        context=min(config.get_text_config().max_position_embeddings, tokenizer.model_max_length),
    )
