"""Captions instead of an engine, and words paced by their letters."""

from __future__ import annotations

import numpy as np
import pytest

from vsl.errors import BadInput
from vsl.model.project import Transcript, Word
from vsl.model.word_timing import even_pace
from vsl.progress import Progress
from vsl.speech.caption_recogniser import CaptionsRecogniser
from vsl.speech.recogniser import ListenOptions, order_words
from vsl.speech.token_joining import join_tokens

_SOUND = np.full(16_000, 0.1, np.float32)


def test_captions_give_their_words_language_and_format() -> None:
    captions = Transcript((Word("Olá", 0, 400, 0.5),), "pt", "captions", "SubRip", ("A draft.",))
    heard = CaptionsRecogniser(captions).transcribe(_SOUND, ListenOptions(), Progress())
    assert heard == captions


def test_captions_beyond_the_recording_are_left_out_and_told() -> None:
    words = (Word("in", 0, 1400), Word("out", 1000, 1400), Word("far", 9000, 9400))
    captions = Transcript(words, "en", "captions", "WebVTT")
    heard = CaptionsRecogniser(captions).transcribe(_SOUND, ListenOptions(), Progress())
    assert heard.words == (Word("in", 0, 1000),)
    assert heard.warnings == (
        "2 words stand after the recording's end in the captions and were left out.",
    )


def test_without_captions_the_cure_is_named() -> None:
    with pytest.raises(BadInput, match="needs a captions file"):
        CaptionsRecogniser().transcribe(_SOUND, ListenOptions(), Progress())


def test_words_share_a_span_by_their_letters() -> None:
    assert even_pace(["a", "bcd"], 1000, 1400, confidence=0.5) == (
        Word("a", 1000, 1100, 0.5),
        Word("bcd", 1100, 1400, 0.5),
    )
    assert even_pace([], 0, 1000) == ()
    assert even_pace(["late"], 5, 4) == (Word("late", 5, 5),)


def test_tails_are_joined_to_the_words_they_belong_to() -> None:
    pieces = [Word(" $47", 0, 1, 0.9), Word(",000", 1, 2, 0.4), Word(" now", 2, 3)]
    assert list(join_tokens(pieces)) == [Word(" $47,000", 0, 2, 0.4), Word(" now", 2, 3)]
    assert list(join_tokens([])) == []


def test_words_of_a_language_without_spaces_stay_apart() -> None:
    pieces = [Word("今日", 0, 1), Word("は", 1, 2), Word("晴れ", 2, 3)]
    assert list(join_tokens(pieces)) == pieces


def test_a_sign_that_stands_alone_closes_the_word_before_it() -> None:
    words = [Word("maintenant", 0, 400), Word("?", 400, 410), Word("…", 500, 900)]
    assert order_words(words, 1000) == (Word("maintenant?", 0, 400), Word("…", 500, 900))
