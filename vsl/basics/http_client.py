"""HTTP requests to other servers: a request with limits in, the response or an ``OSError`` out.

Everything that the package asks of others goes through here, except ``vsl.client``, which needs
the standard library alone, and the store on S3, which has a client of its own. Redirects are
followed only where the caller allows them, and never into a private network. ``httpx2``, the
successor of httpx by its author, is imported with the first request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from vsl.basics.http_messages import HttpLimits, HttpResponse, OutgoingRequest
from vsl.basics.network_address import is_private_host
from vsl.errors import Forbidden

if TYPE_CHECKING:
    import httpx2

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_HEADERS = {"Accept-Encoding": "identity"}  # limits count the bytes that are read


def create_client(limits: HttpLimits) -> httpx2.Client:
    """Return a client with these limits that follows no redirects; the caller closes it."""
    import httpx2

    from vsl.basics.http_transport import LimitedTransport

    timeout = httpx2.Timeout(limits.wait_s, connect=limits.connect_s or limits.wait_s)
    return httpx2.Client(
        transport=LimitedTransport(limits),
        timeout=timeout,
        headers=_HEADERS,
        follow_redirects=False,
    )


@contextmanager
def open_response(
    request: OutgoingRequest, limits: HttpLimits, *, follow_redirects: bool = False
) -> Iterator[HttpResponse]:
    """Send a request and yield the response, whatever its status; close it after the block.

    Redirects lead a GET or HEAD to the same server, or to a public address, never from https to
    http, and without the headers where the server changes.

    Raises:
        ServerUnreachable: there is no connection.
        TimeoutError: a time limit is exceeded.
        ConnectionError: the connection broke, or the body is too large.
        Forbidden: the server, or one that it redirects to, is in a private network.
        ValueError: the URL is malformed.
    """
    for _ in range(_MOST_REDIRECTS):
        with _open_once(request, limits) as response:
            if not (follow_redirects and _is_redirect(response)):
                yield response
                return
            target = urljoin(request.url, response.headers["Location"])
        request, limits = _follow(request, limits, target)
    raise ConnectionError(f"{urlsplit(request.url).hostname} redirects without end")


def is_answering(url: str, *, timeout_s: float) -> bool:
    """Return whether the server at ``url`` responds within that time; a refusal is a response."""
    try:
        with open_response(OutgoingRequest("HEAD", url), HttpLimits(wait_s=timeout_s)):
            return True
    except (OSError, ValueError):
        return False


@contextmanager
def _open_once(request: OutgoingRequest, limits: HttpLimits) -> Iterator[HttpResponse]:
    import httpx2

    from vsl.basics.http_transport import translate_errors

    try:
        with (
            translate_errors(),
            create_client(limits) as client,
            client.stream(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.body or None,
            ) as response,
        ):
            yield HttpResponse(response.status_code, response.headers, _read_pieces(response))
    except httpx2.InvalidURL as error:
        raise ValueError(f"{request.url[:80]!r} is no address: {error}") from error


def _read_pieces(response: httpx2.Response) -> Iterator[bytes]:
    from vsl.basics.http_transport import translate_errors

    with translate_errors():
        yield from response.iter_raw()


def _is_redirect(response: HttpResponse) -> bool:
    return response.status in _REDIRECTS and "Location" in response.headers


def _follow(
    request: OutgoingRequest, limits: HttpLimits, target: str
) -> tuple[OutgoingRequest, HttpLimits]:
    """Return the request that a redirect leads to, with its limits."""
    before, after = urlsplit(request.url), urlsplit(target)
    if after.scheme not in ("http", "https") or (before.scheme, after.scheme) == ("https", "http"):
        raise ConnectionError(f"{before.hostname} redirects to {after.scheme or 'nowhere'}")
    if request.method not in ("GET", "HEAD"):
        raise ConnectionError(f"{before.hostname} redirects what is sent to it")
    if _place(before) == _place(after):
        return replace(request, url=target), limits
    if is_private_host(after.hostname or ""):
        raise Forbidden(f"{before.hostname} redirects to {after.hostname}, in a private network.")
    kept = {name: text for name, text in request.headers.items() if name == "Range"}
    return replace(request, url=target, headers=kept), replace(limits, public_only=True)


def _place(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
