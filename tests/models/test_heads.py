"""The trained heads: what they read, whatever is beside it, and what they refuse."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from summarizer.errors import ModelError
from summarizer.models.heads import HEADS, INCIDENTS, EncoderHeads, load_heads
from summarizer.models.readings import Reading
from summarizer.text import sentences

pytestmark = pytest.mark.weights

KILLING = "A man was stabbed to death outside a bar on Friday. Police have charged two brothers."
GARDEN = "The garden opens at nine. Tickets cost four pounds and dogs are welcome."
LIVES = (
    "Marta came to the village with her two boys in the spring. She does not use the name that she "
    "had before, and the school has been asked to keep the boys out of its photographs. Her sister "
    "writes to an address in another town."
)
BUSINESS = (
    "The bank raised its main rate by a quarter of a point on Thursday. Shares of builders fell. "
    "Analysts had expected no change, and the currency rose against the dollar."
)
MOST_BYTES = 5_000_000


def read(heads: EncoderHeads, *texts: str) -> tuple[Reading, ...]:
    return heads([(text, sentences(text)) for text in texts])


def probability(heads: EncoderHeads, reading: Reading, sentence: int, code: str) -> float:
    told = reading.sentences[sentence]
    return heads.fusion.probabilities(told, code, level=0, excused=False)[0]


def test_what_is_shipped_is_small_and_whole() -> None:
    assert sum(path.stat().st_size for path in HEADS.iterdir()) < MOST_BYTES
    facts = json.loads((HEADS / "heads.json").read_text(encoding="utf-8"))
    assert len(facts["codes"]) == 30
    assert {len(row) for row in facts["fusion"]["rows"]} == {7}


def test_a_killing_is_one_and_a_garden_is_none(heads: EncoderHeads) -> None:
    violent, calm = read(heads, KILLING, GARDEN)
    assert probability(heads, violent, 0, "cw-killing") > 0.5
    assert all(
        probability(heads, calm, index, code) < 0.5 for index in (0, 1) for code in heads.codes
    )


def test_each_sentence_has_a_reading_and_a_text_its_incidents(heads: EncoderHeads) -> None:
    (reading,) = read(heads, KILLING)
    assert len(reading.sentences) == 2
    assert tuple(reading.incidents) == INCIDENTS
    assert all(0 <= value <= 1 for value in reading.incidents.values())


def test_private_lives_are_told_from_public_business(heads: EncoderHeads) -> None:
    lives, business = read(heads, LIVES, BUSINESS)
    assert business.private < 0.1 < 0.9 < lives.private


def test_a_text_is_read_alike_alone_and_among_others(heads: EncoderHeads) -> None:
    (alone,) = read(heads, KILLING)
    _, among = read(heads, GARDEN * 30, KILLING)
    assert alone.private == pytest.approx(among.private, abs=0.05)
    for one, other in zip(alone.sentences, among.sentences, strict=True):
        assert one.words == pytest.approx(other.words)
        for code in one.logits.keys() & other.logits.keys():
            assert one.logits[code] == pytest.approx(other.logits[code], abs=0.3)


def test_any_length_is_read_to_its_end(heads: EncoderHeads) -> None:
    text = " ".join([GARDEN] * 200 + [KILLING])
    long = "and " * 1500 + "a man was stabbed to death."
    reading, single = read(heads, text, long)
    assert len(reading.sentences) == len(sentences(text))
    told = [probability(heads, reading, i, "cw-killing") for i in range(len(reading.sentences))]
    assert max(told) == told[-2]
    assert told[-2] > 10 * max(told[:-2])
    assert len(single.sentences) == 1


def test_nothing_is_read_as_nothing(heads: EncoderHeads) -> None:
    assert heads([("", ())]) == (Reading(),)
    assert heads([]) == ()


def test_threads_get_the_same(heads: EncoderHeads) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        found = list(pool.map(lambda _: read(heads, KILLING), range(8)))
    assert all(reading == found[0] for reading in found)


def test_heads_for_another_encoder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "heads"
    shutil.copytree(HEADS, folder)
    facts = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    facts["encoder_sha256"] = "0" * 64
    (folder / "heads.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(ModelError, match="another encoder"):
        load_heads(folder=folder)


def test_heads_without_an_encoder_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="minilm-l6"):
        load_heads(home=tmp_path)
