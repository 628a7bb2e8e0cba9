from __future__ import annotations

import json

from vsl.export.chapters import to_chapters_json
from vsl.model import Chapter


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
