"""Values to and from the JSON of the HTTP interface; documents: ``vsl/model/document.py``."""

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
_LEAST_SHARE = 0.03  # of the work; earlier estimates of the time left are too rough
_STATES = {"queued": "working", "running": "working", "done": "working"}  # without a document yet

Json = dict[str, Any]


def job_json(task: TaskView, *, ahead: int | None = None) -> Json:
    """Return the public fields of a job; ``ahead`` is the number of jobs queued before it."""
    has_estimate = task.seconds_left is not None and task.share >= _LEAST_SHARE
    return {
        "id": task.id,
        "state": task.state,
        "stage": task.stage,
        "percent": int(100 * task.share),
        "seconds_left": round(task.seconds_left or 0.0) if has_estimate else None,
        "message": task.message or None,
        "queue_position": None if ahead is None else ahead + 1,
        "seq": task.seq,
    }


def event_json(event: Event) -> Json:
    """Return the public fields of a job's event."""
    has_estimate = event.seconds_left is not None and event.share >= _LEAST_SHARE
    return {
        "id": event.task,
        "project": event.project,
        "seq": event.seq,
        "state": event.state,
        "stage": event.stage,
        "percent": int(100 * event.share),
        "seconds_left": round(event.seconds_left or 0.0) if has_estimate else None,
        "message": event.message or None,
    }


def project_json(row: ProjectRow, project: Project | None, job: TaskView | None) -> Json:
    """Return the summary of a project; what transcription finds out is null until it is done."""
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
    """Return a project as a row of the list; ``job`` is its transcription until that is done."""
    return {
        "id": row.id,
        "name": row.name,
        "state": "ready" if row.version else _state_without_document(job),
        "created": row.created,
        "version": row.version,
        "job": job.id if job else None,
    }


def place_of(row: ProjectRow) -> str:
    """Return a project's position in the list as a cursor for ``after``."""
    return f"{row.created!r}~{row.id}"


def parse_place(text: str) -> Place:
    """Return the position that ``place_of`` wrote.

    Raises:
        BadInput: the text is no such cursor.
    """
    created, _, project_id = text.partition("~")
    try:
        return float(created), project_id
    except ValueError as error:
        cure = "take next of the page before."
        raise BadInput(f"after={text[:40]} names no project; {cure}") from error


def parse_make(
    fields: Mapping[str, str], theme_named: Callable[[str], Theme] = find_theme
) -> MakeOptions:
    """Return the options in a request for a new project.

    Raises:
        BadInput: a value can't be used; the message names it and the cure.
    """
    options = MakeOptions.parse(fields, theme_named)
    if options.model and options.model not in MODEL_GB:  # a path would be one of the server's
        raise BadInput(f"{options.model[:40]!r} is no model; choose " + ", ".join(MODEL_GB) + ".")
    return options


def forecast_json(forecast: Forecast) -> Json:
    """Return a forecast for people (``text``, ``advice``) and for programs."""
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


def parse_export(body: Any) -> tuple[str, dict[str, str]]:
    """Return the format and the options in a request for an export.

    Raises:
        BadInput: a value can't be used; the message names it and the cure.
    """
    if not isinstance(body, Mapping):
        raise BadInput('Send a JSON object such as {"format": "mp4"}.')
    format = body.get("format", "mp4")
    if format not in EXPORT_FORMATS:
        raise BadInput(
            f"{format!r:.40} can't be written; choose one of {', '.join(EXPORT_FORMATS)}."
        )
    chosen = {name: value for name, value in body.items() if name != "format"}
    options = {name: str(value) for name, value in chosen.items() if value not in (None, "")}
    ExportOptions.parse(options)
    return format, options


def parse_decision(body: Mapping[str, Any]) -> tuple[str, bool | None]:
    """Return the id of a difference and whether to follow the voice; None leaves it undecided.

    Raises:
        BadInput: a value is missing or has another type.
    """
    difference, follow_voice = body.get("difference"), body.get("follow_voice", "")
    if not isinstance(difference, str) or not difference:
        raise BadInput("Send difference: the id of one; the report lists them.")
    if follow_voice is not None and not isinstance(follow_voice, bool):
        raise BadInput("Send follow_voice: true, false, or null to decide later.")
    return difference, follow_voice


def history_json(page: HistoryPage) -> Json:
    """Return a page of versions; ``undo`` and ``redo`` describe those changes, or are null."""
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


def parse_look(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name of a theme and a size; one of them may be empty.

    Raises:
        BadInput: both are missing, or one is not a text.
    """
    name, size = body.get("theme") or "", body.get("size") or ""
    if not isinstance(name, str) or not isinstance(size, str) or not name + size:
        raise BadInput("Send theme: the name of one, size: such as 9:16, or both.")
    return name, size


def _state_without_document(job: TaskView | None) -> str:
    return _STATES.get(job.state, job.state) if job else "failed"
