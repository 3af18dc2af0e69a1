"""A dry run says what is in an archive."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from summarizer.batch.options import Options
from summarizer.batch.survey import Survey, survey
from summarizer.errors import UsageError
from tests.batch.made import in_thread, long

ENGLISH = (
    "The council met on Monday evening. It agreed to open the library on Sundays, and to pay for it"
    " with money that had been meant for the car park. Two members were away."
)
GERMAN = (
    "Der Stadtrat hat am Montag getagt. Er beschloss, die Bücherei auch am Sonntag zu öffnen und"
    " dafür Geld zu nehmen, das für den Parkplatz gedacht war. Zwei Mitglieder fehlten."
)


def test_an_archive_is_surveyed_without_a_trace(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "b.txt").write_text(GERMAN, encoding="utf-8")
    (folder / "c.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "d.txt").write_text("", encoding="utf-8")
    (folder / "e.bin").write_bytes(b"\0\1\2" * 99)
    found = survey(Options(source=str(folder), out=tmp_path / "out.jsonl"))
    assert (found.documents, found.duplicates) == (2, 1)
    assert found.failures == {"empty": 1, "binary": 1}
    assert found.languages == {"en": 2, "de": 1}
    assert found.characters == len(ENGLISH) + len(GERMAN)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]


def test_near_copies_count_as_duplicates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("summarizer.batch.survey"), "start", in_thread)
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.txt").write_text(long("w", 200))
    (folder / "b.txt").write_text(long("w", 198))
    options = Options(source=str(folder), out=tmp_path / "out.jsonl")
    assert survey(options).duplicates == 1


def test_a_source_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        survey(Options(source="nowhere", out=tmp_path / "out.jsonl"))


def test_the_survey_in_words() -> None:
    found = Survey(
        documents=1200,
        duplicates=3,
        failures={"empty": 2, "binary": 1},
        languages={"de": 5, "en": 1198},
        characters=4_000_000,
    )
    assert [*found.lines()] == [
        "documents to summarise  1,200 (4,000,000 characters)",
        "duplicates              3",
        "cannot be read          1 binary",
        "cannot be read          2 empty",
        "language                1,198 en",
        "language                5 de (for a person: only English is summarised)",
    ]
