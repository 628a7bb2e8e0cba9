"""What alembic runs around the steps; the connection is given, and its transaction is one."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
