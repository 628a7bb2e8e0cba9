"""Text and tokens: what is cut and put together again is what it was, with spaces and without."""

from __future__ import annotations

import doctest
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics import parallel_split as cut_alike
from vsl.basics import reading_limits, spacing, word_breaks
from vsl.basics.spacing import (
    NEVER_FIRST,
    NEVER_LAST,
    count_tokens,
    cut_text,
    is_one_word,
    join_lines,
    join_words,
    space_tokens,
    space_words,
    split_tokens,
    split_words,
    token_stops,
)
from vsl.basics.word_breaks import find_word_ends
from vsl.export.captions import lines as caption_lines
from vsl.text import letters
from vsl.text.numbers import han

_SPACED = "abzAZ019$%.,!?'-…“”éßж가나שלمر💰"
_SPACELESS = "今日は東京です。、！？「」（）ーょっカァ々你好ราคาเพี้ยงไม่ະາລາວໄຂ្មែរကျွန်းม့。０Ａ・ﾃﾞ"
_LINES = st.text(_SPACED + _SPACELESS + "   ", max_size=30)
_MIXED = st.text(_SPACED + _SPACELESS + "  \n", max_size=30)
_PIECES = st.lists(st.text(_SPACED + _SPACELESS + " ", min_size=1, max_size=4), max_size=12)


@pytest.mark.parametrize(
    "module", [spacing, word_breaks, reading_limits, caption_lines, letters, han, cut_alike]
)
def test_examples_of_the_documentation_hold(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted > 0
    assert found.failed == 0


@given(st.text(_SPACED + "  \n", max_size=40))
def test_text_with_spaces_is_what_python_splits(text: str) -> None:
    assert split_tokens(text) == split_words(text) == text.split()
    assert join_words(text.split()) == join_lines(text) == " ".join(text.split())
    assert token_stops(text.split()) == list(range(1, len(text.split()) + 1))


@given(_MIXED)
def test_words_of_a_text_give_the_text_again(text: str) -> None:
    line = join_lines(text)
    assert join_words(split_words(line)) == line
    assert join_lines(line) == line
    assert "".join(line.split()) == "".join(text.split())
    assert [word.strip() for word in split_words(line)] == split_tokens(line)
    assert "".join(space + token for space, token in space_tokens(line)) == line


@given(_LINES)
def test_no_token_is_lost_where_a_text_is_cut_and_joined(text: str) -> None:
    text = join_lines(text)
    for n in range(count_tokens(text) + 1):
        left, right = cut_text(text, n)
        assert split_tokens(left) + split_tokens(right) == split_tokens(text)
        assert count_tokens(left) == n
        assert "".join((left + right).split()) == "".join(text.split())


@given(_LINES, st.randoms(use_true_random=False))
def test_pieces_with_their_spaces_become_words_of_the_same_text(text: str, dice: Random) -> None:
    """As Whisper gives them: spaces at the ends of pieces, or alone."""
    line = join_lines(text)
    pieces = [""]
    for before, char in pairwise(f" {line}"):
        if not is_one_word(before, char) and dice.random() < 0.6:
            pieces.append("")
        pieces[-1] += char
    words = [word for word in space_words(pieces) if word]
    assert join_words(words) == line


@given(st.lists(st.text(_SPACELESS.replace("０", "").replace("Ａ", ""), min_size=1, max_size=4)))
def test_text_without_spaces_is_the_same_however_an_engine_cuts_it(pieces: list[str]) -> None:
    assert join_words(space_words(pieces)) == "".join(pieces)


@given(_PIECES)
def test_token_stops_count_the_tokens_of_each_beginning(pieces: list[str]) -> None:
    words = [word for word in space_words(pieces) if word]
    joined = [join_words(words[:n]) for n in range(1, len(words) + 1)]
    assert token_stops(words) == [count_tokens(text) for text in joined]


@given(_MIXED)
def test_no_token_begins_or_ends_where_no_line_may(text: str) -> None:
    for run in text.split():
        tokens = split_tokens(run)
        assert not any(token[0] in NEVER_FIRST for token in tokens[1:])
        assert not any(token[-1] in NEVER_LAST for token in tokens[:-1])


@given(_MIXED)
def test_words_end_only_where_tokens_do(text: str) -> None:
    for line in text.splitlines():
        ends = find_word_ends(line)
        pairs = enumerate(pairwise(line), 1)
        assert ends <= {n for n, pair in pairs if spacing.ends_token(*pair)}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("たった47ドルで始められます。", "たった|47ドルで|始められます。"),
        ("コンピューターゲームを買う", "コンピューターゲームを|買う"),
        ("「はい」と答えた。「え」", "「はい」と|答えた。|「え」"),
        ("我用iPhone打电话。", "我|用|iPhone|打|电话。"),
        ("三个星期以后，我们", "三个|星期|以后，|我们"),
        ("这是一个机会", "这|是|一个|机会"),
        ("วันนี้ราคาเพียง47บาท", "วัน|นี้|ราคา|เพียง|47บาท"),
        ("ភាសាខ្មែរ", "ភា|សា|ខ្មែរ"),
        ("မြန်မာစကား", "မြန်|မာ|စ|ကား"),
        ("ພາສາລາວ", "ພາ|ສາ|ລາວ"),
    ],
)
def test_phrases_end_where_a_reader_breathes(text: str, phrases: str) -> None:
    bounds = pairwise((0, *sorted(find_word_ends(text) - {0, len(text)}), len(text)))
    assert [text[first:stop] for first, stop in bounds] == phrases.split("|")
