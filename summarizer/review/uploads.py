"""Files that somebody uploaded, read so that they can be kept with their reports."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.store.values import Original

__all__ = ["Upload", "id_of", "original_of"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody gave, in memory."""

    name: str
    data: bytes = field(repr=False)


def original_of(upload: Upload) -> Original:
    """The file as it is kept: its bytes, and what reading makes of them.

    Raises:
        ReadError: it cannot be read.
    """
    from summarizer.read import read_bytes

    document = read_bytes(upload.data, source=upload.name)
    return Original.of(document, upload.data, source=upload.name)


def id_of(upload: Upload) -> str:
    """The id of a file's document, by which it is known again; empty when it cannot be read."""
    try:
        return original_of(upload).document_id
    except Exception:
        # Said when its turn comes; what breaks here breaks there again.
        return ""
