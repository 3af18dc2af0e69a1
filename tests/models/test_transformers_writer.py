from __future__ import annotations

import os
import re
import shutil
import threading
from pathlib import Path

import pytest

from summarizer.errors import ModelError, WriterError
from summarizer.models import Guard, Prompt, load_writer, model_home, status
from summarizer.models.device import has_bfloat16, spin_briefly

PROMPT = Prompt(system="Be brief.", user="The court heard two men. The trial goes on.", name="t")


def load_exact(folder: Path):
    """Loaded in float32: random weights prefer nothing clearly, so that rounding would decide."""
    import torch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("summarizer.models.loading.dtype_for", lambda device: torch.float32)
        return load_writer(str(folder), home=Path("unused"))


@pytest.fixture(scope="module")
def causal(causal_folder: Path):
    return load_exact(causal_folder)


@pytest.fixture(scope="module")
def sequence(sequence_folder: Path):
    return load_exact(sequence_folder)


@pytest.fixture(params=["causal", "sequence"])
def writer(request):
    return request.getfixturevalue(request.param)


def ask(writer, *, new: int = 24, candidates: int = 3, guard: Guard | None = None, seed: int = 7):
    return writer.write(
        PROMPT,
        max_new_tokens=new,
        candidates=candidates,
        guard=guard or Guard(),
        seed=seed,
    )


def test_the_same_request_gives_the_same_texts(writer):
    first = ask(writer)
    assert len(first) == len(set(first)) == 3
    ask(writer, seed=8)
    ask(writer, candidates=1)
    assert ask(writer) == first


def test_the_global_random_state_plays_no_part(writer):
    import torch

    first = ask(writer)
    with torch.random.fork_rng():
        torch.manual_seed(99)
        before = torch.get_rng_state()
        assert ask(writer) == first
        assert torch.equal(torch.get_rng_state(), before)


def test_the_seed_moves_all_but_the_first(writer):
    one, two = ask(writer, seed=1), ask(writer, seed=2)
    assert one[0] == two[0] == ask(writer, candidates=1)[0]
    assert one[1:] != two[1:]


def test_the_first_candidate_is_what_transformers_finds_greedily(causal_folder: Path, causal):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from summarizer.models.quiet import quiet

    with quiet():
        tokenizer = AutoTokenizer.from_pretrained(causal_folder)
        model = AutoModelForCausalLM.from_pretrained(causal_folder, dtype=torch.float32).eval()
    text = tokenizer.apply_chat_template(
        [{"role": "system", "content": PROMPT.system}, {"role": "user", "content": PROMPT.user}],
        tokenize=False,
        add_generation_prompt=True,
    )
    ids = tokenizer(text, add_special_tokens=False, return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        best = model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=24, do_sample=False
        )
    expected = tokenizer.decode(best[0, ids.shape[1] :], skip_special_tokens=True).strip()
    assert ask(causal, candidates=1) == (expected,)


def test_no_blocked_term_is_written(writer):
    """Whatever this model wrote freely, word by word, is what it may not write next."""
    for seed in range(3):
        free = ask(writer, seed=seed)
        words = tuple({w for text in free for w in re.findall(r"[^\W_]+", text)})
        assert words
        guarded = ask(writer, guard=Guard(blocked=words), seed=seed)
        blocked = {word.casefold() for word in words}
        for text in guarded:
            assert not blocked & {w.casefold() for w in re.findall(r"[^\W_]+", text)}


def test_only_the_vocabulary_is_written(causal):
    words = frozenset({"the", "court", "heard", "men"})
    texts = ask(causal, guard=Guard(vocabulary=words))
    assert texts
    for text in texts:
        assert {w.lower() for w in re.findall(r"\w+", text)[:-1]} <= words


def test_a_text_ends_when_nothing_may_be_written(causal):
    """Both guards together can leave no token at all; then the answer ends."""
    guard = Guard(blocked=("court",), vocabulary=frozenset({"court"}))
    assert all("court" not in text.lower() for text in ask(causal, guard=guard))


def test_count_agrees_with_the_tokenizer(writer):
    text = "The court heard two men."
    tokens = writer._tokenizer(text, add_special_tokens=False)["input_ids"]
    assert writer.count(text) == len(tokens)
    assert writer.count("") == 0
    assert writer.count("\ud800") > 0


def test_a_prompt_that_does_not_fit_is_refused_without_being_quoted(writer):
    long = Prompt(system="", user="secret " * 600, name="brief")
    with pytest.raises(WriterError, match=f"brief.*{writer.context}.*shorten") as caught:
        writer.write(long, max_new_tokens=10, candidates=1, guard=Guard(), seed=0)
    assert "secret" not in str(caught.value)
    with pytest.raises(WriterError, match="do not fit"):
        ask(writer, new=writer.context)


@pytest.mark.parametrize(("new", "candidates"), [(0, 1), (1, 0)])
def test_counts_below_one_are_refused(causal, new: int, candidates: int):
    with pytest.raises(ValueError, match="at least 1"):
        ask(causal, new=new, candidates=candidates)


def test_a_broken_model_is_a_writer_error(causal, monkeypatch):
    def broken(**_: object):
        raise RuntimeError("secret")

    monkeypatch.setattr(causal._model, "generate", broken)
    with pytest.raises(WriterError, match="generation broke") as caught:
        ask(causal)
    assert "secret" not in str(caught.value)


def test_should_a_blocked_term_be_written_nobody_sees_it(causal, monkeypatch):
    row = causal._tokenizer("The court", add_special_tokens=False)["input_ids"]
    other = causal._tokenizer("A trial", add_special_tokens=False)["input_ids"]
    monkeypatch.setattr(causal, "_generate", lambda *_: [row, other, other])
    assert ask(causal, guard=Guard(blocked=("court",))) == ("A trial",)


def test_the_greedy_text_ends_at_the_end_token(causal):
    eos = min(causal._eos)
    for row in causal._generate([5, 6, 7], 60, 3, Guard(), causal._vocabulary.terms(()), 0):
        if eos in row:
            rest = set(row[row.index(eos) + 1 :])
            assert rest <= {eos, causal._tokenizer.pad_token_id}


def test_threads_get_their_own_texts(causal):
    expected = {seed: ask(causal, seed=seed) for seed in range(4)}
    found: dict[int, tuple[str, ...]] = {}

    def run(seed: int) -> None:
        found[seed] = ask(causal, seed=seed)

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_identity_follows_the_weights(causal, causal_folder: Path, tmp_path: Path):
    assert re.fullmatch("[0-9a-f]{64}", causal.sha256)
    assert causal.adapter_sha256 == ""
    assert causal.context == 512
    copy = shutil.copytree(causal_folder, tmp_path / "copy")
    assert load_writer(str(copy), home=tmp_path).sha256 == causal.sha256
    config = copy / "generation_config.json"
    config.write_text(config.read_text() + "\n")
    assert load_writer(str(copy), home=tmp_path).sha256 != causal.sha256


def test_a_folder_without_weights_is_a_model_error(tmp_path: Path):
    with pytest.raises(ModelError, match="cannot load it"):
        load_writer(str(tmp_path), home=tmp_path)


def test_pickled_weights_are_never_loaded(causal_folder: Path, tmp_path: Path):
    import torch
    from safetensors.torch import load_file

    copy = shutil.copytree(causal_folder, tmp_path / "copy")
    torch.save(load_file(copy / "model.safetensors"), copy / "pytorch_model.bin")
    (copy / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="safetensors"):
        load_writer(str(copy), home=tmp_path)


def test_an_encoder_is_no_writer(tmp_path: Path):
    with pytest.raises(ModelError, match="not a writer"):
        load_writer("minilm-l6", home=tmp_path)


def test_missing_weights_are_not_fetched(tmp_path: Path):
    with pytest.raises(ModelError, match="summarizer models pull smollm2-135m"):
        load_writer("smollm2-135m", home=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_guard_does_not_show_its_words():
    assert "secret" not in repr(Guard(blocked=("secret",), vocabulary=frozenset({"secret"})))


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("fpu avx512_bf16 sse", True), ("fpu amx_bf16", True), ("fpu avx512f", False), ("", False)],
)
def test_bfloat16_is_used_where_the_processor_has_it(tmp_path: Path, flags: str, expected: bool):
    info = tmp_path / "cpuinfo"
    info.write_text(f"processor : 0\nflags\t\t: {flags}\n")
    assert has_bfloat16(info) is expected
    assert has_bfloat16(tmp_path / "none") is False


def test_threads_spin_briefly_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    spin_briefly()
    assert os.environ["GOMP_SPINCOUNT"] == "7"
    monkeypatch.delenv("GOMP_SPINCOUNT")
    spin_briefly()
    assert os.environ["GOMP_SPINCOUNT"] == "1000"


@pytest.mark.weights
@pytest.mark.slow
def test_the_real_default_writer():
    if status("smollm2-135m", home=model_home()) != "ready":
        pytest.skip("the weights are not installed: summarizer models pull smollm2-135m")
    writer = load_writer("smollm2-135m", home=model_home())
    assert writer.context == 8192
    assert writer.sha256.startswith("b179c952")
    prompt = Prompt(
        system="You answer in one short sentence.",
        user="The council opened a library in Leeds on Monday. What did the council open?",
    )
    free = writer.write(prompt, max_new_tokens=20, candidates=2, guard=Guard(), seed=0)
    assert "library" in free[0]
    guard = Guard(blocked=("library", "Leeds"))
    for text in writer.write(prompt, max_new_tokens=20, candidates=2, guard=guard, seed=0):
        assert not re.search(r"\b(library|leeds)\b", text, re.IGNORECASE)
