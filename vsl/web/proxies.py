"""Which client stands behind a proxy: only proxies of TRUSTED_PROXIES may say so.

From other addresses X-Forwarded-For and its like are claims of the client itself and are dropped
before the application sees the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from vsl.settings import SUB_PATH, UNIX_SOCKET

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CLAIMS_PROXY = "vsl.claims_proxy"
"""Set in the environment of a request that names a proxy which is not trusted."""

_FOR, _PROTOCOL = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
_PREFIX = "HTTP_X_FORWARDED_PREFIX"
_FORWARDED = (
    _FOR,
    _PROTOCOL,
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    _PREFIX,
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)
_NAMES_CLIENT = (_FOR, "HTTP_X_REAL_IP", "HTTP_FORWARDED")
_SCHEMES = ("http", "https")


class ProxyList:
    """The proxies that are trusted, by their addresses."""

    def __init__(self, names: Iterable[str]) -> None:
        names = tuple(names)
        self._trusts_sockets = UNIX_SOCKET in names
        self._networks = [ip_network(name) for name in names if name != UNIX_SOCKET]

    def trusts(self, peer: str) -> bool:
        """Return whether ``peer``, empty for a Unix socket, is a trusted proxy."""
        if not peer:
            return self._trusts_sockets
        address = read_address(peer)
        return address is not None and any(address in network for network in self._networks)

    def client_of(self, peer: str, forwarded_for: str) -> str:
        """Return the client's address: the last that no trusted proxy has, from the right."""
        hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
        while hops and self.trusts(peer):
            if read_address(hops[-1]) is None:
                break
            peer = hops.pop()
        return peer


class ProxyHeaders:
    """WSGI middleware: apply the headers of trusted proxies, and drop those of all others."""

    def __init__(
        self, application: WSGIApplication, proxies: ProxyList, root_path: str = ""
    ) -> None:
        """``root_path``: the sub-path of all requests, unless a trusted proxy states another."""
        self._application = application
        self._proxies = proxies
        self._root_path = root_path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as the application does for the client behind the proxy."""
        claims = {name: environ.pop(name) for name in _FORWARDED if name in environ}
        peer = environ.get("REMOTE_ADDR", "")
        if self._proxies.trusts(peer):
            _apply(environ, claims, self._proxies)
        elif any(name in claims for name in _NAMES_CLIENT):
            environ[CLAIMS_PROXY] = True
        if self._root_path and not environ.get("SCRIPT_NAME"):
            _apply_prefix(environ, self._root_path)
        return self._application(environ, start_response)


def _apply(environ: WSGIEnvironment, claims: dict[str, Any], proxies: ProxyList) -> None:
    environ["REMOTE_ADDR"] = proxies.client_of(environ.get("REMOTE_ADDR", ""), claims.get(_FOR, ""))
    scheme = claims.get(_PROTOCOL, "").rpartition(",")[2].strip().lower()
    if scheme in _SCHEMES:
        environ["wsgi.url_scheme"] = scheme
    prefix = claims.get(_PREFIX, "").partition(",")[0].strip().rstrip("/")
    if SUB_PATH.fullmatch(prefix):
        _apply_prefix(environ, prefix)


def _apply_prefix(environ: WSGIEnvironment, prefix: str) -> None:
    """Move a sub-path out of the path; proxies that strip it themselves leave none there."""
    environ["SCRIPT_NAME"] = prefix
    path = environ.get("PATH_INFO", "")
    if path == prefix or path.startswith(prefix + "/"):
        environ["PATH_INFO"] = path.removeprefix(prefix) or "/"


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address that ``text`` names, an IPv4 one also in IPv6's spelling; else None."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
