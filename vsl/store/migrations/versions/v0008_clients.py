"""Whose job a task is, so that the queue can be shared fairly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column, which is empty for older tasks."""
    client = sa.Column("client", sa.String(64), nullable=False, server_default="")
    op.add_column("task", client)
