"""Both engines with real models: the same bytes, whoever made them, and a run that changes over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from summarizer.batch import Options, Outputs, Progress, run
from summarizer.batch.journal import Journal
from summarizer.settings import Settings
from summarizer.types import Style

TEXTS = {
    "bridge": "The bridge over the Lorn at Tarrant was closed on Monday after engineers found "
    "cracks in two of its supports. The county council said that repairs would take six weeks. "
    "Drivers are being sent through the village of Ashby.",
    "court": "A man was jailed for four years at Tarrant Crown Court on Friday for robbing a shop. "
    "Daniel Marsh, 34, had admitted the robbery in March. The judge said that the shopkeeper had "
    "been threatened with a knife. Nobody was hurt.",
    "trial": "A former football coach denied sexual assault at Lornmouth Crown Court on Monday. "
    "The trial is expected to last three weeks. The court has ordered that the complainant must "
    "not be identified.",
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    return folder


class Stop(Exception):
    """Breaks a run off."""


def after(count: int) -> Callable[[Progress], None]:
    def listen(progress: Progress) -> None:
        if progress.made >= count:
            raise Stop

    return listen


@pytest.mark.slow
@pytest.mark.weights
def test_both_engines_make_the_same_bytes(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray")
    from summarizer.models import CATALOGUE, model_home, status

    absent = [name for name in CATALOGUE if status(name, home=model_home()) != "ready"]
    if absent:
        pytest.skip(f"weights missing: {', '.join(absent)}; run: summarizer models pull")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    # A greedy draft and a sampled one, both short.
    settings = Settings(style=Style.HEADLINE, candidates=2, threads=1)

    def options(name: str, *, workers: int = 1, **chosen: object) -> Options:
        out = tmp_path / f"{name}.jsonl"
        return Options(source=str(archive), out=out, workers=workers, unit=1, **chosen)  # type: ignore[arg-type]

    def left(outputs: Outputs) -> tuple[bytes, bytes]:
        return outputs.places.out.read_bytes(), outputs.places.documents.read_bytes()

    local = left(run(options("local"), settings=settings))
    assert left(run(options("ray", workers=2), settings=settings, engine="ray")) == local
    reports = [json.loads(line) for line in local[0].splitlines()]
    assert [Path(report["source"]).stem for report in reports] == sorted(TEXTS)
    assert {report["status"] for report in reports} <= {"ready", "needs_review"}

    # Begun with an actor and broken off, gone on with a process.
    with pytest.raises(Stop):
        run(options("both"), settings=settings, engine="ray", listen=after(1))
    journal = Journal.looked_at(tmp_path / "both.run/journal.db")
    _, made, _ = journal.counts()
    journal.close()
    assert 1 <= made < len(TEXTS)
    resumed = options("both", start="resume")
    assert left(run(resumed, settings=settings)) == local
