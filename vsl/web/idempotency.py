"""A POST with an Idempotency-Key has its effect once; who repeats it within a day gets its answer.

Only answers that tell of success are kept: what failed may be tried again. Uploads go on where they
stopped by themselves, and transcriptions leave nothing behind, so that neither needs a key.
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

_UNDER, _BUT = "/api/", "/api/uploads"
_FORM = "multipart/form-data"
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")
_MOST_HASHED_BYTES = 1 << 19  # larger bodies are told apart by the key alone


def answer_once(app: Flask) -> None:
    """Have ``app`` heed the keys of requests."""
    app.before_request(find_answer)
    app.after_request(keep_answer)


def is_covered(path: str) -> bool:
    """Whether keys count at this address."""
    return path.startswith(_UNDER) and not path.startswith(_BUT)


def find_answer() -> Response | None:
    """What was answered to this request before, if it was.

    Raises:
        BadInput: the key is none, or stands for another request.
        Locked: the same request is being answered.
    """
    given = request.headers.get(HEADER)
    if given is None or request.method != "POST" or not is_covered(request.path):
        return None
    if not re.fullmatch(KEY_SCHEMA["pattern"], given):
        raise BadInput(f"{HEADER} is up to 255 printable letters without spaces.")
    key = hashlib.sha256(given.encode()).hexdigest()
    kept = _answers().begin(key, _fingerprint())
    if kept is None:
        g.idempotency_key = key
        return None
    head, _, body = kept.partition(b"\n")
    told = json.loads(head)
    if told["form"] and told["form"] != _hash_received_form():
        raise other_request()
    return Response(body, told["status"], {**told["headers"], REPLAYED: "true"})


def keep_answer(response: Response) -> Response:
    """Keep a success under the request's key; let go of the key after a failure."""
    key = g.pop("idempotency_key", None)
    if key is None:
        return response
    if not 200 <= response.status_code < 300 or response.is_streamed:
        _answers().release(key)
        return response
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    form = _form_hash() if request.mimetype == _FORM else ""
    told = {"status": response.status_code, "headers": headers, "form": form}
    head = json.dumps(told).encode()
    _answers().keep(key, head + b"\n" + response.get_data())
    return response


def _fingerprint() -> str:
    """A hash of what tells this request from others, before its files are read."""
    kind, length = request.mimetype, request.content_length or 0
    whole = kind != _FORM and length <= _MOST_HASHED_BYTES
    body = request.get_data() if whole else b""
    return hashlib.sha256(f"{request.full_path}\n{kind}\n".encode() + body).hexdigest()


def _hash_received_form() -> str:
    """What ``_form_hash`` says of a form that nobody has read yet."""
    services = current_services()
    check_room(services)
    read_form(services)
    return _form_hash()


def _form_hash() -> str:
    """A hash of the fields and files of this form; its boundary is new each time.

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
