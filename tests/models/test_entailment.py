"""The shipped entailment head: small, whole, alike alone and among others."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from summarizer.errors import ModelError
from summarizer.models.entailment import (
    ENTAILMENT,
    Entailment,
    load_entailment,
    rows_of,
    shipped_entailment,
)

pytestmark = pytest.mark.weights

EVIDENCE = "Tom Brel, 51, was arrested in Harwick on Monday. Police found two knives in his car."
TRUE = "Police in Harwick arrested Tom Brel on Monday."
UNTRUE = "Tom Brel arrested two police officers in Harwick in June."
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def entails() -> Entailment:
    return load_entailment()


def test_what_is_shipped_is_small_and_says_what_it_is() -> None:
    assert sum(path.stat().st_size for path in ENTAILMENT.iterdir()) < MOST_BYTES
    assert {path.name for path in ENTAILMENT.iterdir()} == {
        "README.md", "acceptability.json", "acceptability.safetensors", "drafts.json", "head.json",
        "support.json", "weights.safetensors",
    }  # fmt: skip


def test_what_follows_is_likelier_than_what_does_not(entails: Entailment) -> None:
    true, untrue = entails([(TRUE, EVIDENCE), (UNTRUE, EVIDENCE)])
    assert true > untrue


def test_a_pair_is_read_alike_alone_and_among_others(entails: Entailment) -> None:
    long = " ".join([EVIDENCE] * 6)
    alone = entails([(TRUE, EVIDENCE)])
    among = entails([(UNTRUE, long), (TRUE, EVIDENCE), (TRUE, long)])
    assert among[1] == alone[0]


def test_nothing_is_read_of_nothing(entails: Entailment) -> None:
    assert entails([]) == []
    assert len(entails([("", "")])) == 1


def test_a_pair_that_is_too_long_is_cut_and_keeps_its_marks(entails: Entailment) -> None:
    (row,) = rows_of(entails._tokenizer, [("word " * 500, "other " * 500)])
    ids, said = row
    assert len(ids) == 224
    assert (ids[0], ids[said], ids[-1]) == (101, 102, 102)


def test_threads_may_share_it(entails: Entailment) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: entails([(TRUE, EVIDENCE)]), range(8)))
    assert len({value for (value,) in found}) == 1


def test_a_head_for_another_encoder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "head"
    shutil.copytree(ENTAILMENT, folder)
    facts = json.loads((folder / "head.json").read_text(encoding="utf-8"))
    (folder / "head.json").write_text(json.dumps({**facts, "encoder_sha256": "0" * 64}))
    with pytest.raises(ModelError, match="another encoder"):
        load_entailment(folder=folder)


def test_its_identity_is_that_of_all_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "head"
    shutil.copytree(ENTAILMENT, folder)
    assert shipped_entailment(folder).sha256 == shipped_entailment().sha256
    other = tmp_path / "other"
    shutil.copytree(ENTAILMENT, other)
    (other / "support.json").write_text("{}", encoding="utf-8")
    assert shipped_entailment(other).sha256 != shipped_entailment().sha256
