"""What is not parted from its verb, its article or its number, in each language."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.slides.lines import line_costs
from vsl.slides.segmentation.ties import find_ties
from vsl.slides.segmentation.word_features import read_tokens

IN_PHRASE = 10

# "|" stands where a break is inside a phrase, "/" where it reads well.
PHRASES = [
    ("Tomorrow they will bring | you the keys / of the house", "en"),
    ("and the man sent | them home / before noon", "en"),
    ("We are going | to paint / in the garden", "en"),
    ("She wanted | to leave / before noon", "en"),
    ("a 30 day | meal plan / for busy parents", "en"),
    ("save at least | two hours / before noon", "en"),
    ("more | than 800 readers / in the city", "en"),
    ("You get one | last chance / before noon", "en"),
    ("my brother | Peter / who lives in town", "en"),
    ("Put the box at the top | of the stairs / before noon", "en"),
    ("No vas | a perder / con nosotros", "es"),
    ("Vamos | a abrir / en la plaza", "es"),
    ("haz lo | que te gusta / en la plaza", "es"),
    ("vuelve | a empezar / con nosotros", "es"),
    ("ahorra más | de 300 euros / en la plaza", "es"),
    ("Eles vão | vender / na praça", "pt"),
    ("faça o | que quiser / na praça", "pt"),
    ("economize mais | de 300 euros / na praça", "pt"),
    ("Ils vont | vendre / dans la rue", "fr"),
    ("faites ce | que vous aimez / dans la rue", "fr"),
    ("quello | che cerchi / nella piazza", "it"),
    ("Vado | a vedere / nella piazza", "it"),
    ("mehr als | 800 Leser / in der Stadt", "de"),
    ("Wir geben | Ihnen die Schlüssel / in der Stadt", "de"),
    ("Das hilft | nicht gegen Regen / in der Stadt", "de"),
    ("vous recevez tout | cela / dans la rue", "fr"),
    ("por no saber | hablar / en la playa", "es"),
    ("gana 300 dólares | al mes / en la playa", "es"),
    ("earn $300 | a month / in the city", "en"),
    ("con un precio 20% | más alto / en la plaza", "es"),
    ("She kept | singing / in the garden", "en"),
    ("Er hat mir | geholfen / in der Stadt", "de"),
    ("or three easy payments | of $29 / in the city", "en"),
    ("ou doze vezes | de doze reais / na praça", "pt"),
    ("o 12 pagos | de 97 euros / en la plaza", "es"),
    ("What | if the rain / in the city", "en"),
]


@pytest.mark.parametrize(("text", "language"), PHRASES)
def test_a_break_inside_a_phrase_is_dear_and_one_behind_it_is_not(text: str, language: str) -> None:
    assert _cost_at("|", text, language) >= IN_PHRASE
    assert _cost_at("/", text, language) < IN_PHRASE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They painted | the old house / in a week", "en"),
        ("He sold | forty lamps / in a week", "en"),
        ("perdí | el trabajo / en una semana", "es"),
        ("Ela comprou | uma casa / na praia", "pt"),
        ("Vous payez | le prix / dans un mois", "fr"),
        ("Abbiamo trovato | la strada / in un mese", "it"),
        ("Wir kauften | das Haus / in der Stadt", "de"),
        ("The man showed me | something / in the box", "en"),
    ],
)
def test_a_verb_rather_keeps_its_object_than_what_tells_where_and_when(
    text: str, language: str
) -> None:
    assert _cost_at("|", text, language) > _cost_at("/", text, language)


@pytest.mark.parametrize(
    "text", ["your order | of the day", "the work | of a day", "his answer | of yesterday"]
)
def test_a_noun_that_could_be_a_verb_is_none_behind_its_article(text: str) -> None:
    words = [word for word in text.split() if word != "|"]
    assert "verbs" not in read_tokens(words, "en")[1].head


@pytest.mark.parametrize("text", ["if you order it", "They work a lot", "Order the book"])
def test_the_same_word_is_a_verb_behind_a_subject_or_before_its_object(text: str) -> None:
    verbs = [token.bare for token in read_tokens(text.split(), "en") if "verbs" in token.head]
    assert set(verbs) & {"order", "work"}


def test_a_pronoun_before_another_verb_is_no_object() -> None:
    assert _cost_at("|", "I know | you are tired", "en") < IN_PHRASE
    assert _cost_at("|", "I know | you", "en") >= IN_PHRASE


@given(st.lists(st.sampled_from(["you", "give", "me", "the", "to", "47", "so,", "lo", "que"])))
def test_each_gap_has_one_tie_and_none_costs_less_than_nothing(words: list[str]) -> None:
    for language in ("en", "es"):
        ties = list(find_ties(read_tokens(words, language)))
        assert len(ties) == max(0, len(words) - 1)
        assert all(tie >= 0 for tie in ties)


def _cost_at(mark: str, text: str, language: str) -> int:
    marks = ("|", "/")
    words: Sequence[str] = [word for word in text.split() if word not in marks]
    before = text.split()[: text.split().index(mark)]
    place = len([word for word in before if word not in marks]) - 1
    return line_costs(" ".join(words), language)[place]
