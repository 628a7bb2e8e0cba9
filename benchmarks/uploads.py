"""Measure gigabyte uploads to the server as run in production, and the cost of each part.

``python benchmarks/uploads.py [--megabytes 1024] [--only socket joined tuspy tus-js kill …]``

Each client sends once to a sink that discards bytes (its own ceiling) and once to the studio;
``socket`` is a plain socket, which costs next to nothing, so that the studio alone is measured. The
pause is the time from a client's last byte to the answer (``joined``: to its request to join the
parts), and then to its project. Memory is that of all gunicorn processes (web_watch.py). Processor
seconds per gigabyte hold on a busy machine; megabytes per second don't.
"""

from __future__ import annotations

import argparse
import multiprocessing
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from web_watch import Watch

from tests.upload_clients import Counter, Server, by_tus_js_client, by_tuspy, make_noise
from vsl.basics.files import file_sha256

CHUNK_BYTES = 50 << 20  # the page's own
_MB = 1 << 20
_PIECE = "application/offset+octet-stream"
_EMPTY = {"Content-Length": 0}
_SIDE_BY_SIDE = 3  # parts, as the page sends them

Upload = Callable[[str, Path, int], object]


def by_socket(endpoint: str, path: Path, chunk_bytes: int) -> float:
    """Upload by a plain socket; the seconds between the last byte and its answer."""
    size = path.stat().st_size
    with socket.create_connection(_address(endpoint)) as line, path.open("rb") as file:
        place = _asked(line, "POST", urlsplit(endpoint).path, {"Upload-Length": size, **_EMPTY})
        return _send(line, place, file, begin=0, end=size, chunk_bytes=chunk_bytes)


def by_joined_parts(endpoint: str, path: Path, chunk_bytes: int) -> float:
    """Upload in parts, which are joined; the seconds that joining them takes."""
    size, places, to = path.stat().st_size, [], urlsplit(endpoint).path
    edges = [size * part // _SIDE_BY_SIDE for part in range(_SIDE_BY_SIDE + 1)]
    with socket.create_connection(_address(endpoint)) as line, path.open("rb") as file:
        for begin, end in pairwise(edges):
            about = {"Upload-Length": end - begin, "Upload-Concat": "partial", **_EMPTY}
            places.append(_asked(line, "POST", to, about))
            _send(line, places[-1], file, begin=begin, end=end, chunk_bytes=chunk_bytes)
        begun = time.monotonic()
        _asked(line, "POST", to, {"Upload-Concat": f"final;{' '.join(places)}", **_EMPTY})
        return time.monotonic() - begun


def _send(
    line: socket.socket, place: str, file: BinaryIO, *, begin: int, end: int, chunk_bytes: int
) -> float:
    """Send that range of a file; the seconds between the last byte and its answer."""
    pause_s = 0.0
    for offset in range(begin, end, chunk_bytes):
        count = min(chunk_bytes, end - offset)
        head = {"Upload-Offset": offset - begin, "Content-Length": count}
        _ask(line, "PATCH", urlsplit(place).path, {**head, "Content-Type": _PIECE})
        line.sendfile(file, offset, count)
        sent = time.monotonic()
        _answer(line)
        pause_s = time.monotonic() - sent
    return pause_s


def _address(endpoint: str) -> tuple[str, int]:
    parts = urlsplit(endpoint)
    return str(parts.hostname), int(parts.port or 80)


def _ask(line: socket.socket, method: str, place: str, headers: Mapping[str, object]) -> None:
    given = {"Host": "127.0.0.1", "Tus-Resumable": "1.0.0", **headers}
    text = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    line.sendall(f"{method} {place} HTTP/1.1\r\n{text}\r\n".encode())


def _asked(line: socket.socket, method: str, place: str, headers: Mapping[str, object]) -> str:
    _ask(line, method, place, headers)
    return _answer(line)


def _answer(line: socket.socket) -> str:
    """The place that an answer without a body names, if any."""
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        text += line.recv(4096)
    head = text.decode().splitlines()
    if " 20" not in head[0]:
        raise ValueError(f"the server said {head[0]}")
    named = dict(each.split(": ", 1) for each in head[1:] if each)
    return {name.lower(): value for name, value in named.items()}.get("location", "")


def serve_sink(listener: socket.socket) -> None:
    """Answer uploads and forget them, in a process of its own."""
    while True:
        line, _ = listener.accept()
        threading.Thread(target=_swallow, args=(line,), daemon=True).start()


def _swallow(line: socket.socket) -> None:
    buffer = bytearray(_MB)
    with line, suppress(OSError), line.makefile("rb") as stream:
        while first := stream.readline():
            head = dict(_headers(stream))
            left = length = int(head.get("content-length", 0))
            while left and (count := stream.readinto(memoryview(buffer)[: min(left, _MB)])):
                left -= count
            method, offset = first.split()[0], int(head.get("upload-offset", 0)) + length
            said = b"201 Created" if method == b"POST" else b"204 No Content"
            place = (
                b"Location: /api/uploads/sink\r\nContent-Length: 0" if method == b"POST" else b""
            )
            line.sendall(
                b"HTTP/1.1 %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\n%s\r\n\r\n"
                % (said, offset, place or b"X-Sink: 1")
            )


def _headers(stream: Iterator[bytes]) -> Iterator[tuple[str, str]]:
    for text in stream:
        if not text.strip():
            return
        name, _, value = text.decode().partition(":")
        yield name.lower(), value.strip()


@contextmanager
def sink() -> Iterator[str]:
    """The address of a server that throws away what it gets."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = multiprocessing.Process(target=serve_sink, args=(listener,), daemon=True)
        process.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/uploads"
        process.kill()


def measure(name: str, upload: Upload, recording: Path, server: Server, sink_url: str) -> None:
    """Send the recording to nobody, then to the studio, and make a project of it."""
    size_mb = recording.stat().st_size / _MB
    begun = time.monotonic()
    upload(sink_url, recording, CHUNK_BYTES)
    ceiling = size_mb / (time.monotonic() - begun)
    watch = Watch(server)
    pause_s = upload(f"http://127.0.0.1:{server.port}/api/uploads", recording, CHUNK_BYTES)
    cost = watch.end()
    (arrived,) = server.finished(recording.stat().st_size)
    same, project_s = file_sha256(arrived) == file_sha256(recording), _make_project(server, arrived)
    print(
        f"{name:13} {size_mb / cost.seconds:6.0f} MB/s of {ceiling:6.0f} to a sink; "
        f"server {cost.cpu_s / size_mb * 1024:5.2f} processor s/GB, {cost.growth_mb:+4.0f} MB; "
        f"pause {_shown(pause_s)}, project {project_s:.2f} s; "
        f"sha-256 {'equal' if same else 'DIFFERS'}"
    )


def _shown(pause_s: object) -> str:
    return f"{pause_s:.2f} s" if isinstance(pause_s, float) else "–"


def _make_project(server: Server, arrived: Path) -> float:
    """The seconds until the upload is a project, which is forgotten at once."""
    begun = time.monotonic()
    address = f"http://127.0.0.1:{server.port}/api/projects"
    made = requests.post(address, data={"upload": arrived.stem}, timeout=300)
    seconds = time.monotonic() - begun
    made.raise_for_status()
    requests.delete(f"{address}/{made.json()['id']}", timeout=60).raise_for_status()
    return seconds


def measure_kill(name: str, upload: Upload, recording: Path, server: Server) -> None:
    """kill -9 of the server in the midst: what was sent twice, and whether it is whole."""
    size, counter = recording.stat().st_size, Counter(server.port)
    url = f"http://127.0.0.1:{counter.port}/api/uploads"
    client = threading.Thread(target=upload, args=(url, recording, CHUNK_BYTES))
    client.start()
    while counter.sent_bytes < size // 2 and client.is_alive():
        time.sleep(0.001)
    server.kill()
    server.start()
    watch = Watch(server)
    client.join()
    growth_mb = watch.end().growth_mb
    counter.close()
    (arrived,) = server.finished(size)
    same, twice_mb = (
        file_sha256(arrived) == file_sha256(recording),
        (counter.sent_bytes - size) / _MB,
    )
    _make_project(server, arrived)
    print(
        f"{name:13} killed at half: sha-256 {'equal' if same else 'DIFFERS'}, "
        f"{twice_mb:.1f} MB sent twice (a chunk has {CHUNK_BYTES / _MB:.0f}), "
        f"memory {growth_mb:+.0f} MB"
    )


CLIENTS: dict[str, Upload] = {
    "socket": by_socket,
    "joined": by_joined_parts,
    "tuspy": by_tuspy,
    "tus-js": by_tus_js_client,
    "side-by-side": partial(by_tus_js_client, side_by_side=_SIDE_BY_SIDE),
}


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--only", nargs="+", choices=[*CLIENTS, "kill"])
    arguments = parser.parse_args()
    wanted = set(arguments.only or [*CLIENTS, "kill"])
    with tempfile.TemporaryDirectory() as folder, sink() as sink_url:
        recording = Path(folder) / "pitch.wav"
        make_noise(recording, arguments.megabytes * _MB)
        warm_up = Path(folder) / "short.wav"
        make_noise(warm_up, _MB)
        server = Server(Path(folder), quiet=True, MAX_CONCURRENT_JOBS="1")
        try:
            for _ in range(4):  # each worker has imported what it needs
                by_socket(f"http://127.0.0.1:{server.port}/api/uploads", warm_up, _MB)
            for name in [name for name in CLIENTS if name in wanted]:
                measure(name, CLIENTS[name], recording, server, sink_url)
            for name in ("tuspy", "tus-js") if "kill" in wanted else ():
                measure_kill(name, CLIENTS[name], recording, server)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
