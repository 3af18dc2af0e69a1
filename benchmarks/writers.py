"""The writers: plain transformers, which all else is a ratio of, and this program's own two.

All answer the same prompts, which are those that the pipeline asks: of synthetic texts, redacted,
with the style of 64 new tokens, one text for each. Its own writers keep to what the pipeline does
not let be written; the others know no such limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Agreement
from benchmarks.ways import Asked, Setup, Way, Write, Written
from summarizer.models.guard import Guard
from summarizer.models.request import Request

if TYPE_CHECKING:
    from summarizer.models.writer import Answer, Writer

__all__ = [
    "BASE",
    "MODEL",
    "QUANTISED",
    "Answers",
    "agreements",
    "answers",
    "asked_about",
    "load_own",
    "load_padded",
    "load_plain",
    "others_agree",
    "own_dtype",
    "same",
    "ways",
    "written_of",
]

MODEL = "smollm2-135m"
QUANTISED = "smollm2-135m-int8"
BASE = "transformers"
_BFLOAT16 = "transformers-bf16"
_OPENVINO = "pip install 'summarizer[fast]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What one of the program's writers answers, in the ways that have to agree."""

    free: list[str]
    first: list[str]
    together: list[str]
    alone: list[str]


def ways(processors: int) -> tuple[Way, ...]:
    """All ways but those of other programs; the first is what the ratios are of.

    Args:
        processors: threads of one process, or processes of one thread each.
    """
    own: list[Way] = []
    for key, name, model, needs, install in (
        ("torch", f"summarizer, torch {own_dtype()}", MODEL, ("torch",), ""),
        ("openvino", "summarizer, OpenVINO int8", QUANTISED, ("openvino",), _OPENVINO),
    ):
        load = partial(load_own, model)
        shapes = [(key, f"1 process of {processors}", 1)]
        if processors > 1:
            shapes.append((f"{key}-shared", f"{processors} processes of 1", processors))
        own += [
            Way(
                key=own_key,
                name=f"{name}, {shape}",
                load=load,
                processes=processes,
                guarded=True,
                needs=needs,
                install=install,
            )
            for own_key, shape, processes in shapes
        ]
    return (
        Way(key=BASE, name="transformers fp32, one at a time", load=partial(load_plain, "float32")),
        Way(
            key="transformers-batch",
            name="transformers fp32, batches, padded",
            load=partial(load_padded, "float32"),
        ),
        Way(
            key=_BFLOAT16,
            name="transformers bf16, one at a time",
            load=partial(load_plain, "bfloat16"),
        ),
        *own,
    )


def own_dtype() -> str:
    """The number format of the program's writer that torch runs."""
    from summarizer.models.device import has_bfloat16

    return "bf16" if has_bfloat16() else "fp32"


def asked_about(count: int, *, seed: int, home: Path) -> list[Asked]:
    """What the pipeline asks about so many synthetic texts.

    Raises:
        ValueError: of a text nothing was left to ask about.
    """
    from transformers import AutoTokenizer

    from benchmarks.texts import texts
    from summarizer import read
    from summarizer.models import load_heads, load_parser, load_writer, locate
    from summarizer.models.encode import encode
    from summarizer.pipeline import Pipeline
    from summarizer.settings import Settings
    from summarizer.types import Style
    from summarizer.write import request_of

    writer = load_writer(MODEL, home=home)
    tokenizer: Any = AutoTokenizer.from_pretrained(locate(MODEL, home=home))
    parser, heads = load_parser(home=home), load_heads(home=home)
    pipeline = Pipeline(Settings(model=MODEL), parser=parser, heads=heads, writer=writer)
    asked = []
    for number, text in enumerate(texts(count, seed=seed)):
        document = read.read_text(text.text, source=f"text {number}")
        request = request_of(
            pipeline.stages(document).safe,
            style=Style.BRIEF,
            policy=pipeline.policy,
            writer=writer,
            candidates=1,
            seed=seed,
        )
        if request is None:
            raise ValueError(f"text {number}: nothing is left of it after redaction")
        asked.append(Asked(request, tuple(encode(tokenizer, request.prompt))))
    return asked


def load_plain(dtype: str, setup: Setup) -> Write:
    """Transformers as it comes: ``generate``, one document after the other."""
    model, tokenizer = _transformers(dtype, setup)

    def write(asked: Sequence[Asked]) -> list[Written]:
        return [_generated(model, tokenizer, [each.ids], setup)[0] for each in asked]

    return write


def load_padded(dtype: str, setup: Setup) -> Write:
    """Transformers as it comes, with batches that are padded on the left."""
    model, tokenizer = _transformers(dtype, setup)

    def write(asked: Sequence[Asked]) -> list[Written]:
        return [
            written
            for batch in _batches(asked, setup.batch)
            for written in _generated(model, tokenizer, [each.ids for each in batch], setup)
        ]

    return write


def load_own(model: str, setup: Setup) -> Write:
    """One of the program's writers, with the guards of each document."""
    from summarizer.models import load_writer

    writer = load_writer(model, home=setup.home, threads=setup.threads)

    def write(asked: Sequence[Asked]) -> list[Written]:
        texts = _texts(writer, [each.request for each in asked], setup.batch)
        return [Written(text=text, tokens=writer.count(text)) for text in texts]

    return write


def answers(model: str, asked: Sequence[Asked], setup: Setup) -> Answers:
    """What a writer answers without guards, and with them together and alone."""
    from summarizer.models import load_writer

    writer = load_writer(model, home=setup.home, threads=setup.threads)
    guarded = [each.request for each in asked]
    free = [replace(request, guard=Guard()) for request in guarded]
    # Of a text the first token cannot be told apart again: it is asked for by itself.
    short = [replace(request, max_new_tokens=1) for request in free]
    return Answers(
        free=_texts(writer, free, setup.batch),
        first=_texts(writer, short, setup.batch),
        together=_texts(writer, guarded, setup.batch),
        alone=_texts(writer, guarded, 1),
    )


def agreements(
    found: Mapping[str, Answers], references: Mapping[str, Sequence[Written]]
) -> Iterator[Agreement]:
    """Who writes the same as whom.

    Args:
        found: by key of a way, what the program's writers answer.
        references: by key of a way, what transformers wrote.
    """
    exact = _BFLOAT16 if own_dtype() == "bf16" else BASE
    for key, name, reference in (("torch", "torch", exact), ("openvino", "OpenVINO int8", BASE)):
        own = found.get(key)
        if own is None:
            continue
        if written := references.get(reference):
            number = "bf16" if reference == _BFLOAT16 else "fp32"
            yield Agreement(
                name=f"{name}, no guards, and transformers {number}",
                documents=len(written),
                whole=same(own.free, [each.text for each in written]),
                first=same(own.first, [each.first for each in written]),
            )
        yield Agreement(
            name=f"{name}, guarded, together and alone",
            documents=len(own.alone),
            whole=same(own.together, own.alone),
        )


def others_agree(
    names: Mapping[str, str], references: Mapping[str, Sequence[Written]]
) -> Iterator[Agreement]:
    """How often others write what transformers does in fp32: whether they do the same work.

    Args:
        names: by key of a way, its name; of ways that write without guards.
        references: by key of a way, what it wrote.
    """
    base = references.get(BASE)
    for key, name in names.items():
        written = references.get(key)
        if base and written and key != BASE:
            yield Agreement(
                name=f"{name}, and transformers fp32",
                documents=len(base),
                whole=same([each.text for each in written], [each.text for each in base]),
                first=same([each.first for each in written], [each.first for each in base]),
            )


def same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many texts are the same in both."""
    return sum(a == b for a, b in zip(one, other, strict=True))


def _texts(writer: Writer, requests: Sequence[Request], batch: int) -> list[str]:
    """The first text of each answer; what is asked is given in batches, as archives do it."""
    answered: list[Answer] = [
        answer for part in _batches(requests, batch) for answer in writer.write(part)
    ]
    for answer in answered:
        if isinstance(answer, Exception):
            raise answer
    return [answer[0] if answer else "" for answer in answered if isinstance(answer, tuple)]


def _transformers(dtype: str, setup: Setup) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    torch.set_num_threads(setup.threads)
    tokenizer = AutoTokenizer.from_pretrained(setup.folder)
    model: Any = AutoModelForCausalLM.from_pretrained(setup.folder, dtype=getattr(torch, dtype))
    return model.eval(), tokenizer


def _generated(
    model: Any, tokenizer: Any, prompts: Sequence[Sequence[int]], setup: Setup
) -> list[Written]:
    import torch

    longest = max(map(len, prompts))
    eos = tokenizer.eos_token_id
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else eos
    ids = [[pad] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
    mask = [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts]
    with torch.inference_mode():
        rows: Any = model.generate(
            input_ids=torch.tensor(ids),
            attention_mask=torch.tensor(mask),
            max_new_tokens=setup.new_tokens,
            do_sample=False,
            pad_token_id=pad,
        )
    return [written_of(row[longest:], tokenizer) for row in rows.tolist()]


def written_of(ids: Sequence[int], tokenizer: Any) -> Written:
    """An answer as the program's writers give it: without control tokens and outer blanks."""
    eos = tokenizer.eos_token_id
    own = list(ids[: ids.index(eos)]) if eos in ids else list(ids)
    decode: Callable[[list[int]], str] = partial(
        tokenizer.decode, skip_special_tokens=True, clean_up_tokenization_spaces=False
    )
    return Written(text=decode(own).strip(), tokens=len(own), first=decode(own[:1]).strip())


def _batches(values: Sequence[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
