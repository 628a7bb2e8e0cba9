"""Measure how fast the speaker is put beside the slides: this project against MoviePy, in one run.

``python benchmarks/moving.py [--seconds 60] [--peer-s 10]``: a 1920x1080 recording of that length,
20 slides, the speaker as a circle in a corner, everything from scratch. MoviePy gets the same
slides, already drawn, and composes the first ``--peer-s`` seconds with its fastest preset. Ratios
hold across machines, seconds don't.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from vsl.bootstrap import Tools, build_tools
from vsl.export import ffmpeg
from vsl.export.video.composition import place_of
from vsl.model.appearance import Speaker, Staging, Theme
from vsl.model.project import Deck, Project, Slide, Transcript
from vsl.progress import Progress
from vsl.render.layout.box import speaker_room
from vsl.settings import Settings
from vsl.workflows.build_deck import showings, theme_with_staging
from vsl.workflows.export_project.options import ExportOptions

FPS = 30
SLIDES = 20
TEXT = "the one thing nobody tells you about a video that sells"


def recording(folder: Path, seconds: int) -> Path:
    """A moving test picture with a tone."""
    path = folder / "source.mp4"
    picture = ("-f", "lavfi", "-i", f"testsrc2=s=1920x1080:r={FPS}:d={seconds}")
    sound = ("-f", "lavfi", "-i", f"sine=d={seconds}")
    coding = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
    ffmpeg.run([*picture, *sound, *coding, path], seconds, Progress())
    return path


def project_of(tools: Tools, source: Path) -> Project:
    """Slides in even steps, the speaker beside them all."""
    media = tools.probe(source)
    step_ms = media.duration_ms // SLIDES
    slides = tuple(
        Slide(f"s{n}", f"{n + 1} {TEXT}", n * step_ms, (n + 1) * step_ms) for n in range(SLIDES)
    )
    deck = Deck(slides, Theme(), media.duration_ms, staging=Staging(speaker=Speaker()))
    return Project(media, Transcript((), "en", "none"), deck)


def by_moviepy(tools: Tools, project: Project, source: Path, target: Path, seconds: float) -> None:
    """The same composition in the usual way."""
    import numpy as np
    from moviepy import CompositeVideoClip, ImageClip, VideoFileClip, concatenate_videoclips

    deck = project.deck
    room = speaker_room(deck.theme, Speaker())
    place = place_of(Speaker(), (1920, 1080), room.edges, height_px=room.height)
    shown = showings(project)
    stills = [each.still for each in shown]
    drawn = tools.pictures.draw_all(stills, theme_with_staging(deck), Progress())
    length_s = deck.duration_ms / 1000 / SLIDES
    slides = concatenate_videoclips([ImageClip(str(path), duration=length_s) for path in drawn])
    y, x = np.ogrid[: place.height, : place.width]
    middle = place.height / 2
    circle = ((x - middle) ** 2 + (y - middle) ** 2 <= middle**2).astype(float)
    with VideoFileClip(str(source)) as video:
        square = video.cropped(x1=420, width=1080).resized((place.width, place.height))
        speaker = square.with_mask(ImageClip(circle, is_mask=True, duration=video.duration))
        both = CompositeVideoClip([slides, speaker.with_position((place.x, place.y))])
        both.with_audio(video.audio).subclipped(0, seconds).write_videofile(
            str(target), fps=FPS, preset="ultrafast", audio_codec="aac", logger=None
        )


def timed(name: str, length_s: float, export: Callable[[], None]) -> float:
    """How many times as fast as it plays."""
    begin = time.perf_counter()
    export()
    speed = length_s / (time.perf_counter() - begin)
    print(f"{name:44}{speed:8.2f} × real time", flush=True)
    return speed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, help="length of the recording")
    parser.add_argument("--peer-s", type=float, default=10, help="seconds that MoviePy composes")
    given = parser.parse_args()
    options = ExportOptions(fps=Fraction(FPS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tools = build_tools(Settings(instance_dir=folder / "i", cache_dir=folder / "c"))
        source = recording(folder, given.seconds)
        project = project_of(tools, source)
        target = folder / "ours.mp4"

        def ours() -> None:
            tools.export(project, source, target, options, progress=Progress())

        print(f"{given.seconds} s, 1920x1080, {FPS} fps, {os.cpu_count()} cores")
        cold = timed("ours, nothing cached", given.seconds, ours)
        warm = timed("ours, after one edit's worth of caches", given.seconds, ours)
        peer = timed(
            f"MoviePy ultrafast, first {given.peer_s:g} s",
            given.peer_s,
            lambda: by_moviepy(tools, project, source, folder / "peer.mp4", given.peer_s),
        )
        print(f"{cold / peer:.1f} and {warm / peer:.1f} × MoviePy")


if __name__ == "__main__":
    main()
