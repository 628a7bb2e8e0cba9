from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from vsl.errors import BadInput
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import (
    AudioStream,
    Deck,
    MediaInfo,
    Project,
    Slide,
    Transcript,
    VideoStream,
    Word,
    WordRange,
)

PROJECT = Project(
    MediaInfo(
        sha256="0" * 64,
        size_bytes=1234,
        format="mp4",
        duration_ms=2000,
        audio=AudioStream("aac", 44100, 2),
        video=VideoStream("h264", 640, 360, Fraction(30000, 1001), 90),
    ),
    Transcript(
        (Word("Olá,", 100, 500, 0.9), Word("mundo.", 500, 900)), "pt", "scripted", "", ("Note.",)
    ),
    Deck((Slide("s1", "Olá, mundo.", 100, 2000, WordRange(0, 1)),), Theme(), 2000),
)


def broken(**changes: Any) -> dict[str, Any]:
    return {**document.to_json(PROJECT), **changes}


def test_a_project_survives_the_trip_through_text() -> None:
    assert document.from_json(json.loads(document.dumps(PROJECT))) == PROJECT


def test_a_document_says_when_its_sound_starts_only_where_that_is_late() -> None:
    late = replace(PROJECT, media=replace(PROJECT.media, sound_starts_ms=1700))
    row = document.to_json(late)
    assert row["media"]["sound_starts_ms"] == 1700
    assert document.from_json(row) == late
    assert late.media.timeline_key != PROJECT.media.timeline_key == PROJECT.media.sha256
    assert "sound_starts_ms" not in document.to_json(PROJECT)["media"]


def test_the_smallest_document_of_the_surface_is_read() -> None:
    project = document.from_json(
        {
            "version": 1,
            "media": {"sha256": "0" * 64, "duration_ms": 10},
            "language": "en",
            "engine": "scripted",
            "words": [],
            "slides": [],
            "theme": {},
        }
    )
    assert project.deck.theme == Theme()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"version": 2}, "version"),
        ({"words": [{"text": "a", "start_ms": 5, "end_ms": 1}]}, "ends before it starts"),
        ({"words": [{"text": "a", "start_ms": -5, "end_ms": 1}]}, r"words\[0\].start_ms"),
        (
            {
                "words": [
                    {"text": "a", "start_ms": 0, "end_ms": 9},
                    {"text": "b", "start_ms": 5, "end_ms": 9},
                ]
            },
            "starts before word 0 ends",
        ),
        ({"slides": [{"id": "s1", "text": "x", "start_ms": 0, "end_ms": 9999}]}, "outside"),
        (
            {"slides": [{"id": "s1", "text": "x", "start_ms": 0, "end_ms": 9, "words": [0, 7]}]},
            "words that don't exist",
        ),
        ({"slides": [{"id": "s1", "text": "x", "start_ms": 0, "end_ms": 9}] * 2}, "exists twice"),
        ({"theme": {"ink": "red"}}, "theme.ink"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_broken_document_is_refused_with_its_place(
    changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(BadInput, match=complaint):
        document.from_json(broken(**changes))


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "deck.json"
    file.write_text("{", "utf-8")
    with pytest.raises(BadInput, match="not JSON"):
        document.read(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.json"):
        document.read(tmp_path / "nowhere.json")
