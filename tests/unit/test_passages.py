"""A script's tokens in the order of the voice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vsl.text.script.pairing import Texts
from vsl.text.script.passages import in_voice_order


def _tokens(text: str) -> list[str]:
    return text.split()


_ONE = _tokens("a small wooden stick tells you when the roots are dry")
_TWO = _tokens("today you get three of them and a guide for just forty dollars")
_THREE = _tokens("push it into the soil and the tip turns blue at once")
_texts = st.lists(st.sampled_from([_ONE, _TWO, _THREE, ["umm"]]), max_size=6)


def _joined(passages: list[list[str]]) -> list[str]:
    return [token for passage in passages for token in passage]


def _starts(passages: list[list[str]]) -> frozenset[int]:
    return frozenset(sum(map(len, passages[:n])) for n in range(len(passages)))


@given(_texts, _texts)
def test_every_token_comes_once_and_pairs_rise(
    script: list[list[str]], heard: list[list[str]]
) -> None:
    texts = Texts(_joined(script), _joined(heard), _starts(script))
    order = in_voice_order(texts)
    assert sorted(order.tokens) == list(range(len(texts.script)))
    stop = heard_stop = 0
    for pair in order.pairs:
        assert stop <= pair.first < pair.stop
        assert heard_stop <= pair.heard_first < pair.heard_stop
        stop, heard_stop = pair.stop, pair.heard_stop


def test_swapped_passages_come_in_the_order_of_the_voice() -> None:
    script, heard = [_ONE, _TWO, _THREE], [_TWO, _ONE, _THREE]
    order = in_voice_order(Texts(_joined(script), _joined(heard), _starts(script)))
    ones = list(range(len(_ONE)))
    twos = list(range(len(_ONE), len(_ONE) + len(_TWO)))
    assert list(order.tokens[: len(_ONE) + len(_TWO)]) == twos + ones
    assert len(order.pairs) == len(order.tokens)


def test_passages_said_backwards_are_all_found() -> None:
    script, heard = [_ONE, _TWO, _THREE], [_THREE, _TWO, _ONE]
    order = in_voice_order(Texts(_joined(script), _joined(heard), _starts(script)))
    assert len(order.pairs) == len(order.tokens)


def test_a_few_words_heard_elsewhere_are_no_passage() -> None:
    script = ["click", "now", "please", *_TWO]
    order = in_voice_order(Texts(script, [*_TWO, "please", "click", "now"], frozenset({0, 3})))
    assert list(order.tokens) == list(range(len(script)))
