"""The tables as they are now. How they came to be: ``migrations/``.

No column holds words of a document: ``case_key`` and ``digest`` are keyed digests, ``kind`` is one
of a fixed list, ``document_id`` is made from a hash of the text.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, String, Table

__all__ = ["case_facts", "case_keys", "meta", "metadata"]

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""What the store knows of itself: ``check``, by which it knows its key, and perhaps ``secret``."""

case_keys = Table(
    "case_keys",
    metadata,
    Column("case_key", String(64), primary_key=True),
    Column("document_id", String, primary_key=True),
    Index("ix_case_keys_document_id", "document_id"),
)
"""Which documents are about which cases."""

case_facts = Table(
    "case_facts",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("digest", String(64), primary_key=True),
)
"""What the report on a document told; found by its first column."""
