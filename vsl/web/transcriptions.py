"""/v1: OpenAI's transcription API, served by this machine.

A request becomes a project and waits for its job, so it is queued among all jobs; afterwards
nothing is left of it, in the caches either.

Source: https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

import time
from contextlib import suppress

from flask import Blueprint, Response, jsonify, request

from vsl.bootstrap import Services
from vsl.errors import (
    BadInput,
    Cancelled,
    NoSpeech,
    NotFound,
    NotInstalled,
    TooLarge,
    ToolFailed,
    VslError,
)
from vsl.jobs.events import Event
from vsl.model.project import Deck, Project, Transcript
from vsl.speech.engine_info import list_engines
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.web.create_project import (
    Form,
    check_room,
    keep_project,
    read_file_field,
    read_form,
)
from vsl.web.decks import open_project
from vsl.web.events import TooManyListeners
from vsl.web.openai_format import (
    check_format,
    check_speakers,
    format_transcript,
    models,
    options_for_model,
)
from vsl.web.serialisers import Json, parse_make
from vsl.web.services import current_services
from vsl.web.start_jobs import StartedProject

blueprint = Blueprint("transcriptions", __name__, url_prefix="/v1")

_ENDED = ("done", "failed", "cancelled")
_POLL_S = 5.0
_QUEUE_S = 3600  # that a request may wait in addition to the limit of its own job
_ERRORS = {each("").code: each for each in (BadInput, NoSpeech, TooLarge, NotInstalled)}
_HOTTEST = 1.0  # temperature that OpenAI takes


class TookTooLong(VslError):
    """Raised when the transcription was not finished in time."""

    status = 504
    retryable = True


@blueprint.get("/models")
def list_models() -> Json:
    """Return the accepted values of ``model``, without engines that are not installed here."""
    about = {"object": "model", "created": 0, "owned_by": "vsl"}
    return {"object": "list", "data": [{"id": name, **about} for name in models(_engines())]}


def _engines() -> list[str]:
    settings = current_services().settings
    engines = list_engines(
        OpenAiAccess.from_settings(settings), settings.whisper_model, settings.parakeet_model
    )
    return [engine.name for engine in engines if not engine.missing]


@blueprint.post("/audio/transcriptions")
def transcribe() -> Response:
    """Transcribe a recording; the answer is JSON, text or captions."""
    services = current_services()
    check_room(services)
    form = read_form(services)
    format, parts = form.get("response_format") or "json", _granularities()
    check_format(format, parts)
    check_speakers(request.form)
    recording = read_file_field(_options(form), "Send a recording, in file.")
    services.check(parse_make(recording.options))
    started = keep_project(services, recording)
    try:
        _wait(services, started)
        answer = format_transcript(open_project(services, started.id), format, parts)
    except NoSpeech:  # OpenAI answers silence with an empty text
        answer = format_transcript(_silent_project(services, started.id), format, parts)
    finally:
        with suppress(NotFound):  # a user deleted it on the page
            services.deletion.erase(started.id)
    return jsonify(answer) if isinstance(answer, dict) else Response(answer, mimetype="text/plain")


def _silent_project(services: Services, project_id: str) -> Project:
    """Return the project of a recording without speech."""
    row = services.projects.get(project_id)
    options = parse_make(row.options)
    media = services.probe(services.files.recording(row.sha256), sha256=row.sha256)
    transcript = Transcript((), options.language or "und", options.engine)
    return Project(media, transcript, Deck((), options.theme, media.duration_ms))


def _options(form: Form) -> dict[str, str]:
    model = form.get("model") or ""
    if not model:
        raise BadInput("Send model: whisper-1, or another that /v1/models lists.")
    if (
        form.get("stream", "").lower() == "true" and model != "whisper-1"
    ):  # OpenAI's whisper-1 ignores it
        raise BadInput("Answers are not streamed here: leave stream away.")
    _check_temperature(form.get("temperature") or "0")
    options = {"language": form.get("language") or "", "hot_words": form.get("prompt") or ""}
    return options_for_model(model) | {name: text for name, text in options.items() if text}


def _check_temperature(text: str) -> None:
    """Check a field that has no effect here: words are decoded the same way each time."""
    try:
        is_valid = 0 <= float(text) <= _HOTTEST
    except ValueError:
        is_valid = False
    if not is_valid:
        raise BadInput(f"temperature={text[:20]}: send a number from 0 to 1, or leave it away.")


def _granularities() -> tuple[str, ...]:
    """Return the values of the field under both of its names; some clients omit the brackets."""
    names = ("timestamp_granularities[]", "timestamp_granularities")
    return tuple(dict.fromkeys(text for name in names for text in request.form.getlist(name)))


def _wait(services: Services, started: StartedProject) -> None:
    """Wait until the job is done.

    Raises:
        VslError: it failed, was cancelled or deleted, or takes too long.
        TooManyListeners: this process has too many waiting requests, or is about to stop.
    """
    limit_s = _QUEUE_S + services.settings.processing_timeout_seconds
    deadline = time.monotonic() + limit_s
    subscription = services.events.listen(frozenset({started.job}), frozenset(), {})
    if subscription is None:
        raise TooManyListeners
    try:
        while time.monotonic() < deadline:
            for event in subscription.wait(_POLL_S):
                if event.state in _ENDED:
                    return _check_end(services, event)
            services.tasks.get(started.job)  # raises where the project was deleted
            if services.events.is_closed:
                raise TooManyListeners
    finally:
        subscription.close()
    raise TookTooLong(f"Nobody had listened to the whole recording after {limit_s} seconds.")


def _check_end(services: Services, event: Event) -> None:
    if event.state == "cancelled":
        raise Cancelled("Somebody stopped this transcription.")
    if event.state == "failed":
        code = services.tasks.get(event.task).error
        raise _ERRORS.get(code, ToolFailed)(event.message)
