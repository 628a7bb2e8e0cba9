"""The tables of tasks, events and deliveries; the store's migrations create them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

task = Table(
    "task",
    metadata,
    Column("number", Integer, primary_key=True),  # order of arrival
    Column("id", String(32), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("project", String(32), nullable=False, index=True),
    Column("client", String(64), nullable=False, server_default=""),  # whose job it is
    Column("payload", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(12), nullable=False, default="queued"),
    Column("stage", String(64), nullable=False, default=""),
    Column("share", Float, nullable=False, default=0.0),
    Column("epoch", Integer, nullable=False, default=0),
    Column("owner", String(128)),
    Column("lease_until", Float),
    Column("not_before", Float, nullable=False, default=0.0),
    Column("errors", Integer, nullable=False, default=0),
    Column("losses", Integer, nullable=False, default=0),
    Column("cancel_requested", Boolean, nullable=False, default=False),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("finished", Float),
    Column("error", String(32), nullable=False, default=""),
    Column("message", Text, nullable=False, default=""),
    Column("result", Text),
    Column("seq", Integer, nullable=False, default=0),  # number of its latest event
    Column("told", Float, nullable=False, default=0.0),  # time of its latest event
    Column("parent", String(32), index=True),  # id of the task that this is a part of
    Column("part", Float, nullable=False, default=0.0),  # 0..1: its share of the parent's work
    Column("waiting_for", Integer, nullable=False, default=0),  # children that have not ended
    Index("task_queue", "state", "priority", "number"),
)

event = Table(
    "event",
    metadata,
    Column("task", String(32), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("project", String(32), nullable=False),
    Column("state", String(12), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("share", Float, nullable=False),
    Column("message", Text, nullable=False),
    Column("seconds_left", Float),
    Column("created", Float, nullable=False, index=True),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("task", String(32), nullable=False),
    Column("project", String(32), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # of a project's receiver, else empty
    Column("body", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("not_before", Float, nullable=False, default=0.0),
    Column("created", Float, nullable=False),
    Column("told", Text, nullable=False, default=""),
    Index("delivery_due", "state", "not_before"),
)
