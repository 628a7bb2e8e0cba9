from __future__ import annotations

import pytest

from vsl.slides.emphasis.noun_phrases import noun_stop
from vsl.slides.emphasis.passage import Passage


@pytest.mark.parametrize(
    ("text", "language", "phrase"),
    [
        ("happy customers came", "en", "happy customers"),
        ("business owners say", "en", "business owners"),
        ("people this month", "en", "people"),
        ("more clients", "en", "more clients"),
        ("are gone", "en", ""),
        ("today only", "en", ""),
        ("aulas práticas com molde", "pt", "aulas práticas"),
        ("nuevos alumnos en casa", "es", "nuevos alumnos"),
        ("personnes l'ont lu", "fr", "personnes"),
        ("neue Kunden kamen", "de", "neue Kunden"),
        ("kamen gestern", "de", ""),
        ("persone in sala", "it", "persone"),
    ],
)
def test_what_is_counted_ends_with_its_noun(text: str, language: str, phrase: str) -> None:
    passage = Passage.read(text.split(), language)
    assert " ".join(passage.texts[: noun_stop(passage, 0)]) == phrase
