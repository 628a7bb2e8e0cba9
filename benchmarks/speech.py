"""How fast voices are heard: this project's engines against the libraries below them, in one run.

``python benchmarks/speech.py [--section NAME] [--minutes 2] [--json]``. Whisper has its real sizes
and weights drawn at random, which say nothing but take as long; both sides say as many tokens.
Ratios hold across machines, seconds don't.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import random_whisper

from vsl.progress import Progress
from vsl.speech.recogniser import ListenOptions
from vsl.speech.whisper import WhisperRecogniser

TOKENS = 100  # of each window: what half a minute of English takes
_END = 50_257  # <|endoftext|> of the multilingual vocabulary; suppressed, so that windows are full


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    section: str
    what: str
    value: float
    unit: str


def whisper(minutes: float) -> list[Row]:
    """Words with times from openai-whisper's weights: ours against its own ``transcribe()``."""
    samples = random_whisper.talk(minutes)
    if not len(samples):
        print(f"whisper: needs the recordings at {random_whisper.SPEECH}", file=sys.stderr)
        return []
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
    mine = _seconds(lambda: ours.transcribe(samples, options, Progress()))
    peer = _seconds(lambda: _transcribe(model, samples))
    return [
        Row("whisper", f"{size}, transcribe()", peer, "s"),
        Row("whisper", f"{size}, ours", mine, "s"),
        Row("whisper", f"{size}, ours", peer / mine, "× transcribe()"),
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


SECTIONS: Mapping[str, Callable[[float], list[Row]]] = {"whisper": whisper}


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--section", choices=SECTIONS, help="one section only")
    parser.add_argument("--minutes", type=float, default=2, help="of speech; 10 for the bar")
    options = parser.parse_args()
    names = [options.section] if options.section else list(SECTIONS)
    rows = [row for name in names for row in SECTIONS[name](options.minutes)]
    if options.json:
        found = {"cores": os.cpu_count(), "minutes": options.minutes}
        print(json.dumps(found | {"rows": [asdict(row) for row in rows]}))
        return
    print(
        f"{options.minutes:g} minutes of speech, {os.cpu_count()} cores, load {os.getloadavg()[0]}"
    )
    for row in rows:
        print(f"{row.section:12}{row.what:28}{row.value:10.2f} {row.unit}")


if __name__ == "__main__":
    main()
