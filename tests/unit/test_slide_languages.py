from __future__ import annotations

from dataclasses import fields

import pytest

from vsl.slides.languages import word_classes
from vsl.slides.segmentation.joints import never_parted
from vsl.slides.segmentation.word_features import End, read_tokens

LANGUAGES = ("de", "en", "es", "fr", "it", "pt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_hold_words_as_they_are_looked_up(language: str) -> None:
    classes = word_classes(language)
    for field in fields(classes):
        words = getattr(classes, field.name)
        if isinstance(words, frozenset):
            assert all(word == word.lower().strip(".,'") for word in words), field.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_lists_that_breaks_need(language: str) -> None:
    classes = word_classes(language)
    needed = ("determiners", "prepositions", "of", "coordinators", "clause_openers", "pronouns")
    needed += ("auxiliaries", "negations", "adjectives", "numbers", "units", "months", "titles")
    assert all(getattr(classes, name) for name in needed)


def test_a_region_or_capitals_do_not_hide_the_language() -> None:
    assert word_classes("pt-BR") is word_classes("PT_br") is word_classes("pt")


def test_languages_without_lists_have_empty_ones() -> None:
    assert not word_classes("ja").determiners
    assert word_classes("und") is word_classes("ja")


def test_an_apostrophe_joins_two_words() -> None:
    (token,) = read_tokens(["you're"], "en")
    assert "either_pronouns" in token.head
    assert token.tail == {"auxiliaries"}
    (token,) = read_tokens(["qu'une"], "fr")
    assert "clause_openers" in token.head
    assert "determiners" in token.tail


def test_full_stops_end_sentences_but_for_titles_and_initials_of_names() -> None:
    tokens = read_tokens(
        ["Dr.", "Lee", "takes", "vitamin", "C.", "You", "met", "J.", "Rowling."], "en"
    )
    ends = [n for n, token in enumerate(tokens) if token.end is End.SENTENCE]
    assert ends == [4, 8]


@pytest.mark.parametrize(
    ("text", "language", "parted"),
    [
        ("for 47 dollars today", "en", [0, 2]),
        ("one hundred and twenty ferns were", "en", [4]),
        ("on May 4 we", "en", [0, 2]),
        ("oito horas, 3 gatos", "pt", [1]),
        ("João da Silva disse", "pt", [2]),
        ("the Bank of America said", "en", [0, 3]),
        ("THIS IS NOT A NAME", "en", [0, 1, 2, 3]),
        ("I Met Many People In Our Old Town", "en", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_only_numbers_and_names_are_never_parted(
    text: str, language: str, parted: list[int]
) -> None:
    words = text.split()
    joints = never_parted(read_tokens(words, language), language)
    assert sorted(set(range(len(words) - 1)) - joints) == parted
