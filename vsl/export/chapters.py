"""Chapters of a letter and the moment of its pitch, for players and video sites. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from vsl.model import Chapter


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
