"""Transcripts are found again, and only for what they were heard from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.model.project import Transcript, Word
from vsl.speech.recogniser import ListenOptions
from vsl.speech.transcript_cache import TranscriptCache, from_json, to_json, transcript_key

_HEARD = Transcript(
    (Word("Olá", 10, 400, 0.91), Word("“$47,000”", 500, 900)), "pt", "whisper", "base", ("Noisy.",)
)
_KEY = transcript_key("ab" * 32, "whisper", ListenOptions("pt"), weights="cd" * 32)


def _written(transcript: Transcript) -> bytes:
    return json.dumps(to_json(transcript)).encode()


@pytest.fixture
def cache(tmp_path: Path) -> TranscriptCache:
    return TranscriptCache.under(tmp_path)


def test_what_is_kept_is_found_again(cache: TranscriptCache) -> None:
    assert cache.find(_KEY) is None
    cache.keep(_KEY, _HEARD)
    assert cache.find(_KEY) == _HEARD


def test_a_later_hearing_takes_the_place_of_an_earlier(cache: TranscriptCache) -> None:
    cache.keep(_KEY, _HEARD)
    cache.keep(_KEY, Transcript((), "und", "whisper"))
    assert cache.find(_KEY) == Transcript((), "und", "whisper")


@pytest.mark.parametrize(
    "other",
    [
        transcript_key("ba" * 32, "whisper", ListenOptions("pt"), weights="cd" * 32),
        transcript_key("ab" * 32, "sphinx", ListenOptions("pt"), weights="cd" * 32),
        transcript_key("ab" * 32, "whisper", ListenOptions(), weights="cd" * 32),
        transcript_key("ab" * 32, "whisper", ListenOptions("pt", "Olá"), weights="cd" * 32),
        transcript_key("ab" * 32, "whisper", ListenOptions("pt", "", "tiny"), weights="cd" * 32),
        transcript_key("ab" * 32, "whisper", ListenOptions("pt"), weights="dc" * 32),
        transcript_key("ab" * 32, "whisper", ListenOptions("pt"), weights="cd" * 32, chunk_s=60),
    ],
)
def test_whatever_shapes_a_transcript_shapes_its_key(cache: TranscriptCache, other: str) -> None:
    cache.keep(_KEY, _HEARD)
    assert cache.find(other) is None


def test_keys_are_the_same_in_every_process() -> None:
    assert transcript_key("a", "sphinx", ListenOptions(), b=1, a="x") == transcript_key(
        "a", "sphinx", ListenOptions(), a="x", b=1
    )
    assert len(_KEY) == 64


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"words": 5}',
        b'{"words": [["a"]], "warnings": []}',
        _written(_HEARD)[:-20],
        _written(_HEARD).replace(b'"engine"', b'"motor"'),
    ],
)
def test_a_damaged_entry_is_as_good_as_none(cache: TranscriptCache, damage: bytes) -> None:
    cache.keep(_KEY, _HEARD)
    cache.cache.path(_KEY).write_bytes(damage)
    assert cache.find(_KEY) is None
    assert not cache.cache.path(_KEY).exists()
    cache.keep(_KEY, _HEARD)
    assert cache.find(_KEY) == _HEARD


@given(
    st.lists(st.builds(Word, st.text(), st.integers(0), st.integers(0), st.floats(0, 1))),
    st.lists(st.text()),
)
def test_nothing_is_lost_on_the_way_to_the_disk(words: list[Word], warnings: list[str]) -> None:
    heard = Transcript(tuple(words), "en", "whisper", "", tuple(warnings))
    assert from_json(json.loads(_written(heard))) == heard
