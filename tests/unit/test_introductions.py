"""Names stand out where they are introduced, once."""

from __future__ import annotations

import pytest

from vsl.slides.emphasis.introductions import find_introductions
from vsl.slides.emphasis.passage import Passage


def found(text: str, language: str = "en", names: tuple[str, ...] = ()) -> list[str]:
    passage = Passage.read(text.split(), language)
    return [
        " ".join(passage.plain[span.first : span.stop])
        for span in find_introductions(passage, names)
    ]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Then I met Doctor Ruth Okafor, a surgeon.", "en", "doctor ruth okafor"),
        ("I call it the Slow Hinge.", "en", "slow hinge"),
        ("It is called Rootwink.", "en", "rootwink"),
        ("Paul Denham, a baker, laughed.", "en", "paul denham"),
        ("Eu me chamo Inês Duarte.", "pt", "inês duarte"),
        ("Uma amiga, a dona Marta, riu.", "pt", "dona marta"),
        ("O curso se chama Casa de Pano.", "pt", "casa de pano"),
        ("Conocí a Julián Robles en la feria.", "es", "julián robles"),
        ("El programa se llama Voz Propia.", "es", "voz propia"),
        ("Je m'appelle Luc Perrin.", "fr", "luc perrin"),
        ("La méthode s'appelle Pas à Pas.", "fr", "pas à pas"),
        ("Ich heiße Jonas Krüger.", "de", "jonas krüger"),
        ("Dann kam Frau Helga Stein.", "de", "frau helga stein"),
        ("Mi chiamo Paolo Greco.", "it", "paolo greco"),
        ("Il corso si chiama Mani d'Oro.", "it", "mani d'oro"),
    ],
)
def test_a_name_is_found_where_it_is_introduced(text: str, language: str, name: str) -> None:
    assert found(text, language) == [name]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We moved from San Diego to New York.", "en"),
        ("Then I asked my English teacher.", "en"),
        ("My husband Tom had lost his job.", "en"),
        ("I called my sister Anna about it.", "en"),
        ("Moro em Belo Horizonte.", "pt"),
        ("Viajé a Buenos Aires. Llamé a mi prima Elena.", "es"),
        ("Soy de Sevilla.", "es"),
        ("Ich kaufte ein Glas Wasser.", "de"),
        ("Un professeur de Limoges rit.", "fr"),
        ("Dann kam meine Nichte zu Besuch.", "de"),
        ("Vivo a Reggio Calabria.", "it"),
        ("The Quick Way? No.", "nl"),
    ],
)
def test_places_and_passing_mentions_are_no_introductions(text: str, language: str) -> None:
    assert found(text, language) == []


def test_who_was_introduced_is_known_from_then_on() -> None:
    text = "I met Ruth Okafor. Doctor Okafor smiled. The Slow Hinge works. My Slow Hinge kit broke."
    assert found(text) == ["ruth okafor", "slow hinge"]


def test_of_a_family_each_is_introduced() -> None:
    assert found("I met Ruth Okafor. Then came Daniel Okafor.") == ["ruth okafor", "daniel okafor"]


def test_a_glossary_s_name_needs_no_second_word_and_no_verb() -> None:
    text = "With acme you sleep. Nobody but Acme does that."
    assert found(text, names=("Acme",)) == ["acme"]
    assert found(text, "xx", names=("Acme",)) == ["acme"]
    assert found(text) == []
