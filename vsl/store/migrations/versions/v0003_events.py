"""A table of tasks' events, numbered for each task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table; events begin with the next change of each task."""
    op.add_column("task", sa.Column("seq", sa.Integer, nullable=False, server_default="0"))
    op.add_column("task", sa.Column("told", sa.Float, nullable=False, server_default="0"))
    op.create_table(
        "event",
        sa.Column("task", sa.String(32), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("project", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("seconds_left", sa.Float),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_index("ix_event_created", "event", ["created"])
