"""Write the chapters of a letter and its pitch time, for players and video sites. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from vsl.basics.timecode import clock
from vsl.model.project import Chapter

FEWEST = 3
"""Fewest chapters that a site shows."""

_SHORTEST_MS = 10_000


def to_chapters_json(chapters: Sequence[Chapter], pitch_ms: int | None, duration_ms: int) -> str:
    """Return a JSON object with the start and end of each chapter and the first offer."""
    ends = [*(chapter.start_ms for chapter in chapters[1:]), duration_ms]
    rows = [
        {
            "start_ms": chapter.start_ms,
            "end_ms": end_ms,
            "kind": chapter.kind,
            "title": chapter.title,
        }
        for chapter, end_ms in zip(chapters, ends, strict=False)
    ]
    document = {"pitch_ms": pitch_ms, "duration_ms": duration_ms, "chapters": rows}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def chapters_for_sites(chapters: Sequence[Chapter], duration_ms: int) -> tuple[Chapter, ...]:
    """Return the chapters that a video site shows: from 0:00 on, none shorter than ten seconds.

    Shorter ones are merged into the one before; with fewer than ``FEWEST`` the site shows none.
    Source: https://support.google.com/youtube/answer/9884579.
    """
    kept: list[Chapter] = []
    for chapter in chapters:
        start_ms = chapter.start_ms if kept else 0
        if duration_ms - start_ms < _SHORTEST_MS:
            break
        if not kept or start_ms - kept[-1].start_ms >= _SHORTEST_MS:
            kept.append(Chapter(start_ms, chapter.kind, chapter.title))
    return tuple(kept)


def to_chapters_text(chapters: Sequence[Chapter], duration_ms: int) -> str:
    """Return a line per listed chapter, as video sites read them in a description."""
    lines = chapters_for_sites(chapters, duration_ms)
    return "".join(f"{clock(_whole_second(each.start_ms))} {each.title}\n" for each in lines)


def _whole_second(t_ms: int) -> int:
    """Return the next full second, so that a jump there never plays the chapter before."""
    return -(-t_ms // 1000) * 1000
