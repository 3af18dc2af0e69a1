"""The ledger of cases, and what a store knows of itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes ``meta``, ``case_keys`` and ``case_facts``."""
    op.create_table(
        "meta",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
    op.create_table(
        "case_keys",
        sa.Column("case_key", sa.String(64), primary_key=True),
        sa.Column("document_id", sa.String, primary_key=True),
    )
    op.create_index("ix_case_keys_document_id", "case_keys", ["document_id"])
    op.create_table(
        "case_facts",
        sa.Column("document_id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
