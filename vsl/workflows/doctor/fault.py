"""What the doctor looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine

from vsl.basics.sealing import Seal
from vsl.jobs.task_table import TaskTable
from vsl.settings import Settings
from vsl.store.files import FileStore

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Premises:
    """An instance: its settings, its rows and its files."""

    settings: Settings
    engine: Engine
    files: FileStore
    tasks: TaskTable
    seal: Seal


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault.

    Attributes:
        check: which kind of check found it.
        problem: the fault and its cure, in one line.
        severity: error: something does not work or is lost; warning: it soon may.
        repair: mends it without losing anything; None if that takes a person.
    """

    check: str
    problem: str
    severity: Severity = "error"
    repair: Callable[[], object] | None = None
