"""A script's own marks."""

from __future__ import annotations

import pytest

from vsl.model.project import Break, Mark
from vsl.text.written import read_manuscript, script_words


def _marks(script: str) -> list[tuple[str, str, int]]:
    return [(mark.kind, mark.text, mark.before_word) for mark in read_manuscript(script).marks]


def _emphasised(script: str) -> list[str]:
    return [word.text for word in script_words(script) if word.emphasised]


@pytest.mark.parametrize(
    ("script", "mark"),
    [
        ("Go [PAUSE] on", ("pause", "", 1)),
        ("Go [PAUSE - 2 seconds] on", ("pause", "2", 1)),
        ("Go [pausa de 1,5 segundos] on", ("pause", "1.5", 1)),
        ("(long silence)\n(pause)\nGo", ("pause", "", 2)),
        ("[ON SCREEN: Only **$47**!] Go", ("on_screen", "Only $47!", 0)),
        ("[NA TELA: Só hoje] Go", ("on_screen", "Só hoje", 0)),
        ("Go\n## The *offer* ##\non", ("heading", "The offer", 1)),
        ("[he smiles] Go", ("direction", "he smiles", 0)),
        ("Go on\n[music fades]", ("direction", "music fades", 2)),
    ],
)
def test_what_nobody_says_is_a_mark_before_the_next_word(
    script: str, mark: tuple[str, str, int]
) -> None:
    assert mark in _marks(script)


def test_lines_paragraphs_and_marks_part_words() -> None:
    script = "One two\nthree\n\nfour\n# Five\nsix [SLIDE] seven [PAUSE] eight\n---\nnine"
    assert [word.break_before for word in script_words(script)] == [
        Break.NONE,
        Break.NONE,
        Break.LINE,
        Break.PARAGRAPH,
        Break.SLIDE,
        Break.SLIDE,
        Break.SLIDE,
        Break.SLIDE,
    ]


def test_lines_that_an_editor_wrapped_do_not_part_words() -> None:
    line = "word " * 14
    wrapped = f"{line}\n{line}\n{line}\n{line}\n{line}\nlast"
    assert {word.break_before for word in script_words(wrapped)} == {Break.NONE}
    assert Break.LINE in {word.break_before for word in script_words(f"{line}\nshort\n{line}\nx")}


def test_bold_words_are_emphasised_and_slanted_ones_are_not() -> None:
    script = "It is **really\nbig** and *soft*, __now__ (<b>$5</b>) [**here**](http://x.y)!"
    assert _emphasised(script) == ["really", "big", "now", "($5)", "here!"]
    assert " ".join(word.text for word in script_words(script)) == (
        "It is really big and soft, now ($5) here!"
    )


def test_capitals_stand_out_from_a_line_that_is_not_all_capitals() -> None:
    assert _emphasised("You get it NOW for my TV.") == ["NOW"]
    assert _emphasised("STOP! THIS IS HUGE!") == []


def test_stars_that_are_no_marks_are_text() -> None:
    texts = [word.text for word in script_words("Only $47* today\n*Results vary. \\*kept\\*")]
    assert texts == ["Only", "$47*", "today", "*Results", "vary.", "*kept*"]


def test_who_speaks_is_not_spoken() -> None:
    assert [word.text for word in script_words("NARRATOR (V.O.): Hello.\nVO: You.")] == [
        "Hello.",
        "You.",
    ]


@pytest.mark.parametrize(
    ("script", "texts"),
    [
        ("R$ 97 — hoje", ["R$ 97 —", "hoje"]),
        ("por 97 € hoje", ["por", "97 €", "hoje"]),
        ("só 97 % hoje", ["só", "97 %", "hoje"]),
    ],
)
def test_a_sign_of_currency_stays_with_its_amount(script: str, texts: list[str]) -> None:
    assert [word.text for word in script_words(script, "pt")] == texts


def test_marks_are_known_by_their_place() -> None:
    assert read_manuscript("[PAUSE]\nGo.\n[PAUSE]").marks == (
        Mark("pause", "", 0),
        Mark("pause", "", 1),
    )
