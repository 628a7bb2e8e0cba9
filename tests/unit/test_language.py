"""Which language a script is written in."""

from __future__ import annotations

import pytest

from vsl.model.project import Transcript, Word
from vsl.text.language import guess_language, with_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Stop what you are doing and watch this short video to the end."),
        ("pt", "Pare tudo e assista a este vídeo até o fim, você não vai se arrepender."),
        ("es", "Deténgase y mire este vídeo, porque los resultados son muy buenos."),
        ("de", "Halten Sie inne und sehen Sie sich dieses Video an, es ist für Sie."),
        ("fr", "Arrêtez-vous et regardez cette vidéo, elle est faite pour vous."),
        ("it", "Fermatevi e guardate questo video, è per voi e non costa più di prima."),
        (None, "Xyzzy 47."),
        (None, ""),
    ],
)
def test_small_words_tell_the_language(language: str | None, text: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("told", "text", "language"),
    [("und", "você", "pt"), ("und", "Xyzzy", "und"), ("pl", "você", "pl")],
)
def test_words_tell_the_language_only_where_nobody_did(told: str, text: str, language: str) -> None:
    heard = Transcript((Word(text, 0, 400),), told, "parakeet")
    assert with_language(heard) == Transcript(heard.words, language, "parakeet")
