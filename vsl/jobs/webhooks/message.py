"""The body of a webhook message and its signature.

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
"""The states of jobs that receivers get messages about; a cancellation is the client's own act."""


def body_of(row: Any) -> str:
    """Return the message about an ended task; ``row`` is its row of the task table."""
    ended = datetime.fromtimestamp(row.finished, UTC).isoformat(timespec="milliseconds")
    fields = {
        "job": row.id,
        "kind": row.kind,
        "state": row.state,
        "project": row.project,
        "export": json.loads(row.payload).get("export"),
        "error": row.error or None,
        "message": row.message or None,
    }
    message = {
        "type": _KIND_OF[row.state],
        "timestamp": ended.replace("+00:00", "Z"),
        "data": fields,
    }
    return json.dumps(message, ensure_ascii=False)


def sign_message(
    message_id: str, at_s: int, body: bytes, secrets: Sequence[str]
) -> Mapping[str, str]:
    """Return the headers by which a receiver with one of ``secrets`` can verify a message."""
    signed_content = f"{message_id}.{at_s}.".encode() + body
    signatures = (hmac.digest(key_of(secret), signed_content, hashlib.sha256) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(signature).decode()}" for signature in signatures
        ),
    }


def key_of(secret: str) -> bytes:
    """Return the key that a secret encodes.

    Raises:
        ValueError: it is malformed; the message says how to write one.
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
