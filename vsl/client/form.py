"""Request bodies of fields and small files (multipart/form-data).

Source: https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from vsl.client.transport import HttpRequest


def post_form(path: str, fields: Mapping[str, str | Path]) -> HttpRequest:
    """Return an idempotent POST request; a ``Path`` is sent as a file, empty texts are omitted.

    Raises:
        OSError: a file can't be read.
    """
    boundary = secrets.token_hex(16)
    parts = [_part(name, value) for name, value in fields.items() if value != ""]
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return HttpRequest("POST", path, body, headers).once()


def _part(name: str, value: str | Path) -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    if isinstance(value, str):
        return f"{disposition}\r\n\r\n".encode() + value.encode()
    filename = value.name.translate({ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"})
    content_type = "Content-Type: application/octet-stream"
    return (
        f'{disposition}; filename="{filename}"\r\n{content_type}\r\n\r\n'.encode()
        + value.read_bytes()
    )
