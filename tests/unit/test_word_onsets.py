"""Words start when they sound: on buzzes in noise, whose beginnings are known to the sample."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.model.project import Word
from vsl.speech.word_onsets import correct_starts, start_sentences_behind_pauses

Span = tuple[int, int]
_LATE_MS = 50


def _buzz(
    spans: Sequence[Span], end_ms: int, *, noise_db: float = -70, voice_db: float = -20
) -> Samples:
    """A voice-like buzz from and to the ms of ``spans``, noise below all of it."""
    time = np.arange(end_ms * SAMPLE_RATE_HZ // 1000) / SAMPLE_RATE_HZ
    tone = sum(np.sin(2 * np.pi * 140 * k * time) / k for k in range(1, 12))
    tone *= 10 ** (voice_db / 20) / np.sqrt(np.mean(np.square(tone)))
    speaks = np.zeros(len(time))
    for start, stop in spans:
        speaks[start * 16 : stop * 16] = 1.0
    noise = np.random.default_rng(0).normal(0, 10 ** (noise_db / 20), len(time))
    return np.asarray(tone * speaks + noise, np.float32)


def _correct(words: Sequence[Word], samples: Samples) -> list[Word]:
    return correct_starts(words, samples, late_by_ms=_LATE_MS)


_SPANS = ((300, 700), (1000, 1400), (1900, 2400), (3300, 3700))  # pauses of 300 to 900 ms


@pytest.mark.parametrize(
    ("noise_db", "voice_db"),
    [(-120, -20), (-75, -20), (-50, -20), (-40, -20), (-75, -50), (-60, -35), (-35, -8)],
)
@pytest.mark.parametrize("off_ms", [-400, -95, -20, 0, 60, 100])
def test_words_behind_pauses_start_where_the_sound_rises(
    noise_db: float, voice_db: float, off_ms: int
) -> None:
    samples = _buzz(_SPANS, 4000, noise_db=noise_db, voice_db=voice_db)
    off_ms = max(off_ms, -250)  # a word begins after the one before it
    words = [Word(f"w{n}", start + off_ms, stop) for n, (start, stop) in enumerate(_SPANS)]
    for word, (start, _) in zip(_correct(words, samples), _SPANS, strict=True):
        assert abs(word.start_ms - start) <= 10


def test_a_word_that_swallowed_a_pause_starts_behind_it() -> None:
    samples = _buzz([(200, 600), (2200, 2600)], 3000)
    before, word = _correct([Word("so", 200, 600), Word("wait", 610, 2600)], samples)
    assert (before.start_ms, before.end_ms) == (200, 600)
    assert abs(word.start_ms - 2200) <= 10
    assert word.end_ms == 2600


def test_a_word_keeps_its_time_where_no_quiet_moment_precedes_it() -> None:
    samples = _buzz([(200, 1400)], 2000)
    words = _correct([Word("one", 200, 800), Word("two", 800, 1400)], samples)
    assert [word.start_ms for word in words] == [200, 800 + _LATE_MS]
    assert words[0].end_ms <= words[1].start_ms


def test_the_closure_of_a_consonant_inside_a_word_moves_nothing() -> None:
    samples = _buzz([(200, 900), (980, 1500)], 2000)
    words = _correct([Word("a", 195, 700), Word("kept", 700, 1500)], samples)
    assert [word.start_ms for word in words] == [200, 700 + _LATE_MS]
    (kept,) = _correct([Word("kept", 240, 1500)], samples)
    assert kept.start_ms == 200


def test_a_word_is_never_left_without_time() -> None:
    samples = _buzz([(200, 1400)], 2000)
    assert _correct([Word("a", 800, 810)], samples) == [Word("a", 800, 820)]


def test_two_words_do_not_begin_with_the_same_sound() -> None:
    samples = _buzz([(300, 700), (900, 1500)], 2000)
    words = [Word("and", 300, 700), Word("it", 895, 980), Word("is", 980, 1500)]
    assert [word.start_ms for word in _correct(words, samples)] == [300, 900, 980 + _LATE_MS]


def test_a_short_first_word_lost_to_the_sentence_before_stands_behind_the_pause() -> None:
    samples = _buzz([(300, 1000), (1600, 2100)], 2600)
    words = [Word("tarde.", 300, 960), Word("Y", 970, 1200), Word("jugaba", 1600, 2100)]
    before, first, second = start_sentences_behind_pauses(words, samples)
    assert before == words[0]
    assert abs(first.start_ms - 1600) <= 10
    assert first.start_ms < first.end_ms == second.start_ms < second.end_ms == 2100


@pytest.mark.parametrize("gap_ms", [90, 200])
def test_a_short_first_word_that_sounds_before_the_pause_stays_there(gap_ms: int) -> None:
    samples = _buzz([(300, 1000), (1000 + gap_ms, 1450), (1660, 2400)], 3000)
    words = [Word("sent.", 300, 1000), Word("And", 1000 + gap_ms, 1450), Word("it", 1660, 2400)]
    assert start_sentences_behind_pauses(words, samples) == words


@pytest.mark.parametrize(("before", "word"), [("tarde", "Y"), ("tarde.", "Jugaba")])
def test_only_short_words_behind_the_end_of_a_sentence_are_moved(before: str, word: str) -> None:
    samples = _buzz([(300, 1000), (1600, 2100)], 2600)
    words = [Word(before, 300, 960), Word(word, 970, 1200), Word("jugaba", 1600, 2100)]
    assert start_sentences_behind_pauses(words, samples) == words


def test_silence_and_nothing_leave_words_alone() -> None:
    assert _correct([], _buzz([], 1000)) == []
    assert _correct([], np.zeros(0, np.float32)) == []
    words = [Word("a", 100, 300), Word("b", 300, 500)]
    moved = _correct(words, np.zeros(16_000, np.float32))
    assert [word.start_ms for word in moved] == [100 + _LATE_MS, 300 + _LATE_MS]


def _spans(draw: st.DrawFn, most: int, text: st.SearchStrategy[str]) -> list[Word]:
    edges = draw(st.lists(st.integers(0, 3000), max_size=2 * most).map(sorted))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [Word(draw(text), start, stop) for start, stop in pairs]


@st.composite
def _recordings(draw: st.DrawFn) -> tuple[list[Word], Samples]:
    words = _spans(draw, 8, st.sampled_from(["I", "end.", "a", "longer", "47,000"]))
    bursts = [(word.start_ms, word.end_ms) for word in _spans(draw, 8, st.just("x"))]
    return words, _buzz(bursts, 3000, noise_db=draw(st.sampled_from([-120, -60])))


@given(_recordings())
def test_words_stay_in_order_apart_and_inside_the_recording(
    case: tuple[list[Word], Samples],
) -> None:
    words, samples = case
    for found in (_correct(words, samples), start_sentences_behind_pauses(words, samples)):
        assert [word.text for word in found] == [word.text for word in words]
        times = [0]
        for word in found:
            times += [word.start_ms, word.end_ms]
        assert times == sorted(times)
        assert times[-1] <= duration_ms(samples)


def test_a_word_that_was_put_into_silence_waits_for_the_sound() -> None:
    samples = _buzz([(200, 600), (1500, 2100)], 2600)
    words = [Word("so", 200, 600), Word("I", 1330, 1480), Word("figured", 1500, 2100)]
    _, lone, after = _correct(words, samples)
    assert abs(lone.start_ms - 1500) <= 10
    assert lone.start_ms < lone.end_ms <= after.start_ms < after.end_ms


def test_a_short_word_behind_a_comma_comes_behind_the_pause_too() -> None:
    samples = _buzz([(200, 900), (1500, 2100)], 2600)
    words = [Word("Ferrara,", 200, 860), Word("e", 870, 1100), Word("poi", 1500, 2100)]
    _, lone, _ = start_sentences_behind_pauses(words, samples)
    assert abs(lone.start_ms - 1500) <= 10
