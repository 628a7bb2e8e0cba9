from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.spacing import split_tokens, split_words
from vsl.model.project import EMPHASIS_KINDS, Emphasis, EmphasisSettings, Slide, Word, WordRange
from vsl.model.word_timing import even_pace
from vsl.slides.emphasis.choice import emphasise
from vsl.slides.phrases import rules

_EVERY = EmphasisSettings(most_share=1.0)


def _shown(text: str, language: str = "en", **more: object) -> list[tuple[str, str]]:
    slide = emphasise([Slide("s", text, 0, 1000)], (), language, **{"settings": _EVERY, **more})[0]
    tokens = text.split()
    return [(tokens[each.token], each.kind) for each in slide.emphasis]


def _lit(text: str, language: str = "en") -> str:
    return " ".join(word for word, _ in _shown(text, language))


def _slides(*texts: str) -> tuple[Slide, ...]:
    return tuple(Slide(f"s{n}", text, n * 1000, n * 1000 + 1000) for n, text in enumerate(texts))


@pytest.mark.parametrize(
    ("text", "language", "lit"),
    [
        ("It costs $47 today, not $1,997.", "en", "$47"),
        ("São só R$ 97 por mês", "pt", "só R$ 97 por mês"),
        ("Seulement 47\u202f€ aujourd’hui", "fr", "Seulement 47 €"),
        ("97% of people fail in 2026", "en", "97%"),
        ("There are 3 steps to it", "en", ""),
        ("Try it now, entirely risk free.", "en", "risk free."),
        ("Garantía total de treinta días", "es", "Garantía total de treinta días"),
        ("Das ist völlig kostenlos für alle", "de", "völlig kostenlos"),
        ("Sei pagato il doppio, del tutto gratis", "it", "del tutto gratis"),
        ("And that is the whole story", "en", ""),
        ("Никогда 47 рублей", "ru", "47 рублей"),
        ("", "en", ""),
    ],
)
def test_the_one_idea_of_a_slide_stands_out_whole(text: str, language: str, lit: str) -> None:
    assert _lit(text, language) == lit


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You never pay more for your own work.", "en"),
        ("Você nunca mais vê o seu cansaço.", "pt"),
        ("Tú no tienes nada que perder con tu voz.", "es"),
        ("Vous n'avez rien à faire de votre côté.", "fr"),
        ("Sie haben nichts falsch gemacht, und Ihr Haus steht.", "de"),
        ("Tu non hai niente da temere per la tua casa.", "it"),
    ],
)
def test_address_and_bare_negations_stay_plain_unless_they_are_asked_for(
    text: str, language: str
) -> None:
    kinds = {kind for _, kind in _shown(text, language)}
    assert not kinds & {"address", "negative"}
    asked = EmphasisSettings(kinds=("address", "negative"), most_share=1.0)
    assert _shown(text, language, settings=asked)


def test_promises_win_over_counts_and_prices_with_only_over_all_but_guarantees() -> None:
    assert _lit("Get 12 lessons and a bonus, absolutely free.") == "absolutely free."
    assert _lit("It is free to ship and only $24 to own") == "only $24"
    assert _lit("Pay just $49, with a full refund") == "full refund"


def test_a_slide_of_one_word_may_stand_out_as_a_whole() -> None:
    assert _shown("Guaranteed.") == [("Guaranteed.", "guarantee")]


def test_what_the_script_marks_stands_out_and_nothing_beside_it() -> None:
    words = [
        Word(text, n, n + 1, emphasised=text != "$5") for n, text in enumerate(["Do", "it", "$5"])
    ]
    slide = Slide("s", "Do it $5", 0, 3, WordRange(0, 2))
    marks = emphasise([slide], words, "en", settings=_EVERY)[0].emphasis
    assert marks == (Emphasis(0, "script"), Emphasis(1, "script"))


def test_a_price_that_the_script_marks_stands_out_with_its_sign() -> None:
    words = [Word("apenas", 0, 1, emphasised=True), Word("R$ 67,", 1, 2, emphasised=True)]
    slide = Slide("s", "apenas R$ 67,", 0, 2, WordRange(0, 1))
    assert len(emphasise([slide], words, "pt")[0].emphasis) == 3


def test_the_script_s_marks_are_not_bound_by_the_share_of_slides() -> None:
    words = [Word(text, n, n + 1, emphasised=True) for n, text in enumerate(["Read", "this"])]
    slides = [Slide("a", "Read", 0, 1, WordRange(0, 0)), Slide("b", "this", 1, 2, WordRange(1, 1))]
    nothing = EmphasisSettings(most_share=0.0)
    assert all(slide.emphasis for slide in emphasise(slides, words, "en", settings=nothing))
    quiet = EmphasisSettings(kinds=("price",))
    assert not any(slide.emphasis for slide in emphasise(slides, words, "en", settings=quiet))


def test_an_author_s_own_phrases_come_before_the_rules() -> None:
    own = {"power": ["one-time offer", "acme*"]}
    assert _shown("AcmeFlow is only $5 and free.", own=own) == [("AcmeFlow", "power")]
    assert _shown("A one-time offer for $12 today", own=own)[0] == ("one-time", "power")


def test_slides_that_the_author_has_touched_stay() -> None:
    slide = Slide("s", "It costs $47", 0, 1000, pinned=True)
    assert emphasise([slide], (), "en") == (slide,)


def test_where_too_many_slides_would_be_lit_the_weak_ones_are_not() -> None:
    slides = _slides(
        "Then I met Ana Prado.", "I sold 40 books.", "It costs $12.", "No risk at all."
    )
    half = emphasise(slides, (), "en", settings=EmphasisSettings(most_share=0.5))
    assert [bool(slide.emphasis) for slide in half] == [False, False, True, True]


def test_a_phrase_that_a_break_parts_is_lit_on_both_slides() -> None:
    back = _slides("You have my money back", "guarantee for life.")
    slides = emphasise(back, (), "en", settings=_EVERY)
    assert [len(slide.emphasis) for slide in slides] == [2, 1]
    price = emphasise(_slides("They pay $90", "a month for it."), (), "en", settings=_EVERY)
    assert [len(slide.emphasis) for slide in price] == [1, 0]


@given(
    st.lists(
        st.text("$4797% .,!?yongresfm", max_size=30).map(lambda text: " ".join(text.split())),
        max_size=12,
    ),
    st.sampled_from(["en", "pt", "es", "fr", "de", "it", "ja", "xx"]),
    st.floats(0, 1),
)
def test_at_most_the_share_of_slides_is_lit_each_with_one_phrase(
    texts: list[str], language: str, share: float
) -> None:
    settings = EmphasisSettings(EMPHASIS_KINDS, share)
    found = emphasise(_slides(*texts), (), language, settings=settings)
    assert sum(bool(slide.emphasis) for slide in found) <= share * len(texts)
    for slide in found:
        tokens = [each.token for each in slide.emphasis]
        assert all(after - before == 1 for before, after in pairwise(tokens))
        assert all(0 <= token < len(split_tokens(slide.text)) for token in tokens)
        assert len({each.kind for each in slide.emphasis}) <= 1


@given(
    st.lists(
        st.sampled_from(["you", "$47", "Ana", "free", "the", "97%", "12", "days."]), max_size=40
    )
)
def test_choosing_again_changes_nothing(tokens: list[str]) -> None:
    texts = [" ".join(tokens[n : n + 5]) for n in range(0, len(tokens), 5)]
    once = emphasise(_slides(*texts), (), "en")
    assert emphasise(once, (), "en") == once


@pytest.mark.parametrize("name", ["emphasis", "figures", "names", "phrase_words"])
def test_every_rule_knows_the_six_languages(name: str) -> None:
    for rule in rules(name).values():
        for lists in [rule] if name != "emphasis" else [rule["phrases"]]:
            assert sorted(lists) == ["de", "en", "es", "fr", "it", "pt"]


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
    (marked,) = emphasise([slide], words, "und", settings=_EVERY)
    tokens = split_tokens(text)
    assert [tokens[each.token] for each in marked.emphasis] == price
    assert {each.kind for each in marked.emphasis} == {"price"}
