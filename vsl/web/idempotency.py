"""A POST with an Idempotency-Key takes effect once; a repetition within a day gets the same answer.

Only successful answers are kept: failed requests may be tried again. Uploads resume by themselves,
and transcriptions leave nothing behind, so neither needs a key.
Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import IO

from flask import Flask, Response, g, request

from vsl.errors import BadInput
from vsl.store.idempotent_answers import AnswerStore, other_request
from vsl.web.create_project import check_room, read_form
from vsl.web.services import current_services

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEY_SCHEMA = {"type": "string", "pattern": "^[!-~]{1,255}$"}

_PREFIX, _EXCLUDED_PREFIX = "/api/", "/api/uploads"
_FORM = "multipart/form-data"
_CREATING = ("projects.create", "retake.create")
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")
_MOST_HASHED_BYTES = 1 << 19  # larger bodies are distinguished by the key alone


def answer_once(app: Flask) -> None:
    """Apply the idempotency keys of requests to ``app``."""
    app.before_request(find_answer)
    app.after_request(keep_answer)


def is_covered(path: str) -> bool:
    """Return whether requests to this path may carry a key."""
    return path.startswith(_PREFIX) and not path.startswith(_EXCLUDED_PREFIX)


def find_answer() -> Response | None:
    """Return the kept answer to this request, or None if it is new.

    Raises:
        BadInput: the key is malformed, or was used for another request.
        Locked: the same request is being answered.
    """
    key_text = request.headers.get(HEADER)
    if key_text is None or request.method != "POST" or not is_covered(request.path):
        return None
    if not re.fullmatch(KEY_SCHEMA["pattern"], key_text):
        raise BadInput(f"{HEADER} is up to 255 printable letters without spaces.")
    key = hashlib.sha256(key_text.encode()).hexdigest()
    stored = _answers().begin(key, _fingerprint())
    if stored is None:
        g.idempotency_key = key
        return None
    head, _, body = stored.partition(b"\n")
    answer = json.loads(head)
    if answer["form"] and answer["form"] != _hash_received_form():
        raise other_request()
    return Response(body, answer["status"], {**answer["headers"], REPLAYED: "true"})


def keep_answer(response: Response) -> Response:
    """Keep a successful response under the request's key; release the key after a failure."""
    key = g.pop("idempotency_key", None)
    if key is None:
        return response
    if not 200 <= response.status_code < 300 or response.is_streamed:
        _answers().release(key)
        return response
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    form = _form_hash() if request.mimetype == _FORM else ""
    answer = {"status": response.status_code, "headers": headers, "form": form}
    head = json.dumps(answer).encode()
    project = _created_project(response) or str((request.view_args or {}).get("project_id", ""))
    _answers().keep(key, head + b"\n" + response.get_data(), project=project)
    return response


def _created_project(response: Response) -> str:
    """Return the id of the project that this request created; empty if it did not."""
    body = response.get_json(silent=True) if request.endpoint in _CREATING else None
    return str(body["id"]) if body else ""


def _fingerprint() -> str:
    """Return a hash that distinguishes this request from others before its files are read."""
    mimetype, length = request.mimetype, request.content_length or 0
    is_hashed = mimetype != _FORM and length <= _MOST_HASHED_BYTES
    body = request.get_data() if is_hashed else b""
    return hashlib.sha256(f"{request.full_path}\n{mimetype}\n".encode() + body).hexdigest()


def _hash_received_form() -> str:
    """Return ``_form_hash`` of a form that no view has read."""
    services = current_services()
    check_room(services)
    read_form(services)
    return _form_hash()


def _form_hash() -> str:
    """Return a hash of the fields and files of this form; its boundary differs each time.

    Files that a view has moved elsewhere can still be read.
    """
    fields = sorted(request.form.items(multi=True), key=repr)  # a name may be None
    files = [
        (name, file.filename, _file_hash(file.stream))
        for name, file in request.files.items(multi=True)
    ]
    return hashlib.sha256(json.dumps([fields, files]).encode()).hexdigest()


def _file_hash(stream: IO[bytes]) -> str:
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _answers() -> AnswerStore:
    return AnswerStore(current_services().projects.engine)
