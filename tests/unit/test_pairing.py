"""Which tokens of a script a voice says in which of the heard tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vsl.text.script.gap_pairing import Gap, pair_gap
from vsl.text.script.pairing import Texts, pair_tokens

_texts = st.lists(
    st.sampled_from(["the", "price", "of", "a", "small", "red", "plant"]), max_size=24
)


def _tokens(text: str) -> list[str]:
    return text.split()


def _paired(script: str, heard: str, *starts: int) -> list[tuple[str, str]]:
    texts = Texts(script.split(), heard.split(), frozenset(starts))
    return [
        (
            " ".join(texts.script[pair.first : pair.stop]),
            " ".join(f"{n}:{texts.heard[n]}" for n in range(pair.heard_first, pair.heard_stop)),
        )
        for pair in pair_tokens(texts)
    ]


def _places(script: str, heard: str, *starts: int) -> list[tuple[int, int]]:
    texts = Texts(script.split(), heard.split(), frozenset(starts))
    return [(pair.first, pair.heard_first) for pair in pair_tokens(texts)]


@given(_texts, _texts, st.frozensets(st.integers(0, 23), max_size=5))
def test_pairs_rise_in_both_texts(
    script: list[str], heard: list[str], starts: frozenset[int]
) -> None:
    stop = heard_stop = 0
    for pair in pair_tokens(Texts(script, heard, starts)):
        assert stop <= pair.first < pair.stop <= len(script)
        assert heard_stop <= pair.heard_first < pair.heard_stop <= len(heard)
        stop, heard_stop = pair.stop, pair.heard_stop


@given(_texts)
def test_a_text_is_paired_with_itself(text: list[str]) -> None:
    pairs = pair_tokens(Texts(text, text, frozenset()))
    assert [(pair.first, pair.heard_first) for pair in pairs] == [(n, n) for n in range(len(text))]


def test_a_word_may_be_heard_as_several_and_several_as_one() -> None:
    assert _paired("the recognise speech", "the wreck a nice speech") == [
        ("the", "0:the"),
        ("recognise", "1:wreck 2:a 3:nice"),
        ("speech", "4:speech"),
    ]
    assert _paired("use click funnels now", "use clickfunnels now")[1] == (
        "click funnels",
        "1:clickfunnels",
    )


def test_the_word_that_sounds_alike_is_the_one_that_was_misheard() -> None:
    assert ("funnels", "1:tunnels") in _paired("the big funnels here", "the tunnels here")


def test_a_few_equal_words_far_from_others_are_chance() -> None:
    cut = "the roots of the plant need more air than the leaves do in the sun"
    script = f"we begin here {cut} and so we go on from there"
    heard = "we begin here the one thing and so we go on from there"
    assert [first for first, _ in _places(script, heard, 0, 3, 18)] == [0, 1, 2, *range(18, 25)]


def test_the_later_of_two_takes_is_the_scripts() -> None:
    script = "we begin right here and go on"
    whole = "we begin right here let me say that again we begin right here and go on"
    assert [heard for _, heard in _places(script, whole, 0, 4)] == list(range(9, 16))
    part = "we begin right here let me say that again begin right here and go on"
    assert [heard for _, heard in _places(script, part, 0, 4)] == [0, *range(9, 15)]


def test_speech_that_only_ends_alike_is_no_second_take() -> None:
    heard = "it costs more than you think a lot of people ask what you think so here it is"
    places = _places("it costs more than you think so here it is", heard, 0, 6)
    assert places[:6] == [(n, n) for n in range(6)]


def test_a_cut_passage_begins_where_a_line_does() -> None:
    script = "it was red and the dog sat here and the cat ran"
    places = _places(script, "it was red and the cat ran", 0, 3, 8)
    assert [first for first, _ in places] == [0, 1, 2, 8, 9, 10, 11]


def test_what_is_said_three_times_stays_in_its_place() -> None:
    part = _tokens("now click the button below and start your order today while it lasts")
    heard = [(n, token) for n, token in enumerate(part * 3) if n not in (1, 17, 18, 33)]
    pairs = pair_tokens(Texts(part * 3, [token for _, token in heard], frozenset({0, 13, 26})))
    assert all(heard[pair.heard_first][0] == pair.first for pair in pairs)
    assert len(pairs) == len(heard)


def test_texts_that_have_nothing_in_common_are_no_pairs_but_their_places() -> None:
    assert pair_tokens(Texts(["a"] * 200, ["b"] * 100, frozenset())) == []


def test_unlike_words_are_paired_only_where_both_sides_have_as_many() -> None:
    few = pair_gap(Gap(["one", "two"], ["xxx", "yyy"], frozenset(), "en"))
    assert [(pair.first, pair.heard_first) for pair in few] == [(0, 0), (1, 1)]
    many = ["alpha", "bravo", "charlie", "delta", "echo", "fox", "golf"]
    assert len(pair_gap(Gap(many, ["zebra"], frozenset(), "en"))) <= 1
