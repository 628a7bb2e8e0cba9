"""Speech in which no word stands is found, however the words beside it were stretched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spoken_words import spoken
from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.model.project import Word
from vsl.speech.missed_speech import LEAST_MS, find_missed_speech
from vsl.speech.pauses import AudioPiece

_TALK = "We sell shoes. They last for years. Nobody ever sent a pair back to us. Try them on."


def _piece(start_ms: int, stop_ms: int) -> AudioPiece:
    return AudioPiece(start_ms * SAMPLE_RATE_HZ // 1000, stop_ms * SAMPLE_RATE_HZ // 1000)


def _find(spans: Sequence[tuple[int, int]], words: Sequence[Word]) -> list[tuple[int, int]]:
    found = find_missed_speech([_piece(*span) for span in spans], words)
    return [(piece.start_ms, piece.stop_ms) for piece in found]


def _sentence(words: Sequence[Word], first: str, last: str) -> tuple[int, int]:
    """Where the words from ``first`` to ``last`` stand in ``words``."""
    texts = [word.text for word in words]
    return texts.index(first), texts.index(last) + 1


def test_a_sentence_without_words_is_found_with_its_time() -> None:
    words = spoken(_TALK)
    first, stop = _sentence(words, "Nobody", "us.")
    span, missed = (0, words[-1].end_ms), (words[first].start_ms, words[stop - 1].end_ms)
    ((start_ms, stop_ms),) = _find([span], words[:first] + words[stop:])
    assert start_ms == words[first - 1].end_ms <= missed[0]
    assert stop_ms == words[stop].start_ms >= missed[1]


def test_neighbours_that_were_stretched_over_it_do_not_hide_it() -> None:
    words = spoken(_TALK)
    first, stop = _sentence(words, "Nobody", "us.")
    start_ms, stop_ms = words[first].start_ms, words[stop - 1].end_ms
    middle_ms = (start_ms + stop_ms) // 2
    before = Word("years.", words[first - 1].start_ms, middle_ms)
    after = Word("Try", middle_ms, words[stop].end_ms)
    kept = [*words[: first - 1], before, after, *words[stop + 1 :]]
    (found,) = _find([(0, words[-1].end_ms)], kept)
    assert start_ms <= found[0] < middle_ms < found[1] <= stop_ms


@pytest.mark.parametrize("stretched", ["years.", "Try"])
def test_one_neighbour_that_was_stretched_over_it_does_not_hide_it(stretched: str) -> None:
    words = spoken(_TALK)
    first, stop = _sentence(words, "Nobody", "us.")
    kept = words[:first] + words[stop:]
    number = [word.text for word in kept].index(stretched)
    longer = {
        "years.": {"end_ms": words[stop].start_ms},
        "Try": {"start_ms": words[first].start_ms},
    }
    kept[number] = replace(kept[number], **longer[stretched])
    ((start_ms, stop_ms),) = _find([(0, words[-1].end_ms)], kept)
    assert kept[number].start_ms < start_ms < words[first].start_ms + 1000
    assert stop_ms == kept[number].end_ms


def test_slow_words_raise_nothing() -> None:
    for word_ms in (150, 300, 600, 700):
        words = spoken(_TALK, word_ms=word_ms)
        assert _find([(0, words[-1].end_ms)], words) == []


def test_an_amount_may_last_as_long_as_its_many_words() -> None:
    assert _find([(0, 4000)], [Word("$47,327.", 0, 4000)]) == []
    assert _find([(0, 6000)], [Word("dollars.", 0, 6000)]) != []


def test_what_is_shorter_than_two_words_is_no_missed_speech() -> None:
    assert _find([(0, LEAST_MS - 1)], []) == []
    assert _find([(0, LEAST_MS)], []) == [(0, LEAST_MS)]


def test_a_breath_in_missed_speech_does_not_part_it_but_a_word_does() -> None:
    spans = [(0, 700), (850, 1500)]
    assert _find(spans, []) == [(0, 1500)]
    assert _find(spans, [Word("a", 720, 840)]) == []
    assert _find([(0, 2000), (3000, 5000)], []) == [(0, 2000), (3000, 5000)]


def test_where_nobody_speaks_nothing_is_missed() -> None:
    assert _find([], []) == []
    assert _find([], [Word("a", 0, 100)]) == []


@st.composite
def _recordings(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[Word]]:
    edges = draw(st.lists(st.integers(0, 30_000), max_size=24, unique=True).map(sorted))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    ends = draw(st.lists(st.integers(0, 30_000), max_size=40).map(sorted))
    texts = st.sampled_from(["I", "guarantee", "$47,327", "no.", "…"])
    return spans, [Word(draw(texts), *pair) for pair in zip(ends[::2], ends[1::2], strict=False)]


@given(_recordings())
def test_missed_speech_lies_in_speech_apart_and_in_order(
    case: tuple[list[tuple[int, int]], list[Word]],
) -> None:
    spans, words = case
    found = _find(spans, words)
    edges = [edge for piece in found for edge in piece]
    assert edges == sorted(edges)
    for start, stop in found:
        assert stop - start >= LEAST_MS
        assert any(first <= start < last for first, last in spans)  # gaps inside are breaths
        assert any(first < stop <= last for first, last in spans)


@given(_recordings())
def test_no_missed_speech_lies_over_a_word_of_believable_length(
    case: tuple[list[tuple[int, int]], list[Word]],
) -> None:
    spans, words = case
    for start, stop in _find(spans, words):
        for word in words:
            if word.end_ms - word.start_ms <= 500:
                assert (
                    word.end_ms <= start or word.start_ms >= stop or (word.start_ms == word.end_ms)
                )


@given(_recordings())
def test_where_no_word_stands_all_speech_long_enough_is_missed(
    case: tuple[list[tuple[int, int]], list[Word]],
) -> None:
    spans, _ = case
    found = _find(spans, [])
    for first, last in spans:
        if last - first >= LEAST_MS:
            assert any(start <= first and last <= stop for start, stop in found)
