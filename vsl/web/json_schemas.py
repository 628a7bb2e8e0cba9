"""JSON Schemas of the answers of the HTTP interface, by name. Fields may be added, never removed.

Source: https://json-schema.org/draft/2020-12/schema
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

from vsl.jobs.task import State
from vsl.jobs.webhooks.outbox import State as DeliveryState
from vsl.model.document import SCHEMA_FILE
from vsl.text.script.differences import AD_LIB, CHANGED, UNSPOKEN

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
SWITCH: Json = {"type": "boolean"}
ANYTHING: Json = {"type": "object"}

_DOCUMENT = "Document"


def ref(name: str) -> Json:
    """Return a reference to the schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Json) -> Json:
    """Return the schema of such a value or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def rows(schema: Json, **limits: int) -> Json:
    """Return the schema of a list of such values."""
    return {"type": "array", "items": schema, **limits}


def one_of(values: Any) -> Json:
    """Return the schema of a text that is one of ``values``."""
    return {"type": "string", "enum": list(values)}


def shape(*, optional: Mapping[str, Json] | None = None, **fields: Json) -> Json:
    """Return the schema of an object with these fields; clients must accept further ones."""
    return {
        "type": "object",
        "required": list(fields),
        "properties": {**fields, **(optional or {})},
    }


_TIMES = {"start": NUMBER, "end": NUMBER}  # seconds
_PROJECT_STATE = one_of(["working", "ready", "failed", "cancelled"])
_VOICE = {
    "id": TEXT,
    "kind": one_of([UNSPOKEN, AD_LIB, CHANGED]),
    "script": TEXT,
    "heard": TEXT,
    "line": WHOLE,
}
_EDIT: Json = {**shape(edit=TEXT), "additionalProperties": True}
_VARIANT = {"id": TEXT, "name": TEXT, "format": TEXT}
_USAGE = shape(type=TEXT, seconds=WHOLE)

_ANSWERS: Mapping[str, Json] = {
    "Error": shape(error=TEXT, message=TEXT, retryable=SWITCH),
    "Started": shape(id=TEXT, job=TEXT),
    "Job": shape(
        id=TEXT,
        state=one_of(get_args(State)),
        stage=TEXT,
        percent={"type": "integer", "minimum": 0, "maximum": 100},
        seconds_left=maybe(WHOLE),
        message=maybe(TEXT),
        queue_position=maybe(WHOLE),
        seq=WHOLE,
    ),
    "Project": shape(
        id=TEXT,
        name=TEXT,
        state=_PROJECT_STATE,
        engine=maybe(TEXT),
        listener=maybe(TEXT),
        language=maybe(TEXT),
        notices=rows(TEXT),
        duration_ms=maybe(WHOLE),
        slide_count=maybe(WHOLE),
        job=maybe(TEXT),
    ),
    "ListedProject": shape(
        id=TEXT, name=TEXT, state=_PROJECT_STATE, created=NUMBER, version=WHOLE, job=maybe(TEXT)
    ),
    "DeletedProject": shape(id=TEXT, name=TEXT, created=NUMBER, deleted=NUMBER, gone_after=NUMBER),
    "Report": shape(
        heard_share=NUMBER,
        lines=rows(ANYTHING),
        differences=rows(
            shape(
                **_VOICE,
                start_ms=WHOLE,
                end_ms=WHOLE,
                follows_voice=maybe(SWITCH),
                shown=maybe(one_of(("script", "voice"))),
            )
        ),
    ),
    "Lint": shape(
        score=NUMBER,
        findings=rows(
            shape(
                rule=TEXT,
                at_ms=WHOLE,
                slide=maybe(TEXT),
                reason=TEXT,
                weight=NUMBER,
                fix=maybe(_EDIT),
            )
        ),
    ),
    "Versions": shape(
        versions=rows(
            shape(number=WHOLE, what=TEXT, created=NUMBER, same_as=maybe(WHOLE), current=SWITCH)
        ),
        next=maybe(TEXT),
        undo=maybe(TEXT),
        redo=maybe(TEXT),
    ),
    "Differences": shape(differences=rows(shape(told=TEXT, edit=TEXT)), notes=rows(TEXT)),
    "Delivery": shape(
        id=TEXT,
        job=TEXT,
        receiver=TEXT,
        state=one_of(get_args(DeliveryState)),
        tries=WHOLE,
        answer=maybe(TEXT),
        created=NUMBER,
        next_try=maybe(NUMBER),
    ),
    "JobEnded": shape(
        type=one_of(["job.done", "job.failed"]),
        timestamp={"type": "string", "format": "date-time"},
        data=shape(
            job=TEXT,
            kind=TEXT,
            state=one_of(["done", "failed"]),
            project=TEXT,
            export=maybe(TEXT),
            error=maybe(TEXT),
            message=maybe(TEXT),
        ),
    ),
    "Session": shape(
        id=TEXT, created=NUMBER, seen=NUMBER, address=TEXT, agent=TEXT, is_current=SWITCH
    ),
    "Link": shape(url=TEXT, expires_s=maybe(WHOLE)),
    "Look": shape(
        name=TEXT, title=TEXT, own=SWITCH, preview=TEXT, notes=rows(TEXT), theme=ANYTHING
    ),
    "Asset": shape(sha256=TEXT, kind=TEXT),
    "Forecast": shape(
        engine=TEXT,
        title=TEXT,
        model=maybe(TEXT),
        name=TEXT,
        seconds=NUMBER,
        text=TEXT,
        advice=maybe(TEXT),
        notice=maybe(TEXT),
        recommended=maybe(shape(model=TEXT, reason=TEXT, seconds=NUMBER)),
        models=rows(shape(name=TEXT, seconds=NUMBER)),
    ),
    "StartedVariant": shape(**_VARIANT, job=TEXT, theme=TEXT, width_px=WHOLE, height_px=WHOLE),
    "StoredVariant": shape(**_VARIANT, size=maybe(TEXT), created=NUMBER, url=maybe(TEXT)),
    "Health": shape(status=TEXT, optional={"version": TEXT}),
    "OpenAiError": shape(error=shape(message=TEXT, type=TEXT, param=maybe(TEXT), code=maybe(TEXT))),
    "Models": shape(object=TEXT, data=rows(shape(id=TEXT, object=TEXT))),
    "Transcription": shape(text=TEXT, usage=_USAGE),
    "VerboseTranscription": shape(
        task=TEXT,
        language=TEXT,
        duration=NUMBER,
        text=TEXT,
        optional={
            "words": rows(shape(word=TEXT, **_TIMES)),
            "segments": rows(shape(id=WHOLE, text=TEXT, avg_logprob=NUMBER, **_TIMES)),
        },
    ),
}


def schemas() -> dict[str, Json]:
    """Return all schemas by name, those of project documents included."""
    document = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    parts = document.pop("$defs")
    document.pop("$schema")
    document_schemas = {
        _DOCUMENT: document,
        **{f"{_DOCUMENT}.{name}": part for name, part in parts.items()},
    }
    return {**_ANSWERS, **{name: _move_references(each) for name, each in document_schemas.items()}}


def _move_references(schema: Any) -> Any:
    """Return a part of the document's schema with its references moved to ``components``."""
    if isinstance(schema, list):
        return [_move_references(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    target = schema.get("$ref")
    if isinstance(target, str):
        return {**schema, **ref(f"{_DOCUMENT}.{target.removeprefix('#/$defs/')}")}
    return {name: _move_references(each) for name, each in schema.items()}
