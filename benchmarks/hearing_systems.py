"""Run each system in its own process, and cache its results.

Takes recordings and a system; returns results. A result is stored in a folder under a key of the
recording's samples, the weights, the system's version and its options.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import psutil
from hearing_recordings import Recording
from hearing_sounds import write_wav

import vsl
from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.basics.files import file_sha256, write_atomically

TREE = Path(vsl.__file__).resolve().parents[1]  # of what is measured as ours
RUNNER = Path(__file__).with_name("hearing_peer.py")
_LOOK_EVERY_S = 0.2
_MB = 1 << 20
_VERSION = 2  # changes whenever the runner asks a system otherwise
_OURS = "ours "
_WARM_UP_S = 5


@dataclass(frozen=True, slots=True)
class Hearing:
    """One system's answer to one recording."""

    recording: Recording
    answer: Mapping[str, Any]  # as the runner prints it, with peak_mb and load


@dataclass(frozen=True, slots=True)
class Systems:
    """How systems are started and what they hear with."""

    weights: Path  # a folder in CTranslate2's form
    checkpoint: Path  # the same in openai-whisper's form
    cache: Path
    pythons: Mapping[str, str] = field(default_factory=dict)  # by system, else this one
    tells_language: bool = False
    fresh: bool = False  # what is remembered does not count
    asks: bool = True  # or only what is remembered counts

    def hear(self, system: str, recordings: Sequence[Recording]) -> list[Hearing]:
        """What a system hears in each recording."""
        keys = {self._key(system, recording): recording for recording in recordings}
        known: dict[str, dict[str, Any] | None] = {}
        if not self.fresh:
            known = {key: self._find_known(key) for key in keys}
        missing = [(key, one) for key, one in keys.items() if not known.get(key)]
        for key, fresh in self._run(system, missing if self.asks else ()):
            known[key] = fresh
            if not fresh.get("refused"):
                write_atomically(self._place(key), json.dumps(fresh))
        return [Hearing(one, answer) for key, one in keys.items() if (answer := known.get(key))]

    def _run(
        self, system: str, asked: Sequence[tuple[str, Recording]]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        if not asked:
            return
        with tempfile.TemporaryDirectory() as folder:
            job = Path(folder) / "job.json"
            job.write_text(
                json.dumps(self._describe_job(system, [one for _, one in asked], Path(folder)))
            )
            command = [self.pythons.get(system, sys.executable), str(RUNNER), str(job)]
            paths = {"PYTHONPATH": str(TREE)} if system.startswith(_OURS) else {}
            environ = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | paths
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as child:
                watch = Watch(child.pid)
                lines = iter(child.stdout or ())
                for (key, one), line in zip(asked, lines, strict=False):
                    answer = json.loads(line)
                    load = os.getloadavg()[0]
                    print(_describe_progress(system, one, answer), file=sys.stderr, flush=True)
                    yield key, {**answer, "peak_mb": watch.peak_mb, "load": load}
                watch.stop()
            if child.returncode:
                raise SystemExit(f"hearing: {system} failed; its message stands above")

    def _describe_job(
        self, system: str, recordings: Sequence[Recording], folder: Path
    ) -> dict[str, Any]:
        first = recordings[0].pcm
        start = first[: min(2 * SAMPLE_RATE_HZ * _WARM_UP_S, len(first) // 4 * 2)]
        warm_up = self._describe_recording("warm-up", folder, start)
        rows = [
            {
                **self._describe_recording(str(number), folder, one.pcm),
                **self._describe_options(one),
                "name": one.name,
            }
            for number, one in enumerate(recordings)
        ]
        return {
            "folder": str(folder),
            "system": system,
            "weights": str(self.weights),
            "checkpoint": str(self.checkpoint),
            "warm_up": warm_up,
            "recordings": rows,
        }

    @staticmethod
    def _describe_recording(name: str, folder: Path, content: bytes) -> dict[str, Any]:
        path = folder / f"{name}.wav"
        write_wav(path, content)
        return {"name": name, "path": str(path), "language": None, "script": ""}

    def _describe_options(self, recording: Recording) -> dict[str, Any]:
        return {"language": self._language(recording), "script": recording.script}

    def _language(self, recording: Recording) -> str | None:
        """What everybody is told; of two languages nobody is told any."""
        one = len(recording.languages) == 1
        return recording.languages[0] if self.tells_language and one else None

    def _key(self, system: str, recording: Recording) -> str:
        parts = [
            str(_VERSION),
            system,
            self._version(system),
            _digest_file(self.weights / "model.bin"),
            str(self._language(recording)),
            recording.script,
        ]
        return hashlib.sha256("\n".join(parts).encode() + recording.pcm).hexdigest()

    def _version(self, system: str) -> str:
        if system.startswith(_OURS):
            return _digest_sources()
        return _ask_version(self.pythons.get(system, sys.executable), system.split()[0])

    def _place(self, key: str) -> Path:
        return self.cache / f"{key}.json"

    def _find_known(self, key: str) -> dict[str, Any] | None:
        place = self._place(key)
        return json.loads(place.read_text(encoding="utf-8")) if place.is_file() else None


class Watch:
    """The most memory that a process and those below it take together, looked at now and then.

    Each page counts once (proc(5), smaps_rollup), where the system tells.
    """

    def __init__(self, pid: int) -> None:
        """Begin to look."""
        self.peak_mb = 0.0
        self._done = threading.Event()
        self._process = psutil.Process(pid)
        threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._done.set()

    def _look(self) -> None:
        while not self._done.wait(_LOOK_EVERY_S):
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.Error:
                return
            self.peak_mb = max(self.peak_mb, sum(map(_count_bytes, family)) / _MB)


def _count_bytes(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:  # it ended between two looks
        return 0
    return int(getattr(memory, "pss", memory.rss))


def _describe_progress(system: str, recording: Recording, answer: Mapping[str, Any]) -> str:
    told = answer.get("refused") or f"{recording.seconds / answer['seconds']:.1f} × real time"
    return f"{system}: {recording.section} {recording.name}, {told}"


@lru_cache
def _digest_file(path: Path) -> str:
    return file_sha256(path)


@lru_cache
def _digest_sources() -> str:
    """What changes whenever this project may hear otherwise."""
    found = hashlib.sha256()
    for path in sorted([*TREE.glob("vsl/**/*.py"), TREE / "transcriptor.py"]):
        found.update(path.read_bytes())
    return found.hexdigest()


@lru_cache
def _ask_version(python: str, name: str) -> str:
    package = "openai-whisper" if name == "whisper.transcribe" else name
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    found = subprocess.run([python, "-c", ask], capture_output=True, text=True)
    if found.returncode:
        raise SystemExit(
            f"hearing: {python} has no {package}: install it there, name another interpreter by"
            f" --peer-python {name}=PATH, or leave {name} out of --peers."
        )
    return found.stdout.strip()
