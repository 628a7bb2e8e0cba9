"""Measure the speed of recognition: this project's engines against the libraries they use.

``PYTHONPATH=. python benchmarks/speech.py [--section NAME] [--minutes 2] [--json]``. Whisper has
its real sizes and random weights, which produce no words but take as long. Ratios hold across
machines, seconds don't.

The comparison is fair: both sides get the same recording of read sentences without long pauses, so
that skipping pauses saves nothing; <|endoftext|> is suppressed and both stop after the same number
of tokens, so that each window takes the same number of steps; both time every word, and compilation
is done before. ``transcribe()`` continues where its last word ended and may use more windows than
the recording needs; ours uses more than needed because it cuts only at pauses. The windows of both
are printed, and the ratio per window beside the total ratio, which favours neither.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import random_whisper

from vsl.progress import Progress
from vsl.speech.recogniser import ListenOptions
from vsl.speech.voice_activity.spans import speech
from vsl.speech.whisper.recogniser import WhisperRecogniser
from vsl.speech.windows.packing import pack

TOKENS = 100  # of each window: what half a minute of English takes
_END = 50_257  # <|endoftext|> of the multilingual vocabulary; suppressed, so that windows are full
_REPEATS = 5  # of pairs whose ratio is to be known within a few percent


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    section: str
    what: str
    value: float
    unit: str


def whisper(samples: Any) -> list[Row]:
    """Words with times from openai-whisper's weights: ours against its own ``transcribe()``."""
    return [row for size in ("tiny", "base") for row in _whisper(size, samples)]


def _whisper(size: str, samples: Any) -> list[Row]:
    model = random_whisper.model(size)
    options = ListenOptions("en")
    ours = WhisperRecogniser(
        lambda _name: model,
        temperatures=(0.0,),
        decoding={"sample_len": TOKENS, "suppress_tokens": [-1, *range(_END, 51_865)]},
    )
    start = samples[: 10 * random_whisper.RATE_HZ]
    _transcribe(model, start)  # numba compiles
    ours.transcribe(start, options, Progress())
    mine, my_cpu, _ = _took_both(lambda: ours.transcribe(samples, options, Progress()))
    peer, peer_cpu, found = _took_both(lambda: _transcribe(model, samples))
    my_windows, peer_windows = len(pack(speech(samples), samples)), len(found["segments"])
    each = (peer / peer_windows) / (mine / my_windows)
    return [
        Row("whisper", f"{size}, transcribe()", peer, f"s, {peer_windows} windows"),
        Row("whisper", f"{size}, ours", mine, f"s, {my_windows} windows, {TOKENS} tokens each"),
        Row("whisper", f"{size}, ours", peer / mine, "× transcribe()"),
        Row("whisper", f"{size}, ours, one window", each, "× transcribe()"),
        Row("whisper", f"{size}, transcribe()", peer_cpu, "s of processors"),
        Row("whisper", f"{size}, ours", my_cpu, "s of processors"),
    ]


def _transcribe(model: Any, samples: Any) -> Any:
    """openai-whisper's own way, set to say as many tokens of each window as ours."""
    return model.transcribe(
        samples,
        language="en",
        fp16=False,
        word_timestamps=True,
        temperature=0,
        condition_on_previous_text=False,
        compression_ratio_threshold=None,
        logprob_threshold=None,
        no_speech_threshold=None,
        without_timestamps=True,
        sample_len=TOKENS,
        suppress_tokens=[-1, *range(_END, 51_865)],
    )


def load(_samples: Any) -> list[Row]:
    """Loading a Whisper model from its checkpoint, and asking for it again."""
    from vsl.speech.whisper.models import get_whisper_model, release_memory

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in ("tiny", "base"):
            file = str(random_whisper.checkpoint(size, Path(folder)))
            ask = partial(get_whisper_model, file, "cpu")
            (first, model), (again, same) = _took(ask), _took(ask)
            if same is not model:
                raise RuntimeError(f"{size} was loaded twice")
            rows.append(Row("load", f"{size}, first", 1000 * first, "ms"))
            rows.append(Row("load", f"{size}, second", 1000 * again, "ms"))
    release_memory()
    return rows


SECTIONS: Mapping[str, Callable[[Any], list[Row]]] = {
    "whisper": whisper,
    "load": load,
}


def _took(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def _took_both(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the wall's clock, those of processors, and what came out."""
    begin = time.process_time()
    seconds, found = _took(work)
    return seconds, time.process_time() - begin, found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--section", choices=SECTIONS, help="one section only")
    parser.add_argument("--minutes", type=float, default=2, help="of speech; 10 for the bar")
    options = parser.parse_args()
    samples = random_whisper.talk(options.minutes)
    if not len(samples):
        sys.exit(f"needs the recordings at {random_whisper.SPEECH}")
    load_before = os.getloadavg()[0]
    names = [options.section] if options.section else list(SECTIONS)
    rows = [row for name in names for row in SECTIONS[name](samples)]
    if options.json:
        found = {"cores": os.cpu_count(), "minutes": options.minutes}
        print(json.dumps(found | {"rows": [asdict(row) for row in rows]}))
        return
    print(f"{options.minutes:g} minutes of speech, {os.cpu_count()} cores, load {load_before}")
    for row in rows:
        print(f"{row.section:10}{row.what:28}{row.value:10.2f} {row.unit}")


if __name__ == "__main__":
    main()
