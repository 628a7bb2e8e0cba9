"""When each token of a script is said."""

from __future__ import annotations

from vsl.text.script.gap_pairing import Pair
from vsl.text.script.placing import (
    GUESSED,
    UNSAID,
    PlacedToken,
    TokenSpan,
    beats,
    place_tokens,
    spread,
)

_HEARD = [TokenSpan(0, 400, 0.9), TokenSpan(400, 800, 0.9), TokenSpan(2000, 2400, 0.9)]


def _said(text: str) -> list[PlacedToken]:
    ends = {".": 2, ",": 1}
    return [PlacedToken(word.strip(".,"), ends.get(word[-1], 0)) for word in text.split()]


def test_paired_tokens_have_the_times_of_their_pairs() -> None:
    pairs = [Pair(0, 1, 0, 1), Pair(1, 2, 1, 3, 0.5)]
    spans = place_tokens(_said("one two"), pairs, _HEARD, 2400)
    assert spans == [TokenSpan(0, 400, 0.9), TokenSpan(400, 2400, 0.45)]


def test_two_tokens_share_one_heard_word_by_their_syllables() -> None:
    click, funnels = spread(["click", "funnels"], TokenSpan(0, 1000, 0.8))
    assert click.end_ms == funnels.start_ms
    assert click.length_ms < funnels.length_ms
    assert click.confidence == funnels.confidence == 0.8


def test_a_missing_token_lies_behind_the_pause_that_closes_a_sentence() -> None:
    pairs = [Pair(0, 1, 0, 1), Pair(1, 2, 1, 2), Pair(3, 4, 2, 3)]
    late = place_tokens(_said("one two. three four"), pairs, _HEARD, 2400)[2]
    assert late.start_ms > 1200
    early = place_tokens(_said("one two three. four"), pairs, _HEARD, 2400)[2]
    assert early.start_ms < 900
    assert late.confidence == early.confidence == GUESSED


def test_a_missing_token_lies_in_speech_that_nothing_claims() -> None:
    pairs = [Pair(0, 1, 0, 1), Pair(2, 3, 2, 3)]
    assert place_tokens(_said("one two three"), pairs, _HEARD, 2400)[1] == TokenSpan(400, 800)


def test_many_tokens_without_time_are_not_said() -> None:
    pairs = [Pair(0, 1, 0, 1), Pair(7, 8, 1, 2)]
    spans = place_tokens(_said("one a whole passage was left out two"), pairs, _HEARD[:2], 800)
    assert {span.confidence for span in spans[1:7]} == {UNSAID}
    assert {span.start_ms for span in spans[1:7]} == {400}


def test_a_word_swallowed_beside_a_passage_left_out_is_said() -> None:
    pairs = [Pair(0, 1, 0, 1), Pair(9, 10, 1, 2)]
    heard = [TokenSpan(0, 400, 0.9), TokenSpan(1000, 1400, 0.9)]
    spans = place_tokens(
        _said("one two. This whole passage was cut here. Now three"), pairs, heard, 1400
    )
    assert [span.confidence == UNSAID for span in spans] == [
        False,
        False,
        *[True] * 6,
        False,
        False,
    ]
    assert (spans[1].start_ms, spans[8].end_ms) == (400, 1000)


def test_nobody_says_three_words_in_a_minute_of_silence() -> None:
    spans = place_tokens(_said("one and that is"), [Pair(0, 1, 0, 1)], _HEARD[:1], 60_000)
    assert {span.confidence for span in spans[1:]} == {UNSAID}


def test_longer_words_take_longer() -> None:
    assert beats("guarantee") > beats("price") > beats("a")
