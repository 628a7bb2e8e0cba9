"""What a recogniser that sets marks gets wrong is mended; what is right stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planted import Case, read_letter
from vsl.model.project import UNRECOGNISED, Word
from vsl.text.correction.corrector import CorrectOptions, correct
from vsl.text.correction.lapses import mend_lapses
from vsl.text.grammar import GRAMMARS

_PROSE = Path(__file__).parents[2] / "benchmarks" / "annotated"
_RIGHT = {
    "en": (
        "Hi, I'm Dr. Frost. At 3 a.m. J. R. Smith wrote “wait…” to Mr. Cole! Really?! "
        "It cost $1.50, i.e. next to nothing. Visit example.com today. eBay sells it... "
        "and so do we. What is it for? Not now, she said. That's what they are. Vitamin "
        "A. A plan of yours. Etc. and so on."
    ),
    "pt": (
        "Oi, eu sou o Dr. Lima. A Sra. Alves chegou… e saiu. Você já viu isso? Só R$ "
        "9,70! É meu. Moro na Av. Brasil, nº 4. Não sei por quê. Diga, por exemplo, que "
        "sim. E agora? Vamos lá."
    ),
    "es": (
        "¿Y si pudieras? Suena imposible, ¿verdad? ¡Qué vergüenza! El Sr. Ruiz vive en "
        'EE. UU. desde mayo. Pero, ¿cómo lo sé? Me preguntó: "¿Por qué quieres trabajar '
        'aquí?" ¡No, no y no! Es él.'
    ),
    "fr": (
        "Bonjour ! M. Dupont arrive : il est prêt. Vous voulez essayer ? Oui, j'en ai "
        "un. Le Dr Blanc dit « non » ; moi, je dis oui. C'est combien ? Rien, etc. "
        "Voilà."
    ),
    "de": (
        "Guten Tag! Dr. Weber kommt z. B. am Montag. Haben Sie Fragen? Das kostet ca. "
        "97 Euro, d. h. wenig. Ich mag das. Nehmen Sie die Nr. 4 und gehen Sie. Am 3. "
        "August beginnt es."
    ),
    "it": (
        "Buongiorno! Il Sig. Rossi e la Sig.ra Verdi arrivano. Quanto costa? Poco, ecc. "
        "È la lezione n. 4 del corso. Prendilo. Ne ho uno. Hai mai provato? Oggi è "
        "facile."
    ),
}


def _words(text: str) -> tuple[Word, ...]:
    """Words 300 ms long; ``|`` stands for a pause of 700 ms."""
    words, now = [], 0
    for token in text.split(" "):
        if token == "|":
            now += 700
            continue
        words.append(Word(token, now, now + 300))
        now += 320
    return tuple(words)


def _mended(text: str, language: str) -> str:
    return " ".join(word.text for word in mend_lapses(_words(text), language))


@pytest.mark.parametrize(
    ("language", "heard", "mended"),
    [
        ("en", "it works. | and it lasts.", "It works. And it lasts."),
        ("en", "It is one of the. Best ideas, really.", "It is one of the. Best ideas, really."),
        ("en", "It is one of the. So you know, best.", "It is one of the so you know, best."),
        ("en", "It works.. Really , it does ..", "It works. Really, it does."),
        ("en", "It works . Really ?", "It works. Really?"),
        ("en", "It works,. really, it does", "It works. Really, it does."),
        ("en", "I sat down | We talked, and I left.", "I sat down. We talked, and I left."),
        ("en", "I sat down We talked, and I left.", "I sat down We talked, and I left."),
        ("en", "We met Dr. frost, and he left.", "We met Dr. frost, and he left."),
        ("pt", "isso funciona. | você já viu?", "Isso funciona. Você já viu?"),
        ("pt", "É o melhor do. mundo, sim.", "É o melhor do mundo, sim."),
        ("es", "juegan. | esa misma noche, sí.", "Juegan. Esa misma noche, sí."),
        ("es", "Suena imposible, verdad? Sí.", "Suena imposible, ¿verdad? Sí."),
        ("es", "Cuánto cuesta? Poco. Vamos a verlo!", "¿Cuánto cuesta? Poco. ¡Vamos a verlo!"),
        ("es", "Pero, cómo lo sé? Lo sé.", "Pero, ¿cómo lo sé? Lo sé."),
        ("es", "¿Cuánto cuesta. Poco, sí.", "¿Cuánto cuesta? Poco, sí."),
        ("es", "Vas a esperar otro año? No.", "¿Vas a esperar otro año? No."),
        ("fr", "Bonjour ! tu viens ? oui , bien sûr .", "Bonjour ! Tu viens ? Oui, bien sûr."),
        ("fr", "C'est le. Jour, oui.", "C'est le. Jour, oui."),
        ("de", "das ist gut. | wir gehen, ja", "Das ist gut. Wir gehen, ja."),
        ("it", "funziona. | oggi è facile, sì", "Funziona. Oggi è facile, sì."),
    ],
)  # fmt: skip
def test_a_lapse_is_mended(language: str, heard: str, mended: str) -> None:
    assert _mended(heard, language) == mended


@pytest.mark.parametrize("language", sorted(GRAMMARS))
def test_a_right_text_stays_as_it_is(language: str) -> None:
    assert _mended(_RIGHT[language], language) == _RIGHT[language]


@pytest.mark.parametrize("language", ["es", "pt"])
def test_a_letter_that_is_said_stays_as_it_is(language: str) -> None:
    letter = read_letter(language)
    words = Case(letter, letter).say()
    assert mend_lapses(words, language) == words


@pytest.mark.parametrize("name", ["mentor.en", "pitch.en", "violao.pt", "casmurro.pt"])
def test_prose_stays_as_it_is(name: str) -> None:
    text = (_PROSE / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    tokens = [token for token in " ".join(lines).split() if token not in ("/", "~", "//")]
    words = _words(" ".join(tokens))
    assert mend_lapses(words, name[-2:]) == words


_signs = st.text(".,?!…:;", max_size=3)
_letters = st.text("aAñ", min_size=1, max_size=3) | st.sampled_from(
    ["the", "The", "of", "Dr", "we", "We", "sure", "so", "cómo", "verdad", "pero", "e.g", "UU"]
)
_tokens = (
    st.builds("{}{}{}".format, st.sampled_from(["", "", "¿", "¡", '"']), _letters, _signs)
    | _signs.filter(len)
    | st.just(UNRECOGNISED)
)


@given(
    st.lists(st.tuples(_tokens, st.sampled_from([20, 300, 900])), min_size=1, max_size=25),
    st.sampled_from(sorted(GRAMMARS)),
)
def test_mending_twice_is_as_once(parts: list[tuple[str, int]], language: str) -> None:
    words, now = [], 0
    for text, gap in parts:
        words.append(Word(text, now, now + 200))
        now += 200 + gap
    once = mend_lapses(words, language)
    assert mend_lapses(once, language) == once


def test_a_long_stretch_without_marks_gets_some() -> None:
    bare = "you water it | it grows and we like it | " * 8
    text = _mended(f"It began, and then. {bare.strip()}", "en")
    assert text.count(".") > 6
    assert text.startswith("It began, and then. You water it. It grows")


def test_texts_with_marks_are_mended_as_they_are_corrected() -> None:
    words, _ = correct(_words("We go on, yes. and on, and on"), "en", CorrectOptions())
    assert " ".join(word.text for word in words) == "We go on, yes. And on, and on."
    asked = CorrectOptions(punctuation=False)
    assert correct(_words("We go on, yes. and on"), "en", asked)[0] == _words(
        "We go on, yes. and on"
    )


def test_other_languages_stay_as_they_are() -> None:
    assert _mended("нет. да , нет", "ru") == "нет. да , нет"
