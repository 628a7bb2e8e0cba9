"""Values ↔ the JSON of the HTTP surface. Documents have ``vsl/model/document.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from vsl.basics.model_names import TITLES, name_listener, strip_path
from vsl.errors import BadInput
from vsl.jobs.events import Event
from vsl.jobs.task import TaskView
from vsl.model.appearance import Theme
from vsl.model.project import Project
from vsl.render.themes.theme import find_theme
from vsl.speech.listening_time import MODEL_GB
from vsl.store.projects import Place, ProjectRow
from vsl.store.versions import HistoryPage
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.registry import FORMATS
from vsl.workflows.forecast import Forecast
from vsl.workflows.make_options import MakeOptions

EXPORT_FORMATS = tuple(each.name for each in FORMATS)
_TELLING_SHARE = 0.03  # before it, a time left is a guess
_STATES = {"queued": "working", "running": "working", "done": "working"}  # without a document yet

Json = dict[str, Any]


def job_json(task: TaskView, *, ahead: int | None = None) -> Json:
    """What a client may know about a job; ``ahead`` tells how many wait before it."""
    telling = task.seconds_left is not None and task.share >= _TELLING_SHARE
    return {
        "id": task.id,
        "state": task.state,
        "stage": task.stage,
        "percent": int(100 * task.share),
        "seconds_left": round(task.seconds_left or 0.0) if telling else None,
        "message": task.message or None,
        "queue_position": None if ahead is None else ahead + 1,
        "seq": task.seq,
    }


def event_json(event: Event) -> Json:
    """What a client may know about a moment of a job."""
    telling = event.seconds_left is not None and event.share >= _TELLING_SHARE
    return {
        "id": event.task,
        "project": event.project,
        "seq": event.seq,
        "state": event.state,
        "stage": event.stage,
        "percent": int(100 * event.share),
        "seconds_left": round(event.seconds_left or 0.0) if telling else None,
        "message": event.message or None,
    }


def project_json(row: ProjectRow, project: Project | None, job: TaskView | None) -> Json:
    """A project at a glance; what only listening can tell is null until it is done."""
    transcript = project.transcript if project else None
    return {
        "id": row.id,
        "name": row.name,
        "state": "ready" if project else _state_without_document(job),
        "engine": transcript.engine if transcript else None,
        "listener": name_listener(transcript.engine, transcript.model) if transcript else None,
        "language": transcript.language if transcript else None,
        "notices": list(transcript.warnings) if transcript else [],
        "duration_ms": project.deck.duration_ms if project else None,
        "slide_count": len(project.deck.slides) if project else None,
        "job": job.id if job else None,
    }


def project_row_json(row: ProjectRow, job: TaskView | None) -> Json:
    """A project as a row of the list; ``job`` is the one that listens while nothing is heard."""
    return {
        "id": row.id,
        "name": row.name,
        "state": "ready" if row.version else _state_without_document(job),
        "created": row.created,
        "version": row.version,
        "job": job.id if job else None,
    }


def place_of(row: ProjectRow) -> str:
    """Where a project stands in the list, for ``after``."""
    return f"{row.created!r}~{row.id}"


def parse_place(text: str) -> Place:
    """What ``place_of`` wrote.

    Raises:
        BadInput: it did not write that.
    """
    created, _, project_id = text.partition("~")
    try:
        return float(created), project_id
    except ValueError as error:
        cure = "take next of the page before."
        raise BadInput(f"after={text[:40]} names no project; {cure}") from error


def parse_make(
    given: Mapping[str, str], theme_named: Callable[[str], Theme] = find_theme
) -> MakeOptions:
    """The options that a request for a new project names.

    Raises:
        BadInput: a value can't be used; the message names it and says what would do.
    """
    options = MakeOptions.parse(given, theme_named)
    if options.model and options.model not in MODEL_GB:  # a path would be one of the server's
        raise BadInput(f"{options.model[:40]!r} is no model; choose " + ", ".join(MODEL_GB) + ".")
    return options


def forecast_json(forecast: Forecast) -> Json:
    """What listening comes to, for people (``text``, ``advice``) and for programs."""
    return {
        "engine": forecast.engine,
        "title": TITLES.get(forecast.engine, forecast.engine),
        "model": strip_path(forecast.model) or None,
        "name": forecast.name,
        "seconds": round(forecast.seconds, 1),
        "text": forecast.line,
        "advice": forecast.advice or None,
        "notice": forecast.notice or None,
        "recommended": asdict(forecast.recommended) if forecast.recommended else None,
        "models": [
            {"name": name, "seconds": round(seconds, 1)}
            for name, seconds in forecast.models.items()
        ],
    }


def parse_export(given: Any) -> tuple[str, dict[str, str]]:
    """The format and the options that a request for an export names.

    Raises:
        BadInput: a value can't be used; the message names it and says what would do.
    """
    if not isinstance(given, Mapping):
        raise BadInput('Send a JSON object such as {"format": "mp4"}.')
    format = given.get("format", "mp4")
    if format not in EXPORT_FORMATS:
        raise BadInput(f"{format!r} can't be written; choose one of {', '.join(EXPORT_FORMATS)}.")
    chosen = {name: value for name, value in given.items() if name != "format"}
    options = {name: str(value) for name, value in chosen.items() if value not in (None, "")}
    ExportOptions.parse(options)
    return format, options


def parse_decision(given: Mapping[str, Any]) -> tuple[str, bool | None]:
    """The id of a difference, and whether to follow the voice there; None opens it again.

    Raises:
        BadInput: a value is missing or of another type.
    """
    difference, follow_voice = given.get("difference"), given.get("follow_voice", "")
    if not isinstance(difference, str) or not difference:
        raise BadInput("Send difference: the id of one; the report lists them.")
    if follow_voice is not None and not isinstance(follow_voice, bool):
        raise BadInput("Send follow_voice: true, false, or null to decide later.")
    return difference, follow_voice


def history_json(page: HistoryPage) -> Json:
    """Some versions of a deck; ``undo`` and ``redo`` tell what they would do, or are null."""
    return {
        "versions": [
            {
                "number": link.number,
                "what": link.what,
                "created": link.created,
                "same_as": link.same_as if link.same_as != link.number else None,
                "current": link.number == page.current,
            }
            for link in page.versions
        ],
        "next": str(page.next) if page.next else None,
        "undo": page.undo,
        "redo": page.redo,
    }


def parse_look(given: Mapping[str, Any]) -> tuple[str, str]:
    """The name of a theme and a size; either may be empty, not both.

    Raises:
        BadInput: both are missing, or one is no text.
    """
    name, size = given.get("theme") or "", given.get("size") or ""
    if not isinstance(name, str) or not isinstance(size, str) or not name + size:
        raise BadInput("Send theme: the name of one, size: such as 9:16, or both.")
    return name, size


def _state_without_document(job: TaskView | None) -> str:
    return _STATES.get(job.state, job.state) if job else "failed"
