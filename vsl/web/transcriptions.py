"""/v1: what clients of OpenAI's transcription service ask for, answered by this machine.

A request is a project whose job is waited for; afterwards nothing of it is kept but what the caches
hold. So it takes its turn among all jobs, and a request that comes again finds what was heard.

Source: https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

import time
from contextlib import suppress

from flask import Blueprint, Response, jsonify, request

from vsl.bootstrap import Services
from vsl.errors import BadInput, Cancelled, NotFound, NotInstalled, TooLarge, ToolFailed, VslError
from vsl.jobs.events import Event
from vsl.speech.engine_info import list_engines
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.web.create_project import (
    Form,
    StartedProject,
    check_room,
    keep_project,
    read_file_field,
    read_form,
)
from vsl.web.decks import open_project
from vsl.web.events import TooManyListeners
from vsl.web.openai_format import check_format, format_transcript, models, options_for_model
from vsl.web.serialisers import Json, parse_make
from vsl.web.services import current_services

blueprint = Blueprint("transcriptions", __name__, url_prefix="/v1")

_ENDED = ("done", "failed", "cancelled")
_LOOK_S = 5.0
_QUEUE_S = 3600  # what a request may wait besides the time that its own job may take
_BLAME = {"bad_input": BadInput, "too_large": TooLarge, "not_installed": NotInstalled}


class TookTooLong(VslError):
    """The answer did not come in time."""

    status = 504
    retryable = True


@blueprint.get("/models")
def list_models() -> Json:
    """The names that ``model`` may have; no engine is among them that can't listen here."""
    about = {"object": "model", "created": 0, "owned_by": "vsl"}
    return {"object": "list", "data": [{"id": name, **about} for name in models(_engines())]}


def _engines() -> list[str]:
    settings = current_services().settings
    found = list_engines(
        OpenAiAccess.from_settings(settings), settings.whisper_model, settings.parakeet_model
    )
    return [listener.name for listener in found if not listener.missing]


@blueprint.post("/audio/transcriptions")
def transcribe() -> Response:
    """What is said in a recording, as JSON, text or captions."""
    services = current_services()
    check_room(services)
    form = read_form(services)
    format, parts = form.get("response_format") or "json", _granularities()
    check_format(format, parts)
    recording = read_file_field(_options(form), "Send a recording, in file.")
    services.check(parse_make(recording.options))
    started = keep_project(services, recording)
    try:
        _wait(services, started)
        answer = format_transcript(open_project(services, started.id), format, parts)
    finally:
        with suppress(NotFound):  # somebody deleted it on the page
            services.remove_project(started.id)
    return jsonify(answer) if isinstance(answer, dict) else Response(answer, mimetype="text/plain")


def _options(form: Form) -> dict[str, str]:
    model = form.get("model") or ""
    if not model:
        raise BadInput("Send model: whisper-1, or another that /v1/models lists.")
    if form.get("stream", "").lower() == "true" and model != "whisper-1":  # which ignores it
        raise BadInput("Answers are not streamed here: leave stream away.")
    given = {"language": form.get("language") or "", "hot_words": form.get("prompt") or ""}
    return options_for_model(model) | {name: text for name, text in given.items() if text}


def _granularities() -> tuple[str, ...]:
    """The values of the field under both of its names; some clients leave the brackets away."""
    names = ("timestamp_granularities[]", "timestamp_granularities")
    return tuple(dict.fromkeys(text for name in names for text in request.form.getlist(name)))


def _wait(services: Services, started: StartedProject) -> None:
    """Nothing, once the job is done.

    Raises:
        VslError: it failed, was cancelled, or takes too long.
        TooManyListeners: this process can hold no more waiting requests, or is about to leave.
    """
    patience_s = _QUEUE_S + services.settings.processing_timeout_seconds
    deadline = time.monotonic() + patience_s
    subscription = services.events.listen(frozenset({started.job}), frozenset(), {})
    if subscription is None:
        raise TooManyListeners
    try:
        while time.monotonic() < deadline:
            for event in subscription.wait(_LOOK_S):
                if event.state in _ENDED:
                    return _check_end(services, event)
            if services.events.is_closed:
                raise TooManyListeners
    finally:
        subscription.close()
    raise TookTooLong(f"Nobody had listened to the whole recording after {patience_s} seconds.")


def _check_end(services: Services, event: Event) -> None:
    if event.state == "cancelled":
        raise Cancelled("Somebody stopped this transcription.")
    if event.state == "failed":
        code = services.tasks.get(event.task).error
        raise _BLAME.get(code, ToolFailed)(event.message)
