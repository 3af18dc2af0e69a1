"""The store: what must outlive a run. Its first room keeps what was told of protected people.

SQLite for one desk, PostgreSQL for many; SQLAlchemy speaks to both. The ledger holds digests and
ids of documents, never words.
"""

from __future__ import annotations

from summarizer.store.cases import Cases, Published

__all__ = ["Cases", "Published"]
