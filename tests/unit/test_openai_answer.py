"""A transcription service's answer becomes words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vsl.errors import ToolFailed
from vsl.model.project import Word
from vsl.speech.openai.answer import ServiceAnswer, read_answer


def _read(**answer: Any) -> ServiceAnswer:
    return read_answer(json.dumps(answer).encode(), 2000)


def _word(text: str, start: float, **more: Any) -> dict[str, Any]:
    return {"word": text, "start": start, "end": start + 0.5, **more}


def test_words_that_the_text_spells_otherwise_stay_as_they_were_heard() -> None:
    found = _read(text="So: we can not stop.", words=[_word("we", 0), _word("cannot", 1)])
    assert [word.text for word in found.words] == ["we", "cannot"]


def test_a_words_own_confidence_goes_before_its_segments() -> None:
    segments = [
        {"text": "a b", "start": 0, "end": 1, "avg_logprob": -0.693147},
        {"text": "c", "start": 1, "end": 2, "avg_logprob": 0.0},
    ]
    words = [_word("a", 0, probability=0.25), _word("b", 0.5), _word("c", 1.2)]
    found = _read(text="a b c", words=words, segments=segments)
    assert [round(word.confidence, 3) for word in found.words] == [0.25, 0.5, 1.0]


def test_without_any_measure_words_are_half_sure() -> None:
    assert _read(text="a", words=[_word("a", 0)]).words == (Word("a", 0, 500, 0.5),)


def test_bare_text_is_spread_over_its_piece_and_said_to_be() -> None:
    found = _read(text="one two")
    assert [(w.text, w.start_ms, w.end_ms) for w in found.words] == [
        ("one", 0, 1000),
        ("two", 1000, 2000),
    ]
    assert "estimated" in found.warnings[0]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Portuguese", "pt"),
        ("pt", "pt"),
        ("haitian creole", "ht"),
        ("klingon", "und"),
        (None, "und"),
    ],
)
def test_languages_come_by_name_or_code(said: str | None, code: str) -> None:
    assert _read(text="", language=said) == ServiceAnswer((), code)


@pytest.mark.parametrize("content", [b"", b"null", b"\xff", b'{"text": "a", "words": [1]}', b"{}"])
def test_what_is_no_transcription_is_refused(content: bytes) -> None:
    with pytest.raises(ToolFailed, match="no transcription"):
        read_answer(content, 1000)


@pytest.mark.parametrize("start", [float("nan"), float("inf"), 1e400])
def test_times_that_are_no_numbers_are_refused(start: float) -> None:
    with pytest.raises(ToolFailed, match="no transcription"):
        _read(text="a", words=[_word("a", start)])
