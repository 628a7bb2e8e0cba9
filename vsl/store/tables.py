"""The tables of projects with all they hold, answers, sign-ins and usage.

``migrations/`` creates them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

project = Table(
    "project",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("options", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("version", Integer, nullable=False, default=0),
    Column("deleted", Float),  # Unix time, s; NULL if it is not in the trash
    Column("client", String(64), nullable=False, server_default=""),  # who made it
    Column("size_bytes", BigInteger),  # of the recording; NULL until it is known
    Index("project_by_age", "created", "id"),
)

version = Table(
    "version",
    metadata,
    Column("project_id", ForeignKey("project.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("same_as", Integer, nullable=False),  # these three: see history.py
    Column("before", Integer),
    Column("tip", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("document", LargeBinary),  # compressed; NULL if same_as names another version
)

export = Table(
    "export",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False, index=True),
    Column("format", String(16), nullable=False),
    Column("options", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("size_bytes", BigInteger),  # of its file; NULL until it is written
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key", String(64), primary_key=True),  # hash of the client's key
    Column("request", String(64), nullable=False),  # hash of the request
    Column("owner", String(128), nullable=False),  # the process that answers or answered
    Column("created", Float, nullable=False, index=True),
    Column("answer", LargeBinary),  # compressed; NULL until it is known
    Column("project", String(32), nullable=False, server_default=""),  # that the answer is about
)

usage = Table(
    "usage",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("client", String(64), nullable=False),
    Column("created", Float, nullable=False, index=True),
    Column("duration_ms", BigInteger, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token", String(64), primary_key=True),  # hash of what the cookie holds
    Column("id", String(32), nullable=False, unique=True),
    Column("key", String(64), nullable=False),  # hash of the API key it was opened with
    Column("created", Float, nullable=False),
    Column("seen", Float, nullable=False),
    Column("address", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
)
