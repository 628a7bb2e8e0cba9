"""Numbers as recognisers write them: every way to write a sum ends in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.model.project import Word
from vsl.text.numbers.display import to_display
from vsl.text.numbers.locale import LOCALES, NARROW, NBSP
from vsl.text.numbers.regions import locale_of
from vsl.text.numbers.spelled import before_noun, spellings

_TABLES = sorted((Path(__file__).parent / "numbers_heard").glob("*.tsv"))
_EACH_MS = 300


def _words(text: str) -> list[Word]:
    tokens = text.split(" ")
    return [Word(each, n * _EACH_MS, (n + 1) * _EACH_MS, 0.9) for n, each in enumerate(tokens)]


def _display(text: str, tag: str) -> str:
    return " ".join(word.text for word in to_display(_words(text), tag))


@dataclass(frozen=True, slots=True)
class _Row:
    tag: str
    heard: str
    shown: str

    @property
    def stays(self) -> bool:
        return self.heard == self.shown


def _rows(table: Path) -> Iterator[_Row]:
    tag = ""
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        heard, _, shown = line.partition("\t")
        if not shown:
            tag = line
            continue
        shown = shown.replace("~", NBSP).replace("_", NARROW)
        yield _Row(tag, heard, heard if shown == "=" else shown)


@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.stem)
def test_what_recognisers_write_is_shown_as_one_reads_it(table: Path) -> None:
    rows = list(_rows(table))
    assert [_Row(row.tag, row.heard, _display(row.heard, row.tag)) for row in rows] == rows


@pytest.mark.parametrize("group", ["en", "pt_es", "fr_it", "de"])
def test_a_table_is_long_and_a_quarter_of_it_stays(group: str) -> None:
    rows = [row for table in _TABLES if table.stem.startswith(group) for row in _rows(table)]
    assert len(rows) >= 150
    assert sum(row.stays for row in rows) * 4 >= len(rows)


@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.stem)
def test_what_has_its_form_stays_so(table: Path) -> None:
    for row in _rows(table):
        once = to_display(_words(row.heard), row.tag)
        assert to_display(once, row.tag) == once
        assert _display(row.shown.replace(NBSP, " ").replace(NARROW, " "), row.tag) == row.shown


# What a sum may be written as: the currency's name, and its sign before or behind.
_WRITTEN = {
    "en": ("dollars", "$", ",."),
    "en-GB": ("pounds", "£", ",."),
    "pt-BR": ("reais", "R$", ".,"),
    "pt-PT": ("euros", "€", ".,"),
    "es-ES": ("euros", "€", ".,"),
    "es-MX": ("dólares", "$", ",."),
    "fr": ("euros", "€", " ,"),
    "de": ("Euro", "€", ".,"),
    "de-CH": ("Franken", "CHF", "’."),
    "it": ("euro", "€", ".,"),
}


def _ways(tag: str, whole: int, cents: int) -> Iterator[str]:
    """Every way to write a sum: in words, in digits, in both, the sign before or behind."""
    language = tag.partition("-")[0]
    name, sign, (group, decimal) = _WRITTEN[tag]
    for form in spellings(whole, language)[:1]:
        yield from _named(before_noun(form, language), cents, tag)
    for figures in (str(whole), f"{whole:,}".replace(",", group)):
        yield from _named(figures, cents, tag)
        amount = f"{figures}{decimal}{cents:02}" if cents else figures
        yield from (f"{sign}{amount}", f"{sign} {amount}", f"{amount}{sign}", f"{amount} {sign}")
        yield f"{amount} {name}"
    if whole % 1000 == 0 and not cents:
        thousand = {"en": "thousand", "pt": "mil", "es": "mil", "fr": "mille", "de": "tausend"}
        yield f"{whole // 1000} {thousand.get(language, 'mila')} {name}"


def _named(amount: str, cents: int, tag: str) -> Iterator[str]:
    name = _WRITTEN[tag][0]
    if not cents:
        yield f"{amount} {name}"
        return
    locale = locale_of(tag)
    currency = next(each for each in locale.currencies if name.lower() in each.names)
    language = tag.partition("-")[0]
    for few in (str(cents), before_noun(spellings(cents, language)[0], language)):
        unit = currency.cents[0] if cents == 1 else currency.cents[1]
        yield f"{amount} {name} {locale.cent_link} {few} {unit}"


@given(st.sampled_from([*_WRITTEN]), st.integers(2, 10**6 - 1), st.integers(0, 99))
def test_every_way_to_write_a_sum_ends_in_one_form(tag: str, whole: int, cents: int) -> None:
    ways = list(_ways(tag, whole, cents))
    shown = {_display(way, tag): way for way in ways}
    assert len(shown) == 1, shown
    assert str(whole) in "".join(filter(str.isdigit, next(iter(shown))))


@given(st.sampled_from([*_WRITTEN]), st.integers(2, 999))
def test_round_thousands_are_written_out(tag: str, thousands: int) -> None:
    ways = list(_ways(tag, thousands * 1000, 0))
    assert len({_display(way, tag) for way in ways}) == 1


_PERCENT = {
    "en": "percent", "pt": "por cento", "es": "por ciento", "fr": "pour cent", "de": "Prozent",
    "it": "per cento", "es-MX": "por ciento", "de-CH": "Prozent",
}  # fmt: skip


@given(st.sampled_from([*_PERCENT]), st.integers(0, 999), st.sampled_from(["", "5", "25"]))
def test_every_way_to_write_a_share_ends_in_one_form(tag: str, whole: int, decimals: str) -> None:
    language = tag.partition("-")[0]
    said = spellings(whole, language)[0]
    name, point = _PERCENT[tag], next(iter(LOCALES[language].points))
    amounts = [f"{whole}.{decimals}", f"{whole},{decimals}"] if decimals else [str(whole)]
    ways = [way for each in amounts for way in (f"{each}%", f"{each} %", f"{each} {name}")]
    digits = " ".join(spellings(int(digit), language)[0] for digit in decimals)
    ways.append(f"{said} {point} {digits} {name}" if decimals else f"{said} {name}")
    assert len({_display(way, tag) for way in ways}) == 1, ways


_VOCABULARY = (
    "one two 2 97 1,250 97,50 $47 $ € R$ 50% % percent dollars 47,327 3 am pm 3:30 and e y und et"
    " thousand mil million 500 000 90 7 24 a hundred point five cents centavos reais euros Euro"
    " Uhr de of August agosto third três payments vezes just por month 10-20 60-day B2B 12x"
    " between entre zwischen to a bis fünf zwanzig siebzig quatre vingt 17 oh nineteen 1999"
)


@given(
    st.lists(
        st.tuples(st.sampled_from(_VOCABULARY.split()), st.sampled_from(["", "", "", ",", "."]))
    ),
    st.sampled_from([*LOCALES, *_WRITTEN]),
)
def test_a_second_time_changes_nothing_and_no_word_is_lost(
    parts: list[tuple[str, str]], tag: str
) -> None:
    words = _words(" ".join(text + mark for text, mark in parts)) if parts else []
    shown = to_display(words, tag)
    assert to_display(shown, tag) == shown
    left = words
    for word in shown:
        covered = 1 if word in left[:1] else len(word.spoken.split())
        assert (word.start_ms, word.end_ms) == (left[0].start_ms, left[covered - 1].end_ms)
        left = left[covered:]
    assert not left


def test_a_country_that_is_not_known_writes_as_its_language_does() -> None:
    assert _display("97 euro", "it-SM") == f"97{NBSP}€"
    assert _display("97 рублей", "ru-RU") == "97 рублей"
