"""Which of the words that PocketSphinx hears are believed."""

from __future__ import annotations

import pytest

from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.model.project import Word
from vsl.speech.pauses import AudioPiece
from vsl.speech.pocketsphinx.pieces import keep_voiced
from vsl.speech.recogniser import later


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "believed"),
    [
        (0, 900, False),
        (600, 1001, True),
        (1200, 1300, True),
        (1999, 2500, True),
        (2000, 2900, False),
        (3500, 4000, True),
    ],
)
def test_a_word_is_believed_where_somebody_speaks_during_it(
    start_ms: int, end_ms: int, believed: bool
) -> None:
    voiced = [
        AudioPiece(SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ),
        AudioPiece(3 * SAMPLE_RATE_HZ, 4 * SAMPLE_RATE_HZ),
    ]
    word = Word("word", start_ms, end_ms)
    assert keep_voiced([word], voiced) == ([word] if believed else [])


def test_a_word_keeps_its_length_and_confidence_when_it_is_moved() -> None:
    assert later(Word("word", 10, 40, 0.3), 1000) == Word("word", 1010, 1040, 0.3)
