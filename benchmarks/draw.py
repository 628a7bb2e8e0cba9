"""Measure how fast slides are drawn: distinct pictures per second, by their content.

``python benchmarks/draw.py [--json] [--slides 60] [--processes]``: 1920x1080, on every core, PNG
files into an empty cache, each kind in its own process so that only fonts are warm. ``--processes``
also draws some kinds in processes, to compare with threads.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from vsl.basics.files import CacheFolder
from vsl.model.appearance import Backdrop, Gradient, Highlight, Theme
from vsl.model.project import Emphasis, Still
from vsl.progress import Progress
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import StoredName
from vsl.render.pictures import Pictures

SENTENCE = (
    "the one thing nobody tells you about a video that sells is how little it needs to show "
    "people read faster than anyone can speak so give them your promise in big plain letters"
)
THEMES = {
    "plain": Theme(),
    "coloured words": Theme(highlight=Highlight("colour", "#C8102E")),
    "marked words": Theme(highlight=Highlight("marker", "#FFE07A")),
    "underlined words": Theme(highlight=Highlight("underline", "#C8102E")),
    "karaoke": Theme(highlight=Highlight("colour", "#C8102E")),
    "gradient": Theme(gradient=Gradient("#D8E8FF", 160)),
    "backdrop": Theme(),  # the image is made for the run
}
HITS = 200


@dataclass(frozen=True, slots=True)
class Result:
    """One kind of slide, measured."""

    name: str
    slides_per_s: float
    processor_ms: float  # of all threads, for one slide: what other work beside it changes little
    hit_ms: float  # median, of finding a picture that is there
    kilobytes: float  # of one PNG


def main() -> None:
    """Measure every kind and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--slides", type=int, default=60)
    parser.add_argument("--processes", action="store_true")
    options = parser.parse_args()
    fresh = multiprocessing.get_context("spawn")
    results = []
    for name in THEMES:
        with ProcessPoolExecutor(1, fresh) as pool:
            results.append(pool.submit(measure, name, options.slides).result())
    if options.processes:
        results += [by_processes(name, options.slides) for name in ("plain", "marked words")]
    if options.json:
        print(json.dumps([asdict(result) for result in results]))
        return
    for each in results:
        print(
            f"{each.name:18} {each.slides_per_s:6.0f} slides/s   "
            f"{each.processor_ms:5.1f} ms of processor a slide   "
            f"found again in {each.hit_ms:.2f} ms   {each.kilobytes:6.0f} kB"
        )


def stills(name: str, count: int) -> list[Still]:
    """Distinct stills of five to eleven words; the same in every run."""
    chance = random.Random(60)
    texts = [
        f"{number} " + " ".join(chance.choices(SENTENCE.split(), k=chance.randint(4, 10)))
        for number in range(count)
    ]
    plain = [Still(text) for text in texts]
    if name == "karaoke":
        return [replace(still, lit_token=number % 4) for number, still in enumerate(plain)]
    marks = () if name == "plain" else (Emphasis(1, "power"), Emphasis(3, "price"))
    return [replace(still, emphasis=marks) for still in plain]


def measure(name: str, count: int) -> Result:
    """Draw slides of one kind into an empty cache, then find them there."""
    with tempfile.TemporaryDirectory() as folder:
        theme = THEMES[name]
        if name == "backdrop":
            theme = replace(theme, backdrop=Backdrop(photo(Path(folder)), dim=0.7))
        pictures = Pictures(CacheFolder(Path(folder), "slides", ".png"), os.cpu_count() or 1)
        wanted = stills(name, count)
        pictures.draw_all([Still("warm")], theme, Progress())
        start, worked_s = time.perf_counter(), time.process_time()
        paths = pictures.draw_all(wanted, theme, Progress())
        drawn_s, work_ms = time.perf_counter() - start, 1000 * (time.process_time() - worked_s)
        hits_s = [_hit_s(pictures, wanted[n % count], theme) for n in range(HITS)]
        size = statistics.mean(path.stat().st_size for path in paths) / 1000
        hit_ms = 1000 * statistics.median(hits_s)
        return Result(name, count / drawn_s, work_ms / count, hit_ms, size)


def _hit_s(pictures: Pictures, still: Still, theme: Theme) -> float:
    start = time.perf_counter()
    pictures.thumbnail(still, theme, theme.width_px)
    return time.perf_counter() - start


def by_processes(name: str, count: int) -> Result:
    """Slides dealt out to one process a core, their start included."""
    workers = os.cpu_count() or 1
    wanted = stills(name, count)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            deal = [wanted[n::workers] for n in range(workers)]
            list(pool.map(partial(_draw_alone, folder, THEMES[name]), deal))
        return Result(f"{name} (p.)", count / (time.perf_counter() - start), 0.0, 0.0, 0.0)


def _draw_alone(folder: str, theme: Theme, wanted: Sequence[Still]) -> None:
    cache = CacheFolder(Path(folder), "slides", ".png")
    Pictures(cache, 1).draw_all(wanted, theme, Progress())


def photo(folder: Path) -> str:
    """The hash of an image with the grain and the soft shapes of a photograph."""
    chance = np.random.default_rng(60)
    soft = Image.fromarray(chance.integers(0, 255, (9, 16, 3), np.uint8))
    large = np.asarray(soft.resize((1920, 1080), Image.Resampling.BICUBIC), np.float32)
    grain = large + chance.normal(0, 6, large.shape)
    path = folder / "photo.jpg"
    Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)).save(path, quality=90)
    own = AssetStore(folder / "assets")
    return StoredName(own.keep(path, "image"), own)


if __name__ == "__main__":
    main()
