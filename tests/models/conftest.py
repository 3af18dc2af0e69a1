"""Small models with random weights, and small wheels, made here: no test uses the network."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from summarizer.models import Entry, WheelSource

CORPUS = [
    "The court heard that two men were jailed on Monday after a long police inquiry.",
    "Officers in Leeds said that the inquiry began in 2019 and led to eleven arrests.",
    "A judge told the jury to weigh the evidence with care; the trial goes on.",
    "Système, naïve, café, Nikolić, “quoted” – and ‘single’ words…",
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,;:!?-'\"()[]<>|/_",
]
CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n"
    "{% endfor %}{{ '<|im_start|>assistant\n' }}"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

WheelMaker = Callable[..., tuple[Path, Entry]]


@pytest.fixture(scope="session")
def byte_tokenizer():
    """Byte-level BPE with a chat format, as small causal models have."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|endoftext|>",
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=CHAT,
        model_max_length=512,
    )


@pytest.fixture(scope="session")
def piece_tokenizer():
    """Unigram pieces with a marked space, as T5-like models have."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    # Written by hand, since the trainer does not give the same pieces each time.
    text = " ".join(CORPUS)
    words = sorted({word for word in text.split() if word.isalpha()})
    pieces = [(f"\u2581{word}", -4.0 - len(word) / 10) for word in words]
    pieces += [(piece, -6.0) for piece in ("\u2581", "ed", "ing", "cou", "rt", "\u2581the\u2581ju")]
    pieces += [(letter, -9.0) for letter in sorted(set(text) - {" "})]
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    tokenizer = Tokenizer(models.Unigram([*special, *pieces], unk_id=2))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens([name for name, _ in special])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=256,
    )


@pytest.fixture(scope="session")
def causal_folder(tmp_path_factory: pytest.TempPathFactory, byte_tokenizer) -> Path:
    """A causal model with random weights and wild preferences."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from summarizer.models.quiet import quiet

    folder = tmp_path_factory.mktemp("causal")
    config = LlamaConfig(
        vocab_size=len(byte_tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        initializer_range=0.6,
        bos_token_id=byte_tokenizer.bos_token_id,
        eos_token_id=byte_tokenizer.eos_token_id,
        pad_token_id=byte_tokenizer.pad_token_id,
    )
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(3)
        LlamaForCausalLM(config).save_pretrained(folder)
        byte_tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def converted(causal_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small causal model for OpenVINO."""
    from summarizer.models.openvino_convert import convert_openvino

    folder = tmp_path_factory.mktemp("converted") / "model"
    convert_openvino(causal_folder, folder)
    return folder


@pytest.fixture(scope="session")
def sequence_folder(tmp_path_factory: pytest.TempPathFactory, piece_tokenizer) -> Path:
    """A sequence-to-sequence model with random weights."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    from summarizer.models.quiet import quiet

    folder = tmp_path_factory.mktemp("sequence")
    config = T5Config(
        vocab_size=len(piece_tokenizer),
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
    )
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(2)
        model = T5ForConditionalGeneration(config)
        # As it is made, such a model says its own last word again and again.
        model.shared.weight.data *= 0.02
        model.decoder.final_layer_norm.weight.data *= 100.0
        model.save_pretrained(folder)
        piece_tokenizer.save_pretrained(folder)
    return folder


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def make_wheel(tmp_path: Path) -> WheelMaker:
    """Build a wheel that pip accepts, and the entry that names one member of it."""

    def make(files: Mapping[str, bytes], member: str, *, name: str = "tiny-weights"):
        folder = tmp_path / "index"
        folder.mkdir(exist_ok=True)
        stem = f"{name.replace('-', '_')}-1.0"
        wheel = folder / f"{stem}-py3-none-any.whl"
        info = {
            f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
            f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\n"
            "Root-Is-Purelib: true\nTag: py3-none-any\n",
        }
        content = dict(files) | {key: text.encode() for key, text in info.items()}
        table = io.StringIO()
        rows = csv.writer(table, lineterminator="\n")
        for path, data in content.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.writerow([path, f"sha256={digest}", len(data)])
        rows.writerow([f"{stem}.dist-info/RECORD", "", ""])
        content[f"{stem}.dist-info/RECORD"] = table.getvalue().encode()
        with zipfile.ZipFile(wheel, "w") as bundle:
            for path, data in content.items():
                bundle.writestr(path, data)
        inside = {
            path[len(member) + 1 :]: data
            for path, data in files.items()
            if path.startswith(f"{member}/")
        }
        lines = "".join(f"{sha256(data)}  {path}\n" for path, data in sorted(inside.items()))
        source = WheelSource(
            distribution=name,
            version="1.0",
            wheel_sha256=sha256(wheel.read_bytes()),
            member=member,
            member_sha256=sha256(files[member]) if member in files else sha256(lines.encode()),
        )
        entry = Entry(
            name=name,
            kind="encoder",
            source=source,
            licence="Apache-2.0",
            upstream="nobody/tiny",
            description="A test's weights",
        )
        return wheel, entry

    return make


@pytest.fixture(scope="session")
def small_adapter(causal_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Low-rank changes to the small causal model that are not nothing."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(3)
    folder = tmp_path_factory.mktemp("adapter") / "own"
    model = AutoModelForCausalLM.from_pretrained(causal_folder)
    lora = LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "down_proj"])
    with warnings.catch_warnings():
        # peft asks transformers for something by its old name.
        warnings.simplefilter("ignore", FutureWarning)
        changed = get_peft_model(model, lora)
    for name, parameter in changed.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    changed.save_pretrained(folder)
    return folder
