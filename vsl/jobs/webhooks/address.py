"""Checks of webhook addresses, which must not reach into the server's own network.

Names are resolved when a message is sent, and the connection goes to the address that was checked,
so a name that changes in between (DNS rebinding) gains nothing.
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
    """Return the parts of an acceptable webhook address.

    Raises:
        BadInput: it is not a web address.
        Forbidden: its host is in a private network, as far as the text shows.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _address_error(url) from error
    is_invalid = parts.scheme not in ("http", "https") or not parts.hostname or port == 0
    if is_invalid or "@" in parts.netloc or len(url) > _LONGEST or not _is_plain(url):
        raise _address_error(url)
    if not may_be_private and _is_private(parts.hostname or ""):
        raise _private_error(parts.hostname)
    return parts


def resolve_address(parts: SplitResult, *, may_be_private: bool) -> list[tuple[str, int]]:
    """Return the IP addresses and port to connect to, the preferred one first.

    Raises:
        OSError: the name can't be resolved.
        Forbidden: it resolves to a private network.
    """
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        resolved = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a name with a part that is too long
        raise OSError(str(error)) from error
    hosts = list(dict.fromkeys(str(place[0]) for *_, place in resolved))
    if not may_be_private and not all(map(is_public, hosts)):
        raise _private_error(parts.hostname)
    return [(host, port) for host in hosts]


def is_public(host: str) -> bool:
    """Return whether an IP address is on the public internet."""
    address = ip_address(host.partition("%")[0])
    return all(
        each.is_global and not each.is_multicast for each in (address, *_inner_ipv4(address))
    )


def _inner_ipv4(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that gateways would take an IPv6 address for."""
    if isinstance(address, IPv4Address):
        return []
    embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _AS_IPV4:
        embedded.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in embedded if each is not None]


def _is_private(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:  # a name
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url


def _address_error(url: str) -> BadInput:
    return BadInput(f"{url[:80]!r} can't be told anything: write https://host/path.")


def _private_error(host: str | None) -> Forbidden:
    return Forbidden(
        f"{host} lies in a private network, which this server tells nothing "
        "(ALLOW_PRIVATE_WEBHOOKS)."
    )
