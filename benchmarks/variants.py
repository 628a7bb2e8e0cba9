"""Measure the cost of a further variant of a pitch relative to the first, in one run.

``python benchmarks/variants.py [--json]``: 60 slides, 175 s, 1920x1080, 30 frames per second, from
a recording that is not cached; then the same pitch in another theme, in another size, with another
hook of 12 s, with a second one, and with the first hook again. Caches are kept between them, as
``vsl variants`` does. Ratios hold across machines, seconds don't.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import imageio_ffmpeg

from vsl.bootstrap import Tools, build_tools
from vsl.model.appearance import Theme
from vsl.model.project import Deck, Project, Section, Slide, Transcript, Word, WordRange
from vsl.progress import Progress
from vsl.render.themes.catalogue import THEMES
from vsl.settings import Settings
from vsl.workflows.make_variants import Axes, VariantRequest, combinations, write_variants
from vsl.workflows.replace_intro import Take

SLIDES, DURATION_S = 60, 175
HOOK_SLIDES, HOOK_S = 4, 12
TEXT = (
    "the one thing nobody tells you about a video that sells is how little it needs to show",
    "people read faster than anyone can speak so give them your promise in big plain letters",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One measured variant."""

    name: str
    seconds: float
    processor_s: float  # of all cores and tools: what other work beside it does not change
    share_of_first: float  # of the processor's time


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vsl-variants-") as folder:
        results = list(measured(Path(folder)))
    if arguments.json:
        print(json.dumps([asdict(each) for each in results], indent=1))
        return
    for each in results:
        print(
            f"{each.name:<26} {each.seconds:6.2f} s  {each.processor_s:6.2f} s of processor  "
            f"{each.share_of_first:6.1%} of the first"
        )


def measured(folder: Path) -> Iterator[Result]:
    """Each variant in turn."""
    tools = build_tools(Settings(instance_dir=folder / "instance", cache_dir=folder / "cache"))
    body = take(tools, folder / "pitch.wav", SLIDES, DURATION_S)
    hooks = [take(tools, folder / f"hook{n}.wav", HOOK_SLIDES, HOOK_S) for n in (1, 2)]
    night = (THEMES["night"],)
    runs = {
        "the first, from nothing": Axes((body,)),
        "another look": Axes((body,), looks=night),
        "another size": Axes((body,), sizes=("1:1",)),
        "another hook": Axes((body,), hooks=(hooks[0],)),
        "a second hook": Axes((body,), hooks=(hooks[1],)),
        "the first hook again": Axes((body,), hooks=(hooks[0],)),
    }
    first_s = 0.0
    for name, axes in runs.items():
        variant = combinations(f"out{len(name)}", axes)[-1]
        started, worked = time.perf_counter(), _processor_s()
        (done,) = write_variants(
            tools.composer, [variant], VariantRequest(folder / "out"), Progress()
        )
        seconds, work_s = time.perf_counter() - started, _processor_s() - worked
        if done.error:
            raise SystemExit(done.error)
        first_s = first_s or work_s
        yield Result(name, round(seconds, 3), round(work_s, 3), round(work_s / first_s, 4))


def _processor_s() -> float:
    """What this process and the tools that it ran have taken."""
    return sum(os.times()[:4])


def take(tools: Tools, recording: Path, slides: int, seconds: int) -> Take:
    """A recording of pink noise, and a deck on it whose first tenth is a hook."""
    seed = recording.stem[-1:].encode().hex()
    noise = f"anoisesrc=color=pink:duration={seconds}:seed={seed}:sample_rate=44100"
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", "-y", "-f", "lavfi", "-i", noise, str(recording)]
    subprocess.run(command, check=True)
    media = tools.probe(recording)
    chance = random.Random(recording.stem)
    starts_ms = [1000 * seconds * n // slides for n in range(slides + 1)]
    words, shown = list[Word](), list[Slide]()
    for number, start_ms in enumerate(starts_ms[:-1]):
        tokens = [str(number), *chance.choices(" ".join(TEXT).split(), k=chance.randint(4, 9))]
        step_ms = (starts_ms[number + 1] - start_ms) // len(tokens)
        span = WordRange(len(words), len(words) + len(tokens) - 1)
        words += (
            Word(token, start_ms + step_ms * n, start_ms + step_ms * n + step_ms // 2)
            for n, token in enumerate(tokens)
        )
        shown.append(Slide(f"s{start_ms}", " ".join(tokens), start_ms, starts_ms[number + 1], span))
    sections = (Section("hook", shown[0].id), Section("problem", shown[max(1, slides // 10)].id))
    deck = Deck(tuple(shown), Theme(), media.duration_ms, sections)
    project = Project(media, Transcript(tuple(words), "en", "scripted"), deck)
    return Take(recording.stem, project, recording)


if __name__ == "__main__":
    main()
