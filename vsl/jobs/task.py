"""The values around a task: what was claimed, what went wrong, what the user sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["queued", "running", "done", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Claim:
    """A task that this process may work on for as long as nobody else holds a higher epoch."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    epoch: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task did not succeed, in words for its user. Internals belong in the log."""

    code: str
    message: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class TaskView:
    """What everybody may know about a task. Times are Unix seconds."""

    id: str
    kind: str
    project: str
    state: State
    stage: str
    share: float  # 0..1 of the whole
    created: float
    started: float | None
    finished: float | None
    error: str  # code of the failure, empty without one
    message: str  # of the failure, for the user
    result: Mapping[str, Any] | None
    seconds_left: float | None  # at the pace so far; None while nobody can say
    seq: int = 0  # of its latest event
