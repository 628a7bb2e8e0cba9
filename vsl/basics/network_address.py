"""Addresses of hosts: names in, checked IP addresses out.

Nothing that an outsider names may reach into the server's own network. A name is resolved once,
and the caller connects to an address that this module returned, so a name that changes in between
(DNS rebinding) gains nothing.
Source: https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread

from vsl.errors import Forbidden

_ASSIGNED = IPv6Network("2000::/3")  # every public IPv6 address; RFC 4291 §2.4 and IANA's registry
_EXAMPLES = IPv6Network("3fff::/20")  # RFC 9637; Python 3.11 takes it for public
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214 §6.1: these 32 bits, then an IPv4 address
_PRIVATE_NAMES = (".localhost", ".local", ".internal")


def is_public_address(text: str) -> bool:
    """Return whether an IP address is on the public internet.

    An IPv6 address that stands for an IPv4 address is as public as that one.

    Raises:
        ValueError: ``text`` is no IP address.

    >>> is_public_address("1.1.1.1"), is_public_address("::ffff:10.0.0.1")
    (True, False)
    """
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return _is_public_ipv4(address)
    if translated := _translated_ipv4(address):
        return _is_public_ipv4(translated)
    tunnelled = _tunnelled_ipv4(address)
    is_reachable = address in _ASSIGNED and address not in _EXAMPLES and address.is_global
    return is_reachable and (tunnelled is None or _is_public_ipv4(tunnelled))


def is_private_host(host: str) -> bool:
    """Return whether a name or IP address is private as far as its text shows."""
    try:
        return not is_public_address(host)
    except ValueError:  # a name
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(_PRIVATE_NAMES)


def resolve_host(
    host: str, port: int, *, public_only: bool, timeout_s: float | None = None
) -> list[str]:
    """Return the IP addresses of ``host``, the preferred one first.

    The look-up runs in a thread that can be abandoned, since it has no time-out of its own.

    Raises:
        OSError: the name is unknown, or there is no answer within ``timeout_s``.
        Forbidden: ``public_only``, and one of the addresses is not public.
    """
    answers: SimpleQueue[list[str] | OSError] = SimpleQueue()
    Thread(target=_look_up, args=(host, port, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=timeout_s)
    except Empty:
        raise TimeoutError(f"no address of {host} within {timeout_s:.0f} s") from None
    if isinstance(answer, OSError):
        raise answer
    if public_only and not all(map(is_public_address, answer)):
        raise Forbidden(f"{host} lies in a private network, which this server does not call.")
    return answer


def _look_up(host: str, port: int, answers: SimpleQueue[list[str] | OSError]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        answers.put(error)
    except UnicodeError as error:  # a name with a part that is too long
        answers.put(OSError(str(error)))
    else:
        answers.put(list(dict.fromkeys(str(place[0]) for *_, place in found)))


def _is_public_ipv4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast


def _translated_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that the system or a gateway takes an IPv6 address for."""
    return _low_ipv4(address) if address in _NAT64 else address.ipv4_mapped


def _tunnelled_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address at the far end of an automatic tunnel."""
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return _low_ipv4(address)
    return address.sixtofour or (address.teredo[1] if address.teredo else None)


def _low_ipv4(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFF_FFFF)
