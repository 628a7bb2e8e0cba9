"""Draw slides as PNG and WebP files, each distinct one once, through a cache.

Stills and a theme go in, paths of cached files come out. Threads draw, not processes: 60 distinct
1080p slides took 0.29 s on two cores with threads (207 a second) and 0.50 s with spawned processes,
600 took 3.4 s (176 a second) and 4.4 s, since every process opens and measures the fonts again.
With marked words, on busy cores, threads drew 1.3 times as many of 60 and 1.16 times as many of 240
(``benchmarks/draw.py --processes``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from vsl.basics.cache_owners import OWNER
from vsl.basics.files import CacheFolder
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import Still
from vsl.progress import Progress
from vsl.render.cache_key import scene_key
from vsl.render.paint.draw import drawing
from vsl.render.paint.drawing import Drawing
from vsl.render.paint.png import draw_png
from vsl.render.paint.scene import Scene
from vsl.render.paint.stroke import Canvas
from vsl.render.paint.webp import to_webp

_MIN_WIDTH_PX: Final = 16
_WEBP: Final = ".webp"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Draws slides through a cache, with ``workers`` threads."""

    cache: CacheFolder
    workers: int = os.cpu_count() or 1

    def draw_all(
        self, stills: Sequence[Still], theme: Theme, progress: Progress
    ) -> tuple[Path, ...]:
        """Return a PNG file for each still, in order; equal stills share a file.

        An exception from ``progress`` stops the work after the slides that are being drawn.
        """
        distinct = list(dict.fromkeys(stills))
        pool = ThreadPoolExecutor(self.workers, "draw", OWNER.set, (OWNER.get(),))
        try:
            futures = {pool.submit(self._picture, still, theme): still for still in distinct}
            paths: dict[Still, Path] = {}
            for future in as_completed(futures):
                paths[futures[future]] = future.result()
                progress(len(paths) / len(distinct))
        finally:
            pool.shutdown(cancel_futures=True)
        return tuple(paths[still] for still in stills)

    def thumbnail(self, still: Still, theme: Theme, width_px: int, *, webp: bool = False) -> Path:
        """Return a file of the slide, PNG or WebP, at most ``width_px`` wide.

        Raises:
            BadInput: the width is too small.
        """
        if width_px < _MIN_WIDTH_PX:
            raise BadInput(f"A picture {width_px} px wide is too small; ask for 16 or more.")
        scene = Scene.of(still, theme)
        width_px = min(width_px, theme.width_px)
        if webp:
            return self._find_or_draw(scene, f"{width_px} webp", width_px, _draw_webp, _WEBP)
        full = width_px == theme.width_px
        return self._find_or_draw(scene, "" if full else str(width_px), width_px, draw_png)

    def _picture(self, still: Still, theme: Theme) -> Path:
        return self._find_or_draw(Scene.of(still, theme), "", theme.width_px, draw_png)

    def _find_or_draw(
        self,
        scene: Scene,
        variant: str,
        width_px: int,
        encode: Callable[[Drawing], bytes],
        suffix: str = "",
    ) -> Path:
        cache = replace(self.cache, suffix=suffix) if suffix else self.cache
        key = scene_key(scene, variant)
        if cached := cache.find(key):
            return cached
        content = encode(drawing(scene, Canvas.of(scene.theme, width_px)))
        with cache.writing(key) as path:
            path.write_bytes(content)
        return cache.path(key)


def _draw_webp(drawing: Drawing) -> bytes:
    return to_webp(drawing.strip(0, drawing.size[1]))
