"""The review desk: reports, originals, the queue, decisions, and an audit log that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE = """
CREATE TRIGGER audit_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number OR rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
"""
# INSERT OR REPLACE deletes without firing the second: hence the third. It can do so by SQLite's own
# number of a row, too.

_POSTGRESQL = """
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_change BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_refuses();
CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();
"""


def upgrade() -> None:
    """Makes the tables of the desk, and the triggers of the audit log."""
    op.create_table(
        "users",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("role", sa.String),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "preferences",
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("json", sa.Text),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("detector", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("imported_at", sa.BigInteger, nullable=False),
        sa.Column("purged_at", sa.BigInteger),
        sa.UniqueConstraint("document_id", "content_sha256", name="uq_reports_content"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reports_imported_at", "reports", ["imported_at"])
    op.create_table(
        "originals",
        sa.Column("document_id", sa.String, primary_key=True),
        sa.Column("payload", sa.LargeBinary),
        sa.Column("encrypted", sa.Boolean, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.Column("purged_at", sa.BigInteger),
    )
    op.create_index("ix_originals_stored_at", "originals", ["stored_at"])
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.String, nullable=False, unique=True),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("content_warning", sa.String, nullable=False),
        sa.Column("headline", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("golden", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_items_state_due_at", "items", ["state", "due_at"])
    op.create_table(
        "item_codes",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), primary_key=True),
        sa.Column("code", sa.String, primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
    )
    op.create_index("ix_item_codes_code", "item_codes", ["code"])
    op.create_table(
        "claims",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), primary_key=True),
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), nullable=False),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("claimed_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_claims_user_name", "claims", ["user_name"])
    op.create_table(
        "exclusions",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), primary_key=True),
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
    )
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), nullable=False),
        sa.Column("json", sa.Text),
        sa.Column("passed", sa.Boolean, nullable=False),
        sa.Column("edited_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edits_item_id", "edits", ["item_id"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("override", sa.Boolean, nullable=False),
        sa.Column("edit_id", sa.Integer, sa.ForeignKey("edits.id")),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
        sa.Column("undone_at", sa.BigInteger),
        sa.Column("undone_by", sa.String),
        sa.Column("undo_reason", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_item_id", "decisions", ["item_id"])
    op.create_index("ix_decisions_user_name", "decisions", ["user_name", "decided_at"])
    op.create_index("ix_decisions_decided_at", "decisions", ["decided_at"])
    op.create_table(
        "reveals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), nullable=False),
        sa.Column("sentence", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("words", sa.Boolean, nullable=False),
        sa.Column("revealed_at", sa.BigInteger, nullable=False),
        sa.Column("veiled_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reveals_user_name", "reveals", ["user_name", "revealed_at"])
    op.create_index("ix_reveals_item_id", "reveals", ["item_id"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("level_from", sa.Integer),
        sa.Column("level_to", sa.Integer),
        sa.Column("given_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_item_id", "feedback", ["item_id"])
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("user_name", sa.String, sa.ForeignKey("users.name"), nullable=False),
        sa.Column("style", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_state", "jobs", ["state"])
    op.create_table(
        "job_documents",
        sa.Column("job_id", sa.Integer, sa.ForeignKey("jobs.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id")),
        sa.Column("reason", sa.String, nullable=False),
    )
    op.create_index("ix_job_documents_document_id", "job_documents", ["document_id"])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE.split("END;")[:-1]:
            connection.exec_driver_sql(f"{statement}END")
    else:
        connection.exec_driver_sql(_POSTGRESQL)
