"""Measure the memory of transcription, for a short and for a long recording, in one run.

``python benchmarks/memory.py [--minutes 10 180] [--engine sphinx] [--model FILE] [--picture PNG]``:
decode and transcribe the sample pitch, repeated to the given minutes. The figure is the largest
proportional set size (proc(5), smaps_rollup) of all processes together: each page counts once. The
ratio of the two peaks holds across machines, megabytes don't.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from vsl.basics.files import CacheFolder
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.chunks import transcribe_chunked
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import create_recogniser

PITCH = Path(__file__).parents[1] / "samples" / "pitch.mp4"
_LOOK_EVERY_S = 0.1
_MB = 1 << 20

_WIDTH, _HEIGHT = 1200, 600
_LEFT, _RIGHT, _CEILING, _FLOOR = 110, 1110, 80, 460  # edges of the curves' field, px
_INK, _GRID = "#111111", "#E3E3E3"
_COLOURS = ("#1F6FB2", "#C2410C")


@dataclass(frozen=True, slots=True)
class Result:
    """One measured recording."""

    minutes: float
    seconds: float
    peak_mb: float
    words: int
    curve_mb: tuple[float, ...]  # over the time of the work, evenly spaced


def make_recording(target: Path, minutes: float) -> None:
    """The sample's sound over and over, not encoded anew."""
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-stream_loop", "-1"]
    command += ["-i", str(PITCH), "-t", str(minutes * 60), "-vn", "-c:a", "copy", str(target)]
    subprocess.run(command, check=True)


def listen(recording: Path, engine: str, model: str) -> int:
    """Decode and hear a recording from nothing, as the product does; the number of words."""
    with tempfile.TemporaryDirectory() as folder:
        cache = SampleCache(CacheFolder(Path(folder), "samples"))
        samples = cache.samples(recording, probe(recording), Progress())
        recogniser = create_recogniser(engine, load_whisper=_load_whisper)
        heard = transcribe_chunked(
            recogniser,
            samples,
            ListenOptions("en", model=model),
            Progress(),
            chunk_s=Settings().audio_chunk_size,
        )
    return len(heard.words)


def _load_whisper(model: str) -> Any:
    import whisper

    return whisper.load_model(model, device="cpu")


def measured(folder: Path, minutes: float, engine: str, model: str) -> Result:
    """What a process that listens to so many minutes takes, with all processes it starts."""
    print(f"measuring: {minutes:g} minutes with {engine} ...", file=sys.stderr, flush=True)
    recording = folder / f"{minutes:g}.m4a"
    make_recording(recording, minutes)
    command = [sys.executable, __file__, "--listen", str(recording)]
    command += ["--engine", engine, "--model", model]
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        seen = list(_watch(psutil.Process(process.pid)))
        said = process.communicate()[0]
    if process.returncode:
        raise SystemExit(f"listening to {recording.name} failed")
    seconds = time.perf_counter() - begin
    return Result(minutes, seconds, max(seen), int(said), tuple(seen[:: max(1, len(seen) // 400)]))


def _watch(process: psutil.Process) -> Iterator[float]:
    """The megabytes of a process and those below it, again and again until it ends."""
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        family = [process, *process.children(recursive=True)]
        yield sum(map(_proportional_bytes, family)) / _MB
        time.sleep(_LOOK_EVERY_S)


def _proportional_bytes(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:  # it ended between two looks
        return 0
    return int(getattr(memory, "pss", memory.rss))


def draw(results: Sequence[Result], caption: str, target: Path) -> None:
    """Both curves over the time of the work, as a picture."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (_WIDTH, _HEIGHT), "#FFFFFF")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(22)
    top_mb = max(result.peak_mb for result in results) * 1.1

    def y_of(megabytes: float) -> float:
        return _FLOOR - (_FLOOR - _CEILING) * megabytes / top_mb

    for megabytes in _ticks(top_mb):
        pen.line((_LEFT, y_of(megabytes), _RIGHT, y_of(megabytes)), _GRID, 2)
        pen.text((_LEFT - 12, y_of(megabytes)), f"{megabytes} MB", _INK, font, "rm")
    for share in range(0, 101, 25):
        x = _LEFT + (_RIGHT - _LEFT) * share / 100
        pen.text((x, _FLOOR + 24), f"{share} %", _INK, font, "mm")
    title = f"Memory of all processes over the course of the work, {caption}"
    pen.text((_LEFT, 36), title, _INK, font, "lm")
    for number, (result, colour) in enumerate(zip(results, _COLOURS, strict=False)):
        pen.line(_points(result.curve_mb, y_of), colour, 3, "curve")
        y = _FLOOR + 72 + 32 * number
        pen.line((_LEFT, y, _LEFT + 40, y), colour, 6)
        label = f"{result.minutes:g} minutes of sound: at most {result.peak_mb:.0f} MB"
        pen.text((_LEFT + 52, y), label, _INK, font, "lm")
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(target, optimize=True)


def _ticks(top_mb: float) -> range:
    step = next(step for step in (50, 100, 200, 500, 1000, 5000) if top_mb / step <= 8)
    return range(0, int(top_mb) + 1, step)


def _points(curve_mb: Sequence[float], y_of: Callable[[float], float]) -> list[tuple[float, float]]:
    step = (_RIGHT - _LEFT) / max(1, len(curve_mb) - 1)
    return [(_LEFT + step * n, y_of(megabytes)) for n, megabytes in enumerate(curve_mb)]


def main() -> None:
    """Measure both lengths, print the ratio, draw the picture."""
    parser = argparse.ArgumentParser(description="Memory of listening, short against long.")
    parser.add_argument("--minutes", type=float, nargs=2, default=(10, 180))
    parser.add_argument("--engine", default="sphinx", help="sphinx or whisper")
    parser.add_argument("--model", default="", help="a Whisper model's name or checkpoint")
    parser.add_argument("--picture", type=Path, help="such as docs/memory.png")
    parser.add_argument("--json", action="store_true", help="print figures for programs")
    parser.add_argument("--listen", type=Path, help=argparse.SUPPRESS)  # what is measured
    given = parser.parse_args()
    if given.listen:
        print(listen(given.listen, given.engine, given.model))
        return
    with tempfile.TemporaryDirectory() as folder:
        results = [
            measured(Path(folder), minutes, given.engine, given.model) for minutes in given.minutes
        ]
    ratio = results[1].peak_mb / results[0].peak_mb
    if given.picture:
        model = f" with the checkpoint {Path(given.model).stem}" if given.model else ""
        draw(results, given.engine + model, given.picture)
    if given.json:
        print(json.dumps({"results": [asdict(result) for result in results], "ratio": ratio}))
        return
    for result in results:
        print(
            f"{result.minutes:6g} min  {result.peak_mb:6.0f} MB  {result.seconds:6.0f} s"
            f"  {result.words} words"
        )
    print(f"The long recording takes {ratio:.2f} times the memory of the short one.")


if __name__ == "__main__":
    main()
