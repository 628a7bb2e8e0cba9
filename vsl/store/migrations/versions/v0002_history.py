"""Move documents into a table of versions, compressed."""

from __future__ import annotations

import time
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table; each project's current document becomes its first version."""
    version = op.create_table(
        "version",
        sa.Column("project_id", sa.String(32), sa.ForeignKey("project.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("same_as", sa.Integer, nullable=False),
        sa.Column("before", sa.Integer),
        sa.Column("tip", sa.Integer, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("document", sa.LargeBinary),
    )
    op.create_index("project_by_age", "project", ["created", "id"])
    connection = op.get_bind()
    project = sa.table("project", *map(sa.column, ("id", "version", "document")))
    saved = sa.select(project.c.id, project.c.version).where(project.c.document.is_not(None))
    for project_id, number in connection.execute(saved).all():
        text = connection.scalar(sa.select(project.c.document).where(project.c.id == project_id))
        row = {
            "project_id": project_id,
            "number": number,
            "same_as": number,
            "tip": number,
            "what": "Saved before there was a history",
            "created": time.time(),
            "document": zlib.compress(str(text).encode()),
        }
        connection.execute(sa.insert(version).values(row))
    op.drop_column("project", "document")
