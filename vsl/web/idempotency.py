"""A POST with an Idempotency-Key has its effect once; who repeats it within a day gets its answer.

Only answers that tell of success are kept: what failed may be tried again. Uploads go on where they
stopped by themselves, and transcriptions leave nothing behind, so that neither needs a key.
Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

import hashlib
import json
import re

from flask import Flask, Response, g, request

from vsl.errors import BadInput
from vsl.store.answers import AnswerStore
from vsl.web.services import current_services

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEY_SCHEMA = {"type": "string", "pattern": "^[!-~]{1,255}$"}

_UNDER, _BUT = "/api/", "/api/uploads"
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
    head = json.dumps({"status": response.status_code, "headers": headers}).encode()
    _answers().keep(key, head + b"\n" + response.get_data())
    return response


def _fingerprint() -> str:
    """A hash of what tells this request from others; a form's boundary is new each time."""
    kind, length = request.mimetype, request.content_length or 0
    whole = kind != "multipart/form-data" and length <= _MOST_HASHED_BYTES
    body = request.get_data() if whole else b""
    return hashlib.sha256(f"{request.full_path}\n{kind}\n".encode() + body).hexdigest()


def _answers() -> AnswerStore:
    return AnswerStore(current_services().projects.engine)
