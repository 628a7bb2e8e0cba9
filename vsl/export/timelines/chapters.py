"""Chapters of a letter and the moment of its pitch, for players and video sites. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from vsl.basics.timecode import clock
from vsl.model.project import Chapter

FEWEST = 3
"""A site shows no chapters where there are fewer."""

_SHORTEST_MS = 10_000


def to_chapters_json(chapters: Sequence[Chapter], pitch_ms: int | None, duration_ms: int) -> str:
    """A JSON object: when each chapter starts and ends, and when the offer is first made."""
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
    found = {"pitch_ms": pitch_ms, "duration_ms": duration_ms, "chapters": rows}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def chapters_for_sites(chapters: Sequence[Chapter], duration_ms: int) -> tuple[Chapter, ...]:
    """Those that a video site shows: from 0:00 on, none shorter than ten seconds.

    Shorter ones are left to the one before; with fewer than ``FEWEST`` the site shows none.
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
    """A line for each listed chapter, as video sites read them out of a description."""
    lines = chapters_for_sites(chapters, duration_ms)
    return "".join(f"{clock(_whole_second(each.start_ms))} {each.title}\n" for each in lines)


def _whole_second(t_ms: int) -> int:
    """The next full second: a viewer who jumps there never hears the end of the one before."""
    return -(-t_ms // 1000) * 1000
