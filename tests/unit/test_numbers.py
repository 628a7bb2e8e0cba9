"""Numbers and money between what a voice says and what a slide shows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.model.project import Break, Word
from vsl.text.numbers.display import to_display
from vsl.text.numbers.locale import LOCALES, NBSP, group_digits
from vsl.text.numbers.spelled import spellings
from vsl.text.spoken import readings, reads_as_one

_EACH_MS = 300


def _words(text: str, **fields: object) -> list[Word]:
    return [
        Word(token, n * _EACH_MS, (n + 1) * _EACH_MS, 0.9, **fields)  # type: ignore[arg-type]
        for n, token in enumerate(text.split())
    ]


def _display(text: str, language: str) -> str:
    return " ".join(word.text for word in to_display(_words(text), language))


def _tokens(text: str) -> tuple[str, ...]:
    plain = text.lower().replace("a.m.", "a m").replace("-", " ")
    return tuple(re.findall(r"[\w']+", plain))


def _cases(language: str, ways: str) -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "numbers.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith(f"{language}\t")]
    return [(said, shown.replace("~", NBSP)) for _, said, way, shown in rows if way in ways]


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_said_is_shown_as_one_reads_it(language: str) -> None:
    cases = _cases(language, "=>")
    assert [(said, _display(said, language)) for said, _ in cases] == cases


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_written_may_be_read_so(language: str) -> None:
    for said, shown in _cases(language, "=<"):
        assert _tokens(said) in readings(shown, language), shown


_STAYS = {
    "en": (
        "one thing",
        "no one at once",
        "wait a second",
        "thirty second timer",
        "a hundred thanks and a million dollars",
        "twelve fifty dollars",
        "nineteen ninety seven dollars",
        "forty seven dollars fifty",
        "two ninety seven",
        "three two one go",
        "seven six five four three two one",
        "hindsight is twenty twenty",
        "twenty twenty vision",
        "fifty fifty",
        "nine eleven",
        "the third and the tenth time",
        "may second",
        "two and a half",
        "at this point five of you",
        "from nine to five",
        "oh my",
        "thousands of people",
        "it weighs a ton",
        "AI, SEO & you",
        "— … “",
    ),
    "pt": ("uma coisa", "mil vezes", "por um real", "um milhão de vezes", "meio milhão", "cem"),
    "es": ("dos cosas", "mil gracias", "un euro", "las nueve y media", "cien veces"),
    "fr": ("une chose", "mille mercis", "un euro", "neuf heures", "un million de fois", "les six"),
    "de": ("eine Sache", "tausend Dank", "ein Euro", "Acht geben", "eine Million Mal"),
    "it": ("una cosa", "mille grazie", "un euro", "tu sei", "alle nove e mezza"),
}


@pytest.mark.parametrize("language", _STAYS)
def test_small_counts_idioms_and_what_may_mean_two_things_stay(language: str) -> None:
    for said in _STAYS[language]:
        assert _display(said, language) == said


_SENTENCES = {
    "en": {
        "It’s yours for “forty seven dollars.”": "It’s yours for “$47.”",
        "Only twenty, thirty people came.": "Only 20, 30 people came.",
        "Our thirty-day, ninety-nine percent guarantee!": "Our 30-day, 99% guarantee!",
        "a twenty-five-year-old": "a 25-year-old",
        "I lost twenty pounds in twelve weeks": "I lost 20 pounds in 12 weeks",
        "on January sixth twenty twenty": "on January 6th 2020",
        "in eighteen fifty": "in 1850",
        "by twenty thirty you will": "by 2030 you will",
        "we open at nine a.m. on the twenty first": f"we open at 9{NBSP}a.m. on the 21st",
        "See you at nine a m.": f"See you at 9{NBSP}a.m.",
        "five to ten percent more": "5 to 10% more",
        "from ten to twenty dollars": "from $10 to $20",
        "between five and ten dollars": "between $5 and $10",
        "forty to fifty thousand dollars": "forty to $50,000",
        "fifty k a month": "50k a month",
        "one thousand nine hundred ninety seven": "1,997",
        "call five five five one two three four today": "call 555-1234 today",
        "$47 a month, forty seven dollars a month": "$47 a month, $47 a month",
        "from zero to one million dollars in a year": f"from zero to $1{NBSP}million in a year",
        "one two three four, I declare": "one two three four, I declare",
        "3 million dollars": "3 million dollars",
    },
    "pt": {
        "Custa só noventa e sete reais, à vista.": f"Custa só R${NBSP}97, à vista.",
        "são 3 mil reais": "são 3 mil reais",
        "às nove e trinta da manhã": "às 9h30 da manhã",
        "de cinco a dez por cento": "de 5 a 10%",
    },
    "es": {"a las nueve y treinta de la noche": "a las 9:30 de la noche"},
    "fr": {"en mille neuf cent ou à dix heures": "en 1900 ou à 10 heures"},
    "de": {
        "fünf bis zehn Euro": f"5 bis 10{NBSP}€",
        "im Jahr achtzehnhundertfünfzig": "im Jahr 1850",
    },
    "it": {"alle nove e trenta di sera": "alle 9:30 di sera"},
}


@pytest.mark.parametrize("language", _SENTENCES)
def test_numbers_are_found_in_sentences(language: str) -> None:
    for said, shown in _SENTENCES[language].items():
        assert _display(said, language) == shown


def test_a_number_has_the_time_of_its_words_and_what_they_said() -> None:
    words = [
        Word("only", 0, 200, 0.9),
        Word("“forty", 250, 500, 0.9, emphasised=True, break_before=Break.LINE),
        Word("seven", 500, 800, 0.4),
        Word("dollars.”", 900, 1300, 0.8),
    ]
    assert to_display(words) == (
        words[0],
        Word("“$47.”", 250, 1300, 0.4, "forty seven dollars", True, Break.LINE),
    )


@pytest.mark.parametrize("change", [{"break_before": Break.LINE}, {"start_ms": 5000}])
def test_a_break_or_a_long_pause_parts_two_numbers(change: dict[str, int]) -> None:
    first, second = _words("forty seven")
    parted = [first, replace(second, end_ms=6000, **change)]  # type: ignore[arg-type]
    assert [word.text for word in to_display(parted)] == ["40", "seven"]


def test_a_language_without_number_words_is_left_alone() -> None:
    words = _words("forty seven dollars")
    assert to_display(words, "ru") == tuple(words)


_VOCABULARY = (
    "one two twenty forty-seven hundred a thousand million and point half oh x dollars cents"
    " percent. am “nine to first second 7 people, — mil e reais noventa vingt euros fünfzig"
)


@given(
    st.lists(
        st.tuples(st.sampled_from(_VOCABULARY.split()), st.integers(0, 1500), st.integers(0, 400)),
        max_size=14,
    ),
    st.sampled_from([*LOCALES]),
)
def test_no_word_loses_its_time(parts: list[tuple[str, int, int]], language: str) -> None:
    words, time = [], 0
    for text, pause, length in parts:
        words.append(Word(text, time + pause, time + pause + length))
        time += pause + length
    shown = to_display(words, language)
    left = list(words)
    for word in shown:
        stands_for = left[:1] if left[0] == word else left[: len(word.spoken.split())]
        assert word.start_ms == stands_for[0].start_ms
        assert word.end_ms == stands_for[-1].end_ms
        del left[: len(stands_for)]
    assert not left


@given(st.sampled_from([*LOCALES]), st.integers(0, 10**9) | st.integers(0, 3000))
def test_a_number_said_is_shown_as_one_that_reads_so(language: str, number: int) -> None:
    said = spellings(number, language)[0]
    shown = _display(said, language)
    stays_word = number < 10 or number in (100, 1000, 10**6, 10**9)
    assert shown == said if number < 10 else stays_word or shown[0].isdigit()
    assert tuple(said.split()) in readings(shown, language)


_SUMS = {
    "en": ("${}", ",."),
    "pt": (f"R${NBSP}{{}}", ".,"),
    "es": (f"{{}}{NBSP}€", ".,"),
    "fr": (f"{{}}{NBSP}€", f"{NBSP},"),
    "de": (f"{{}}{NBSP}€", ".,"),
    "it": (f"{{}}{NBSP}€", ".,"),
}


@given(st.sampled_from([*_SUMS]), st.integers(2, 10**6 - 1), st.integers(0, 99))
def test_a_sum_that_is_read_out_is_shown_as_it_was(language: str, whole: int, cents: int) -> None:
    shape, (group, decimal) = _SUMS[language]
    amount = group_digits(whole, group) + (f"{decimal}{cents:02}" if cents else "")
    written = shape.format(amount)
    assert _display(" ".join(readings(written, language)[0]), language) == written


def test_what_a_voice_reads_as_one_word_is_told() -> None:
    assert reads_as_one("R$", "97,00", "pt")
    assert reads_as_one("47", "€", "de")
    assert reads_as_one("$1.5", "million", "en")
    assert not reads_as_one("in", "2024", "en")
    assert not reads_as_one("the", "price", "en")
