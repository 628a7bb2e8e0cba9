"""Request and response schemas of each endpoint of the HTTP interface.

Summaries come from the views' docstrings and path variables from their rules; ``openapi.py`` makes
a document of all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vsl.jobs.webhooks.receivers import NAMES as RECEIVER
from vsl.model.project import EMPHASIS_KINDS
from vsl.slides.editing.edits import EDITS
from vsl.web.json_schemas import (
    ANYTHING,
    SWITCH,
    TEXT,
    Json,
    maybe,
    one_of,
    ref,
    rows,
    shape,
)
from vsl.web.openai_format import FORMATS as ANSWER_FORMATS
from vsl.web.openai_format import GRANULARITIES
from vsl.web.serialisers import EXPORT_FORMATS
from vsl.workflows.export_project import options as export_options
from vsl.workflows.make_options import NAMES as MAKE_OPTIONS

Content = Mapping[str, Json]
"""Schemas by media type; empty without a body."""

JSON, FORM = "application/json", "multipart/form-data"
PIECE = "application/offset+octet-stream"
NO_BODY: Content = {}
_FILE: Json = {"type": "string", "format": "binary"}
_ANY_FILE: Content = {"*/*": _FILE}
_PICTURE: Content = {"image/png": _FILE}


@dataclass(frozen=True, slots=True)
class Operation:
    """The request and response schemas of one view. Errors are the same everywhere, not listed."""

    answers: Mapping[int, Content]
    body: Content = field(default_factory=dict)
    query: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, Json] = field(default_factory=dict)


def _json(name: str) -> Content:
    return {JSON: ref(name)}


def _list_of(name: str, schema: Json, **more: Json) -> Content:
    return {JSON: shape(**{name: rows(schema)}, **more)}


def _optional(**fields: Json) -> Json:
    return {"type": "object", "properties": fields}


_PROJECT_FIELDS = dict.fromkeys((*MAKE_OPTIONS, *RECEIVER), TEXT)
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_EXPORT_FIELDS = dict.fromkeys(export_options.NAMES, maybe(TEXT))
_PAGE: Mapping[str, Json] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 200},
    "after": TEXT,
}
_RECORDING: Content = {FORM: _optional(file=_FILE, upload=TEXT, sample=TEXT, **_PROJECT_FIELDS)}
_IF_MATCH: Mapping[str, Json] = {"If-Match": TEXT}
_TUS: Mapping[str, Json] = {"Tus-Resumable": {"const": "1.0.0"}}
_OFFSET: Mapping[str, Json] = {
    **_TUS,
    "Upload-Offset": {"type": "integer", "minimum": 0},
    "Upload-Checksum": TEXT,
}
_NEW_UPLOAD: Mapping[str, Json] = {
    **_TUS,
    "Upload-Length": {"type": "integer", "minimum": 0},
    "Upload-Defer-Length": {"const": 1},
    "Upload-Metadata": TEXT,
    "Upload-Concat": TEXT,
}
_EDIT = {"type": "object", "required": ["edit"], "properties": {"edit": one_of(EDITS)}}
_EXPORT = _optional(format=one_of(EXPORT_FORMATS), **_EXPORT_FIELDS)


def _change(*required: str, **fields: Json) -> Operation:
    """Return the operation of a view that changes a deck and returns its new document."""
    body: Content = {JSON: {"type": "object", "required": list(required), "properties": fields}}
    return Operation({200: _json("Document")}, body if fields else NO_BODY, headers=_IF_MATCH)


OPERATIONS: Mapping[str, Operation] = {
    "projects.create": Operation({202: _json("Started")}, _RECORDING),
    "projects.index": Operation(
        {200: _list_of("projects", ref("ListedProject"), next=maybe(TEXT))}, query=_PAGE
    ),
    "projects.show": Operation({200: _json("Project")}),
    "projects.remove": Operation({204: NO_BODY}),
    "trash.index": Operation({200: _list_of("projects", ref("DeletedProject"))}),
    "trash.restore": Operation({204: NO_BODY}),
    "trash.erase": Operation({204: NO_BODY}),
    "projects.deck": Operation(
        {200: _json("Document"), 304: NO_BODY}, headers={"If-None-Match": TEXT}
    ),
    "projects.slide": Operation(
        {200: {**_PICTURE, "image/webp": _FILE}, 304: NO_BODY},
        query={"width": {"type": "integer", "minimum": 1, "maximum": 10_000}},
    ),
    "projects.media": Operation(
        {200: _ANY_FILE, 206: _ANY_FILE, 304: NO_BODY}, headers={"Range": TEXT}
    ),
    "retake.create": Operation({202: _json("Started")}, _RECORDING),
    "retake.show": Operation({200: {JSON: ANYTHING}}),
    "variants.create": Operation(
        {202: _list_of("variants", ref("StartedVariant"))},
        {
            JSON: _optional(
                themes=rows(TEXT),
                sizes=rows(TEXT),
                formats=rows(one_of(EXPORT_FORMATS)),
                **_EXPORT_FIELDS,
            )
        },
    ),
    "deliveries.index": Operation({200: _list_of("deliveries", ref("Delivery"))}),
    "variants.index": Operation({200: _list_of("variants", ref("StoredVariant"))}),
    "revisions.report": Operation({200: _json("Report")}),
    "revisions.decide": _change("difference", difference=TEXT, follow_voice=maybe(SWITCH)),
    "revisions.lint_deck": Operation({200: _json("Lint")}),
    "revisions.edit": _change("edits", edits=rows(_EDIT, maxItems=1000)),
    "revisions.save": Operation({200: _json("Document")}, _json("Document"), headers=_IF_MATCH),
    "revisions.cut_anew": _change("preset", preset=TEXT),
    "revisions.choose_highlights": _change(
        kinds=rows(one_of(EMPHASIS_KINDS)), most_share=_SHARE, names=rows(TEXT)
    ),
    "revisions.change_look": _change(theme=TEXT, size=TEXT),
    "revisions.versions": Operation({200: _json("Versions")}, query=_PAGE),
    "revisions.undo": _change(),
    "revisions.redo": _change(),
    "revisions.restore": _change(),
    "imports.import_file": Operation(
        {200: {JSON: {"anyOf": [ref("Document"), ref("Differences")]}}},
        {FORM: _optional(file=_FILE, apply=TEXT)},
        headers=_IF_MATCH,
    ),
    "exports.create": Operation({202: _json("Started")}, {JSON: _EXPORT}),
    "exports.download": Operation(
        {200: _ANY_FILE, 206: _ANY_FILE, 304: NO_BODY}, headers={"Range": TEXT}
    ),
    "exports.link": Operation({200: _json("Link")}),
    "themes.index": Operation({200: _list_of("themes", ref("Look"))}),
    "themes.preview": Operation({200: _PICTURE, 304: NO_BODY}, query={"look": TEXT}),
    "themes.create": Operation({201: _json("Look")}, {JSON: ANYTHING, FORM: _optional(theme=TEXT)}),
    "themes.remove": Operation({204: NO_BODY}),
    "themes.keep": Operation(
        {201: _json("Asset")},
        {FORM: _optional(file=_FILE, kind=one_of(["image", "font", "sound"]))},
    ),
    "uploads.about": Operation({204: NO_BODY}),
    "uploads.create": Operation({201: NO_BODY}, {PIECE: _FILE}, headers=_NEW_UPLOAD),
    "uploads.show": Operation({200: NO_BODY}, headers=_TUS),
    "uploads.append": Operation({204: NO_BODY}, {PIECE: _FILE}, headers=_OFFSET),
    "uploads.terminate": Operation({204: NO_BODY}, headers=_TUS),
    "sessions.index": Operation({200: _list_of("sessions", ref("Session"))}),
    "sessions.remove": Operation({204: NO_BODY}),
    "jobs.show": Operation({200: _json("Job")}),
    "jobs.cancel": Operation({200: _json("Job")}),
    "events.stream": Operation(
        {200: {"text/event-stream": TEXT}},
        query={"job": TEXT, "project": TEXT, "seen": TEXT},
        headers={"Last-Event-ID": TEXT},
    ),
    "advice.show": Operation(
        {200: _json("Forecast")},
        query={
            "duration_ms": {"type": "integer", "minimum": 0, "maximum": 1_000 * 3600 * 1000},
            **dict.fromkeys(("engine", "model", "language", "script"), TEXT),
        },
    ),
    "transcriptions.list_models": Operation({200: _json("Models")}),
    "transcriptions.transcribe": Operation(
        {
            200: {
                JSON: {"anyOf": [ref("VerboseTranscription"), ref("Transcription")]},
                "text/plain": TEXT,
            }
        },
        {
            FORM: {
                "type": "object",
                "required": ["file", "model"],
                "properties": {
                    "file": _FILE,
                    "model": TEXT,
                    "language": TEXT,
                    "prompt": TEXT,
                    "temperature": TEXT,
                    "response_format": one_of(ANSWER_FORMATS),
                    "timestamp_granularities[]": rows(one_of(GRANULARITIES)),
                },
            }
        },
    ),
    "health.live": Operation({204: NO_BODY}),
    "health.show": Operation({200: _json("Health"), 503: _json("Health")}),
    "openapi.page": Operation({200: {"text/html": TEXT}, 303: NO_BODY}),
}
"""By endpoint. A missing one would be missing in the document; a test checks this."""
