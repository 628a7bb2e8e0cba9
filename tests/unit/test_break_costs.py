"""What grammar makes of a break: dear inside a phrase, cheap before a clause."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.spoken_words import spoken
from vsl.model.project import Word
from vsl.slides.languages import word_classes
from vsl.slides.segmentation.costs import break_costs
from vsl.slides.segmentation.joints import never_parted
from vsl.slides.segmentation.segment import segment
from vsl.slides.segmentation.word_features import read_tokens


def cut(words: Sequence[Word]) -> list[str]:
    return [" ".join(w.text for w in words[r.first : r.last + 1]) for r in segment(words)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("a similar | process / produced the first books", "en"),
        ("I was glad / how simple | it was", "en"),
        ("I was broke, tired, | and forty-three years old / when she came", "en"),
        ("we bought pillows, | teas and mattresses / for the house", "en"),
        ("the art of making | books / by hand", "en"),
        ("it was clear / that | in the end we would win", "en"),
        ("every nation | so conceived / and every people", "en"),
        ("uma pequena luminária | âmbar / que apaga sozinha", "pt"),
        ("a minha garantia | incondicional / de sessenta dias", "pt"),
        ("o professor / encontrou um estudo | curioso", "pt"),
        ("o segundo é um grupo | fechado / com amigos", "pt"),
        ("você já acordou | cansado / depois de dormir", "pt"),
        ("isso pode ser / que não | seja", "pt"),
    ],
)
def test_a_break_costs_more_where_it_reads_worse(text: str, language: str) -> None:
    worse, better = _cost_at("|", text, language), _cost_at("/", text, language)
    assert worse > better


def _cost_at(mark: str, text: str, language: str) -> float:
    marks = [token for token in text.split() if token in ("|", "/")]
    place = text.split().index(mark) - 1 - marks.index(mark)
    words = [token for token in text.split() if token not in ("|", "/")]
    follow = word_classes(language).adjectives_follow
    return [*break_costs(read_tokens(words, language), adjectives_follow=follow)][place]


def test_a_title_with_a_small_word_inside_is_a_name() -> None:
    words = ["leva", "o", "Violão", "Sem", "Medo", "por", "menos"]
    assert never_parted(read_tokens(words, "pt"), "pt") == {2, 3}


def test_a_break_may_wait_for_the_pause_that_makes_the_text_slow_enough_to_read() -> None:
    text = "And it was a matter of course that in the Middle Ages, books were rare and dear to all"
    words = spoken(text, word_ms=210, pauses={"Ages,": 800})
    assert cut(words)[0] == "And it was a matter of course that in the Middle Ages,"
    assert cut(spoken(text))[0] == "And it was a matter of course"


def test_the_end_of_one_clause_and_the_beginning_of_the_next_are_not_on_one_slide() -> None:
    words = spoken("When the roots of your plants are thirsty, the tip of the stick turns blue.")
    assert cut(words)[0] == "When the roots of your plants are thirsty,"
