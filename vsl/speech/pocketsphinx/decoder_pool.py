"""Run PocketSphinx decoders in parallel processes, since they hold Python's global lock.

Run as a program, this module opens the decoders and then forks the workers, so that they share the
model's memory (two thirds of a worker's). Its arguments are one socket per worker; its input is a
line of JSON, the decoders' settings, and stays open as long as there is work. For each request a
worker reads a line of JSON and samples, and responds with a line of JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from socket import socket, socketpair
from typing import IO, Any, Protocol, TypeVar

import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.errors import ToolFailed
from vsl.model.project import Word
from vsl.speech.pocketsphinx.decoder import SphinxDecoder

_WORTH_A_WORKER_S = 40  # a process is worth its start from this length of recording on
_MOST_WORKERS = 8

Config = Mapping[str, Any]
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class DecoderPool(Protocol):
    """Decoders that work in parallel."""

    def hear(self, config: Config, samples: Samples) -> list[Word]:
        """Return ``SphinxDecoder.hear`` of a decoder with this configuration."""

    def place(self, config: Config, samples: Samples, tokens: Sequence[str]) -> list[Word] | None:
        """Return ``SphinxDecoder.place`` of a decoder with this configuration."""

    def map(self, work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterable[_Result]:
        """Return the results of ``work``, which calls this pool, in the order of the items."""


def worthwhile_workers(n_samples: int) -> int:
    """Return how many workers are worthwhile for a recording of that length."""
    worth = n_samples // (_WORTH_A_WORKER_S * SAMPLE_RATE_HZ)
    return max(1, min(worth, _cores(), _MOST_WORKERS))


@contextmanager
def acquire_decoders(workers: int, configs: Sequence[Config]) -> Iterator[DecoderPool]:
    """Open a pool for these configurations; a single worker runs in this process."""
    if workers < 2:
        yield SingleDecoder()
        return
    with ExitStack() as running:
        yield DecoderProcesses(*_start(running, workers, configs))


@dataclass(frozen=True, slots=True)
class SingleDecoder:
    """A pool of one decoder per configuration, in this process."""

    decoders: dict[str, SphinxDecoder] = field(default_factory=dict)

    def hear(self, config: Config, samples: Samples) -> list[Word]:
        """See ``DecoderPool``."""
        return self.decoder(config).hear(samples)

    def place(self, config: Config, samples: Samples, tokens: Sequence[str]) -> list[Word] | None:
        """See ``DecoderPool``."""
        return self.decoder(config).place(samples, tokens)

    def map(self, work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterable[_Result]:
        """See ``DecoderPool``."""
        return map(work, items)

    def decoder(self, config: Config) -> SphinxDecoder:
        """Return the decoder with this configuration, opened at first use."""
        key = json.dumps(config, sort_keys=True)
        if key not in self.decoders:
            self.decoders[key] = SphinxDecoder(**config)
        return self.decoders[key]


@dataclass(frozen=True, slots=True)
class DecoderProcesses:
    """A pool of worker processes, each used by one thread at a time."""

    threads: ThreadPoolExecutor
    idle: SimpleQueue[socket]

    def hear(self, config: Config, samples: Samples) -> list[Word]:
        """See ``DecoderPool``."""
        return self._ask({"config": dict(config)}, samples) or []

    def place(self, config: Config, samples: Samples, tokens: Sequence[str]) -> list[Word] | None:
        """See ``DecoderPool``."""
        return self._ask({"config": dict(config), "tokens": list(tokens)}, samples)

    def map(self, work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterable[_Result]:
        """See ``DecoderPool``."""
        return self.threads.map(work, items)

    def _ask(self, question: dict[str, Any], samples: Samples) -> list[Word] | None:
        worker = self.idle.get()
        try:
            return _answer(worker, question, samples)
        finally:
            self.idle.put(worker)


def _answer(worker: socket, question: dict[str, Any], samples: Samples) -> list[Word] | None:
    answer = b""
    with suppress(OSError), worker.makefile("rwb") as line:
        line.write(json.dumps({**question, "size_bytes": samples.nbytes}).encode() + b"\n")
        line.write(samples.tobytes())
        line.flush()
        answer = line.readline()
    if not answer:  # it crashed, or was stopped at the end of the work
        raise ToolFailed("A PocketSphinx process ended too early; is the memory full?")
    words = json.loads(answer)
    return words and [Word(*word) for word in words]


def _start(
    running: ExitStack, workers: int, configs: Sequence[Config]
) -> tuple[ThreadPoolExecutor, SimpleQueue[socket]]:
    """Start threads and workers that end with ``running``."""
    threads = ThreadPoolExecutor(workers)
    idle: SimpleQueue[socket] = SimpleQueue()
    # Closed in reverse order: on an error workers end first, so that no thread waits for them.
    running.callback(threads.shutdown, wait=True, cancel_futures=True)
    for worker in _fork(running, workers, configs):
        idle.put(worker)
    return threads, idle


def _fork(running: ExitStack, workers: int, configs: Sequence[Config]) -> list[socket]:
    """Start the workers and return this process's socket to each."""
    import vsl

    pairs = [socketpair() for _ in range(workers)]
    numbers = [str(theirs.fileno()) for _, theirs in pairs]
    program = subprocess.Popen(
        [sys.executable, "-m", __name__, *numbers],
        stdin=subprocess.PIPE,
        pass_fds=[theirs.fileno() for _, theirs in pairs],
        # A fork does not copy threads, so there must be none.
        env={**os.environ, "PYTHONPATH": str(Path(vsl.__file__).parents[1]), **_ONE_THREAD},
    )
    for ours, theirs in pairs:
        theirs.close()
        running.callback(ours.close)
    running.callback(program.communicate)  # closes its input and waits for its end
    assert program.stdin
    with suppress(BrokenPipeError):
        program.stdin.write(json.dumps([dict(config) for config in configs]).encode() + b"\n")
        program.stdin.flush()
    return [ours for ours, _ in pairs]


_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def main(numbers: Sequence[int]) -> None:
    """Open the decoders, fork a worker for each socket, stop them when the input ends."""
    team = SingleDecoder()
    for config in json.loads(sys.stdin.buffer.readline()):
        team.decoder(config)
    lines = [socket(fileno=number) for number in numbers]
    workers = [_worker(team, line, lines) for line in lines]
    for line in lines:
        line.close()
    sys.stdin.buffer.read()
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def _worker(team: SingleDecoder, own: socket, lines: Sequence[socket]) -> int:
    """Fork a worker that responds on ``own`` and return its process id."""
    process = os.fork()
    if process:
        return process
    try:
        for line in lines:
            if line is not own:
                line.close()
        with own.makefile("rb") as questions, own.makefile("wb") as answers:
            serve(team, questions, answers)
    finally:
        os._exit(0)


def serve(team: SingleDecoder, questions: IO[bytes], answers: IO[bytes]) -> None:
    """Respond to requests until the input ends."""
    while line := questions.readline():
        question = json.loads(line)
        samples = np.frombuffer(questions.read(question["size_bytes"]), np.float32)
        config, tokens = question["config"], question.get("tokens")
        words = team.place(config, samples, tokens) if tokens else team.hear(config, samples)
        answers.write(json.dumps(words and [_row(word) for word in words]).encode() + b"\n")
        answers.flush()


def _row(word: Word) -> tuple[str, int, int, float]:
    return word.text, word.start_ms, word.end_ms, word.confidence


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]])
