"""The studio's answers as frozen values. Unknown fields are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

from vsl.client.transport import Refused
from vsl.errors import VslError
from vsl.model import document
from vsl.model.project import Project

Json = dict[str, Any]
State = Literal["queued", "running", "done", "failed", "cancelled"]


class _JsonValue:
    """Base class of values that are read from JSON."""

    __slots__ = ()

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Return the value of a JSON object."""
        names = [each.name for each in fields(cls)]  # type: ignore[arg-type]
        return cls(**{name: row[name] for name in names if name in row})


@dataclass(frozen=True, slots=True)
class Started(_JsonValue):
    """A new project or export, and the job that fills it."""

    id: str
    job: str


@dataclass(frozen=True, slots=True)
class Job(_JsonValue):
    """The state of a job."""

    id: str
    state: State
    stage: str
    percent: int
    seconds_left: int | None
    message: str | None  # why it failed
    queue_position: int | None = None  # while queued; missing in some answers

    @property
    def is_over(self) -> bool:
        """Whether it has ended, successfully or not."""
        return self.state not in ("queued", "running")


class JobEnded(VslError):
    """Raised when a job failed or was cancelled; ``job`` is its last state."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.message or f"The job {job.id} was {job.state}.")
        self.job = job


@dataclass(frozen=True, slots=True)
class Listed(_JsonValue):
    """A project as a row of the list."""

    id: str
    name: str
    state: Literal["working", "ready", "failed", "cancelled"]
    created: float  # Unix time, s
    version: int  # of its document; 0 without one


@dataclass(frozen=True, slots=True)
class Look(_JsonValue):
    """A theme: the appearance of slides."""

    name: str
    title: str
    own: bool  # a brand kit kept in this studio


@dataclass(frozen=True, slots=True)
class StudioDeck:
    """A project document and the ETag of its version, which changes refer to."""

    document: Json
    etag: str

    @property
    def slides(self) -> list[Json]:
        """The slides of the document, as JSON."""
        rows: list[Json] = self.document["slides"]
        return rows

    def project(self) -> Project:
        """Return the document as values.

        Raises:
            BadInput: the document is newer than this library.
        """
        return document.from_json(self.document)


class Changed(Refused):
    """Raised when the deck has changed meanwhile; ``newer`` is its current version."""

    def __init__(self, refused: Refused, newer: StudioDeck) -> None:
        super().__init__(refused.status_code, {"error": refused.reason, "message": str(refused)})
        self.newer = newer
