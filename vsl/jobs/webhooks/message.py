"""What a receiver is told, and how it knows that it comes from here.

Source: Standard Webhooks,
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

SECRET_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)
_KIND_OF = {"done": "job.done", "failed": "job.failed"}

TOLD = tuple(_KIND_OF)
"""The states of jobs that receivers hear of; whoever cancels one knows it already."""


def body_of(row: Any) -> str:
    """The message about a task that has ended, which ``row`` of the task table is."""
    ended = datetime.fromtimestamp(row.finished, UTC).isoformat(timespec="milliseconds")
    about = {
        "job": row.id,
        "kind": row.kind,
        "state": row.state,
        "project": row.project,
        "export": json.loads(row.payload).get("export"),
        "error": row.error or None,
        "message": row.message or None,
    }
    told = {"type": _KIND_OF[row.state], "timestamp": ended.replace("+00:00", "Z"), "data": about}
    return json.dumps(told, ensure_ascii=False)


def sign_message(
    message_id: str, at_s: int, body: bytes, secrets: Sequence[str]
) -> Mapping[str, str]:
    """The headers by which a receiver that knows one of ``secrets`` can check a message."""
    signed = f"{message_id}.{at_s}.".encode() + body
    marks = (hmac.digest(key_of(secret), signed, hashlib.sha256) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(mark).decode()}" for mark in marks),
    }


def key_of(secret: str) -> bytes:
    """The bytes that a secret stands for.

    Raises:
        ValueError: it is none; the message says how to write one.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(SECRET_PREFIX) or len(key) not in _SECRET_BYTES:
        raise ValueError(
            f"write {SECRET_PREFIX} and 24 to 64 random bytes in base64, "
            f"such as the output of: echo {SECRET_PREFIX}$(openssl rand -base64 32)"
        )
    return key
