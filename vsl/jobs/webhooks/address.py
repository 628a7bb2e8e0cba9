"""Checks of webhook addresses, which must not reach into the server's own network."""

from __future__ import annotations

from urllib.parse import urlsplit

from vsl.basics.network_address import is_private_host
from vsl.errors import BadInput, Forbidden

_LONGEST = 2000  # characters


def check_address(url: str, *, may_be_private: bool) -> None:
    """Check that a webhook can be sent to ``url``, as far as its text shows.

    Raises:
        BadInput: it is not a web address.
        Forbidden: its host is in a private network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _address_error(url) from error
    is_invalid = parts.scheme not in ("http", "https") or not parts.hostname or port == 0
    if is_invalid or "@" in parts.netloc or len(url) > _LONGEST or not _is_plain(url):
        raise _address_error(url)
    if not may_be_private and is_private_host(parts.hostname or ""):
        raise Forbidden(
            f"{parts.hostname} lies in a private network, which this server tells nothing "
            "(ALLOW_PRIVATE_WEBHOOKS)."
        )


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url


def _address_error(url: str) -> BadInput:
    return BadInput(f"{url[:80]!r} can't be told anything: write https://host/path.")
