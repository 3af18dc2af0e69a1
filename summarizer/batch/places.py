"""Where a run keeps what: the reports, what stands beside them, and the journal.

For ``out.parquet``: ``out.documents.jsonl`` (every document and what became of it),
``out.manifest.json``, ``out.html``, and the folder ``out.run`` with the journal, from which a run
goes on and the outputs can be made again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from summarizer.batch.journal import Journal
from summarizer.batch.options import Options, Start
from summarizer.batch.output import check_output
from summarizer.errors import ResourceError, UsageError
from summarizer.settings import Settings
from summarizer.types import Provenance

__all__ = ["Places", "begun", "opened"]

_IDENTITY = "identity"
_SETTINGS = ("style", "candidates", "country")
_CHOOSING = {
    "source": "the source",
    "columns": "--text, --title, --id or --html",
    "unit": "the size of a unit",
    "max_bytes": "max_bytes",
}
"""Choices that are no flag of the same name, in words."""
_CHANGING = {
    "version": "the program",
    "model": "the model",
    "model_sha256": "the model",
    "adapter_sha256": "the adapter",
    "detector": "the detector",
    "detector_sha256": "the detector",
    "verifier": "the verifier",
    "verifier_sha256": "the verifier",
    "prompt": "the prompt",
    "prompt_sha256": "the prompt",
    "policy": "the policy",
    "policy_sha256": "the policy",
    "seed": "--seed",
}
"""What of a report's provenance makes a run another run, in words."""


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of a run."""

    out: Path
    documents: Path
    manifest: Path
    page: Path
    folder: Path

    @classmethod
    def of(cls, out: Path) -> Places:
        """The paths that go with an output file.

        Raises:
            UsageError: its suffix names no format that can be written, or its folder is missing.
        """
        check_output(out)
        if not out.parent.is_dir():
            raise UsageError(f"{out.parent}: there is no such folder")
        stem = out.name
        for suffix in out.suffixes[::-1]:
            if suffix in {".gz", ".jsonl", ".parquet"}:
                stem = stem.removesuffix(suffix)
        return cls(
            out=out,
            documents=out.with_name(f"{stem}.documents.jsonl"),
            manifest=out.with_name(f"{stem}.manifest.json"),
            page=out.with_name(f"{stem}.html"),
            folder=out.with_name(f"{stem}.run"),
        )

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / "journal.db"


@contextmanager
def opened(places: Places, start: Start) -> Iterator[Journal]:
    """The journal of a run that nobody else works on meanwhile.

    Raises:
        UsageError: an earlier run or output is there and nothing was said about it, or somebody is
            at it.
        ResourceError: the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    if start == "new" and places.out.exists() and not places.journal.exists():
        raise UsageError(f"{places.out}: is there already; --fresh writes it anew")
    try:
        places.folder.mkdir(exist_ok=True)
        with FileLock(places.folder / "lock", timeout=0):
            if start == "fresh":
                for path in places.folder.iterdir():
                    if path.name != "lock":
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
            with closing(Journal.open(places.journal)) as journal:
                # A run whose models did not load has not begun.
                if start == "new" and (journal.meta(_IDENTITY) or places.out.exists()):
                    raise UsageError(
                        f"{places.folder}: a run with this output has begun earlier; --resume goes "
                        "on with it, --fresh throws it away"
                    )
                yield journal
    except Timeout:
        raise UsageError(f"{places.folder}: another process works on this run") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ResourceError(f"{places.folder}: {reason}; what was done is kept") from None


def begun(journal: Journal, options: Options, settings: Settings, provenance: Provenance) -> None:
    """Puts down what the run is, or sees that it is what it was.

    Raises:
        UsageError: it was begun with other models, rules or choices; says which.
    """
    chosen: dict[str, object] = {name: str(getattr(settings, name)) for name in _SETTINGS}
    mine = {**options.choosing, **chosen}
    identity = {key: getattr(provenance, key) for key in _CHANGING}
    text = journal.meta(_IDENTITY)
    if text is None:
        journal.set_meta(_IDENTITY, json.dumps({"chosen": mine, "made_by": identity}))
        journal.commit()
        return
    before = json.loads(text)
    now = json.loads(json.dumps({"chosen": mine, "made_by": identity}))
    changed = [
        _CHOOSING.get(key, f"--{key}")
        for key in now["chosen"]
        if now["chosen"][key] != before["chosen"].get(key)
    ]
    changed += [
        _CHANGING[key]
        for key in now["made_by"]
        if now["made_by"][key] != before["made_by"].get(key)
    ]
    if changed:
        what = ", ".join(dict.fromkeys(changed))
        raise UsageError(
            f"this run was begun otherwise ({what}): go on as it was begun, or begin anew with "
            "--fresh"
        )
