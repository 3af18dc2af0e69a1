"""What a run is asked to do, and what an earlier run says to that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.journal import Journal
from summarizer.batch.options import Options
from summarizer.batch.places import Places, begun, opened
from summarizer.errors import UsageError
from summarizer.read.archive import Entry, parse_where
from summarizer.settings import Settings
from summarizer.types import Style
from tests.batch.made import PROVENANCE


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(source="archive", out=tmp_path / "out.parquet")


@pytest.mark.parametrize(
    "wrong",
    [{"limit": 0}, {"sample": 0.0}, {"sample": 1.1}, {"near": 0.3}, {"workers": 0}, {"unit": 0}],
)
def test_numbers_out_of_range_are_refused(options: Options, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        replace(options, **wrong)


def test_a_sample_is_the_same_in_every_run_and_about_as_large_as_asked(options: Options) -> None:
    some = replace(options, sample=0.2)
    chosen = [f"{at}.txt" for at in range(2000) if some.sampled(f"{at}.txt")]
    assert 330 < len(chosen) < 470
    more = replace(options, sample=0.4)
    assert all(more.sampled(each) for each in chosen)
    assert options.sampled("any")


def test_conditions_hold_together(options: Options) -> None:
    where = (parse_where("section=crime"), parse_where("bytes<100"))
    asked = replace(options, where=where)
    crime = Entry(source="a:1", data="short", metadata=(("section", "crime"),))
    assert asked.takes(crime)
    assert not asked.takes(replace(crime, metadata=(("section", "sport"),)))
    assert not asked.takes(replace(crime, data="long " * 100))


def test_where_things_lie() -> None:
    for name in ("2024.parquet", "2024.jsonl", "2024.jsonl.gz"):
        places = Places.of(Path(name))
        assert [path.name for path in (places.documents, places.manifest, places.page)] == [
            "2024.documents.jsonl",
            "2024.manifest.json",
            "2024.html",
        ]
        assert places.journal == Path("2024.run/journal.db")
    with pytest.raises(UsageError, match=r"\.parquet"):
        Places.of(Path("2024.csv"))
    with pytest.raises(UsageError, match="no such folder"):
        Places.of(Path("nowhere/2024.jsonl"))


@pytest.fixture
def run(options: Options) -> Iterator[Any]:
    """Opens the run's journal as a session does; closes it at the end."""
    with ExitStack() as stack:
        yield lambda start: stack.enter_context(opened(Places.of(options.out), start))


def test_an_earlier_run_is_gone_on_with_or_thrown_away(options: Options) -> None:
    places = Places.of(options.out)
    with opened(places, "new") as journal:
        journal.add("a.txt", digest="1")
        journal.commit()
    with pytest.raises(UsageError, match=r"--resume.*--fresh"), opened(places, "new"):
        pass
    with opened(places, "resume") as journal:
        assert journal.known("a.txt")
    with opened(places, "fresh") as journal:
        assert journal.known("a.txt") is None


def test_an_output_of_something_else_is_not_written_over(options: Options) -> None:
    options.out.write_text("mine")
    places = Places.of(options.out)
    with pytest.raises(UsageError, match="--fresh"), opened(places, "new"):
        pass
    assert options.out.read_text() == "mine"
    with opened(places, "fresh"):
        pass


def test_nobody_else_works_on_it_meanwhile(options: Options, run: Any) -> None:
    run("new")
    with (
        pytest.raises(UsageError, match="another process"),
        opened(Places.of(options.out), "resume"),
    ):
        pass


def test_a_run_is_what_it_was_begun_with(options: Options, run: Any) -> None:
    journal: Journal = run("new")
    settings = Settings()
    begun(journal, options, settings, PROVENANCE)
    begun(journal, options, settings, PROVENANCE)
    begun(journal, replace(options, workers=7, limit=3), settings, PROVENANCE)
    assert json.loads(str(journal.meta("identity")))["made_by"]["model"] == "m"
    for wrong, named in [
        ((replace(options, near=0.8), settings, PROVENANCE), "--near"),
        ((options, replace(settings, style=Style.PARAGRAPH), PROVENANCE), "--style"),
        ((options, settings, replace(PROVENANCE, policy_sha256="1")), "the policy"),
        ((options, settings, replace(PROVENANCE, prompt_sha256="1")), "the prompt"),
        ((options, settings, replace(PROVENANCE, model_sha256="1", model="n")), "the model"),
    ]:
        with pytest.raises(UsageError, match=f"{named}.*--fresh"):
            begun(journal, *wrong)
