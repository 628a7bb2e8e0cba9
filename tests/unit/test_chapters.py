from __future__ import annotations

import json

from vsl.export.timelines.chapters import chapters_for_sites, to_chapters_json, to_chapters_text
from vsl.model.project import Chapter


def test_chapters_end_where_the_next_begins_and_the_last_with_the_recording() -> None:
    chapters = [Chapter(0, "hook", "Gancho"), Chapter(61_000, "price", "Preço")]
    found = json.loads(to_chapters_json(chapters, 61_000, 90_000))
    assert found["pitch_ms"] == 61_000
    assert [(row["start_ms"], row["end_ms"]) for row in found["chapters"]] == [
        (0, 61_000),
        (61_000, 90_000),
    ]
    assert found["chapters"][1]["title"] == "Preço"


def test_a_letter_without_sections_has_no_chapters_and_no_pitch() -> None:
    assert json.loads(to_chapters_json([], None, 500)) == {
        "pitch_ms": None,
        "duration_ms": 500,
        "chapters": [],
    }


def test_video_sites_get_a_list_from_zero_without_short_chapters() -> None:
    found = (
        Chapter(400, "hook", "Hook"),
        Chapter(9_000, "problem", "Too soon"),
        Chapter(10_400, "story", "Story"),
        Chapter(3_725_100, "offer", "Offer"),
        Chapter(3_739_000, "price", "Too near to the end"),
    )
    text = to_chapters_text(found, 3_740_000)
    assert text == "0:00 Hook\n0:11 Story\n1:02:06 Offer\n"
    assert [each.title for each in chapters_for_sites(found, 3_740_000)] == [
        "Hook",
        "Story",
        "Offer",
    ]
    assert to_chapters_text((), 5000) == ""
