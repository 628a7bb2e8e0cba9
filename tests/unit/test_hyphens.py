"""Words too long for large type."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.render.layout.breaks import LinePiece, join
from vsl.render.layout.hyphens import (
    JOINT,
    find_syllable_ends,
    hyphenate,
    show_hyphen,
    strip_joints,
)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Versicherung", "Ver si che rung"),
        ("Krankenzusatzversicherung", "Kran ken zu satz ver si che rung"),
        ("Zahnarztpraxis", "Zah narzt pra xis"),  # no rule of letters sees two nouns
        ("Haftpflichtversicherung", "Haft pflicht ver si che rung"),
        ("Geld-zurück-Garantie", "Geld- zu rück- Ga ran tie"),
        ("internacionalización", "inter na cio na li za ción"),
        ("desenvolvimento", "desen vol vi mento"),
        ("straightforward", "straight for ward"),
        ("www", "www"),
        ("Stop", "Stop"),
    ],
)
def test_a_consonant_before_a_vowel_begins_a_syllable(word: str, parts: str) -> None:
    ends = (0, *find_syllable_ends(word), len(word))
    assert [word[a:b] for a, b in pairwise(ends)] == parts.split()


def test_a_word_is_cut_into_the_fewest_parts_as_equal_as_can_be() -> None:
    pieces = hyphenate([LinePiece("Die"), LinePiece("Krankenzusatzversicherung,")], 16, len)
    assert [piece.text for piece in pieces] == ["Die", f"Krankenzusatz{JOINT}", "versicherung,"]
    assert [(piece.spaced, piece.cut) for piece in pieces[1:]] == [(True, False), (False, True)]


def test_its_own_hyphen_is_enough() -> None:
    pieces = hyphenate([LinePiece("Geld-zurück-Garantie")], 14, len)
    assert [piece.text for piece in pieces] == ["Geld-zurück-", "Garantie"]


@pytest.mark.parametrize("text", ["1234567890123456789", "www.xyz.bz/wxyzbcdfghjk", "日本語" * 6])
def test_what_has_no_syllables_stays_whole(text: str) -> None:
    assert hyphenate([LinePiece(text)], 10, len) == [LinePiece(text)]


def test_a_hyphen_is_seen_at_the_end_of_a_line_alone() -> None:
    line = f"Kranken{JOINT}zusatz{JOINT}"
    assert (show_hyphen(line), strip_joints(line)) == ("Krankenzusatz-", "Krankenzusatz")


@given(st.text("abcdefgst'-äöchu", min_size=1, max_size=40), st.integers(1, 20))
def test_the_parts_hold_the_word(word: str, measure: int) -> None:
    pieces = hyphenate([LinePiece(word)], measure, len)
    assert strip_joints(join(pieces)) == word
