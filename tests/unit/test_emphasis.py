from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.spacing import split_tokens, split_words
from vsl.model.project import Emphasis, Slide, Word, WordRange
from vsl.model.word_timing import even_pace
from vsl.slides.emphasis import MOST_SHARE, emphasise
from vsl.slides.phrases import rules


def _shown(text: str, language: str = "en", **more: object) -> list[tuple[str, str]]:
    slide = emphasise([Slide("s", text, 0, 1000)], (), language, **more)[0]
    tokens = text.split()
    return [(tokens[each.token], each.kind) for each in slide.emphasis]


@pytest.mark.parametrize(
    ("text", "language", "stands_out"),
    [
        ("It costs $47 today, not $1,997.", "en", [("$47", "price"), ("$1,997.", "price")]),
        ("São só R$ 97 por mês", "pt", [("R$", "price"), ("97", "price")]),
        ("Seulement 47\u202f€ aujourd’hui", "fr", [("47", "price"), ("€", "price")]),
        ("97% of people fail in 2026", "en", [("97%", "number"), ("2026", "number")]),
        ("There are 3 steps to it", "en", []),
        ("You never pay more.", "en", [("never", "negative")]),
        ("Try it now, entirely risk free.", "en", [("risk", "guarantee"), ("free.", "guarantee")]),
        ("Garantía total de treinta días", "es", [("Garantía", "guarantee")]),
        ("Das ist völlig kostenlos für alle", "de", [("kostenlos", "power")]),
        ("Scopri come funziona davvero tutto", "it", [("Scopri", "power")]),
        ("And that is the whole story", "en", []),
        ("Никогда 47 рублей", "ru", [("47", "number")]),
        ("", "en", []),
    ],
)
def test_prices_numbers_and_promises_stand_out(
    text: str, language: str, stands_out: list[tuple[str, str]]
) -> None:
    assert _shown(text, language) == stands_out


def test_a_slide_of_one_word_may_stand_out_as_a_whole() -> None:
    assert _shown("Guaranteed.") == [("Guaranteed.", "guarantee")]


def test_what_the_script_marks_always_stands_out() -> None:
    words = [Word(text, n, n + 1, emphasised=True) for n, text in enumerate(["Read", "this", "$5"])]
    slide = Slide("s", "Read this $5", 0, 3, WordRange(0, 2))
    marks = emphasise([slide], words, "en")[0].emphasis
    assert marks == tuple(Emphasis(n, "script") for n in range(3))


def test_an_author_s_own_phrases_come_before_the_rules() -> None:
    own = {"power": ["one-time offer", "acme*"]}
    text = "AcmeFlow is today and never again."
    assert ("AcmeFlow", "power") in _shown(text, own=own)
    assert _shown("A one-time offer for everyone here today", own=own)[0] == ("one-time", "power")


def test_slides_that_the_author_has_touched_stay() -> None:
    slide = Slide("s", "It costs $47", 0, 1000, pinned=True)
    assert emphasise([slide], (), "en") == (slide,)


@given(st.lists(st.sampled_from(["you", "$47", "never", "free", "the", "97%", "risk"])))
def test_at_most_a_share_stands_out(tokens: list[str]) -> None:
    found = _shown(" ".join(tokens))
    assert len(found) <= max(2, MOST_SHARE * len(tokens))
    assert len(found) < len(tokens) or len(tokens) < 2


def test_every_rule_knows_the_six_languages() -> None:
    for rule in rules("emphasis").values():
        assert sorted(rule["phrases"]) == ["de", "en", "es", "fr", "it", "pt"]


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("たった47ドルで始める", ["47", "ド", "ル"]),
        ("合計10万円です", ["10", "万", "円"]),
        ("只要47美元，你就可以", ["47", "美", "元，"]),
        ("ราคาเพียง 47 บาทเท่านั้น", ["47", "บา", "ท"]),
    ],
)
def test_an_amount_stands_out_with_its_currency_where_no_spaces_are(
    text: str, price: list[str]
) -> None:
    words = even_pace(split_words(text), 0, 3000)
    slide = Slide("s0", text, 0, 3000, WordRange(0, len(words) - 1))
    (marked,) = emphasise([slide], words, "und")
    tokens = split_tokens(text)
    assert [tokens[each.token] for each in marked.emphasis] == price
    assert {each.kind for each in marked.emphasis} == {"price"}
