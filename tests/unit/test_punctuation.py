"""Marks and capitals for bare words."""

from __future__ import annotations

import pytest

from vsl.model.project import Word
from vsl.text.correction.edits import apply_edits
from vsl.text.correction.punctuation import Punctuation, is_bare

_USUAL_MS = 300


def words_of(text: str) -> list[Word]:
    """Words 300 ms long; ``|`` stands for a short pause, ``||`` for a long one."""
    words, now_ms = [], 0
    for token in text.split():
        if token.strip("|"):
            words.append(Word(token, now_ms, now_ms + 300))
            now_ms += 300
        else:
            now_ms += {1: 250, 2: 700}[len(token)]
    return words


def dressed(text: str, language: str = "en") -> str:
    words = words_of(text)
    corrector = Punctuation(language, _USUAL_MS, words[0].start_ms, words[-1].end_ms)
    new = apply_edits(words, corrector.edits(words))
    assert [(w.start_ms, w.end_ms) for w in new] == [(w.start_ms, w.end_ms) for w in words]
    return " ".join(word.text for word in new)


@pytest.mark.parametrize(
    ("language", "bare", "shown"),
    [
        ("en", "you water it || it gives up", "You water it. It gives up."),
        ("en", "roots are dry | so we made | a stick", "Roots are dry, so we made, a stick."),
        ("en", "the best of || the best", "The best of the best."),  # nothing ends with "of"
        ("en", "have you ever tried || i did", "Have you ever tried? I did."),
        ("en", "and what if it works || it does", "And what if it works? It does."),
        ("en", "when it is dry | it turns blue", "When it is dry, it turns blue."),
        ("en", "mr quilter came on monday", "Mr. Quilter came on Monday."),
        ("en", "this is Rootwink || we made it", "This is Rootwink. We made it."),
        ("en", "eBay sells it || i buy", "eBay sells it. I buy."),
        ("en", "it costs $47 || click now", "It costs $47. Click now."),
        ("pt", "você já tentou || isso funciona", "Você já tentou? Isso funciona."),
        ("pt", "isto é o melhor de || todos", "Isto é o melhor de todos."),
        ("es", "esto funciona || cómo lo sé || hoy es fácil",
         "Esto funciona. ¿Cómo lo sé? Hoy es fácil."),
        ("de", "das ist gut || kennen sie es || ja", "Das ist gut. Kennen sie es? Ja."),
        ("fr", "c'est simple || pourquoi attendre || cliquez",
         "C'est simple. Pourquoi attendre? Cliquez."),
        ("it", "hai mai provato || oggi è facile", "Hai mai provato? Oggi è facile."),
    ],
)  # fmt: skip
def test_a_reader_gets_what_a_voice_says_without_words(
    language: str, bare: str, shown: str
) -> None:
    assert dressed(bare, language) == shown


def test_pauses_are_measured_against_the_speakers_own() -> None:
    """Who pauses a second after every few words ends no sentence by it."""
    slow = [
        Word(t, n * 1300, n * 1300 + 300)
        for n, t in enumerate(("ask", "not", "my", "fellow", "man"))
    ]
    new = apply_edits(slow, Punctuation.of(slow, "en").edits(slow))
    assert sum(word.text.endswith(".") for word in new) == 1


def test_marks_that_are_there_stay() -> None:
    assert dressed("really! you || do") == "Really! You. Do."


def test_of_two_ends_side_by_side_the_stronger_is_one() -> None:
    words = [Word("well", 0, 300), Word("yes", 1000, 1300), Word("we", 2500, 2800),
             Word("can", 2800, 3000), Word("do", 3000, 3300), Word("it", 3300, 3500)]  # fmt: skip
    new = apply_edits(words, Punctuation.of(words, "en").edits(words))
    assert " ".join(word.text for word in new).count(".") == 2


def test_only_bare_words_need_marks() -> None:
    assert is_bare(words_of("no marks at all in here"))
    assert not is_bare(words_of("Here is one, as writers do."))


def test_a_hesitation_that_was_left_out_is_no_pause() -> None:
    heard = [Word("so", 0, 300), Word("um", 320, 1300), Word("we", 1330, 1500)]
    left = [heard[0], heard[2]]
    new = apply_edits(left, Punctuation.of(left, "en", heard).edits(left))
    assert [word.text for word in new] == ["So", "we."]
