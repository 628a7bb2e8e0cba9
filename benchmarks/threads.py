"""Find the fastest workers, threads and batch size for openai-whisper: a table of ratios.

``PYTHONPATH=. python benchmarks/threads.py [--size tiny] [--minutes 4] [--tokens 50]``. Each row is
a configuration: the number of windows decoded at once, of workers, and of torch threads that they
share. All run in turn, round by round, and are compared with the first row of the same round, so
that other load affects all alike; the table shows the median. The constants ``BATCH_SIZE`` of
vsl/speech/whisper/recogniser.py and ``WORKERS`` of vsl/speech/whisper/batch_decoder.py are chosen
by it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

import random_whisper

from vsl.progress import Progress
from vsl.speech import torch_threads as side_by_side
from vsl.speech.recogniser import ListenOptions
from vsl.speech.whisper import batch_decoder as whisper_batch
from vsl.speech.whisper.recogniser import WhisperRecogniser

_END = 50_257  # <|endoftext|>, suppressed: every window says as many tokens


@dataclass(frozen=True, slots=True)
class Way:
    """One way to use the machine."""

    workers: int
    threads: int  # of all workers together
    batch_size: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    seconds: float
    processor_seconds: float


def ways(cores: int) -> list[Way]:
    """One thread, all threads on one piece of work, and workers with a thread each."""
    single = [Way(1, 1, 24)]
    together = [Way(1, cores, size) for size in (4, 24)]
    apart = [Way(cores, cores, size) for size in (4, 8, 16, 24)]
    return single + together + apart


def cost(model: Any, samples: Any, way: Way, tokens: int) -> Cost:
    """How long the whole path takes that way, words with times included."""
    import torch

    engine = WhisperRecogniser(
        lambda _name: model,
        batch_size=way.batch_size,
        temperatures=(0.0,),
        decoding={"sample_len": tokens, "suppress_tokens": [-1, *range(_END, 51_865)]},
    )
    with (
        patch.object(side_by_side, "n_threads", lambda: way.threads),
        patch.object(whisper_batch, "n_threads", lambda: way.threads),
        patch.object(whisper_batch, "WORKERS", way.workers),
    ):
        torch.set_num_threads(way.threads)
        begin, begin_processor = time.perf_counter(), time.process_time()
        engine.transcribe(samples, ListenOptions("en"), Progress())
        return Cost(time.perf_counter() - begin, time.process_time() - begin_processor)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", default="tiny", help="tiny, base or small")
    parser.add_argument("--minutes", type=float, default=4, help="of speech")
    parser.add_argument("--tokens", type=int, default=50, help="of each window")
    parser.add_argument("--rounds", type=int, default=3, help="each runs every row once")
    options = parser.parse_args()
    samples = random_whisper.talk(options.minutes)
    if not len(samples):
        sys.exit(f"needs the recordings at {random_whisper.SPEECH}")
    model = random_whisper.model(options.size)
    load_before = os.getloadavg()[0]
    found = ways(os.cpu_count() or 1)
    cost(model, samples[: 10 * random_whisper.RATE_HZ], found[0], options.tokens)  # all is loaded
    rounds: list[list[Cost]] = []
    for number in range(options.rounds):
        rounds.append([])
        for way in found:
            rounds[-1].append(cost(model, samples, way, options.tokens))
            print(f"round {number + 1}: {way}, {rounds[-1][-1]}", file=sys.stderr)
    print(f"{options.size}, {options.minutes:g} minutes, load {load_before} before")
    print(f"{'workers':>8}{'threads':>8}{'batch':>7}{'faster':>9}{'processor time':>16}")
    for place, way in enumerate(found):
        faster = median(row[0].seconds / row[place].seconds for row in rounds)
        processor = median(row[place].processor_seconds for row in rounds)
        print(
            f"{way.workers:8}{way.threads:8}{way.batch_size:7}{faster:8.2f}×{processor:14.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
