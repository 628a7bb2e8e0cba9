"""Known words are found where espeak-ng says them, from times that were a tenth of a second off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from statistics import median

import numpy as np
import pytest

from tests.checkpoint.speak import Line, Take, recording, speak_all
from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.errors import Cancelled
from vsl.model.project import UNRECOGNISED, Word
from vsl.progress import Progress
from vsl.speech.forced_alignment import LANGUAGES, align_words
from vsl.text.spoken import tokens_as_spoken

_SPOKEN: Mapping[str, tuple[str, Sequence[str]]] = {
    "en": ("en-us", (
        "Stop what you are doing and watch this short video.",
        "Nobody ever sent a pair of these shoes back to us.",
        "Today you get everything for only $47.",
        "Click the button below to get started.",
    )),
    "pt": ("pt-br", (
        "Pare tudo e assista a este vídeo até o fim.",
        "Milhares de pessoas já mudaram de vida.",
        "Hoje custa só $47, menos que um jantar.",
        "Clique no botão abaixo e comece agora.",
    )),
    "es": ("es", (
        "Mira este video corto hasta el final.",
        "Miles de personas ya cambiaron su vida.",
        "Hoy cuesta solamente $47, menos que una cena.",
        "Pulsa el botón de abajo y comienza ahora.",
    )),
    "de": ("de", (
        "Sehen Sie dieses kurze Video bis zum Ende.",
        "Tausende Menschen haben schon ihr Leben verbessert.",
        "Heute kostet alles nur 47 Euro.",
        "Klicken Sie unten und beginnen Sie sofort.",
    )),
    "fr": ("fr-fr", (
        "Regardez cette courte vidéo jusque tard ce soir.",
        "Plusieurs milliers de personnes vivent mieux depuis.",
        "Cette méthode demande cinq minutes chaque matin.",
        "Cliquez sur ce bouton bleu pour commencer.",
    )),
    "it": ("it", (
        "Guardate questo breve video fino in fondo.",
        "Migliaia di persone vivono meglio da tempo.",
        "Questo metodo richiede cinque minuti ogni mattina.",
        "Premete il bottone qui sotto per cominciare.",
    )),
}  # fmt: skip
_OFF_MS = 150
# Half of the words, and nine of ten, are as near as this; French phones are the least like English.
_NEAR_MS = {**dict.fromkeys(_SPOKEN, (30, 80)), "fr": (60, 230)}


@pytest.fixture(scope="module")
def spoken() -> Mapping[str, list[Take]]:
    """The sentences of each language, with the time of every word."""
    lines = [
        Line(text, language, voice, 150, 50)
        for language, (voice, texts) in _SPOKEN.items()
        for text in texts
    ]
    try:
        takes = speak_all(lines)
    except OSError as error:
        pytest.skip(f"needs espeak-ng: {error}")
    return {code: [take for take in takes if take.language == code] for code in _SPOKEN}


def _record(takes: Sequence[Take]) -> tuple[Samples, list[Word]]:
    samples, said = recording(takes, Random(1), pauses_s=(0.4, 1.0))
    words = [
        Word(word.text, *(round(1000 * s) for s in (word.start_s, word.end_s))) for word in said
    ]
    return samples, words


def _shift(words: Sequence[Word], chance: Random) -> list[Word]:
    """The words in order, each up to ``_OFF_MS`` early or late."""
    edges = sorted(max(0, word.start_ms + chance.randint(-_OFF_MS, _OFF_MS)) for word in words)
    ends = [*edges[1:], words[-1].end_ms + _OFF_MS]
    return [
        replace(word, start_ms=start, end_ms=max(start, min(end, start + 600)))
        for word, start, end in zip(words, edges, ends, strict=True)
    ]


def _align(samples: Samples, words: Sequence[Word], language: str) -> tuple[Word, ...]:
    tokens = [tokens_as_spoken(word.text, language) for word in words]
    return align_words(samples, words, tokens, language, Progress())


def _off_ms(found: Sequence[Word], said: Sequence[Word]) -> list[int]:
    assert [word.text for word in found] == [word.text for word in said]
    return [abs(a.start_ms - b.start_ms) for a, b in zip(found, said, strict=True)]


def test_these_are_all_languages_that_are_aligned() -> None:
    assert set(_SPOKEN) == LANGUAGES


@pytest.mark.parametrize("language", _SPOKEN)
def test_words_are_found_where_they_are_said(
    spoken: Mapping[str, list[Take]], language: str
) -> None:
    samples, said = _record(spoken[language])
    given = _shift(said, Random(2))
    assert median(_off_ms(given, said)) > 50
    found = _align(samples, given, language)
    off_ms = _off_ms(found, said)
    half_ms, most_ms = _NEAR_MS[language]
    assert median(off_ms) <= half_ms
    assert sorted(off_ms)[len(off_ms) * 9 // 10] <= most_ms
    times = [time for word in found for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= duration_ms(samples)


def test_words_that_fit_nowhere_keep_their_time_and_harm_no_other(
    spoken: Mapping[str, list[Take]],
) -> None:
    samples, said = _record(spoken["en"])
    silent = [Word("nobody", 40_000, 40_300), Word("there", 40_300, 40_700)]
    still = np.zeros(45 * SAMPLE_RATE_HZ, np.float32)
    still[: len(samples)] = samples
    assert duration_ms(samples) < 30_000
    found = _align(still, [*_shift(said, Random(3)), *silent], "en")
    assert [word.start_ms - silent[0].start_ms for word in found[-2:]] == pytest.approx(
        [0, 300], abs=25
    )
    assert median(_off_ms(found[:-2], said)) <= 30


def test_what_nobody_can_spell_keeps_its_place(spoken: Mapping[str, list[Take]]) -> None:
    samples, said = _record(spoken["en"])
    given = [word if n != 4 else replace(word, text=UNRECOGNISED) for n, word in enumerate(said)]
    tokens = [() if w.text == UNRECOGNISED else tokens_as_spoken(w.text, "en") for w in given]
    found = align_words(samples, given, tokens, "en", Progress())
    assert found[4].text == UNRECOGNISED
    assert abs(found[4].start_ms - said[4].start_ms) <= 60
    assert median(_off_ms(found[5:], said[5:])) <= 30


@pytest.mark.parametrize("language", ["nl", "und", "ja"])
def test_words_of_other_languages_stay_as_they_are(language: str) -> None:
    words = [Word("a", 100, 400), Word("b", 500, 900)]
    still = np.zeros(SAMPLE_RATE_HZ, np.float32)
    assert _align(still, words, language) == tuple(words)


def test_nothing_to_align_is_no_error() -> None:
    still = np.zeros(SAMPLE_RATE_HZ, np.float32)
    assert _align(still, [], "en") == ()
    words = (Word(UNRECOGNISED, 100, 400),)
    assert align_words(still, words, [()], "en", Progress()) == words


def test_a_stop_ends_the_work(spoken: Mapping[str, list[Take]]) -> None:
    samples, said = _record(spoken["en"])

    def stop(_stage: str, _done: float) -> None:
        raise Cancelled("stopped")

    tokens = [tokens_as_spoken(word.text, "en") for word in said]
    with pytest.raises(Cancelled):
        align_words(samples, said, tokens, "en", Progress(stop))
