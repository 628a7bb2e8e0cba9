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
    stage: str = ""
    share: float = 0.0  # more than 0 where it goes on after a fan-out
    answers: tuple[Mapping[str, Any], ...] = ()  # what its children came to, in their order


@dataclass(frozen=True, slots=True)
class Child:
    """A part of a task's work that anybody may do."""

    kind: str
    payload: Mapping[str, Any]
    part: float  # 0..1: how much of the whole task it is
    answer: Mapping[str, Any] | None = None  # what it came to, where that is known already


@dataclass(frozen=True, slots=True)
class FanOut:
    """How a turn may end: others do these parts, then the task has another turn with the answers.

    Whatever fails among them fails the task.
    """

    stage: str  # shown meanwhile
    children: tuple[Child, ...]


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
