"""Words that a recogniser wrote, read where neighbours may be one sum."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.model.project import Reading, Word
from vsl.text.numbers.locale import NARROW, NBSP
from vsl.text.script.heard_readings import read_heard
from vsl.text.script.report import reconcile

_EACH_MS = 300
_AROUND = {
    "en": "we say that here and now",
    "pt": "nós dizemos isso aqui e agora",
    "es": "nosotros decimos esto aquí y ahora",
    "fr": "nous disons cela ici tout de suite",
    "de": "wir sagen das hier und jetzt",
    "it": "noi diciamo questo qui e adesso",
}
_SIGNS = "$€£%"


def _words(text: str) -> tuple[Word, ...]:
    tokens = text.split(" ")
    return tuple(Word(each, n * _EACH_MS, (n + 1) * _EACH_MS, 0.9) for n, each in enumerate(tokens))


@pytest.mark.parametrize(
    ("heard", "language", "read"),
    [
        ("97 reais", "pt", ["noventa e sete", "reais"]),
        ("9,70 reais", "pt", ["nove reais", "e setenta centavos"]),
        ("R$ 97", "pt", ["noventa e", "sete reais"]),
        ("7 und 90 Euro", "de", ["siebenundneunzig", "", "", "euro"]),
        ("24 7", "en", ["twenty four", "seven"]),
        ("one thing", "en", ["one", "thing"]),
    ],
)
def test_words_that_are_one_sum_share_its_reading(
    heard: str, language: str, read: list[str]
) -> None:
    assert [" ".join(ways[0]) for ways in read_heard(_words(heard), language)] == read


def test_each_word_keeps_its_own_ways_behind() -> None:
    assert ("a", "hundred") in read_heard(_words("100 dollars"), "en")[0]


_TEXTS = "a 97 $ reais mil e 500 90 7 . — 9,70 B2B am"


@given(
    st.lists(st.sampled_from(_TEXTS.split()), max_size=9),
    st.sampled_from([*_AROUND, "ru"]),
)
def test_every_word_has_its_ways(texts: list[str], language: str) -> None:
    words = _words(" ".join(texts)) if texts else ()
    assert [bool(ways) for ways in read_heard(words, language)] == [True] * len(words)


def _sums() -> Iterator[tuple[str, str, str]]:
    """Language, what was heard and what a script has for it, where both differ."""
    for table in sorted((Path(__file__).parent / "numbers_heard").glob("*.tsv")):
        language = ""
        for line in table.read_text(encoding="utf-8").splitlines():
            heard, _, written = line.partition("\t")
            if not written:
                language = line.partition("-")[0]
            elif any(sign in written for sign in _SIGNS):
                yield language, heard, written.replace("~", NBSP).replace("_", NARROW)


@pytest.mark.parametrize("language", _AROUND)
def test_a_script_has_the_sum_whichever_way_it_was_heard(language: str) -> None:
    around = _AROUND[language]
    for tongue, heard, written in _sums():
        if tongue != language:
            continue
        words = _words(f"{around} {heard} {around}")
        reading = Reading(f"{around} {written} {around}", words)
        report = reconcile(reading, language, words[-1].end_ms)
        assert not report.differences, (heard, written)
