"""What somebody asks for is checked before any work begins."""

from __future__ import annotations

import pytest

from vsl.errors import BadInput, TooLarge
from vsl.text.correction.corrector import CorrectOptions
from vsl.workflows.make_options import NAMES, MakeOptions

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


def test_correction_is_on_but_for_what_drops_words() -> None:
    assert MakeOptions.parse({}).correcting() == CorrectOptions()
    given = {"numbers": "false", "drop_fillers": "on", "glossary": "Rootwink: route wink"}
    wanted = MakeOptions.parse(given).correcting()
    assert (wanted.numbers, wanted.drop_fillers, wanted.spelling) == (False, True, True)
    assert wanted.glossary.hot_words() == ("Rootwink",)
    assert wanted.llm is None


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"numbers": "perhaps"}, "numbers='perhaps' can't be read: write true or false"),
        ({"preset": "loud"}, "classic, punchy"),
        ({"glossary": ": click funnels"}, "The glossary, line 1"),
    ],
)
def test_a_wrong_choice_is_named_with_what_would_do(given: dict[str, str], complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        MakeOptions.parse(given)


@pytest.mark.parametrize("script", ["", "Olá!", "مرحبا بالعالم", "# Hook\nBuy now.\n" * 1000])
def test_a_script_that_somebody_can_read_out_is_taken(script: str) -> None:
    MakeOptions(script=script).check_script()


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("# Hook\n" * 1000 + "[PAUSE]", "holds no spoken words"),
        ("x" * 10_000, "a word of 10,000 letters"),
        ("word " * 200_001, "more than 200,000 words"),
    ],
)
def test_a_script_that_nobody_can_read_out_is_refused(script: str, complaint: str) -> None:
    with pytest.raises((BadInput, TooLarge), match=complaint):
        MakeOptions(script=script).check_script()
