"""How sentences read alone: what nobody would print, and what leans on its neighbours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from summarizer.errors import ModelError
from summarizer.models.acceptability import FACTS, Acceptability, load_acceptability
from summarizer.models.entailment import ENTAILMENT, shipped_entailment


@pytest.fixture(scope="module")
def reads() -> Acceptability:
    return load_acceptability()


@pytest.mark.weights
def test_what_is_cut_in_half_reads_worse_than_a_whole_sentence(reads: Acceptability) -> None:
    whole = (
        "The council voted eleven to four against the plan for the market square.",
        "A teacher was jailed for nine years for the abuse of two pupils.",
    )
    broken = (
        "The inquiry found that staff who complained were dismissed, that a person.",
        "An offender was convicted in 2011 of 22 counts of indecent assault and is.",
    )
    assert max(each.broken for each in reads(whole)) < min(each.broken for each in reads(broken))


@pytest.mark.weights
def test_what_points_at_what_stood_before_leans(reads: Acceptability) -> None:
    alone, leaning = reads(
        [
            "A factory in Marlow will close in May, the company said on Monday.",
            "He said they had not been told of it before then.",
        ]
    )
    assert alone.leaning < leaning.leaning


@pytest.mark.weights
def test_a_sentence_reads_the_same_whatever_is_read_beside_it(reads: Acceptability) -> None:
    sentence, other = "The bridge was closed.", "It was a very long night for all of them there."
    assert reads([sentence])[0] == reads([other, sentence])[1]
    assert reads([]) == []


def test_it_is_part_of_the_verifiers_identity(tmp_path: Path) -> None:
    folder = tmp_path / "head"
    shutil.copytree(ENTAILMENT, folder)
    (folder / FACTS).write_text("{}", encoding="utf-8")
    assert shipped_entailment(folder).sha256 != shipped_entailment().sha256


@pytest.mark.weights
def test_a_head_for_another_encoder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "head"
    shutil.copytree(ENTAILMENT, folder)
    facts = (folder / FACTS).read_text(encoding="utf-8")
    (folder / FACTS).write_text(facts.replace('encoder_sha256": "', 'encoder_sha256": "0'))
    with pytest.raises(ModelError, match="acceptability"):
        load_acceptability(folder=folder)
