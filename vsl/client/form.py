"""Fields and small files as one request body (multipart/form-data).

Source: https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from vsl.client.transport import HttpRequest


def post_form(path: str, fields: Mapping[str, str | Path]) -> HttpRequest:
    """A request that takes effect once; a ``Path`` is sent as a file, empty texts are left away.

    Raises:
        OSError: a file can't be read.
    """
    boundary = secrets.token_hex(16)
    parts = [_part(name, value) for name, value in fields.items() if value != ""]
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return HttpRequest("POST", path, body, kind).once()


def _part(name: str, value: str | Path) -> bytes:
    about = f'Content-Disposition: form-data; name="{name}"'
    if isinstance(value, str):
        return f"{about}\r\n\r\n".encode() + value.encode()
    shown = value.name.translate({ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"})
    kind = "Content-Type: application/octet-stream"
    return f'{about}; filename="{shown}"\r\n{kind}\r\n\r\n'.encode() + value.read_bytes()
