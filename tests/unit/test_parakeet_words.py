"""Words out of a transducer's tokens: punctuation is text, never time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.speech.parakeet.words import FRAME_MS, TransducerToken, read_words

_END_MS = 10_000


def _words(*tokens: tuple[str, int]) -> list[tuple[str, int, int]]:
    found = read_words((TransducerToken(text, at_ms) for text, at_ms in tokens), _END_MS)
    return [(word.text, word.start_ms, word.end_ms) for word in found]


def test_a_word_lasts_until_the_next_token() -> None:
    assert _words((" buy", 80), (" now", 240)) == [("buy", 80, 240), ("now", 240, 560)]


def test_pieces_make_one_word() -> None:
    assert _words((" super", 0), ("mark", 160), ("et", 320)) == [("supermark" + "et", 0, 640)]


def test_a_comma_in_the_pause_does_not_lengthen_the_word() -> None:
    late, none = _words((" buy", 80), (",", 900)), _words((" buy", 80))
    assert late == [("buy,", 80, 400)]
    assert none == [("buy", 80, 400)]


def test_a_comma_right_after_the_word_ends_it() -> None:
    assert _words((" buy", 80), (",", 240), (" now", 900))[0] == ("buy,", 80, 240)


def test_a_comma_in_the_same_frame_leaves_the_word_a_frame() -> None:
    assert _words((" buy", 80), (",", 80))[0] == ("buy,", 80, 80 + FRAME_MS)


def test_a_comma_inside_a_number_is_no_end() -> None:
    tokens = [(" $", 0), ("47", 80), (",", 400), ("000", 480), (".", 1500)]
    assert _words(*tokens) == [("$47,000.", 0, 800)]


@pytest.mark.parametrize("sign", ["%", "&", "@", "+", "€"])
def test_signs_that_are_read_aloud_are_words(sign: str) -> None:
    assert _words((" 50", 0), (f" {sign}", 320)) == [("50", 0, 320), (sign, 320, 640)]


def test_opening_marks_belong_to_the_next_word_and_not_to_its_time() -> None:
    assert _words((" sí", 0), (" ¿", 400), ("Qué", 800)) == [("sí", 0, 320), ("¿Qué", 800, 1120)]
    assert _words((" sí", 0), (" ¿", 400), (" Qué", 800))[1] == ("¿Qué", 800, 1120)


def test_a_dash_of_its_own_is_written_at_the_word_before() -> None:
    assert _words((" buy", 0), (" —", 400), (" now", 800)) == [
        ("buy—", 0, 320),
        ("now", 800, 1120),
    ]


def test_punctuation_and_control_tokens_alone_are_no_words() -> None:
    assert _words((",", 0), (" .", 80), ("<unk>", 160), (" <|nospeech|>", 240)) == []


def test_a_word_ends_with_the_window() -> None:
    assert _words((" buy", _END_MS - 100)) == [("buy", _END_MS - 100, _END_MS)]


def test_a_word_is_as_sure_as_its_least_sure_spoken_piece() -> None:
    tokens = [
        TransducerToken(" buy", 0, 0.9),
        TransducerToken("er", 80, 0.5),
        TransducerToken(",", 160, 0.1),
    ]
    assert [word.confidence for word in read_words(tokens, _END_MS)] == [0.5]


@given(
    st.lists(
        st.tuples(st.sampled_from([" a", "b", ",", " ¿", " –", "<unk>", " 1", "%"]), st.booleans())
    ),
    st.integers(0, 200),
)
def test_words_are_in_order_inside_the_window_and_say_all_that_was_spoken(
    pieces: list[tuple[str, bool]], end_ms: int
) -> None:
    at_ms, tokens = 0, []
    for text, moves in pieces:
        at_ms += FRAME_MS * moves
        tokens.append(TransducerToken(text, at_ms))
    words = list(read_words(tokens, at_ms + end_ms))
    times = [time for word in words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert all(time <= at_ms + end_ms for time in times)
    said = "".join(text for text, _ in pieces if text.strip() in ("a", "b", "1", "%"))
    written = "".join(word.text for word in words)
    assert [c for c in written if c in "ab1%"] == [c for c in said if c != " "]
