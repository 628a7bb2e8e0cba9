"""What a speaker did not mean to say, and what must stay."""

from __future__ import annotations

import pytest

from vsl.model.project import Word
from vsl.text.correction.edits import apply_edits
from vsl.text.correction.fillers import Fillers


def words_of(text: str, gap_ms: int = 100) -> list[Word]:
    """The words of a text, 300 ms from start to start and more with longer gaps."""
    step = 200 + gap_ms
    return [Word(t, n * step, n * step + 200) for n, t in enumerate(text.split())]


def without_fillers(text: str, language: str = "en", gap_ms: int = 100) -> str:
    """What the slides show."""
    words = words_of(text, gap_ms)
    left = apply_edits(words, Fillers(language).edits(words))
    assert {w.start_ms for w in left} <= {w.start_ms for w in words}
    return " ".join(word.text for word in left)


@pytest.mark.parametrize(
    ("language", "said", "shown"),
    [
        ("en", "so um we uh have hmm a plan", "so we have a plan"),
        ("en", "Um, we have a plan", "We have a plan"),
        ("en", "we have a plan, uh. Now listen", "we have a plan. Now listen"),
        ("en", "Uhm, I think so", "I think so"),
        ("en", "the the price is is low", "the price is is low"),
        ("en", "I, I think we we will", "I think we will"),
        ("en", "The the price", "The price"),
        ("en", "I was I was going home", "I was going home"),
        ("en", "in the in the box", "in the in the box"),
        ("en", "it costs fi- fifty dollars", "it costs fifty dollars"),
        ("en", "so... we begin", "we begin"),
        ("pt", "é… eu acho que hum isso é bom", "eu acho que isso é bom"),
        ("pt", "isso é um bom plano e um a um", "isso é um bom plano e um a um"),
        ("pt", "eu eu quero o o melhor", "eu quero o melhor"),
        ("es", "este… yo quiero eh este libro", "yo quiero este libro"),
        ("es", "¿eh? sí sí", "¿eh? sí sí"),
        ("de", "ich äh ich will ähm das", "ich ich will das"),
        ("de", "die die das machen", "die die das machen"),
        ("fr", "euh nous nous levons heu tôt", "nous nous levons tôt"),
        ("fr", "je je pense", "je pense"),
        ("it", "ehm io io penso", "io penso"),
    ],
)
def test_only_what_nobody_meant_is_dropped(language: str, said: str, shown: str) -> None:
    assert without_fillers(said, language) == shown


@pytest.mark.parametrize(
    "said",
    [
        "very very good",
        "I know that that works",
        "he had had enough",
        "no no no",
        "the end. The beginning",
        "we will win. We will win big",
        "uh?",
        "umbrella",
    ],
)
def test_what_may_be_meant_stays(said: str) -> None:
    assert without_fillers(said) == said


def test_a_repetition_after_a_long_pause_is_a_new_sentence() -> None:
    assert without_fillers("you are the the best", gap_ms=2000) == "you are the the best"


def test_emphasised_words_stay() -> None:
    words = [Word("the", 0, 100, emphasised=True), Word("the", 200, 300)]
    assert Fillers("en").edits(words) == []


def test_other_words_keep_their_times() -> None:
    words = words_of("so um we begin")
    assert apply_edits(words, Fillers("en").edits(words)) == (words[0], words[2], words[3])
