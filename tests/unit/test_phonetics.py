"""How words sound."""

from __future__ import annotations

import pytest

from vsl.text.phonetics import likeness, phones, sound_key


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "write", "right"),
        ("en", "night", "knight"),
        ("en", "ClickFunnels", "click funnels"),
        ("en", "Rootwink", "root wink"),
        ("en", "city", "sitty"),
        ("pt", "casa", "caza"),
        ("pt", "exame", "ezame"),
        ("pt", "cachorro", "caxorro"),
        ("es", "vaca", "baca"),
        ("es", "hola", "ola"),
        ("es", "calló", "cayó"),
        ("fr", "eau", "haut"),
        ("fr", "vingt", "vain"),
        ("fr", "parlez", "parler"),
        ("de", "Rad", "Rat"),
        ("de", "Pfeil", "pfail"),
        ("de", "Fee", "Vee"),
        ("it", "cuore", "quore"),
        ("it", "anno", "hanno"),
    ],
)
def test_sound_alikes_share_a_key(language: str, one: str, other: str) -> None:
    assert sound_key(one, language) == sound_key(other, language)
    assert likeness(one, other, language) > 0.7


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("en", "price", "guarantee"), ("pt", "botão", "dinheiro"), ("de", "Haus", "Knopf")],
)
def test_other_words_are_not_alike(language: str, one: str, other: str) -> None:
    assert sound_key(one, language) != sound_key(other, language)
    assert likeness(one, other, language) < 0.4


def test_the_same_word_in_other_dress_is_the_same() -> None:
    assert likeness("Don't", "dont") == 1
    assert likeness("VOCÊ", "você", "pt") == 1


def test_likeness_is_the_same_both_ways_and_nothing_is_like_nothing_else() -> None:
    assert likeness("funnels", "tunnels") == likeness("tunnels", "funnels") > 0.8
    assert likeness("—", "word") == 0
    assert sound_key("—") == ""


def test_letters_without_rules_stand_for_themselves() -> None:
    assert phones("Привет") == "привет"
    assert likeness("Привет", "привет") == 1


def test_one_word_may_stand_for_several() -> None:
    assert likeness("recognise", "wreck a nice") > likeness("recognise", "wreck")
