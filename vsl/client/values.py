"""What a studio answers, as frozen values. Fields that it adds later are passed over."""

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


class _Told:
    """A value that JSON tells."""

    __slots__ = ()

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The value in a JSON object."""
        names = [each.name for each in fields(cls)]  # type: ignore[arg-type]
        return cls(**{name: told[name] for name in names if name in told})


@dataclass(frozen=True, slots=True)
class Started(_Told):
    """A new project or export, and the job that fills it."""

    id: str
    job: str


@dataclass(frozen=True, slots=True)
class Job(_Told):
    """How far a job has come."""

    id: str
    state: State
    stage: str
    percent: int
    seconds_left: int | None
    message: str | None  # why it failed
    queue_position: int | None = None  # while it waits; not known to every answer

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return self.state not in ("queued", "running")


class JobEnded(VslError):
    """A job failed or was cancelled; ``job`` is how it stands."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.message or f"The job {job.id} was {job.state}.")
        self.job = job


@dataclass(frozen=True, slots=True)
class Listed(_Told):
    """A project as a row of the list."""

    id: str
    name: str
    state: Literal["working", "ready", "failed", "cancelled"]
    created: float  # Unix time, s
    version: int  # of its document; 0 while there is none


@dataclass(frozen=True, slots=True)
class Look(_Told):
    """A theme: how slides can look."""

    name: str
    title: str
    own: bool  # a brand kit of this studio's


@dataclass(frozen=True, slots=True)
class StudioDeck:
    """A project document and the tag of its version, which a change of it names."""

    document: Json
    etag: str

    @property
    def slides(self) -> list[Json]:
        """The slides of the document."""
        rows: list[Json] = self.document["slides"]
        return rows

    def project(self) -> Project:
        """The document as values.

        Raises:
            BadInput: this library is older than the document.
        """
        return document.from_json(self.document)


class Changed(Refused):
    """Somebody changed the deck meanwhile; ``newer`` is what stands."""

    def __init__(self, refused: Refused, newer: StudioDeck) -> None:
        super().__init__(refused.status_code, {"error": refused.reason, "message": str(refused)})
        self.newer = newer
