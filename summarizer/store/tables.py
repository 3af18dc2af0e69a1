"""The tables as they are now. How they came to be: ``migrations/``.

Words of a document are in ``originals.payload``, encrypted if the environment gives a key; words
that the program or a moderator wrote are in ``reports.json``, ``items`` (warning line and
headline), ``edits.json`` and ``decisions.reason``. All of these are purged; no other column holds
any. Times are milliseconds since 1970, UTC. An id is never used again (``sqlite_autoincrement``),
for the audit log names it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "audit",
    "case_facts",
    "case_keys",
    "claims",
    "decisions",
    "edits",
    "exclusions",
    "feedback",
    "item_codes",
    "items",
    "job_documents",
    "jobs",
    "meta",
    "metadata",
    "originals",
    "preferences",
    "reports",
    "reveals",
    "users",
]

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

users = Table(
    "users",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("user_name", String, ForeignKey("users.name"), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What somebody chose for themselves, as JSON (``values.Preferences``)."""

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", String, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("json", Text),
    Column("model", String, nullable=False),
    Column("detector", String, nullable=False),
    Column("version", String, nullable=False),
    Column("imported_at", BigInteger, nullable=False),
    Column("purged_at", BigInteger),
    UniqueConstraint("document_id", "content_sha256", name="uq_reports_content"),
    Index("ix_reports_imported_at", "imported_at"),
    sqlite_autoincrement=True,
)
"""``content_sha256``: of the JSON without timings, by which a report is known again."""

originals = Table(
    "originals",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("payload", LargeBinary),
    Column("encrypted", Boolean, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    Column("purged_at", BigInteger),
    Index("ix_originals_stored_at", "stored_at"),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", String, nullable=False, unique=True),
    Column("report_id", Integer, ForeignKey("reports.id"), nullable=False),
    Column("state", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("language", String, nullable=False),
    Column("source", String, nullable=False),
    Column("content_warning", String, nullable=False),
    Column("headline", String, nullable=False),
    Column("model", String, nullable=False),
    Column("golden", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Index("ix_items_state_due_at", "state", "due_at"),
    sqlite_autoincrement=True,
)
"""``due_at``: when it came, moved forward by what makes it urgent; the queue is sorted by it."""

item_codes = Table(
    "item_codes",
    metadata,
    Column("item_id", Integer, ForeignKey("items.id"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("level", Integer, nullable=False),
    Index("ix_item_codes_code", "code"),
)

claims = Table(
    "claims",
    metadata,
    Column("item_id", Integer, ForeignKey("items.id"), primary_key=True),
    Column("user_name", String, ForeignKey("users.name"), nullable=False),
    Column("token", String(64), nullable=False, unique=True),
    Column("claimed_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_claims_user_name", "user_name"),
)
"""One row an item: that nobody else holds it is the primary key's doing, not the program's."""

exclusions = Table(
    "exclusions",
    metadata,
    Column("item_id", Integer, ForeignKey("items.id"), primary_key=True),
    Column("user_name", String, ForeignKey("users.name"), primary_key=True),
    Column("kind", String, nullable=False),
)
"""Who is not given an item: ``skip``, they passed it on; ``second``, somebody else is to look."""

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", Integer, ForeignKey("items.id"), nullable=False),
    Column("report_id", Integer, ForeignKey("reports.id"), nullable=False),
    Column("user_name", String, ForeignKey("users.name"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("override", Boolean, nullable=False),
    Column("edit_id", Integer, ForeignKey("edits.id")),
    Column("token", String(64), nullable=False, unique=True),
    Column("decided_at", BigInteger, nullable=False),
    Column("undone_at", BigInteger),
    Column("undone_by", String),
    Column("undo_reason", Text),
    Index("ix_decisions_item_id", "item_id"),
    Index("ix_decisions_user_name", "user_name", "decided_at"),
    Index("ix_decisions_decided_at", "decided_at"),
    sqlite_autoincrement=True,
)
"""``token``: that of the claim it was made with, so that a click that arrives twice counts once."""

edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", Integer, ForeignKey("items.id"), nullable=False),
    Column("report_id", Integer, ForeignKey("reports.id"), nullable=False),
    Column("user_name", String, ForeignKey("users.name"), nullable=False),
    Column("json", Text),
    Column("passed", Boolean, nullable=False),
    Column("edited_at", BigInteger, nullable=False),
    Index("ix_edits_item_id", "item_id"),
    sqlite_autoincrement=True,
)

reveals = Table(
    "reveals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", Integer, ForeignKey("items.id"), nullable=False),
    Column("user_name", String, ForeignKey("users.name"), nullable=False),
    Column("sentence", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("code", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("words", Boolean, nullable=False),
    Column("revealed_at", BigInteger, nullable=False),
    Column("veiled_at", BigInteger),
    Index("ix_reveals_user_name", "user_name", "revealed_at"),
    Index("ix_reveals_item_id", "item_id"),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", Integer, ForeignKey("items.id"), nullable=False),
    Column("report_id", Integer, ForeignKey("reports.id"), nullable=False),
    Column("user_name", String, ForeignKey("users.name"), nullable=False),
    Column("kind", String, nullable=False),
    Column("code", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("level_from", Integer),
    Column("level_to", Integer),
    Column("given_at", BigInteger, nullable=False),
    Index("ix_feedback_item_id", "item_id"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Append-only: triggers refuse to change or delete a row."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("user_name", String, ForeignKey("users.name"), nullable=False),
    Column("style", String, nullable=False),
    Column("model", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Index("ix_jobs_state", "state"),
    sqlite_autoincrement=True,
)

job_documents = Table(
    "job_documents",
    metadata,
    Column("job_id", Integer, ForeignKey("jobs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("state", String, nullable=False),
    Column("document_id", String, nullable=False),
    Column("item_id", Integer, ForeignKey("items.id")),
    Column("reason", String, nullable=False),
    Index("ix_job_documents_document_id", "document_id"),
)
