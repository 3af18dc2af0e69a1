"""Archives as streams of entries: a folder, a table, a crawl, one file a format.

    source ─files→ part ─opener→ entries ─read_entry→ Document

A part is a file or a member of an archive; its name chooses the opener, which gives entries or
opens the parts in it. One bad thing is one ``Refused``, and the stream goes on. Nothing is written
to disk, and no more is kept in memory than one document and some buffers.
"""

from __future__ import annotations

from summarizer.read.archive.entry import read_entry
from summarizer.read.archive.source import entries
from summarizer.read.archive.values import KINDS, Columns, Entry, Limits, Refused
from summarizer.read.archive.where import Where, parse_where

__all__ = [
    "KINDS",
    "Columns",
    "Entry",
    "Limits",
    "Refused",
    "Where",
    "entries",
    "parse_where",
    "read_entry",
]
