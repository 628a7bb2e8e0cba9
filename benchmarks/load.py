"""Load a server: many pages listen to events while other clients send mixed requests.

``python benchmarks/load.py [--seconds 120] [--listeners 500] [--rate 50] [--slides 500]``

The studio runs as in production (gunicorn with gunicorn.conf.py), the client in one process beside
it. Requests are sent by schedule, whether or not earlier ones were answered, and timed from the
moment they were due. A listener that the server disconnects reconnects as a browser does. Memory is
that of all gunicorn processes (see web_watch.py). On a busy machine only the processor milliseconds
per request are meaningful.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from random import Random

from web_watch import Cost, Watch

from tests.upload_clients import Server
from vsl.bootstrap import Services, bootstrap
from vsl.jobs.task import Claim
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import (
    AudioStream,
    Deck,
    MediaInfo,
    Project,
    Slide,
    Transcript,
    Word,
    WordRange,
)
from vsl.settings import Settings

_PROJECTS = 60
_SLIDES = 60
_WORDS = 7  # of a slide
_WORD_MS = 400
_COME_BACK_S = 2.0
_TEXTS = ("the", "one", "thing", "they", "never", "told", "you", "about", "money", "choice")


@dataclass(slots=True)
class Line:
    """A connection that is kept, as a browser keeps its own."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


@dataclass(slots=True)
class Client:
    """Asks, and notes how long it took."""

    port: int
    idle: list[Line] = field(default_factory=list)
    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    tags: dict[str, str] = field(default_factory=dict)
    streams_begun: int = 0

    async def ask(self, name: str, request: str, due: float, body: bytes = b"") -> None:
        """Send one request; its answer is read to the end."""
        method, place = request.split()
        head = f"{method} {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: br\r\n"
        if name == "deck, known":
            head += f"If-None-Match: {self.tags.get(place, '')}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        try:
            status, tag = await self._exchange(head.encode() + b"\r\n" + body)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            self.errors[f"{name}: {type(error).__name__}"] += 1
            return
        if tag:
            self.tags[place] = tag
        if status >= 400:
            self.errors[f"{name}: {status}"] += 1
        self.took_ms[name].append((time.monotonic() - due) * 1000)

    async def _exchange(self, message: bytes) -> tuple[int, str]:
        """The answer's status and ETag; a line that was closed meanwhile is replaced once."""
        while self.idle:
            line = self.idle.pop()
            with suppress(OSError, asyncio.IncompleteReadError):
                return await self._over(line, message)
        return await self._over(
            Line(*await asyncio.open_connection("127.0.0.1", self.port)), message
        )

    async def _over(self, line: Line, message: bytes) -> tuple[int, str]:
        line.writer.write(message)
        status, headers = await read_head(line.reader)
        if status not in (204, 304):
            await line.reader.readexactly(int(headers["content-length"]))
        if headers.get("connection") == "close":
            line.writer.close()
        else:
            self.idle.append(line)
        return status, headers.get("etag", "")

    async def listen(self, project_id: str, begun: asyncio.Semaphore) -> None:
        """Listen to a project without end, and come back where the stream ends."""
        last_id = ""
        while True:
            async with begun:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                resume = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
                place = f"/api/events?project={project_id}"
                writer.write(f"GET {place} HTTP/1.1\r\nHost: 127.0.0.1\r\n{resume}\r\n".encode())
                status, _ = await read_head(reader)
            if status != 200:
                self.errors[f"listening: {status}"] += 1
            self.streams_begun += 1
            with suppress(OSError):
                while line := await reader.readline():
                    if line.startswith(b"id: "):
                        last_id = line[4:].decode().strip()
            writer.close()
            await asyncio.sleep(_COME_BACK_S)


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    pairs = (each.split(":", 1) for each in head[1:] if each)
    return int(head[0].split()[1]), {name.lower(): value.strip() for name, value in pairs}


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the studio."""

    projects: tuple[str, ...]  # the first has the largest deck
    jobs: tuple[str, ...]


def fill(services: Services, slides: int) -> Contents:
    """Projects with decks, and jobs that wait."""
    projects, jobs = [], []
    for number in range(_PROJECTS):
        row = services.projects.create(f"Pitch {number}", f"{number:064x}", {})
        text = document.dumps(make_project(slides if not number else _SLIDES, f"{number:064x}"))
        services.projects.save_document(row.id, text)
        projects.append(row.id)
        job = services.tasks.submit("make", {"project": row.id}, row.id)
        services.tasks.finish(_claimed(services), {})
        jobs.append(job)
    return Contents(tuple(projects), tuple(jobs))


def _claimed(services: Services) -> Claim:
    claim = services.tasks.claim("benchmark")
    if claim is None:
        raise RuntimeError("somebody else took the job")
    return claim


def make_project(slides: int, sha256: str) -> Project:
    """A deck of so many slides of made-up speech."""
    random = Random(slides)
    words: list[Word] = []
    shown: list[Slide] = []
    for _ in range(slides):
        texts = random.choices(_TEXTS, k=_WORDS)
        first, start_ms = len(words), len(words) * _WORD_MS
        for place, text in enumerate(texts):
            begin_ms = start_ms + place * _WORD_MS
            words.append(Word(text, begin_ms, begin_ms + _WORD_MS - 20))
        span = WordRange(first, len(words) - 1)
        end_ms = len(words) * _WORD_MS
        shown.append(Slide(f"s{start_ms}", " ".join(texts), start_ms, end_ms, span))
    length_ms = len(words) * _WORD_MS
    media = MediaInfo(sha256, 9, "wav", length_ms, AudioStream("pcm_s16le", 16_000, 1))
    transcript = Transcript(tuple(words), "en", "scripted")
    return Project(media, transcript, Deck(tuple(shown), Theme(), length_ms))


def mix(contents: Contents) -> Iterator[tuple[str, str, bytes]]:
    """Requests without end: name, request line, body. Of fifty, two change something."""
    random, edits = Random(1), count()
    largest, others = contents.projects[0], contents.projects[1:]
    slides = [f"s{number * _WORDS * _WORD_MS}" for number in range(_SLIDES)]
    kinds: dict[str, Callable[[], tuple[str, bytes]]] = {
        "projects": lambda: ("GET /api/projects", b""),
        "project": lambda: (f"GET /api/projects/{random.choice(others)}", b""),
        "deck, known": lambda: (f"GET /api/projects/{random.choice(others)}/deck", b""),
        "large deck": lambda: (f"GET /api/projects/{largest}/deck", b""),
        "job": lambda: (f"GET /api/jobs/{random.choice(contents.jobs)}", b""),
        "picture": lambda: (
            f"GET /api/projects/{others[0]}/slides/{random.choice(slides)}.png?width=320",
            b"",
        ),
        "edit": lambda: (
            f"POST /api/projects/{random.choice(others[1:])}/edits",
            _edit(random.choice(slides), next(edits)),
        ),
        "edit, large": lambda: (f"POST /api/projects/{largest}/edits", _edit("s0", next(edits))),
    }
    shares = {"projects": 8, "project": 4, "deck, known": 13, "large deck": 1, "job": 12}
    shares |= {"picture": 10, "edit": 1, "edit, large": 1}
    names = [name for name, share in shares.items() for _ in range(share)]
    random.shuffle(names)
    for name in cycle(names):
        request, body = kinds[name]()
        yield name, request, body


def _edit(slide: str, number: int) -> bytes:
    row = {"edit": "retype", "slide": slide, "text": f"Take {number} of it", "shown_only": True}
    return json.dumps({"edits": [row]}).encode()


async def warm_up(client: Client, contents: Contents) -> None:
    """Draw the pictures once, and know the decks."""
    seen = set()
    requests = mix(contents)
    for _ in range(40 * 50):
        name, request, body = next(requests)
        if request not in seen and not body:
            seen.add(request)
            await client.ask(name, request, time.monotonic())
    client.took_ms.clear()
    client.errors.clear()


async def run(
    client: Client, contents: Contents, server: Server, arguments: argparse.Namespace
) -> Cost:
    """Ask by the clock for so many seconds; what that took of the server."""
    await warm_up(client, contents)
    begun, projects = asyncio.Semaphore(32), cycle(contents.projects)
    listening = [
        asyncio.create_task(client.listen(next(projects), begun))
        for _ in range(arguments.listeners)
    ]
    while client.streams_begun < arguments.listeners:
        await asyncio.sleep(0.1)
    watch, pending, start = Watch(server), set(), time.monotonic() + 1
    for number, (name, request, body) in zip(
        range(int(arguments.seconds * arguments.rate)), mix(contents), strict=False
    ):
        due = start + number / arguments.rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        task = asyncio.create_task(client.ask(name, request, due, body))
        pending.add(task)
        task.add_done_callback(pending.discard)
    await asyncio.gather(*pending)
    cost = watch.end()
    for task in listening:
        task.cancel()
    return cost


def report(client: Client, cost: Cost, arguments: argparse.Namespace) -> None:
    """Print what was seen."""
    whole = [each for some in client.took_ms.values() for each in some]
    print(
        f"{arguments.listeners} listeners ({client.streams_begun} streams begun), "
        f"{arguments.rate:g} requests/s; load of the machine {os.getloadavg()[0]:.1f} "
        f"on {os.cpu_count()} cores"
    )
    for name, took in [*sorted(client.took_ms.items()), ("all", whole)]:
        cuts = statistics.quantiles(took, n=100) if len(took) > 1 else took * 99
        print(
            f"  {name:12} {len(took):6} × p50 {cuts[49]:7.1f}  p95 {cuts[94]:7.1f}  "
            f"p99 {cuts[98]:7.1f}  worst {max(took):7.1f} ms"
        )
    print(
        f"  errors {sum(client.errors.values())} {dict(client.errors) or ''}\n"
        f"  memory {cost.curve_mb()} MB, "
        f"processor {cost.cpu_s / cost.seconds:.0%} of a core, "
        f"{cost.cpu_s / len(whole) * 1000:.1f} ms a request"
    )


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--listeners", type=int, default=500)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--slides", type=int, default=500, help="of the largest deck")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        settings = Settings(instance_dir=root / "instance", cache_dir=root / "cache")
        contents = fill(bootstrap(settings), arguments.slides)
        server = Server(root, quiet=True)
        try:
            client = Client(server.port)
            cost = asyncio.run(run(client, contents, server, arguments))
            report(client, cost, arguments)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
