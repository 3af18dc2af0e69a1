from __future__ import annotations

import os
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.errors import ModelError, WriterError
from summarizer.models import Guard, Prompt, Request, load_writer, model_home, status
from summarizer.models.device import KERNELS, has_bfloat16, has_tiles, prepare_libraries

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
    return one(
        writer,
        Request(
            prompt=PROMPT,
            max_new_tokens=new,
            candidates=candidates,
            guard=guard or Guard(),
            seed=seed,
        ),
    )


def one(writer, request: Request) -> tuple[str, ...]:
    """The answer to one request alone; its error is raised."""
    (answer,) = writer.write([request])
    if isinstance(answer, WriterError):
        raise answer
    return answer


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
        one(writer, Request(prompt=long, max_new_tokens=10))
    assert "secret" not in str(caught.value)
    with pytest.raises(WriterError, match="do not fit"):
        ask(writer, new=writer.context)


@pytest.mark.parametrize(("new", "candidates"), [(0, 1), (1, 0)])
def test_counts_below_one_are_refused(causal, new: int, candidates: int):
    with pytest.raises(ValueError, match="at least 1"):
        ask(causal, new=new, candidates=candidates)


def test_a_broken_model_is_a_writer_error(writer, monkeypatch):
    def broken(*_: object, **__: object):
        raise RuntimeError("secret")

    monkeypatch.setattr(writer._model, "forward", broken)
    with pytest.raises(WriterError, match="generation broke") as caught:
        ask(writer)
    assert "secret" not in str(caught.value)


def test_a_request_that_cannot_be_answered_leaves_the_others_theirs(causal, monkeypatch):
    long = Request(prompt=Prompt(system="", user="secret " * 600), max_new_tokens=10)
    good = Request(prompt=PROMPT, max_new_tokens=10)
    marked = Request(prompt=Prompt(system="", user="The officers in Leeds."), max_new_tokens=10)
    alone = causal.write([good])
    whole = causal._choosing.texts

    def texts(rows, terms):
        if terms.folded:
            raise RuntimeError("secret")
        return whole(rows, terms)

    first, second, third = causal.write([long, good, marked])
    assert isinstance(first, WriterError)
    assert [second] == alone
    assert isinstance(third, tuple)
    monkeypatch.setattr(causal._choosing, "texts", texts)
    breaking = replace(marked, guard=Guard(blocked=("court",)))
    second, third = causal.write([good, breaking])
    assert [second] == alone
    assert isinstance(third, WriterError)
    assert "secret" not in str(third)


TEXTS = [
    "The court heard two men. The trial goes on.",
    "Officers in Leeds said that the inquiry began in 2019.",
    "A judge told the jury to weigh the evidence with care; the trial goes on. " * 3,
    "Eleven arrests.",
]


def many(opening: str = "", *, candidates: int = 2) -> list[Request]:
    return [
        Request(
            prompt=Prompt(
                system="Be brief.", user=f"{opening}{text}", opening=opening, sha256=opening
            ),
            max_new_tokens=6 + 5 * place,
            candidates=candidates + place % 2,
            guard=Guard(blocked=("jury",), vocabulary=frozenset({"court", "men", "the", "said"})),
            seed=place,
        )
        for place, text in enumerate(TEXTS)
    ]


@pytest.mark.parametrize("opening", ["", "A report:\n"])
def test_an_answer_does_not_depend_on_what_is_asked_beside_it(writer, opening: str):
    requests = many(opening)
    alone = [writer.write([request])[0] for request in requests]
    assert all(alone)
    assert writer.write(requests) == alone
    assert writer.write(requests[::-1]) == alone[::-1]


def test_texts_wait_for_room(causal, monkeypatch):
    requests = many()
    expected = causal.write(requests)
    monkeypatch.setattr("summarizer.models.decode._MEMORY", 1)
    assert causal.write(requests) == expected


def test_the_opening_is_read_once(causal, monkeypatch):
    read: list[int] = []
    whole = causal._model.forward

    def forward(ids, **how):
        read.append(ids.shape[1])
        return whole(ids, **how)

    monkeypatch.setattr(causal._model, "forward", forward)
    opening = "The court heard that two men were jailed on Monday: "
    causal.write(many(opening))
    prompts = [length for length in read if length > 1]
    assert len(prompts) == 5
    assert prompts[0] > 20
    monkeypatch.setattr(causal._model, "forward", whole)
    plain = [replace(each, prompt=replace(each.prompt, opening="")) for each in many(opening)]
    assert causal.write(many(opening)) == causal.write(plain)


def test_nothing_asked_nothing_answered(writer):
    assert writer.write([]) == []


def test_models_that_take_no_rows_are_run_by_transformers(byte_tokenizer):
    import torch
    from transformers import MistralConfig, MistralForCausalLM

    from summarizer.models.quiet import quiet
    from summarizer.models.transformers_writer import TransformersWriter

    config = MistralConfig(
        vocab_size=len(byte_tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        sliding_window=8,
        eos_token_id=byte_tokenizer.eos_token_id,
    )
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(3)
        model = MistralForCausalLM(config).eval()
    writer = TransformersWriter(name="m", sha256="", model=model, tokenizer=byte_tokenizer)
    assert not writer._by_rows
    answers = writer.write(many())
    assert all(answers)
    assert answers == [writer.write([each])[0] for each in many()]


def test_should_a_blocked_term_be_written_nobody_sees_it(writer, monkeypatch):
    row = writer._tokenizer("The court", add_special_tokens=False)["input_ids"]
    other = writer._tokenizer("A trial", add_special_tokens=False)["input_ids"]
    monkeypatch.setattr(writer, "_by_rows", False)
    monkeypatch.setattr(writer, "_generate", lambda *_: [row, other, other])
    assert ask(writer, guard=Guard(blocked=("court",))) == ("A trial",)


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
    assert has_tiles(info) is ("amx" in flags)
    assert has_tiles(tmp_path / "none") is False


def test_libraries_are_prepared_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    prepare_libraries()
    assert os.environ["GOMP_SPINCOUNT"] == "7"
    monkeypatch.delenv("GOMP_SPINCOUNT")
    prepare_libraries()
    assert os.environ["GOMP_SPINCOUNT"] == "1000"


@pytest.mark.parametrize("variable", ["ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"])
def test_few_compiled_kernels_are_kept(monkeypatch, variable):
    monkeypatch.delenv(variable, raising=False)
    prepare_libraries()
    assert os.environ[variable] == str(KERNELS)
    monkeypatch.setenv(variable, "9")
    prepare_libraries()
    assert os.environ[variable] == "9"


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
    free = one(writer, Request(prompt=prompt, max_new_tokens=20, candidates=2))
    assert "library" in free[0]
    guard = Guard(blocked=("library", "Leeds"))
    guarded = Request(prompt=prompt, max_new_tokens=20, candidates=2, guard=guard)
    for text in one(writer, guarded):
        assert not re.search(r"\b(library|leeds)\b", text, re.IGNORECASE)
