"""Measure how fast slides become a video: this project against ffmpeg and MoviePy, in one run.

``python benchmarks/export.py [--json] [--peer-s 45] [--long] [--size]``: 60 slides, 175 s,
1920x1080, 30 frames per second, drawn and encoded from scratch, then again after one edit; the
other tools get the same pictures, already drawn. ``--long`` adds 500 slides in half an hour, and
1,800 slides in an hour with words lit up as they are spoken. ``--size`` measures only the size of
the first ``--peer-s`` seconds in each quality, and ffmpeg's size at the same fidelity. Ratios hold
across machines, seconds don't; if other programs use the cores, compare processor seconds.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

from vsl.basics.files import CacheFolder
from vsl.export.quality import QUALITIES, WEB, Quality
from vsl.export.timeline import FrameSpan, spans
from vsl.export.video.video import write_video
from vsl.model.appearance import Theme
from vsl.model.project import Showing, Still
from vsl.progress import Progress
from vsl.render.paint.drawn_stills import DrawnStills
from vsl.render.pictures import Pictures

SLIDES = 60
DURATION_MS = 175_000
FPS = Fraction(30)
_WORDS_LIT = 5
_PEER_GOPS = (60, 250)
_PEER_CRFS = (10, 15, 20, 25, 30)
_BT_709 = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
SENTENCE = (
    "the one thing nobody tells you about a video that sells is how little it needs to show "
    "people read faster than anyone can speak so give them your promise in big plain letters"
)


@dataclass(frozen=True, slots=True)
class Result:
    """One measured export."""

    name: str
    seconds: float
    cpu_seconds: float
    times_real_time: float


@dataclass(frozen=True, slots=True)
class Workbench:
    """A folder with a soundtrack, and the caches of an installation that is used there."""

    folder: Path

    @property
    def soundtrack(self) -> Path:
        """AAC of the deck's length."""
        return self.folder / "sound.m4a"

    def make_soundtrack(self, duration_ms: int) -> None:
        """A tone; what it sounds like costs a copy nothing."""
        _ffmpeg("-f", "lavfi", "-i", f"sine=duration={duration_ms / 1000}", str(self.soundtrack))

    def draw(self, shown: Sequence[FrameSpan]) -> dict[Still, Path]:
        """The picture of every still."""
        pictures = Pictures(CacheFolder(self.folder, "slides", ".png"), os.cpu_count() or 1)
        stills = list(dict.fromkeys(span.still for span in shown))
        return dict(zip(stills, pictures.draw_all(stills, Theme(), Progress()), strict=True))

    def export(self, shown: Sequence[FrameSpan], quality: Quality = WEB) -> None:
        """This project's way: draw what is new, encode what is new, write."""
        write_video(
            self.folder / "ours.mp4",
            shown,
            DrawnStills(Theme()),
            self.soundtrack,
            fps=FPS,
            cache=CacheFolder(self.folder, "encoded", ".h264"),
            progress=Progress(),
            quality=quality,
        )

    def export_with_ffmpeg(self, shown: Sequence[FrameSpan]) -> None:
        """Pictures one after another at a constant rate, as fast as x264 goes."""
        _ffmpeg(
            *(*_pictures_of(self, shown), "-i", str(self.soundtrack)),
            *("-vf", f"fps={FPS},format=yuv420p", "-c:v", "libx264", "-preset", "ultrafast"),
            *("-frames:v", str(sum(span.frame_count for span in shown)), "-c:a", "copy"),
            str(self.folder / "ffmpeg.mp4"),
        )

    def export_with_moviepy(self, shown: Sequence[FrameSpan]) -> None:
        """The usual way, on pictures that are there already."""
        from moviepy import AudioFileClip, ImageClip, concatenate_videoclips

        pictures = self.draw(shown)
        clips = [
            ImageClip(str(pictures[span.still]), duration=float(span.frame_count / FPS))
            for span in shown
        ]
        video = concatenate_videoclips(clips)
        with AudioFileClip(str(self.soundtrack)) as sound:
            video.with_audio(sound.subclipped(0, video.duration)).write_videofile(
                str(self.folder / "moviepy.mp4"),
                fps=float(FPS),
                preset="ultrafast",
                audio_codec="aac",
                logger=None,
            )


def _ffmpeg(*arguments: str, level: str = "error") -> str:
    """Run ffmpeg; what it says on its way."""
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-v", level, "-y", *arguments]
    return subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True).stderr


def deck(slides: int = SLIDES, duration_ms: int = DURATION_MS) -> list[Showing]:
    """Stills of five to eleven words, evenly mixed; the same in every run."""
    chance = random.Random(60)
    starts_ms = [0, *sorted(chance.sample(range(1000, duration_ms, 1000), slides - 1))]
    return [
        Showing(
            start_ms,
            Still(
                f"{number} " + " ".join(chance.choices(SENTENCE.split(), k=chance.randint(4, 10))),
                slide=str(number),
            ),
        )
        for number, start_ms in enumerate(starts_ms, 1)
    ]


def karaoke(slides: Sequence[Showing], duration_ms: int) -> list[Showing]:
    """The slides cut to five words, lit one after the other, until the next slide comes.

    1,800 such slides in an hour are 150 words a minute, the pace of sales letters.
    """
    found = []
    ends_ms = [*(each.start_ms for each in slides[1:]), duration_ms]
    for slide, end_ms in zip(slides, ends_ms, strict=True):
        still = replace(slide.still, text=" ".join(slide.still.text.split()[:_WORDS_LIT]))
        tokens = len(still.text.split())
        step_ms = (end_ms - slide.start_ms) / tokens
        found += [
            Showing(slide.start_ms + round(token * step_ms), replace(still, lit_token=token))
            for token in range(tokens)
        ]
    return found


def measured(
    name: str, export: Callable[[Sequence[FrameSpan]], None], shown: Sequence[FrameSpan]
) -> Result:
    """How long one export takes."""
    print(f"measuring: {name} ...", file=sys.stderr, flush=True)
    begin, before = time.perf_counter(), os.times()
    export(shown)
    seconds, after = time.perf_counter() - begin, os.times()
    cpu_seconds = sum(after[:4]) - sum(before[:4])
    length_s = float(sum(span.frame_count for span in shown) / FPS)
    return Result(name, seconds, cpu_seconds, length_s / seconds)


def beginning(shown: Sequence[FrameSpan], length_s: float) -> list[FrameSpan]:
    """The spans that begin in the first ``length_s`` seconds."""
    return [span for span in shown if span.first_frame < length_s * FPS]


def edited(slides: Sequence[Showing]) -> list[Showing]:
    """The slides with another text in their middle."""
    middle = len(slides) // 2
    change = replace(slides[middle], still=replace(slides[middle].still, text="Only $47"))
    return [*slides[:middle], change, *slides[middle + 1 :]]


def measure(peer_s: float) -> list[Result]:
    """Ours from nothing, ours after one edit, the others."""
    slides = deck()
    shown = spans(slides, DURATION_MS, FPS)
    start = beginning(shown, peer_s)
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder))
        bench.make_soundtrack(DURATION_MS)
        after = spans(edited(slides), DURATION_MS, FPS)
        bench.draw(shown)
        return [
            measured("nothing cached", bench.export, shown),
            measured("one slide edited", bench.export, after),
            measured("ffmpeg ultrafast, constant rate", bench.export_with_ffmpeg, shown),
            measured(f"MoviePy ultrafast, first {peer_s:g} s", bench.export_with_moviepy, start),
        ]


def measure_long() -> list[Result]:
    """Half an hour from nothing and after one edit, an hour of words that light up."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        bench, length_ms = Workbench(Path(folder)), 1_800_000
        bench.make_soundtrack(length_ms)
        slides = deck(500, length_ms)
        shown, after = (spans(each, length_ms, FPS) for each in (slides, edited(slides)))
        found.append(measured("30 min, 500 slides", bench.export, shown))
        found.append(measured("30 min, one slide edited", bench.export, after))
    with tempfile.TemporaryDirectory() as folder:
        bench, length_ms = Workbench(Path(folder)), 3_600_000
        bench.make_soundtrack(length_ms)
        steps = karaoke(deck(1800, length_ms), length_ms)
        shown = spans(steps, length_ms, FPS)
        found.append(measured(f"60 min, {len(steps):,} steps", bench.export, shown))
    return found


@dataclass(frozen=True, slots=True)
class Size:
    """How large a video is without its sound, and how like its pictures in brightness."""

    kilobytes: float
    likeness_db: float  # -10 log10(1 - SSIM), of two frames a second


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quality of ours, and what ffmpeg takes for the same likeness; nan where none has it."""

    quality: str
    ours: Size
    same_gop_kilobytes: float  # a whole picture every two seconds, as ours have
    long_gop_kilobytes: float  # x264's default: where the picture changes, and every 250 frames


def measure_size(length_s: float) -> list[Comparison]:
    """Each quality beside ffmpeg's veryfast stillimage at a constant rate."""
    shown = beginning(spans(deck(), DURATION_MS, FPS), length_s)
    frames = sum(span.frame_count for span in shown)
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder))
        bench.make_soundtrack(round(1000 * frames / FPS))
        ours = {}
        for quality in QUALITIES.values():
            bench.export(shown, quality)
            ours[quality.name] = _size(bench, shown, bench.folder / "ours.mp4")
        same, long = (
            [_size_with_ffmpeg(bench, shown, crf, gop) for crf in _PEER_CRFS] for gop in _PEER_GOPS
        )
    return [
        Comparison(name, size, _at(size.likeness_db, same), _at(size.likeness_db, long))
        for name, size in ours.items()
    ]


def _size_with_ffmpeg(bench: Workbench, shown: Sequence[FrameSpan], crf: int, gop: int) -> Size:
    print(f"encoding: ffmpeg, crf {crf}, GOP {gop} ...", file=sys.stderr, flush=True)
    target = bench.folder / "theirs.mp4"
    _ffmpeg(
        *_pictures_of(bench, shown),
        *("-i", str(bench.soundtrack), "-vf", f"{_BT_709},fps={FPS}"),
        *("-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage"),
        *("-crf", str(crf), "-g", str(gop)),
        *("-frames:v", str(sum(span.frame_count for span in shown))),
        *("-c:a", "copy", "-movflags", "+faststart", str(target)),
    )
    return _size(bench, shown, target)


def _at(likeness_db: float, sizes: Sequence[Size]) -> float:
    """The kilobytes at a likeness, between those measured: their logarithms lie on a line."""
    for low, high in itertools.pairwise(sorted(sizes, key=lambda size: size.likeness_db)):
        if low.likeness_db <= likeness_db <= high.likeness_db:
            share = (likeness_db - low.likeness_db) / (high.likeness_db - low.likeness_db)
            ratio: float = (high.kilobytes / low.kilobytes) ** share
            return low.kilobytes * ratio
    return math.nan


def _size(bench: Workbench, shown: Sequence[FrameSpan], video: Path) -> Size:
    said = _ffmpeg(
        *("-i", str(video), *_pictures_of(bench, shown), "-lavfi"),
        f"[0:v]fps=2[one];[1:v]{_BT_709},fps=2[other];[one][other]ssim",
        *("-f", "null", "-"),
        level="info",
    )
    likeness = re.findall(r"SSIM Y:[\d.]+ \(([\d.]+|inf)\)", said)
    size_bytes = video.stat().st_size - bench.soundtrack.stat().st_size
    return Size(size_bytes / 1000, float(likeness[-1]))


def _pictures_of(bench: Workbench, shown: Sequence[FrameSpan]) -> tuple[str, ...]:
    """What makes ffmpeg read the pictures, each as long as it is shown."""
    pictures = bench.draw(shown)
    rows = [
        f"file '{pictures[span.still]}'\nduration {float(span.frame_count / FPS):.6f}\n"
        for span in shown
    ]
    listing = bench.folder / "slides.ffconcat"
    # the concat demuxer takes a file's duration from the next one's begin
    listing.write_text("ffconcat version 1.0\n" + "".join((*rows, rows[-1].split("\n")[0])))
    return "-f", "concat", "-safe", "0", "-i", str(listing)


def _print_sizes(rows: Sequence[Comparison]) -> None:
    print(f"{'':10}{'KB':>9}{'SSIM Y, dB':>12}{'ffmpeg, GOP 2 s':>22}{'ffmpeg, GOP 250':>22}")
    for row in rows:
        theirs = row.same_gop_kilobytes, row.long_gop_kilobytes
        peers = "".join(
            f"{'is never so like':>22}"
            if math.isnan(kilobytes)
            else f"{kilobytes:13.1f} ({kilobytes / row.ours.kilobytes:4.2f} ×)"
            for kilobytes in theirs
        )
        print(f"{row.quality:10}{row.ours.kilobytes:9.1f}{row.ours.likeness_db:12.2f}{peers}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--peer-s", type=float, default=45, help="seconds that MoviePy encodes")
    parser.add_argument("--long", action="store_true", help="half an hour and an hour as well")
    parser.add_argument("--size", action="store_true", help="compare sizes of files alone")
    options = parser.parse_args()
    if options.size:
        sizes = measure_size(options.peer_s)
        print(json.dumps([asdict(size) for size in sizes])) if options.json else _print_sizes(sizes)
        return
    results = measure(options.peer_s)
    peer = results[-1].times_real_time
    results += measure_long() if options.long else []
    ratios = [round(result.times_real_time / peer, 1) for result in results]
    if options.json:
        rows = [
            asdict(result) | {"times_moviepy": ratio}
            for result, ratio in zip(results, ratios, strict=True)
        ]
        print(json.dumps({"cores": os.cpu_count(), "slides": SLIDES, "exports": rows}))
        return
    print(
        f"{SLIDES} slides, {DURATION_MS / 1000:g} s, 1920x1080, {FPS} fps, {os.cpu_count()} cores"
    )
    print(f"{'':34}{'seconds':>9}{'processor':>11}{'× real time':>13}{'× MoviePy':>11}")
    for result, ratio in zip(results, ratios, strict=True):
        print(
            f"{result.name:34}{result.seconds:9.2f}{result.cpu_seconds:11.2f}"
            f"{result.times_real_time:13.1f}{ratio:11.1f}"
        )


if __name__ == "__main__":
    main()
