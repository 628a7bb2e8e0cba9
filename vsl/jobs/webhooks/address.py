"""Which addresses may be told: whoever may name one must not reach into the server's own network.

Names are looked up when a message is sent, and the connection goes to the very address that was
checked: a name that changes its mind in between gains nothing.
Source: https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from vsl.errors import BadInput, Forbidden

_LONGEST = 2000  # characters
_AS_IPV4 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def check_address(url: str, *, may_be_private: bool) -> SplitResult:
    """The parts of an address that may be told.

    Raises:
        BadInput: it is no address of the web.
        Forbidden: it lies in a private network, as far as the text tells.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _no_address(url) from error
    wrong = parts.scheme not in ("http", "https") or not parts.hostname or port == 0
    if wrong or "@" in parts.netloc or len(url) > _LONGEST or not _is_plain(url):
        raise _no_address(url)
    if not may_be_private and _is_inside(parts.hostname or ""):
        raise _private(parts.hostname)
    return parts


def resolve_address(parts: SplitResult, *, may_be_private: bool) -> list[tuple[str, int]]:
    """Where to connect to: IP addresses and port, the preferred one first.

    Raises:
        OSError: nobody knows the name.
        Forbidden: it leads into a private network.
    """
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a name with a part that is too long
        raise OSError(str(error)) from error
    hosts = list(dict.fromkeys(str(place[0]) for *_, place in found))
    if not may_be_private and not all(map(is_public, hosts)):
        raise _private(parts.hostname)
    return [(host, port) for host in hosts]


def is_public(host: str) -> bool:
    """Whether an IP address belongs to the internet, and not to a network of somebody's own."""
    address = ip_address(host.partition("%")[0])
    return all(each.is_global and not each.is_multicast for each in (address, *_within(address)))


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that gateways would take an IPv6 address for."""
    if isinstance(address, IPv4Address):
        return []
    held = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _AS_IPV4:
        held.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in held if each is not None]


def _is_inside(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:  # a name
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url


def _no_address(url: str) -> BadInput:
    return BadInput(f"{url[:80]!r} can't be told anything: write https://host/path.")


def _private(host: str | None) -> Forbidden:
    return Forbidden(
        f"{host} lies in a private network, which this server tells nothing "
        "(ALLOW_PRIVATE_WEBHOOKS)."
    )
