"""The names under which the studio answers, so that no other site's name leads to it.

A page elsewhere can have its own name resolve to this machine's address (DNS rebinding); a browser
then treats the studio as that page's own site. The Host header tells the two apart.
Source: https://datatracker.ietf.org/doc/html/rfc9110#section-15.5.20
"""

from __future__ import annotations

import re

from flask import request
from werkzeug.exceptions import HTTPException

from vsl.settings import Settings
from vsl.web.services import current_services

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_ANY = "*"
_PROBES = ("/health/live", "/ready")  # asked by address, and they tell nothing
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.IGNORECASE)


class UnknownHost(HTTPException):
    """Raised when a request names a host that is not this studio's."""

    code = 421

    def __init__(self, name: str) -> None:
        super().__init__(
            f"This studio is not {name[:100] or 'a server without a name'}: "
            "add the name to ALLOWED_HOSTS if it should be."
        )


def known_hosts(settings: Settings) -> tuple[str, ...]:
    """Return the host names that requests may carry, without ports."""
    return (*THIS_MACHINE, *settings.allowed_hosts)


def refuse_unknown_hosts() -> None:
    """Refuse requests whose Host header is not one of the studio's names.

    Raises:
        UnknownHost: it is another, or malformed.
    """
    if request.path in _PROBES:
        return
    header = request.environ.get("HTTP_HOST", "")
    if not is_known(header, known_hosts(current_services().settings)):
        raise UnknownHost(header)


def is_known(header: str, names: tuple[str, ...]) -> bool:
    """Return whether a Host header is well formed and names one of ``names``."""
    match = _HOST.fullmatch(header)
    return match is not None and (_ANY in names or match[1].lower().rstrip(".") in names)
