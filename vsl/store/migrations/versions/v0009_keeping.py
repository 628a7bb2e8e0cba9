"""What is kept for whom: the trash, sizes for quotas, kept answers by project, sealed secrets."""

from __future__ import annotations

import json
from collections.abc import Callable

import sqlalchemy as sa
from alembic import context, op

revision = "0009"
down_revision = "0008"

_WEBHOOK = ("webhook", "webhook_secret")


def upgrade() -> None:
    """Add the columns and the table of usage; seal the addresses and secrets of webhooks."""
    client = sa.Column("client", sa.String(64), nullable=False, server_default="")
    op.add_column("project", sa.Column("deleted", sa.Float))
    op.add_column("project", client)
    op.add_column("project", sa.Column("size_bytes", sa.BigInteger))
    op.add_column("export", sa.Column("size_bytes", sa.BigInteger))
    project_column = sa.Column("project", sa.String(32), nullable=False, server_default="")
    op.add_column("idempotency", project_column)
    op.create_table(
        "usage",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("created", sa.Float, nullable=False, index=True),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
    )
    op.execute("DELETE FROM idempotency")  # whose project is not known; kept for a day at most
    seal_webhooks(op.get_bind(), context.config.attributes.get("seal", str))


def seal_webhooks(connection: sa.Connection, seal: Callable[[str], str]) -> None:
    """Seal what is stored in plain text."""
    project = sa.table("project", sa.column("id"), sa.column("options"))
    with_secret = project.c.options.like('%"webhook_secret"%')
    for row in connection.execute(sa.select(project).where(with_secret)).all():
        options = json.loads(row.options)
        sealed = {name: seal(options[name]) for name in _WEBHOOK if name in options}
        change = sa.update(project).where(project.c.id == row.id)
        connection.execute(change.values(options=json.dumps(options | sealed)))
    delivery = sa.table("delivery", sa.column("id"), sa.column("url"), sa.column("secret"))
    for row in connection.execute(sa.select(delivery).where(delivery.c.secret != "")).all():
        change = sa.update(delivery).where(delivery.c.id == row.id)
        connection.execute(change.values(url=seal(row.url), secret=seal(row.secret)))
