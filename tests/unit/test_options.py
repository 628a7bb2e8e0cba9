"""What somebody asks for is checked before any work begins."""

from __future__ import annotations

import pytest

from vsl.errors import BadInput
from vsl.options import NAMES, MakeOptions

_SRT = "1\n00:00:00,500 --> 00:00:01,500\nHello again\n"


def test_nothing_given_means_the_defaults() -> None:
    assert MakeOptions.parse({}) == MakeOptions()
    assert MakeOptions.parse(dict.fromkeys(NAMES, "")) == MakeOptions()


def test_what_is_known_of_a_recording_reaches_the_engine() -> None:
    given = {"model": "small", "language": "pt-BR", "script": "Olá", "hot_words": "Acme, Bob"}
    heard = MakeOptions.parse({**given, "captions": _SRT}).listening()
    assert (heard.model, heard.language, heard.script) == ("small", "pt", "Olá")
    assert heard.hot_words == ("Acme", "Bob")
    assert heard.captions
    assert [word.text for word in heard.captions.words] == ["Hello", "again"]


def test_captions_without_words_are_refused() -> None:
    with pytest.raises(BadInput, match="captions"):
        MakeOptions.parse({"captions": "Just a text."})
