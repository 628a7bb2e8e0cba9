from __future__ import annotations

from itertools import pairwise

import pytest

from vsl.model.appearance import Theme
from vsl.model.project import Deck, Mark, Section, Slide, WordRange
from vsl.slides.phrases import rules
from vsl.slides.sections import chapters, label, pitch_ms, title_of

_LETTERS = {
    "en": """
        What if the way you save money is the reason you are broke? In the next four minutes,
        everything changes. | The problem is that banks profit from your mistakes. Most people
        struggle every single month. They are tired of it. | My name is Ann. Ten years ago, I was a
        cashier with two kids. One day I lost everything I had. | Then I found a system. Here's how
        it works. Each coin goes to one of three jars. The reason is simple: jars can't lie. |
        More than two hundred students wrote to us. The results speak for themselves. | Today you
        get the complete course, six modules, and two bonuses. | You pay only $97. That is less than
        a dinner for four. | And there is no risk: a full refund within sixty days. | Click the
        button below right now. Secure your place.
    """,
    "pt": """
        E se você pudesse dormir bem já nesta noite? Neste vídeo eu mostro como. | O problema é que
        ninguém conta a verdade. Você está cansado, com medo de mais uma noite. | Meu nome é João.
        Anos atrás, eu era motorista. Um dia, quase bati o caminhão. | O segredo é um método
        simples. Funciona porque acalma o corpo. Primeiro passo: a respiração. | Mais de mil
        clientes mandaram depoimentos. Os resultados estão aqui. | Hoje você recebe o pacote
        completo, com três módulos e um bônus. | Por apenas R$ 97. É menos do que uma pizza por mês.
        | E com garantia total: sem risco, o dinheiro de volta. | Clique no botão aqui embaixo agora
        mesmo.
    """,
}
_ORDER = (
    "hook", "problem", "story", "mechanism", "proof", "offer", "price", "guarantee",
    "call_to_action",
)  # fmt: skip


def _letter(language: str) -> tuple[list[Slide], list[str]]:
    """Slides of about seven words, and the part that each belongs to."""
    slides: list[Slide] = []
    parts: list[str] = []
    for kind, part in zip(_ORDER, _LETTERS[language].split("|"), strict=True):
        tokens = part.split()
        for first in range(0, len(tokens), 7):
            at_ms = 3000 * len(slides)
            text = " ".join(tokens[first : first + 7])
            span = WordRange(len(slides), len(slides))
            slides.append(Slide(f"s{at_ms}", text, at_ms, at_ms + 3000, span))
            parts.append(kind)
    return slides, parts


@pytest.mark.parametrize("language", sorted(_LETTERS))
def test_the_parts_of_a_letter_are_found(language: str) -> None:
    slides, parts = _letter(language)
    sections = label(slides, language, slides[-1].end_ms)
    kinds = {section.slide: section.kind for section in sections}
    now, found = "", []
    for slide in slides:
        now = kinds.get(slide.id, now)
        found.append(now)
    right = sum(one == other for one, other in zip(found, parts, strict=True)) / len(parts)
    assert right >= 0.8
    assert [section.kind for section in sections] == list(_ORDER)


def test_a_speech_that_sells_nothing_has_no_sections() -> None:
    text = "Ask not what your country can do for you"
    slides = [Slide(f"s{n}", text, n * 3000, n * 3000 + 3000) for n in range(9)]
    assert label(slides, "en", 27_000) == ()
    assert label([], "en", 0) == ()


def test_an_author_s_headings_decide_alone_and_give_their_titles() -> None:
    slides = [
        Slide(f"s{n}", "Click the button", n * 3000, n * 3000 + 3000, WordRange(n, n))
        for n in range(6)
    ]
    marks = [Mark("heading", "The guarantee in plain words", 2), Mark("pause", "2 s", 3)]
    sections = label(slides, "en", 18_000, marks=marks)
    assert sections == (Section("guarantee", "s2", "The guarantee in plain words"),)


def test_chapters_begin_with_the_recording_and_rise() -> None:
    slides, _ = _letter("pt")
    deck = Deck(tuple(slides), Theme(), slides[-1].end_ms, label(slides, "pt", slides[-1].end_ms))
    found = chapters(deck, "pt")
    assert (found[0].start_ms, found[0].title) == (0, "Gancho")
    assert all(one.start_ms < other.start_ms for one, other in pairwise(found))


def test_the_pitch_begins_with_the_first_offer_or_else_the_price() -> None:
    slides, _ = _letter("en")
    sections = (Section("hook", "s0"), Section("price", "s9000"), Section("offer", "s12000"))
    assert pitch_ms(Deck(tuple(slides), Theme(), 99_000, sections)) == 12_000
    assert pitch_ms(Deck(tuple(slides), Theme(), 99_000, sections[:2])) == 9000
    assert pitch_ms(Deck(tuple(slides), Theme(), 99_000, sections[:1])) is None


def test_kinds_have_a_name_in_every_language() -> None:
    assert title_of("price", "de") == "Preis"
    assert title_of("price", "ru") == "Price"
    assert title_of("my_own", "en") == "My own"
    for rule in rules("sections").values():
        assert (
            sorted(rule["phrases"]) == sorted(rule["title"]) == ["de", "en", "es", "fr", "it", "pt"]
        )
