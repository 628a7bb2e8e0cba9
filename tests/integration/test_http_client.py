"""Requests to servers that have every fault: limits hold, and nothing private is reached."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from vsl.basics.http_client import is_answering, open_response
from vsl.basics.http_messages import HttpLimits, HttpRefusal, OutgoingRequest, ServerUnreachable
from vsl.errors import Forbidden

LIMITS = HttpLimits(wait_s=5.0, total_s=10.0, most_bytes=1000)
OUTSIDE = "good.example"


@dataclass
class Site:
    """A server on this machine: an answer by path, and the requests that came."""

    url: str = ""
    answers: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.requests]


@pytest.fixture
def site() -> Iterator[Site]:
    own = Site()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            own.requests.append((self.command, self.path, dict(self.headers)))
            own.answers.get(self.path, content(b"hello"))(self)

        do_GET = do_HEAD = do_POST = answer

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        own.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield own
        server.shutdown()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Addresses by name; asked in turn, the last one again and again."""
    real, table = socket.getaddrinfo, dict[str, list[str]]()

    def look_up(host: str, *rest: Any, **more: Any) -> Any:
        turns = table.get(host, [host])
        return real(turns.pop(0) if len(turns) > 1 else turns[0], *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return table


def content(body: bytes, status: int = 200, **headers: str) -> Callable[[Any], None]:
    def answer(request: Any) -> None:
        request.send_response(status)
        for name, text in headers.items():
            request.send_header(name.replace("_", "-"), text)
        request.end_headers()
        with suppress(OSError):
            request.wfile.write(body)

    return answer


def redirect(target: str) -> Callable[[Any], None]:
    return content(b"", 302, Location=target)


def fetch(url: str, limits: HttpLimits = LIMITS, *, follow: bool = False) -> bytes:
    with open_response(OutgoingRequest("GET", url), limits, follow_redirects=follow) as response:
        return response.read()


def test_a_body_comes_whole_with_its_status_and_headers(site: Site) -> None:
    site.answers["/"] = content(b"told", 201, X_Name="A")
    request = OutgoingRequest("POST", f"{site.url}/", {"X-Asked": "B"}, b"question")
    with open_response(request, LIMITS) as response:
        assert (response.status, response.headers["x-name"], response.read()) == (201, "A", b"told")
    ((method, _, headers),) = site.requests
    assert (method, headers["X-Asked"], headers["Content-Length"]) == ("POST", "B", "8")
    assert headers["Host"] == site.url.removeprefix("http://")


def test_a_refusal_keeps_its_status_and_its_wish_to_wait(site: Site) -> None:
    site.answers["/"] = content(b"", 429, Retry_After="7")
    with (
        pytest.raises(HttpRefusal, match="its server answers 429") as refused,
        open_response(OutgoingRequest("GET", site.url), LIMITS) as response,
    ):
        response.raise_for_status()
    assert (refused.value.status, refused.value.retry_after) == (429, "7")
    assert is_answering(site.url, timeout_s=5.0)


@pytest.mark.parametrize("length", [{}, {"Content_Length": "1001"}])
def test_a_body_beyond_its_limit_is_left(site: Site, length: dict[str, str]) -> None:
    site.answers["/large"] = content(b"x" * 1001, **length)
    site.answers["/just"] = content(b"x" * 1000)
    assert len(fetch(f"{site.url}/just")) == 1000
    with pytest.raises(ConnectionError, match="without end"):
        fetch(f"{site.url}/large")


def test_a_compressed_answer_is_refused_so_that_no_bomb_is_unpacked(site: Site) -> None:
    site.answers["/"] = content(gzip.compress(bytes(10_000)), Content_Encoding="gzip")
    with pytest.raises(ConnectionError, match="compressed answer"):
        fetch(f"{site.url}/")
    assert site.requests[0][2]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("start", [b"", b"HTTP/1.0 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_left_at_the_deadline(start: bytes) -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip() -> None:
            line, _ = slow.accept()
            with line, suppress(OSError):
                line.sendall(start)
                while not over.wait(0.02):
                    line.sendall(b"x" if start else b"HTTP/1.1 100 Continue\r\n\r\n")

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(TimeoutError, match="timed out"):
            fetch(f"http://127.0.0.1:{slow.getsockname()[1]}/", HttpLimits(wait_s=5, total_s=0.3))
        over.set()
        thread.join()


def test_a_server_that_says_nothing_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert not is_answering(url, timeout_s=0.1)
        with pytest.raises(TimeoutError):
            fetch(url, HttpLimits(wait_s=0.1))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://nowhere.invalid/"])
def test_a_closed_port_and_an_unknown_name_are_unreachable(url: str) -> None:
    with pytest.raises(ServerUnreachable, match=r"\w"):
        fetch(url)


@pytest.mark.parametrize("url", ["nowhere", "ftp://127.0.0.1/", "http://[::1/", "http://"])
def test_what_is_no_address_of_the_web_is_one_clear_error(url: str) -> None:
    with pytest.raises((ValueError, ConnectionError), match=r"\w"):
        fetch(url)


def test_another_address_of_a_name_is_tried_where_the_first_is_closed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def look_up(host: str, *rest: Any, **more: Any) -> list[Any]:
        places = ("127.0.0.2", "127.0.0.1") if host == OUTSIDE else (host,)  # the second listens
        return [found for each in places for found in real(each, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert fetch(f"http://{OUTSIDE}:{site.port}/") == b"hello"


def test_a_private_address_behind_a_public_name_gets_nothing(
    site: Site, names: dict[str, list[str]]
) -> None:
    names[OUTSIDE] = ["127.0.0.1"]
    with pytest.raises(Forbidden, match="private network"):
        fetch(f"http://{OUTSIDE}:{site.port}/", HttpLimits(wait_s=5, public_only=True))
    assert site.requests == []


def test_the_connection_goes_to_the_address_that_was_checked(
    site: Site, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when checked, and private a moment later."""
    names[OUTSIDE] = ["192.0.2.1", "127.0.0.1"]
    asked: list[Any] = []

    def connect(address: Any, *_rest: Any, **_more: Any) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError("the test's own network")

    monkeypatch.setattr("vsl.basics.network_address.is_public_address", lambda _text: True)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(ServerUnreachable):
        fetch(f"http://{OUTSIDE}:{site.port}/", HttpLimits(wait_s=5, public_only=True))
    assert asked == [("192.0.2.1", site.port)]
    assert site.requests == []


def test_redirects_are_followed_only_where_the_caller_allows_it(site: Site) -> None:
    site.answers["/old"] = redirect("/new")
    assert fetch(f"{site.url}/old", follow=True) == b"hello"
    assert fetch(f"{site.url}/old") == b""
    assert site.paths() == ["/old", "/new", "/old"]


def test_a_redirect_into_a_private_network_is_not_followed(
    site: Site, names: dict[str, list[str]]
) -> None:
    names[OUTSIDE] = ["127.0.0.1"]
    for target in (f"http://localhost:{site.port}/in", f"http://{OUTSIDE}:{site.port}/in"):
        site.answers["/old"] = redirect(target)
        with pytest.raises(Forbidden, match="private network"):
            fetch(f"{site.url}/old", follow=True)
    for target in ("http://[::ffff:10.0.0.1]/", "http://[::10.0.0.1]/", "http://169.254.169.254/"):
        site.answers["/old"] = redirect(target)
        with pytest.raises(Forbidden, match="private network"):
            fetch(f"{site.url}/old", follow=True)
    assert "/in" not in site.paths()


def test_a_redirect_elsewhere_takes_no_key_along(
    site: Site, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsl.basics.network_address.is_public_address", lambda _text: True)
    monkeypatch.setattr("vsl.basics.http_client.is_private_host", lambda _host: False)
    names[OUTSIDE] = ["127.0.0.1"]
    site.answers["/old"] = redirect(f"http://{OUTSIDE}:{site.port}/new")
    headers = {"Authorization": "Bearer secret", "Range": "bytes=5-"}
    request = OutgoingRequest("GET", f"{site.url}/old", headers)
    with open_response(request, LIMITS, follow_redirects=True) as response:
        assert response.read() == b"hello"
    _, path, sent = site.requests[1]
    assert (path, sent["Range"], sent.get("Authorization")) == ("/new", "bytes=5-", None)


@pytest.mark.parametrize("target", ["ftp://example.com/", "file:///etc/passwd", "//"])
def test_a_redirect_away_from_the_web_is_an_error(site: Site, target: str) -> None:
    site.answers["/old"] = redirect(target)
    with pytest.raises((ConnectionError, Forbidden, ValueError)):
        fetch(f"{site.url}/old", follow=True)


def test_redirects_in_a_circle_end(site: Site) -> None:
    site.answers["/old"] = redirect("/old")
    with pytest.raises(ConnectionError, match="redirects without end"):
        fetch(f"{site.url}/old", follow=True)
    assert len(site.requests) == 5


def test_the_environments_proxy_is_used_but_not_for_what_must_be_checked(
    site: Site, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert fetch("http://api.example/v1") == b"hello"
    assert site.paths() == ["http://api.example/v1"]
    names["api.example"] = ["127.0.0.1"]
    with pytest.raises(Forbidden):
        fetch("http://api.example/v1", HttpLimits(wait_s=5, public_only=True))
    assert fetch(f"{site.url}/direct") == b"hello"
    assert site.paths()[1:] == ["/direct"]


def test_the_client_library_is_imported_with_the_first_request_only() -> None:
    program = (
        "import sys, vsl.bootstrap, vsl.cli.main, vsl.basics.http_client;"
        "print([name for name in sys.modules if name.startswith(('httpx', 'httpcore'))])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert said.stdout.strip() == b"[]"
