"""Where a recording has room for words that the script lacks."""

from __future__ import annotations

import pytest

from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.model.project import Word
from vsl.speech.pauses import AudioPiece
from vsl.speech.pocketsphinx.ad_libs import free_parts

_SPAN = AudioPiece(10 * SAMPLE_RATE_HZ, 20 * SAMPLE_RATE_HZ)


@pytest.mark.parametrize(
    ("placed", "free"),
    [
        ([], [(10_000, 20_000)]),
        ([(9_000, 9_500)], [(10_000, 20_000)]),
        ([(21_000, 22_000)], [(10_000, 20_000)]),
        ([(9_900, 10_200), (10_700, 11_000)], [(11_000, 20_000)]),
        ([(10_000, 12_000), (15_000, 19_900)], [(12_000, 15_000)]),
        ([(9_000, 21_000)], []),
        ([(9_000, 9_500), (11_000, 19_500), (20_500, 21_000)], [(10_000, 11_000)]),
    ],
)
def test_free_is_what_no_word_claims_if_words_have_room_there(
    placed: list[tuple[int, int]], free: list[tuple[int, int]]
) -> None:
    words = [Word("word", start, end) for start, end in placed]
    assert [(part.start_ms, part.stop_ms) for part in free_parts(_SPAN, words)] == free
