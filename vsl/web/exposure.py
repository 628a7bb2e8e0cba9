"""Who can reach the studio: without a key it listens on this machine alone.

Checked when a server starts, whichever way, and again with each request, since a server may be
started by other means or stand behind a proxy.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

from vsl.errors import BadSetting, Forbidden
from vsl.settings import SHORTEST_KEY, Settings
from vsl.web.hosts import known_hosts
from vsl.web.proxies import CLAIMS_PROXY, read_address
from vsl.web.services import current_services

EVERYWHERE, HERE = "0.0.0.0", "127.0.0.1"
REACHED_AT = {EVERYWHERE: HERE, "[::]": "[::1]"}
"""By an address of all interfaces: where this machine reaches them."""

_CURE = (
    f"Set API_KEY to a key of {SHORTEST_KEY} letters or more (docker run -e API_KEY=…), "
    "or listen on this machine alone with HOST=127.0.0.1."
)


def default_host(api_key: str) -> str:
    """Return the address to listen on if none is set: of all interfaces only with a key."""
    return EVERYWHERE if api_key.strip() else HERE


def join_host(host: str, port: int | str) -> str:
    """Return a host and a port as addresses write them, an IPv6 one in brackets.

    >>> join_host("::1", 7860), join_host("127.0.0.1", 7860)
    ('[::1]:7860', '127.0.0.1:7860')
    """
    bare = host.strip("[]")
    return f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}"


def check_exposure(settings: Settings, hosts: Iterable[str]) -> None:
    """Check that a server without a key listens on this machine alone.

    Args:
        hosts: the addresses it listens on; empty for a Unix socket.
    Raises:
        BadSetting: other machines could reach it.
    """
    for host in hosts:
        if not settings.api_key and not is_local(host):
            raise BadSetting(f"Others can reach {host}, and no key would be asked for. {_CURE}")


def describe_exposure(settings: Settings, hosts: Iterable[str]) -> str:
    """Return who can reach the studio, in one line."""
    if not settings.api_key:
        return "Only this machine can reach it; no key is asked for (API_KEY is not set)."
    local = all(map(is_local, hosts))
    who = "This machine and its proxies" if local else "Every machine in its networks"
    names = ", ".join(known_hosts(settings))
    proxies = ", ".join(settings.trusted_proxies) or "none"
    return f"{who} can reach it as {names}, with the key; trusted proxies: {proxies}."


def refuse_strangers() -> None:
    """Refuse requests of other machines while there is no key.

    Raises:
        Forbidden: the request comes from another machine, or through a proxy.
    """
    if current_services().settings.api_key:
        return
    peer = request.environ.get("REMOTE_ADDR", "")
    if not is_local(peer) or CLAIMS_PROXY in request.environ:
        raise Forbidden("Without a key this studio answers its own machine alone: set API_KEY.")


def is_local(host: str) -> bool:
    """Return whether ``host`` is an address of this machine that no other can reach."""
    address = read_address(host.strip("[]"))
    return host in ("", "localhost") or (address is not None and address.is_loopback)
