"""Verbs by their forms."""

from __future__ import annotations

import pytest

from vsl.slides.languages import word_classes
from vsl.slides.languages.verb_forms import conjugate, with_objects


def test_forms_keep_the_sound_of_the_stem() -> None:
    assert conjugate("buscar llegar", {"ar": "o é"}, {"c": "qu", "g": "gu"}) == {
        *("busco", "busqué", "llego", "llegué"),
    }


def test_the_ending_of_an_infinitive_chooses_its_forms() -> None:
    assert conjugate("amar vivir", {"ar": "aba", "ir": "ía"}) == {"amaba", "vivía"}


def test_pronouns_are_written_behind_infinitives() -> None:
    assert with_objects(["probar"], "lo me") == {"probarlo", "probarme"}


@pytest.mark.parametrize(
    ("language", "verbs", "nouns"),
    [
        ("es", "entendía perdiste pagué probarlo tiene", "cuenta prueba trabajo"),
        ("pt", "vendeu compravam paguei encontrar tinham", "conta prova trabalho"),
        ("fr", "cherchez montrait vendront prenez", "montre marche"),
        ("it", "trovarono mandavo cercherai pagarlo", "prova conto"),
        ("de", "klickst kaufte verdienten half", "Kauf Haus"),
        ("en", "took brought", "order work"),
    ],
)
def test_forms_that_no_noun_has_are_verbs_whatever_stands_beside_them(
    language: str, verbs: str, nouns: str
) -> None:
    known = word_classes(language).verbs
    assert set(verbs.split()) <= known
    assert not set(nouns.split()) & known
