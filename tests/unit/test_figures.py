"""Figures are found whole, in six languages, and those that say little are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.slides.emphasis.figures import find_figures
from vsl.slides.emphasis.passage import Passage


def found(text: str, language: str) -> list[tuple[str, str]]:
    passage = Passage.read(text.split(), language)
    return [
        (" ".join(passage.plain[span.first : span.stop]), span.kind)
        for span in find_figures(passage)
    ]


@pytest.mark.parametrize(
    ("text", "language", "price"),
    [
        ("You pay only $63.", "en", "only $63"),
        ("A box costs less than $4 a day.", "en", "less than $4 a day"),
        ("They spent 1.5 million dollars on it.", "en", "1.5 million dollars"),
        ("Twelve payments of $31 and that is it.", "en", "twelve payments of $31"),
        ("You get a $52 bonus with it.", "en", "$52 bonus"),
        ("Custa só R$ 83,50 por semana.", "pt", "só r$ 83,50 por semana"),
        ("Ganhei 15 mil reais em maio.", "pt", "15 mil reais"),
        ("Pague em 10 vezes de R$ 8,30 sem juros.", "pt", "10 vezes de r$ 8,30 sem juros"),
        ("Leve por R$ 83 à vista.", "pt", "r$ 83 à vista"),
        ("Vale 3 milhões de reais.", "pt", "3 milhões de reais"),
        ("Pagas solo 83 euros al mes.", "es", "solo 83 euros al mes"),
        ("Son 1.900 pesos la hora.", "es", "1.900 pesos la hora"),
        ("En 6 cuotas de $15 cada una.", "es", "6 cuotas de $15"),
        ("Cela coûte 1 900 € par an.", "fr", "1 900 € par an"),
        ("En 4 fois 25 € sans frais.", "fr", "4 fois 25 €"),
        ("C'est moins de 2 € par jour.", "fr", "moins de 2 € par jour"),
        ("Es kostet nur 83 Euro im Monat.", "de", "nur 83 euro im monat"),
        ("In 6 Raten zu 15 € zahlbar.", "de", "6 raten zu 15 €"),
        ("Costa solo 83 € al mese.", "it", "solo 83 € al mese"),
        ("In 5 rate da 12 € senza interessi.", "it", "5 rate da 12 € senza interessi"),
    ],
)
def test_a_price_is_found_with_its_only_and_its_rate(text: str, language: str, price: str) -> None:
    assert (price, "price") in found(text, language)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("I found 23 loyal customers there.", "en", "23 loyal customers"),
        ("More than 8,100 coffee shops use it.", "en", "8,100 coffee shops"),
        ("Take the 21-day challenge now.", "en", "21-day challenge"),
        ("You get 40% off today.", "en", "40% off"),
        ("It has a 12% failure rate.", "en", "12% failure rate"),
        ("9 out of 10 doctors agree.", "en", "9 out of 10"),
        ("It takes 9 minutes a day.", "en", "9 minutes a day"),
        ("Within ninety days you will see.", "en", "ninety days"),
        ("It lasts three times more.", "en", "three times more"),
        ("9 von 10 Kunden kommen wieder.", "de", "9 von 10"),
        ("9 clienti su 10 tornano.", "it", "9 clienti su 10"),
        ("Foram 32 aulas práticas e curtas.", "pt", "32 aulas práticas"),
        ("Com 40 % de desconto para todos.", "pt", "40 % de desconto"),
        ("Três milhões de pessoas viram.", "pt", "três milhões de pessoas"),
        ("Oitenta e cinco por cento acertam.", "pt", "oitenta e cinco por cento"),
        ("Ya hay 32 nuevos alumnos aquí.", "es", "32 nuevos alumnos"),
        ("Es un 30% más barato.", "es", "30% más barato"),
        ("En deux heures, c'est fini.", "fr", "deux heures"),
        ("Ils en vendent deux fois plus.", "fr", "deux fois plus"),
        ("Avec 32 recettes faciles et bonnes.", "fr", "32 recettes faciles"),
        ("Gagnez 30 % de plus chaque mois.", "fr", "30 % de plus"),
        ("Es gibt 32 neue Rezepte darin.", "de", "32 neue rezepte"),
        ("Sie sparen 30 % mehr Strom.", "de", "30 % mehr strom"),
        ("Nach 21 Tagen war es weg.", "de", "21 tagen"),
        ("Ci sono 32 ricette facili qui.", "it", "32 ricette"),
        ("È 30 % più economico.", "it", "30 % più economico"),
    ],
)
def test_a_number_is_found_with_what_it_counts(text: str, language: str, number: str) -> None:
    assert (number, "number") in found(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In 2019 we moved house.", "en"),
        ("Step 3 is the hard one.", "en"),
        ("She was 64 years old.", "en"),
        ("We met 12 weeks ago.", "en"),
        ("I woke at 3 a.m. again.", "en"),
        ("Three simple steps and two questions.", "en"),
        ("And 36 are gone.", "en"),
        ("Call 555-0134 to order.", "en"),
        ("A 12-year-old could do it.", "en"),
        ("We have three rooms.", "en"),
        ("Tenho 57 anos e dois filhos.", "pt"),
        ("Nos vemos às 20 horas.", "pt"),
        ("Tengo 38 años y vivo aquí.", "es"),
        ("Hace 15 días que duermo.", "es"),
        ("J'ai 44 ans et trois enfants.", "fr"),
        ("Rendez-vous à 18 heures.", "fr"),
        ("Ich war 17 Jahre lang dort.", "de"),
        ("Vor 12 Wochen begann es.", "de"),
        ("Ho 34 anni e vivo qui.", "it"),
    ],
)
def test_years_ages_hours_and_small_numbers_are_left_alone(text: str, language: str) -> None:
    assert found(text, language) == []


def test_no_figure_goes_past_a_comma() -> None:
    assert found("I had 23, clients told me.", "en") == []
    assert found("It is $23, a month later $30.", "en") == [("$23", "price"), ("$30", "price")]


_PIECES = st.sampled_from(
    [
        "$5",
        "5",
        "%",
        "€",
        "12",
        "000",
        "mil",
        "days",
        "a",
        "month",
        "of",
        "x",
        "R$",
        "August",
        "3rd,",
    ]
)


@given(st.lists(_PIECES, max_size=20), st.sampled_from(["en", "pt", "fr", "de", "xx"]))
def test_figures_lie_inside_the_text_and_apart(tokens: list[str], language: str) -> None:
    stop = 0
    for span in find_figures(Passage.read(tokens, language)):
        assert 0 <= span.first <= span.head < span.stop <= len(tokens)
        assert span.first >= stop
        stop = span.stop
