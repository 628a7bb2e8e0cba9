"""How fast slides become a video: this project against MoviePy, in one run on one machine.

``python benchmarks/export.py [--json] [--peer-s 45]``: 60 slides, 175 s, 1920x1080, 30 frames a
second, drawn and encoded from nothing, then again after one edit; MoviePy gets the same pictures,
drawn already. Ratios hold across machines, seconds don't.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

from vsl.disk import CacheFolder
from vsl.export.timeline import FrameSpan, spans
from vsl.export.video import write_video
from vsl.look import Theme
from vsl.model import Showing, Still
from vsl.progress import Progress
from vsl.render.drawn import DrawnStills
from vsl.render.pictures import Pictures

SLIDES = 60
DURATION_MS = 175_000
FPS = Fraction(30)
SENTENCE = (
    "the one thing nobody tells you about a video that sells is how little it needs to show "
    "people read faster than anyone can speak so give them your promise in big plain letters"
)


@dataclass(frozen=True, slots=True)
class Result:
    """One measured export."""

    name: str
    seconds: float
    times_real_time: float


@dataclass(frozen=True, slots=True)
class Workbench:
    """A folder with a soundtrack, and the caches of an installation that is used there."""

    folder: Path

    @property
    def soundtrack(self) -> Path:
        """AAC of the deck's length."""
        return self.folder / "sound.m4a"

    def make_soundtrack(self) -> None:
        """A tone; what it sounds like costs a copy nothing."""
        import imageio_ffmpeg

        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi"]
        command += ["-i", f"sine=duration={DURATION_MS / 1000}", str(self.soundtrack)]
        subprocess.run(command, check=True)

    def draw(self, shown: Sequence[FrameSpan]) -> dict[Still, Path]:
        """The picture of every still."""
        pictures = Pictures(CacheFolder(self.folder, "slides", ".png"), os.cpu_count() or 1)
        stills = list(dict.fromkeys(span.still for span in shown))
        return dict(zip(stills, pictures.draw_all(stills, Theme(), Progress()), strict=True))

    def export(self, shown: Sequence[FrameSpan]) -> None:
        """This project's way: draw what is new, encode what is new, write."""
        write_video(
            self.folder / "ours.mp4",
            shown,
            DrawnStills(Theme()),
            self.soundtrack,
            fps=FPS,
            cache=CacheFolder(self.folder, "encoded", ".h264"),
            progress=Progress(),
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


def deck() -> list[Showing]:
    """Stills of five to eleven words, three seconds each on average; the same in every run."""
    chance = random.Random(60)
    starts_ms = [0, *sorted(chance.sample(range(1000, DURATION_MS, 1000), SLIDES - 1))]
    return [
        Showing(
            start_ms,
            Still(
                f"{number} " + " ".join(chance.choices(SENTENCE.split(), k=chance.randint(4, 10)))
            ),
        )
        for number, start_ms in enumerate(starts_ms, 1)
    ]


def measured(
    name: str, export: Callable[[Sequence[FrameSpan]], None], shown: Sequence[FrameSpan]
) -> Result:
    """How long one export takes."""
    print(f"measuring: {name} ...", file=sys.stderr, flush=True)
    begin = time.perf_counter()
    export(shown)
    seconds = time.perf_counter() - begin
    length_s = float(sum(span.frame_count for span in shown) / FPS)
    return Result(name, seconds, length_s / seconds)


def beginning(shown: Sequence[FrameSpan], length_s: float) -> list[FrameSpan]:
    """The spans that begin in the first ``length_s`` seconds."""
    return [span for span in shown if span.first_frame < length_s * FPS]


def measure(peer_s: float) -> list[Result]:
    """Ours from nothing, ours after one edit, MoviePy."""
    stills = deck()
    shown = spans(stills, DURATION_MS, FPS)
    stills[SLIDES // 2] = replace(stills[SLIDES // 2], still=Still("Only $47"))
    edited = spans(stills, DURATION_MS, FPS)
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder))
        bench.make_soundtrack()
        return [
            measured("nothing cached", bench.export, shown),
            measured("one slide edited", bench.export, edited),
            measured(
                f"MoviePy ultrafast, first {peer_s:g} s",
                bench.export_with_moviepy,
                beginning(shown, peer_s),
            ),
        ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--peer-s", type=float, default=45, help="seconds that MoviePy encodes")
    options = parser.parse_args()
    results = measure(options.peer_s)
    peer = results[-1].times_real_time
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
    print(f"{'':34}{'seconds':>9}{'× real time':>13}{'× MoviePy':>11}")
    for result, ratio in zip(results, ratios, strict=True):
        print(f"{result.name:34}{result.seconds:9.2f}{result.times_real_time:13.1f}{ratio:11.1f}")


if __name__ == "__main__":
    main()
