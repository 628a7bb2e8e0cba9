"""Which tokens of a script are said in which part of a recording."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.model.project import Word
from vsl.speech.pocketsphinx.stretches import Plan, Stretch, in_voice_order

_LINES = [[f"{letter}{n}" for n in range(8)] for letter in "abcdef"]
_SCRIPT = list(chain.from_iterable(_LINES))
_WORD_MS = 250


def _voice(tokens: Sequence[str], start_ms: int = 0) -> list[Word]:
    """Words of a quarter of a second each; an empty token is silence."""
    return [
        Word(token, start_ms + n * _WORD_MS, start_ms + (n + 1) * _WORD_MS)
        for n, token in enumerate(tokens)
        if token
    ]


def _stretches(script: Sequence[str], voice: Sequence[Word]) -> list[Stretch]:
    return Plan(script, voice, voice[-1].end_ms).stretches()


@given(st.permutations(range(len(_LINES))))
def test_no_token_is_lost_by_the_order(order: list[int]) -> None:
    heard = list(chain.from_iterable(_LINES[n] for n in order))
    assert sorted(in_voice_order(_LINES, heard)) == sorted(_SCRIPT)


@pytest.mark.parametrize("order", [[1, 0, 2, 3, 4, 5], [0, 4, 2, 3, 1, 5], [2, 3, 4, 5, 0, 1]])
def test_sentences_move_where_they_are_heard(order: list[int]) -> None:
    heard = list(chain.from_iterable(_LINES[n] for n in order))
    assert in_voice_order(_LINES, heard) == heard


def test_part_of_a_sentence_moves_too() -> None:
    one = [[*_LINES[0], *_LINES[1], *_LINES[2]]]
    heard = [*_LINES[1], *_LINES[0], *_LINES[2]]
    assert in_voice_order(one, heard) == heard


def test_a_short_sentence_moves_whole_or_not_at_all() -> None:
    lines = [_LINES[0], ["s1", "s2", "s3", "s4"], _LINES[2]]
    heard = [*lines[2], *lines[1], *lines[0]]
    assert in_voice_order(lines, heard) == heard
    heard[8:12] = ["s1", "s2", "s3", "x"]
    assert in_voice_order(lines, heard).index("s1") != 8


def test_a_sentence_heard_nowhere_stays_where_it_is() -> None:
    heard = [*_LINES[0], "x", "y", "c1", "b2", "z", *_LINES[2]]
    assert in_voice_order(_LINES[:3], heard) == _SCRIPT[:24]


def test_a_voice_that_follows_the_script_is_one_stretch() -> None:
    voice = _voice(_SCRIPT)
    assert _stretches(_SCRIPT, voice) == [Stretch(0, 48, 0, voice[-1].end_ms)]


def test_a_misheard_word_breaks_nothing() -> None:
    heard = [*_SCRIPT[:10], "else", *_SCRIPT[11:]]
    assert len(_stretches(_SCRIPT, _voice(heard))) == 1


def test_a_swallowed_word_breaks_nothing() -> None:
    heard = [*_SCRIPT[:10], *_SCRIPT[11:]]
    assert len(_stretches(_SCRIPT, _voice(heard))) == 1


def test_a_sentence_the_voice_leaves_out_is_in_no_stretch() -> None:
    found = _stretches(_SCRIPT, _voice([*_SCRIPT[:16], *_SCRIPT[24:]]))
    assert [(part.first, part.stop) for part in found] == [(0, 16), (24, 48)]


def test_speech_that_is_not_the_script_s_lies_between_stretches() -> None:
    found = _stretches(_SCRIPT, _voice([*_SCRIPT[:16], *("bla" for _ in range(9)), *_SCRIPT[16:]]))
    assert [(part.first, part.stop) for part in found] == [(0, 16), (16, 48)]
    assert found[0].end_ms == 16 * _WORD_MS
    assert found[1].start_ms == 25 * _WORD_MS


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_misheard_words_around_what_is_said_beside_the_script_stay_on_their_side(
    before: int,
) -> None:
    behind, ahead = _SCRIPT[16 - before : 16], _SCRIPT[16 : 19 - before]
    mixed = [*reversed(behind), *("bla" for _ in range(9)), *reversed(ahead)]
    found = _stretches(_SCRIPT, _voice([*_SCRIPT[: 16 - before], *mixed, *_SCRIPT[19 - before :]]))
    assert [(part.first, part.stop) for part in found] == [(0, 16), (16, 48)]
    assert 16 * _WORD_MS <= found[0].end_ms <= 18 * _WORD_MS
    assert 23 * _WORD_MS <= found[1].start_ms <= 25 * _WORD_MS


def test_a_long_silence_lies_between_stretches() -> None:
    found = _stretches(_SCRIPT, _voice([*_SCRIPT[:16], *("" for _ in range(20)), *_SCRIPT[16:]]))
    assert [(part.first, part.stop) for part in found] == [(0, 16), (16, 48)]
    assert found[0].end_ms < found[1].start_ms


@pytest.mark.parametrize("pause", [0, 2])
@pytest.mark.parametrize("beside", [0, 9])
@pytest.mark.parametrize("heard", [["x"], ["x", "y"], ["x", "y", "z"]])
def test_words_misheard_at_either_end_take_no_time_from_what_is_said_beside_the_script(
    heard: list[str], beside: int, pause: int
) -> None:
    other, silence = ["bla"] * beside, [""] * pause * bool(beside)
    said = [*other, *silence, *heard, *_SCRIPT[2:-2], *heard, *silence, *other]
    (found,) = _stretches(_SCRIPT, _voice(said))
    assert (found.first, found.stop) == (0, 48)
    slack = _WORD_MS if beside and not pause else 0  # nothing tells who a word belongs to
    silent, over = len(silence) * _WORD_MS + slack, (len(said) - beside) * _WORD_MS
    assert -slack <= found.start_ms - beside * _WORD_MS <= silent
    assert -slack <= over - found.end_ms <= silent


@pytest.mark.parametrize("pause", [0, 1, 4])
def test_a_first_word_begins_after_what_is_said_beside_the_script(pause: int) -> None:
    said = [*("bla" for _ in range(9)), *("" for _ in range(pause)), *_SCRIPT]
    (found,) = _stretches(_SCRIPT, _voice([*said, *said[:9]]))
    assert max(9 * _WORD_MS, (9 + pause) * _WORD_MS - 300) == found.start_ms
    assert found.end_ms == len(said) * _WORD_MS


@given(st.lists(st.sampled_from([*_SCRIPT, "x", "y"]), max_size=40))
def test_stretches_follow_each_other_whatever_is_heard(heard: list[str]) -> None:
    tokens = in_voice_order(_LINES, heard)
    found = Plan(tokens, _voice(heard), len(heard) * _WORD_MS).stretches()
    assert all(part.first < part.stop and 0 <= part.start_ms <= part.end_ms for part in found)
    assert all(a.stop <= b.first and a.start_ms <= b.start_ms for a, b in pairwise(found))


def test_halves_part_at_the_longest_pause_of_the_middle() -> None:
    voice = [*_voice(_SCRIPT[:20]), *_voice(_SCRIPT[20:], 20 * _WORD_MS + 1000)]
    plan = Plan(_SCRIPT, voice, voice[-1].end_ms)
    left, right = plan.halves(plan.stretches()[0]) or (None, None)
    assert left == Stretch(0, 20, 0, 5500)
    assert right == Stretch(20, 48, 5500, 13_000)
