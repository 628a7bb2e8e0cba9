"""Pieces of a recording decoded side by side, a process each: PocketSphinx holds Python's lock.

A worker is this module run as a program: a line of JSON with the decoder's settings on its standard
input, then pieces as length and samples; a line of JSON out for each. It ends when its input does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

import numpy as np

from vsl.errors import ToolFailed
from vsl.model import Word
from vsl.progress import Progress
from vsl.speech.pauses import Piece
from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples
from vsl.speech.sphinx_decoder import Ear

_WORTH_A_WORKER = 40 * SAMPLE_RATE_HZ  # starting a process pays from this much recording on
_MOST_WORKERS = 8  # each holds about 250 MB with the English language model
_LENGTH_BYTES = 8


def hear_pieces(
    samples: Samples, spans: Sequence[Piece], config: Mapping[str, Any], progress: Progress
) -> list[Word]:
    """The words heard in all pieces, in order, on the recording's times."""
    worth = sum(span.stop - span.start for span in spans) // _WORTH_A_WORKER
    workers = min(worth, _cores(), _MOST_WORKERS, len(spans))
    words: list[Word] = []
    hear = _side_by_side if workers > 1 else _in_turn
    progress(0.0)
    with closing(hear(samples, spans, config, workers)) as heard:
        for number, found in enumerate(heard, start=1):
            words += found
            progress(number / len(spans))
    progress(1.0)
    return words


def _in_turn(
    samples: Samples, spans: Sequence[Piece], config: Mapping[str, Any], _workers: int
) -> Generator[list[Word], None, None]:
    if not spans:
        return
    ear = Ear(**config)
    for span in spans:
        yield ear.hear(span.of(samples), span.start_ms)


def _side_by_side(
    samples: Samples, spans: Sequence[Piece], config: Mapping[str, Any], workers: int
) -> Generator[list[Word], None, None]:
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def hear_one(span: Piece) -> list[Word]:
        worker = idle.get()
        try:
            return _ask(worker, span.of(samples), span.start_ms)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(workers) as threads, ExitStack() as running:
        # Left in reverse: on an error workers die first, so that no thread waits for them.
        running.callback(threads.shutdown, wait=False, cancel_futures=True)
        for _ in range(workers):
            idle.put(running.enter_context(_worker(config)))
        yield from threads.map(hear_one, spans)


@contextmanager
def _worker(config: Mapping[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    import vsl

    root = str(Path(vsl.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert process.stdin
    try:
        process.stdin.write(json.dumps(dict(config)).encode() + b"\n")
        yield process
    finally:
        process.kill()
        process.communicate()


def _ask(worker: subprocess.Popen[bytes], samples: Samples, offset_ms: int) -> list[Word]:
    assert worker.stdin
    assert worker.stdout
    question = samples.tobytes()
    try:
        worker.stdin.write(len(question).to_bytes(_LENGTH_BYTES) + question)
        worker.stdin.flush()
        answer = worker.stdout.readline()
    except (OSError, ValueError):  # the pipe broke, or was closed by the end of the work
        answer = b""
    if not answer:
        raise ToolFailed("A PocketSphinx process ended too early; is the memory full?")
    return [
        Word(text, offset_ms + start, offset_ms + end, confidence)
        for text, start, end, confidence in json.loads(answer)
    ]


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer pieces until the questions end."""
    ear = Ear(**json.loads(questions.readline()))
    while length := int.from_bytes(questions.read(_LENGTH_BYTES)):
        samples = np.frombuffer(questions.read(length), np.float32)
        words = [(w.text, w.start_ms, w.end_ms, w.confidence) for w in ear.hear(samples)]
        answers.write(json.dumps(words).encode() + b"\n")
        answers.flush()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
