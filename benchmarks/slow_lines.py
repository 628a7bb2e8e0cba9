"""Attack a server with slow clients, and time the requests of an honest one meanwhile.

``python benchmarks/slow_lines.py [--lines 3000] [--listeners 500] [--seconds 10]``

The studio runs as in production. One process holds the lines, each with half a head or half a body
and a byte every two seconds, and listens to events; this one asks by connections of its own. The
figures without an attack, in the same run, say what the machine is worth: compare with them alone.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import socket
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.upload_clients import Server

_BYTE_EVERY_S = 2.0
_COME_BACK_S = 0.2
_BEGIN_S = 12.0  # until all lines are there
_PAUSE_S = 0.03
_PATIENCE_S = 10.0
_HALVES = {
    "half heads": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "half bodies": (
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nkey="
    ),
}
_STREAM = b"GET /api/events?project=p HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_ASK = b"GET /api/projects HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


async def hold_line(port: int, half: bytes) -> None:
    """Send half a request and hardly more, again and again."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(half)
            while not reader.at_eof():
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(100), _BYTE_EVERY_S)
                writer.write(b"x")
            writer.close()
        await asyncio.sleep(_COME_BACK_S)


async def listen(port: int) -> None:
    """Listen to a project's events without end."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_STREAM)
            while await reader.readline():
                pass
        await asyncio.sleep(_COME_BACK_S)


async def attack(port: int, half: bytes, lines: int, listeners: int) -> None:
    """Hold so many lines and streams until killed."""
    holding = [hold_line(port, half) for _ in range(lines)]
    await asyncio.gather(*holding, *(listen(port) for _ in range(listeners)))


def run_attack(port: int, half: bytes, lines: int, listeners: int) -> None:
    """Attack from a process of its own."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(attack(port, half, lines, listeners))


def ask_once(port: int) -> bool:
    """Return whether a request was answered."""
    with (
        suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_S) as line,
    ):
        line.sendall(_ASK)
        answer = b"".join(iter(lambda: line.recv(1 << 16), b""))
        return answer.startswith(b"HTTP/1.1 200")
    return False


def ask_often(port: int, seconds: float) -> str:
    """Return the times of requests by fresh connections, one after the other, as a line."""
    took_ms, missed, end = [], 0, time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.monotonic()
        missed += not ask_once(port)
        took_ms.append((time.monotonic() - started) * 1000)
        time.sleep(_PAUSE_S)
    cuts = statistics.quantiles(took_ms, n=100) if len(took_ms) > 1 else took_ms * 99
    times = f"p50 {cuts[49]:6.1f}  p95 {cuts[94]:6.1f}  worst {max(took_ms):7.1f} ms"
    return f"{len(took_ms):5} × {times}, {missed} without an answer"


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--lines", type=int, default=3000)
    parser.add_argument("--listeners", type=int, default=500)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), quiet=True)
        try:
            ask_often(server.port, 2)
            print(f"{'nobody':12}", ask_often(server.port, arguments.seconds), flush=True)
            for name, half in _HALVES.items():
                words = (server.port, half, arguments.lines, arguments.listeners)
                attacker = multiprocessing.Process(target=run_attack, args=words, daemon=True)
                attacker.start()
                time.sleep(_BEGIN_S)
                print(f"{name:12}", ask_often(server.port, arguments.seconds), flush=True)
                attacker.kill()
                attacker.join()
        finally:
            server.kill()


if __name__ == "__main__":
    main()
