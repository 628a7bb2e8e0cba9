"""The number formats of countries that differ from their language's locale. Pure.

Source: the number and currency patterns of Unicode CLDR, https://cldr.unicode.org (common/main),
for pt_PT, es, es_419, de_CH, fr_CA, fr_CH, it_CH, en_GB and en_IE. Other countries use their
language's format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from vsl.basics.text_cache import cache_short_texts
from vsl.text.numbers.locale import LOCALES, NBSP, Currency, Locale

_FRANC: Final = "CHF"
_EUROS: Final = re.compile(r"€|\beuros?\b", re.IGNORECASE)  # in Spanish, only Spain's
_AMERICAS: Final = "419 AR BO CL CO CR DO EC GT HN MX NI PA PE PR PY SV US UY VE"


@cache_short_texts(256)
def locale_of(tag: str) -> Locale:
    """Return the number format of a language, or of a language in a country.

    >>> locale_of("pt").own, locale_of("pt-PT").own, locale_of("de-CH").group
    ('R$', '€', '’')
    """
    language, _, country = tag.partition("-")
    country = country.upper()
    if language == "es" and country in _AMERICAS.split():
        country = "419"
    change = _CHANGES.get(f"{language}-{country}")
    return change(LOCALES[language]) if change else LOCALES[language]


def find_region(language: str, texts: Iterable[str]) -> str:
    """Return ``language`` with the country that the currencies in its texts tell, if they do.

    >>> find_region("es", ["25.000", "dólares", "o", "97", "euros"]), find_region("en", ["euros"])
    ('es-ES', 'en')
    """
    is_spain = language == "es" and any(_EUROS.search(text) for text in texts)
    return "es-ES" if is_spain else language


def _portugal(locale: Locale) -> Locale:
    currencies = tuple(
        replace(each, leads=False) if each.sign == "€" else each for each in locale.currencies
    )
    return replace(locale, currencies=currencies, group=NBSP, groups_from=5, own="€")


def _spain(locale: Locale) -> Locale:
    euros = next(each for each in locale.currencies if each.sign == "€")
    currencies = tuple(
        replace(each, leads=False, space=euros.space, marks=euros.marks)
        for each in locale.currencies
    )
    return replace(locale, currencies=currencies, own="€")


def _latin_america(locale: Locale) -> Locale:
    return replace(locale, group=",", decimal=".", groups_from=4, percent_space="", own="$")


def _britain(locale: Locale) -> Locale:
    currencies = tuple(
        replace(each, shown=True) if each.sign == "£" else each for each in locale.currencies
    )
    return replace(locale, currencies=currencies, own="£")


def _ireland(locale: Locale) -> Locale:
    return replace(locale, own="€")


def _canada(locale: Locale) -> Locale:
    spaced = tuple(replace(each, space=NBSP) for each in locale.currencies)
    return replace(locale, currencies=spaced, group=NBSP, percent_space=NBSP, own="$")


def _romandy(locale: Locale) -> Locale:
    return replace(locale, currencies=_with_franc(locale), own=_FRANC)


def _german_switzerland(locale: Locale) -> Locale:
    return replace(_ticino(locale), percent_space="")


def _ticino(locale: Locale) -> Locale:
    currencies = _with_franc(locale)
    return replace(locale, currencies=currencies, group="’", decimal=".", own=_FRANC)


def _with_franc(locale: Locale) -> tuple[Currency, ...]:
    return tuple(
        replace(each, space=NBSP, shown=each.shown or each.sign == _FRANC)
        for each in locale.currencies
    )


_CHANGES: Final[Mapping[str, Callable[[Locale], Locale]]] = {
    "pt-PT": _portugal,
    "es-ES": _spain,
    "es-419": _latin_america,
    "en-GB": _britain,
    "en-IE": _ireland,
    "fr-CA": _canada,
    "fr-CH": _romandy,
    "de-CH": _german_switzerland,
    "de-LI": _german_switzerland,
    "it-CH": _ticino,
}
