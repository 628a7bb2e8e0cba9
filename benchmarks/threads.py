"""Which number of threads, precision of products and batch size hear speech fastest: a table.

``python benchmarks/threads.py [--size tiny] [--minutes 4] [--tokens 50]``: the settings of
``vsl/speech/whisper_batch.py`` and ``whisper.py`` are those that win here on two cores.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import nullcontext
from itertools import product
from typing import Any
from unittest.mock import patch

import random_whisper

from vsl.progress import Progress
from vsl.speech import whisper_batch
from vsl.speech.recogniser import ListenOptions
from vsl.speech.whisper import WhisperRecogniser

BATCHES = (1, 4, 8, 16)
END = 50_257  # <|endoftext|>, suppressed: every window says as many tokens


def seconds(model: Any, samples: Any, batch_size: int, tokens: int) -> float:
    """How long the whole path takes, words with times included."""
    engine = WhisperRecogniser(
        lambda _name: model,
        batch_size=batch_size,
        temperatures=(0.0,),
        decoding={"sample_len": tokens, "suppress_tokens": [-1, *range(END, 51_865)]},
    )
    begin = time.perf_counter()
    engine.transcribe(samples, ListenOptions("en"), Progress())
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    import torch

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", default="tiny", help="tiny, base or small")
    parser.add_argument("--minutes", type=float, default=4, help="of speech")
    parser.add_argument("--tokens", type=int, default=50, help="of each window")
    options = parser.parse_args()
    samples = random_whisper.talk(options.minutes)
    if not len(samples):
        sys.exit(f"needs the recordings at {random_whisper.SPEECH}")
    model = random_whisper.model(options.size)
    seconds(model, samples[: 10 * random_whisper.RATE_HZ], 1, options.tokens)  # numba compiles
    cores = os.cpu_count() or 1
    print(f"{'threads':>8}{'precision':>11}{'batch':>7}{'seconds':>9}")
    for threads, precise, size in product(sorted({1, cores}), (True, False), BATCHES):
        torch.set_num_threads(threads)
        exact = patch.object(whisper_batch, "fast_arithmetic", lambda _device: nullcontext())
        with exact if precise else nullcontext():
            took = seconds(model, samples, size, options.tokens)
        name = "float32" if precise else "medium"
        print(f"{threads:8}{name:>11}{size:7}{took:9.2f}", flush=True)


if __name__ == "__main__":
    main()
