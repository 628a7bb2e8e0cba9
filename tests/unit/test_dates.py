from __future__ import annotations

import pytest

from vsl.slides.emphasis.dates import find_date
from vsl.slides.emphasis.passage import Passage


def found(text: str, language: str) -> str:
    passage = Passage.read(text.split(), language)
    dates = (find_date(passage, n) for n in range(len(passage)))
    span = next(filter(None, dates), None)
    return " ".join(passage.texts[span.first : span.stop]) if span else ""


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("Order before Tuesday, May 14th, and save.", "en", "Tuesday, May 14th,"),
        ("It ends on May 14 at noon.", "en", "May 14"),
        ("The doors close Friday at midnight.", "en", "Friday at midnight."),
        ("Order by Monday and save.", "en", "Monday"),
        ("Até o dia 14 de maio você ganha.", "pt", "dia 14 de maio"),
        ("Só até domingo.", "pt", "domingo."),
        ("Antes del 14 de mayo, por favor.", "es", "14 de mayo,"),
        ("Termina el lunes a medianoche.", "es", "lunes a medianoche."),
        ("Jusqu'au 14 mai seulement.", "fr", "14 mai"),
        ("Le 1er mai, tout s'arrête.", "fr", "1er mai,"),
        ("Bis zum 14. Mai ist es billig.", "de", "14. Mai"),
        ("Nur bis Montag um Mitternacht.", "de", "Montag um Mitternacht."),
        ("Entro il 14 maggio, non dopo.", "it", "14 maggio,"),
        ("On Monday she left.", "en", ""),
        ("You may 3 times ask.", "en", ""),
        ("El lunes llovió.", "es", ""),
    ],
)
def test_a_day_is_found_with_its_month_and_a_weekday_where_something_ends(
    text: str, language: str, date: str
) -> None:
    assert found(text, language) == date
