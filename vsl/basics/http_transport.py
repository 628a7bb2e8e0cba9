"""How requests reach other servers: to the address that was checked, within limits.

Importing this module imports ``httpx2``, which takes a quarter of a second; only ``http_client``
does, with the first request.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from threading import Event, Timer
from time import monotonic
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx2

from vsl.basics.http_messages import HttpLimits, ServerUnreachable
from vsl.basics.network_address import resolve_host

_PORTS = {"http": 80, "https": 443}


class LimitedTransport(httpx2.BaseTransport):
    """Opens a connection for each request, to a checked address, and keeps the limits.

    Proxies of the environment are used as urllib does, but for requests to public addresses only:
    what a proxy connects to can't be checked here.
    """

    def __init__(self, limits: HttpLimits) -> None:
        self._limits = limits

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response, its body not yet read.

        Raises:
            httpx2.TransportError: there is none; see ``translate_errors``.
            Forbidden: the host is in a private network.
        """
        exchange = _Exchange(self._limits)
        try:
            response = exchange.start(request)
        except BaseException:
            exchange.close()
            exchange.check_time(request)
            raise
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            exchange.close()
            raise httpx2.RemoteProtocolError("a compressed answer that was not asked for")
        stream = _LimitedStream(response, exchange, request, self._limits.most_bytes)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=stream,
            extensions=response.extensions,
        )


class _Exchange:
    """One request with its connection and its deadline."""

    def __init__(self, limits: HttpLimits) -> None:
        self._limits = limits
        self._inner: httpx2.HTTPTransport | None = None
        self._socket: socket.socket | None = None
        self._over = Event()
        self._deadline_s = None if limits.total_s is None else monotonic() + limits.total_s
        self._timer = Timer(limits.total_s or 0, self._end)
        self._timer.daemon = True

    def start(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request and return the response, its body not yet read."""
        if self._deadline_s is not None:
            self._timer.start()  # a server that drips bytes would hold the connection open
        proxy = None if self._limits.public_only else _proxy_for(request.url)
        self._inner = httpx2.HTTPTransport(
            verify=_tls(), proxy=proxy, limits=httpx2.Limits(max_keepalive_connections=0)
        )
        if proxy:
            return self._inner.handle_request(self._watch(request, request.url))
        return self._try_addresses(request, self._inner)

    def check_time(self, request: httpx2.Request) -> None:
        """Raise ``httpx2.ReadTimeout`` if the deadline has ended the connection."""
        if self._over.is_set():
            raise httpx2.ReadTimeout("timed out", request=request)

    def close(self) -> None:
        """End the connection."""
        self._timer.cancel()
        if self._inner is not None:
            self._inner.close()

    def _try_addresses(
        self, request: httpx2.Request, inner: httpx2.HTTPTransport
    ) -> httpx2.Response:
        """Send the request to the first address that can be connected to."""
        problem: httpx2.TransportError = httpx2.ConnectError("this name has no address")
        for address in self._resolve(request):
            try:
                pinned = self._watch(request, request.url.copy_with(host=address))
                return inner.handle_request(pinned)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                problem = error
        raise problem

    def _resolve(self, request: httpx2.Request) -> list[str]:
        url = request.url
        host = url.raw_host.decode("ascii")
        port = url.port or _PORTS.get(url.scheme, 0)
        wait_s = request.extensions.get("timeout", {}).get("connect") or self._limits.wait_s
        try:
            return resolve_host(host, port, public_only=self._limits.public_only, timeout_s=wait_s)
        except TimeoutError as error:
            raise httpx2.ConnectTimeout(str(error), request=request) from error
        except OSError as error:
            raise httpx2.ConnectError(str(error), request=request) from error

    def _watch(self, request: httpx2.Request, url: httpx2.URL) -> httpx2.Request:
        """Return the request to ``url``, its certificate still checked for the host's name."""
        extensions: dict[str, Any] = {
            **request.extensions,
            "trace": self._note,
        }
        if url.host != request.url.host:
            extensions["sni_hostname"] = request.url.raw_host.decode("ascii")
        return httpx2.Request(
            request.method,
            url,
            headers=request.headers,
            stream=request.stream,
            extensions=extensions,
        )

    def _note(self, event: str, details: dict[str, Any]) -> None:
        """Keep the connection's socket, for the deadline."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = details["return_value"].get_extra_info("socket")
            if self._over.is_set():
                self._shut_down()

    def _end(self) -> None:
        self._over.set()
        self._shut_down()

    def _shut_down(self) -> None:
        connection = self._socket
        if connection is not None:
            with suppress(OSError):
                # SSLSocket.shutdown would unwrap the connection
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _LimitedStream(httpx2.SyncByteStream):
    """A response's body, up to a number of bytes."""

    def __init__(
        self,
        response: httpx2.Response,
        exchange: _Exchange,
        request: httpx2.Request,
        most_bytes: int | None,
    ) -> None:
        self._response, self._exchange, self._request = response, exchange, request
        self._most_bytes = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        count = 0
        try:
            for piece in self._response.iter_raw():
                count += len(piece)
                if self._most_bytes is not None and count > self._most_bytes:
                    raise httpx2.RemoteProtocolError("an answer without end")
                yield piece
        except httpx2.TransportError:
            self._exchange.check_time(self._request)
            raise
        self._exchange.check_time(self._request)  # a body without a length ends with its line

    def close(self) -> None:
        self._response.close()
        self._exchange.close()


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise the errors of ``httpx2`` as ``OSError``; its message is the cause's, if it has one."""
    try:
        yield
    except httpx2.TimeoutException as error:
        raise TimeoutError("timed out") from error
    except httpx2.ConnectError as error:
        raise _with_cause(ServerUnreachable, error) from error
    except (httpx2.TransportError, httpx2.StreamError) as error:
        raise _with_cause(ConnectionError, error) from error


def _with_cause(kind: Callable[..., OSError], error: BaseException) -> OSError:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, OSError) and cause.strerror:
        return kind(cause.errno, cause.strerror)
    return kind(str(error) or type(error).__name__)


def _proxy_for(url: httpx2.URL) -> str | None:
    """Return the environment's proxy for ``url``."""
    host = url.host
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return proxy if proxy and not proxy_bypass(host) else None


@cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()
