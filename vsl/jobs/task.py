"""The values around a task: claim, children, failure, and the view for users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["queued", "running", "done", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")


DEFAULT_PRIORITY = 5  # higher goes first


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be queued."""

    kind: str
    payload: Mapping[str, Any]
    project: str
    client: str = ""  # whose it is, for a fair share of the queue; the studio's own if empty
    priority: int = DEFAULT_PRIORITY


@dataclass(frozen=True, slots=True)
class Claim:
    """A task that this process may work on until another claim raises the task's epoch."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    epoch: int
    stage: str = ""
    share: float = 0.0  # more than 0 if it continues after a fan-out
    answers: tuple[Mapping[str, Any], ...] = ()  # its children's results, in their order


@dataclass(frozen=True, slots=True)
class Child:
    """A part of a task's work that any worker may do."""

    kind: str
    payload: Mapping[str, Any]
    part: float  # 0..1: its share of the whole task
    answer: Mapping[str, Any] | None = None  # its result, if that is known already


@dataclass(frozen=True, slots=True)
class FanOut:
    """A request to do these parts first, then to run the task again with their results.

    The failure of one part fails the task.
    """

    stage: str  # shown until the parts are done
    children: tuple[Child, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why a task failed, worded for its user. Internals belong in the log."""

    code: str
    message: str
    retryable: bool = False


MAX_LOSSES = 10  # times that its process may die; more than errors, since machines restart
LOST = Failure(
    "worker_lost",
    f"The work on this stopped unexpectedly {MAX_LOSSES} times and was given up. "
    "Try a shorter recording, or a machine with more memory.",
)


@dataclass(frozen=True, slots=True)
class TaskView:
    """The public state of a task. Times are Unix seconds."""

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
    seconds_left: float | None  # at the pace so far; None while unknown
    seq: int = 0  # number of its latest event
