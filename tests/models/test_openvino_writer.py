from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("openvino")

from summarizer.errors import ModelError, WriterError
from summarizer.models import Guard, Prompt, Request, load_writer, model_home, status
from summarizer.models.openvino_convert import WEIGHTS_FILE, convert_openvino
from summarizer.models.openvino_model import Part

TEXTS = [
    "The court heard two men. The trial goes on.",
    "Officers in Leeds said that the inquiry began in 2019.",
    "A judge told the jury to weigh the evidence with care; the trial goes on. " * 3,
    "Eleven arrests.",
]
GUARD = Guard(blocked=("jury",), vocabulary=frozenset({"court", "men", "the", "said"}))


def load(folder: Path):
    return load_writer(str(folder), home=Path("unused"), threads=2)


@pytest.fixture(scope="module")
def wide_folder(tmp_path_factory: pytest.TempPathFactory, byte_tokenizer) -> Path:
    """A model with matrices wide enough to have their inputs quantised."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from summarizer.models.quiet import quiet

    folder = tmp_path_factory.mktemp("wide")
    config = LlamaConfig(
        vocab_size=len(byte_tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        initializer_range=0.6,
        tie_word_embeddings=True,
        eos_token_id=byte_tokenizer.eos_token_id,
        pad_token_id=byte_tokenizer.pad_token_id,
    )
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(3)
        LlamaForCausalLM(config).save_pretrained(folder)
        byte_tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(wide_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("openvino") / "model"
    convert_openvino(wide_folder, made)
    return made


@pytest.fixture(scope="module")
def writer(folder: Path):
    return load(folder)


def request(text: str = TEXTS[0], *, opening: str = "", **how) -> Request:
    prompt = Prompt(
        system="Be brief.", user=f"{opening}{text}", name="t", opening=opening, sha256=opening
    )
    return Request(prompt=prompt, **({"max_new_tokens": 24} | how))


def many(opening: str = "", *, candidates: int = 2, guard: Guard = GUARD) -> list[Request]:
    return [
        request(
            text,
            opening=opening,
            max_new_tokens=6 + 9 * place,
            candidates=candidates + place % 2,
            guard=guard,
            seed=place,
        )
        for place, text in enumerate(TEXTS)
    ]


def one(writer, asked: Request) -> tuple[str, ...]:
    """The answer to one request alone; its error is raised."""
    (answer,) = writer.write([asked])
    if isinstance(answer, WriterError):
        raise answer
    return answer


def words(texts: tuple[str, ...]) -> set[str]:
    """Marks above a letter belong to its word."""
    plain = ("".join(c for c in text if not unicodedata.combining(c)) for text in texts)
    return {word.casefold() for text in plain for word in re.findall(r"[^\W_]+", text)}


def test_most_tokens_are_those_that_transformers_prefers(writer, wide_folder: Path):
    """Random weights prefer little clearly, so that rounding to 8 bits decides now and then."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from summarizer.models.quiet import quiet

    with quiet():
        tokenizer = AutoTokenizer.from_pretrained(wide_folder)
        model = AutoModelForCausalLM.from_pretrained(wide_folder, dtype=torch.float32).eval()
    same = total = 0
    blocks = writer._model.blocks.take(writer._model.blocks.count(160))
    for text in TEXTS:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        with torch.inference_mode():
            best = model(torch.tensor([ids])).logits[0].argmax(dim=-1).tolist()
        for end in range(1, len(ids) + 1):
            scores = writer._model.run([Part(tokens=ids[:end], past=0, blocks=blocks)])
            same += int(scores[0].argmax()) == best[end - 1]
            total += 1
    writer._model.blocks.release(blocks)
    assert total > 100
    assert same / total >= 0.75


@pytest.fixture(scope="module")
def narrow_writer(converted: Path):
    return load(converted)


def test_neither_does_it_where_nothing_can_be_quantised(narrow_writer):
    requests = many(guard=Guard())
    alone = [narrow_writer.write([each])[0] for each in requests]
    assert narrow_writer.write(requests) == alone


@pytest.mark.parametrize("guard", [Guard(), GUARD])
@pytest.mark.parametrize("opening", ["", "The court heard that two men were jailed on Monday: "])
def test_an_answer_does_not_depend_on_what_is_asked_beside_it(writer, opening: str, guard: Guard):
    requests = many(opening, guard=guard)
    alone = [writer.write([each])[0] for each in requests]
    assert all(alone)
    assert writer.write(requests) == alone
    assert writer.write(requests[::-1]) == alone[::-1]
    assert writer.write([*requests, *requests]) == alone * 2


def test_the_first_text_is_the_greedy_one_and_the_seed_moves_the_others(writer):
    first, second = (one(writer, request(candidates=4, seed=seed)) for seed in (1, 2))
    assert len(first) == len(set(first)) == 4
    assert first[0] == second[0] == one(writer, request())[0]
    assert first[1:] != second[1:]


def test_the_global_random_state_plays_no_part(writer):
    import torch

    first = one(writer, request(candidates=3))
    with torch.random.fork_rng():
        torch.manual_seed(99)
        before = torch.get_rng_state()
        assert one(writer, request(candidates=3)) == first
        assert torch.equal(torch.get_rng_state(), before)


def test_no_blocked_term_is_written(writer):
    """Whatever this model wrote freely, word by word, is what it may not write next."""
    for seed in range(3):
        free = words(one(writer, request(candidates=3, seed=seed)))
        assert free
        guard = Guard(blocked=tuple(free))
        assert not free & words(one(writer, request(candidates=3, seed=seed, guard=guard)))


def test_only_the_vocabulary_is_written(writer):
    assert GUARD.vocabulary is not None
    texts = one(writer, request(candidates=3, guard=GUARD))
    assert texts
    for text in texts:
        # The last word may be cut off.
        assert {word.lower() for word in re.findall(r"\w+", text)[:-1]} <= GUARD.vocabulary


def test_a_text_ends_when_nothing_may_be_written(writer):
    guard = Guard(blocked=("court",), vocabulary=frozenset({"court"}))
    assert "court" not in words(one(writer, request(candidates=3, guard=guard)))


def test_a_prompt_that_does_not_fit_is_refused_without_being_quoted(writer):
    with pytest.raises(WriterError, match=rf"prompt t: .*{writer.context}.*shorten") as caught:
        one(writer, request("secret " * 600))
    assert "secret" not in str(caught.value)
    with pytest.raises(WriterError, match="do not fit"):
        one(writer, request(max_new_tokens=writer.context))


def test_a_request_that_cannot_be_answered_leaves_the_others_theirs(writer, monkeypatch):
    requests = many()
    alone = writer.write(requests)
    too_long = request("secret " * 600)
    answers = writer.write([requests[0], too_long, *requests[1:]])
    assert isinstance(answers.pop(1), WriterError)
    assert answers == alone
    whole = writer._choosing.choose

    def breaking(asked: Request, terms):
        def choose(*_: object) -> list[int]:
            raise RuntimeError("secret")

        return choose if asked == requests[2] else whole(asked, terms)

    free = writer._model.blocks.free
    monkeypatch.setattr(writer._choosing, "choose", breaking)
    answers = writer.write(requests)
    assert isinstance(answers[2], WriterError)
    assert "generation broke" in str(answers[2])
    assert "secret" not in str(answers[2])
    assert [answers[place] for place in (0, 1, 3)] == [alone[place] for place in (0, 1, 3)]
    monkeypatch.undo()
    assert writer.write(requests) == alone
    assert writer._model.blocks.free >= free


def test_texts_wait_for_room_and_a_long_one_gets_more(folder: Path, writer, monkeypatch):
    requests = many("A report: ", candidates=3)
    expected = writer.write(requests)
    monkeypatch.setattr("summarizer.models.openvino_blocks._MEMORY", 1)
    small = load(folder)
    assert small._model.blocks.free == 1
    assert small.write(requests) == expected
    # Only the opening stays.
    kept = small._model.blocks
    assert kept.free == len(kept._users) - 1 - sum(map(len, small._openings._kept.values()))


def test_the_opening_is_read_once(writer, monkeypatch):
    read: list[int] = []
    whole = writer._model.run

    def run(parts):
        read.extend(len(part.tokens) for part in parts if len(part.tokens) > 1)
        return whole(parts)

    monkeypatch.setattr(writer._model, "run", run)
    opening = "The inquiry began with eleven arrests on a Monday in Leeds, officers said: "
    writer.write(many(opening))
    assert len(read) == 5
    first, *others = read
    read.clear()
    for asked in many(opening):
        writer.write([replace(asked, prompt=replace(asked.prompt, opening="", sha256=""))])
    assert read == [first + other for other in others]


def test_more_openings_than_are_kept(writer):
    openings = [f"Officers said {word}: " for word in ("a", "the", "two", "in", "on", "of")]
    requests = [request(opening=opening, max_new_tokens=8) for opening in openings * 2]
    assert writer.write(requests) == [writer.write([each])[0] for each in requests]


def test_nothing_asked_nothing_answered(writer):
    assert writer.write([]) == []


def test_count_agrees_with_the_tokenizer(writer):
    text = "The court heard two men."
    tokens = writer._tokenizer(text, add_special_tokens=False)["input_ids"]
    assert writer.count(text) == len(tokens)
    assert writer.count("") == 0
    assert writer.count("\ud800") > 0


def test_threads_get_their_own_texts(writer):
    expected = {seed: one(writer, request(candidates=2, seed=seed)) for seed in range(4)}
    found: dict[int, tuple[str, ...]] = {}

    def run(seed: int) -> None:
        found[seed] = one(writer, request(candidates=2, seed=seed))

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_it_says_what_it_is(writer, folder: Path):
    assert writer.name == str(folder)
    assert re.fullmatch("[0-9a-f]{64}", writer.sha256)
    assert writer.adapter_sha256 == ""
    assert writer.context == 512


def test_a_broken_folder_is_a_model_error(folder: Path, tmp_path: Path):
    import shutil

    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / WEIGHTS_FILE).write_bytes(b"x")
    with pytest.raises(ModelError, match="OpenVINO cannot load it"):
        load_writer(str(copy), home=tmp_path)


@pytest.mark.weights
@pytest.mark.slow
def test_the_real_writer():
    name = "smollm2-135m-int8"
    if status(name, home=model_home()) != "ready":
        pytest.skip(f"the weights are not installed: summarizer models pull {name}")
    writer = load_writer(name, home=model_home(), threads=2)
    assert writer.context == 8192
    prompt = Prompt(
        system="You answer in one short sentence.",
        user="The council opened a library in Leeds on Monday. What did the council open?",
    )
    asked = Request(prompt=prompt, max_new_tokens=20, candidates=2)
    free = one(writer, asked)
    assert "library" in free[0]
    guarded = replace(asked, guard=Guard(blocked=("library", "Leeds")))
    alone = [one(writer, each) for each in (asked, guarded)]
    assert not words(alone[1]) & {"library", "leeds"}
    assert writer.write([guarded, asked]) == alone[::-1]
