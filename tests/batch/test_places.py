"""Where a run keeps what, and what an earlier run says to a new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.journal import Journal
from summarizer.batch.options import Options
from summarizer.batch.places import Places, begun, opened
from summarizer.errors import ResourceError, UsageError
from summarizer.read.archive import Columns
from summarizer.settings import Settings
from summarizer.types import Style
from tests.batch.made import PROVENANCE


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(source="archive", out=tmp_path / "out.parquet")


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
        begun(journal, options, Settings(), PROVENANCE)
        journal.add("a.txt", digest="1")
        journal.commit()
    with pytest.raises(UsageError, match=r"--resume.*--fresh"), opened(places, "new"):
        pass
    with opened(places, "resume") as journal:
        assert journal.known("a.txt")
    with opened(places, "fresh") as journal:
        assert journal.known("a.txt") is None


def test_a_run_whose_models_did_not_load_has_not_begun(options: Options) -> None:
    places = Places.of(options.out)
    with pytest.raises(ResourceError, match="missing"), opened(places, "new"):
        raise ResourceError("model m is missing")
    with opened(places, "new") as journal:
        begun(journal, options, Settings(), PROVENANCE)
    options.out.write_text("reports")
    with pytest.raises(UsageError, match=r"--resume"), opened(places, "new"):
        pass


def test_what_was_put_down_and_not_made_to_last_is_gone_after_an_error(options: Options) -> None:
    places = Places.of(options.out)
    with pytest.raises(ResourceError), opened(places, "new") as journal:  # noqa: PT012
        journal.add("a.txt", digest="1")
        raise ResourceError("away")
    with opened(places, "resume") as journal:
        assert journal.known("a.txt") is None


def test_everything_of_the_earlier_run_is_thrown_away(options: Options) -> None:
    places = Places.of(options.out)
    with opened(places, "new"):
        (places.folder / "more").mkdir()
        (places.folder / "more/some").write_text("x")
    with opened(places, "fresh"):
        assert not (places.folder / "more").exists()


def test_an_output_of_something_else_is_not_written_over(options: Options) -> None:
    options.out.write_text("mine")
    places = Places.of(options.out)
    with pytest.raises(UsageError, match="--fresh"), opened(places, "new"):
        pass
    assert options.out.read_text() == "mine"
    with opened(places, "fresh"):
        pass


HOLDER = """
import sys
from pathlib import Path
from summarizer.batch.places import Places, opened
with opened(Places.of(Path(sys.argv[1])), "resume"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("start", ["new", "resume", "fresh"])
def test_nobody_else_works_on_it_meanwhile(options: Options, start: Any) -> None:
    places = Places.of(options.out)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(options.out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(UsageError, match="another process"), opened(places, start):
            pass
        assert places.journal.exists()
        holder.kill()
    with opened(places, "resume"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(options: Options) -> None:
    options.out.parent.chmod(0o500)
    try:
        with (
            pytest.raises(ResourceError, match=r"out\.run: "),
            opened(Places.of(options.out), "new"),
        ):
            pass
    finally:
        options.out.parent.chmod(0o700)


def test_a_full_disk_is_told_as_such(options: Options) -> None:
    with (
        pytest.raises(ResourceError, match=r"out\.run: No space.*kept"),
        opened(Places.of(options.out), "new"),
    ):
        raise OSError(28, "No space left on device")


def test_a_run_is_what_it_was_begun_with(options: Options, run: Any) -> None:
    journal: Journal = run("new")
    settings = Settings()
    begun(journal, options, settings, PROVENANCE)
    begun(journal, options, settings, PROVENANCE)
    begun(journal, replace(options, workers=7, limit=3), settings, PROVENANCE)
    assert json.loads(str(journal.meta("identity")))["made_by"]["model"] == "m"
    for wrong, named in [
        ((replace(options, near=0.8), settings, PROVENANCE), "--near"),
        ((replace(options, source="other"), settings, PROVENANCE), "the source"),
        ((replace(options, columns=Columns(text="t")), settings, PROVENANCE), "--text"),
        ((replace(options, max_bytes=9), settings, PROVENANCE), "max_bytes"),
        ((options, replace(settings, style=Style.PARAGRAPH), PROVENANCE), "--style"),
        ((options, settings, replace(PROVENANCE, policy_sha256="1")), "the policy"),
        ((options, settings, replace(PROVENANCE, prompt_sha256="1")), "the prompt"),
        ((options, settings, replace(PROVENANCE, model_sha256="1", model="n")), "the model"),
    ]:
        with pytest.raises(UsageError, match=f"{named}.*--fresh"):
            begun(journal, *wrong)
