"""Promises are found with what leans on them."""

from __future__ import annotations

import pytest

from vsl.model.project import EMPHASIS_KINDS
from vsl.slides.emphasis.passage import Passage
from vsl.slides.emphasis.patterns import find_promises


def found(text: str, language: str, *kinds: str) -> list[str]:
    passage = Passage.read(text.split(), language)
    return [
        " ".join(passage.plain[span.first : span.stop]) for span in find_promises(passage, kinds)
    ]


@pytest.mark.parametrize(
    ("text", "language", "promise"),
    [
        ("My 45 day money back guarantee holds.", "en", "45 day money back guarantee"),
        ("An unconditional 1-year guarantee.", "en", "unconditional 1-year guarantee"),
        ("I will refund your whole money.", "en", "refund your whole money"),
        ("You get all of your money back.", "en", "all of your money back"),
        ("No questions asked, ever.", "en", "no questions asked"),
        ("Com garantia incondicional de 15 dias.", "pt", "garantia incondicional de 15 dias"),
        ("Eu devolvo até o último centavo.", "pt", "devolvo até o último centavo"),
        ("Son 15 días de garantía total.", "es", "15 días de garantía total"),
        ("Te devolvemos hasta el último centavo.", "es", "devolvemos hasta el último centavo"),
        ("Une garantie de 15 jours.", "fr", "garantie de 15 jours"),
        ("Satisfait ou remboursé intégralement.", "fr", "satisfait ou remboursé intégralement"),
        ("Sie bekommen Ihr Geld zurück.", "de", "ihr geld zurück"),
        ("Ganz ohne Risiko für Sie.", "de", "ohne risiko"),
        ("Una garanzia di 15 giorni.", "it", "garanzia di 15 giorni"),
        ("Soddisfatti o rimborsati.", "it", "soddisfatti o rimborsati"),
    ],
)
def test_a_guarantee_is_found_whole(text: str, language: str, promise: str) -> None:
    spans = found(text, language, "guarantee")
    assert max(spans, key=len) == promise


@pytest.mark.parametrize(
    ("text", "language", "kind", "phrase"),
    [
        ("It is completely free of charge.", "en", "free", "completely free of charge"),
        ("You also get free shipping today.", "en", "free", "free shipping"),
        ("Mit kostenloser Lieferung heute.", "de", "free", "kostenloser lieferung"),
        ("It is free today.", "en", "free", "free"),
        ("Totalmente grátis para você.", "pt", "free", "totalmente grátis"),
        ("Es completamente gratis.", "es", "free", "completamente gratis"),
        ("Entièrement gratuit, oui.", "fr", "free", "entièrement gratuit"),
        ("Absolut kostenlos dazu.", "de", "free", "absolut kostenlos"),
        ("È del tutto gratuito.", "it", "free", "del tutto gratuito"),
        ("More than half are gone.", "en", "number", "more than half"),
        ("Gastan la mitad en comida.", "es", "number", "la mitad"),
        ("He doubled his income.", "en", "turn", "doubled"),
        ("Double your income.", "en", "turn", "double your"),
        ("Pela primeira vez em dez anos.", "pt", "turn", "pela primeira vez em dez anos"),
        ("Aquello lo cambió todo.", "es", "turn", "lo cambió todo"),
        ("Et tout a changé.", "fr", "turn", "tout a changé"),
        ("Sie verdoppelte den Umsatz.", "de", "turn", "verdoppelte"),
        ("Per la prima volta, finalmente.", "it", "turn", "per la prima volta"),
    ],
)
def test_what_is_free_and_the_turn_are_found(
    text: str, language: str, kind: str, phrase: str
) -> None:
    assert phrase in found(text, language, kind)


def test_no_promise_goes_past_a_comma() -> None:
    assert found("They refund, and every penny counts.", "en", "guarantee") == []
    assert found("For all this money, back then.", "en", "guarantee") == []


def test_money_that_is_made_back_is_no_guarantee() -> None:
    assert found("They made their money back in a month.", "en", "guarantee") == []


def test_phrases_of_a_kind_that_overlap_are_one() -> None:
    text = "With your money back guarantee you sleep."
    assert found(text, "en", "guarantee") == ["your money back guarantee"]
    assert found("I will return your $49.", "en", "guarantee") == ["return your $49"]


def test_kinds_that_are_off_find_nothing() -> None:
    assert found("You never get free secrets now, guaranteed.", "en") == []
    kinds = [kind for kind in EMPHASIS_KINDS if kind != "free"]
    assert "free" not in found("It is free today", "en", *kinds)
