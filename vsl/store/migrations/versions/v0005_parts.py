"""Columns for child tasks and waiting parents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; existing tasks have no children."""
    op.add_column("task", sa.Column("parent", sa.String(32)))
    op.add_column("task", sa.Column("part", sa.Float, nullable=False, server_default="0"))
    op.add_column("task", sa.Column("waiting_for", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_task_parent", "task", ["parent"])
