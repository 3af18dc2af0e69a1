"""The manifest: what was asked, what did it, what came out."""

from __future__ import annotations

import getpass
import hashlib
import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.machine import machine
from summarizer.batch.manifest import manifest, write_manifest
from summarizer.batch.tally import Fact, Tally, add_up
from summarizer.errors import UsageError
from summarizer.types import Provenance
from summarizer.version import VERSION

Make = Callable[..., dict[str, Any]]

PROVENANCE = Provenance(
    version=VERSION,
    model="smollm2-135m",
    model_sha256="b1" * 32,
    policy="default",
    policy_sha256="c2" * 32,
    seed=7,
    timings_ms=(("write", 3),),
)


@pytest.fixture
def tally(make_row: Make) -> Tally:
    return add_up(
        [
            Fact(source="a", report=make_row()),
            Fact(source="b", report=make_row(status="ready")),
            Fact(source="c", report=None, same_as="a", kind="exact"),
        ]
    )


def made(tally: Tally, **values: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "source": "archive/",
        "engine": "local",
        "workers": 2,
        "options": {"near": 0.9},
        "provenance": PROVENANCE,
        "sessions": [(1_000.0, 1_060.0, 1), (2_000.0, 2_030.5, 2)],
        "outputs": [],
    }
    return manifest(tally, **{**given, **values})


def test_what_was_asked_and_what_did_it(tally: Tally) -> None:
    values = made(tally)
    assert (values["schema"], values["version"], values["engine"]) == ("1", VERSION, "local")
    assert (values["workers"], values["source"], values["options"]) == (
        2,
        "archive/",
        {"near": 0.9},
    )
    assert values["provenance"] == {
        "model": "smollm2-135m",
        "model_sha256": "b1" * 32,
        "adapter_sha256": "",
        "detector": "",
        "detector_sha256": "",
        "verifier": "",
        "verifier_sha256": "",
        "prompt": "",
        "prompt_sha256": "",
        "policy": "default",
        "policy_sha256": "c2" * 32,
        "seed": 7,
    }


def test_the_run_in_numbers(tally: Tally) -> None:
    counts = made(tally)["counts"]
    assert (counts["documents"], counts["reports"], counts["open"]) == (3, 2, 0)
    assert counts["statuses"] == {"needs_review": 1, "ready": 1}
    assert counts["duplicates"] == {"exact": 1}
    assert counts["warnings"] == {"cw-child-sexual-abuse": {"2": 2}}
    assert counts["languages"] == {"en": 2}


def test_time_is_that_of_all_sessions(tally: Tally) -> None:
    assert made(tally)["timings"] == {
        "started": "1970-01-01T00:16:40+00:00",
        "ended": "1970-01-01T00:33:50+00:00",
        "sessions": 2,
        "wall_seconds": 90.5,
        "documents_per_minute": 1.99,
    }
    assert made(tally, sessions=[])["timings"] == {
        "started": None,
        "ended": None,
        "sessions": 0,
        "wall_seconds": 0,
        "documents_per_minute": None,
    }


def test_outputs_are_named_with_their_hashes(tally: Tally, tmp_path: Path) -> None:
    data = bytes(range(256)) * 9000
    (tmp_path / "out.jsonl").write_bytes(data)
    assert made(tally, outputs=[tmp_path / "out.jsonl"])["outputs"] == [
        {"name": "out.jsonl", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    ]
    with pytest.raises(UsageError, match=r"gone\.jsonl: cannot be read: No such file"):
        made(tally, outputs=[tmp_path / "gone.jsonl"])


def test_the_machine_is_told_and_not_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "node", lambda: "desk-of-ann")
    monkeypatch.setenv("USER", "ann-the-editor")
    told = machine()
    assert list(told) == ["python", "platform", "cpus", "cpu_model", "memory_bytes"]
    assert told["python"] == platform.python_version()
    assert isinstance(told["memory_bytes"], int)
    assert told["memory_bytes"] > 2**28
    assert "ann" not in json.dumps(told)
    assert getpass.getuser() == "ann-the-editor"


def test_it_is_written_whole_as_json(tally: Tally, tmp_path: Path) -> None:
    values = made(tally)
    path = tmp_path / "out.jsonl.manifest.json"
    write_manifest(values, path)
    assert json.loads(path.read_text("ascii")) == values
    before = path.read_bytes()
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_manifest({"wall": float("nan")}, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
