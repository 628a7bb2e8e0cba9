"""What countries do otherwise than the language's locale says. Pure.

Source: the number and currency patterns of Unicode CLDR, https://cldr.unicode.org (common/main),
for pt_PT, es_419, de_CH, fr_CA, fr_CH, it_CH, en_GB and en_IE. Countries that are not named here
write as their language does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from vsl.text.numbers.locale import LOCALES, NBSP, Currency, Locale

_AMERICAS: Final = "419 AR BO CL CO CR DO EC GT HN MX NI PA PE PR PY SV US UY VE"
_FRANC: Final = {
    "fr": Currency("CHF", ("franc", "francs"), ("centime", "centimes"), leads=False),
    "de": Currency("CHF", ("franken", "franken"), ("rappen", "rappen")),
    "it": Currency("CHF", ("franco", "franchi"), ("centesimo", "centesimi")),
}


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale:
    """The conventions of a language, or of a language in a country.

    >>> locale_of("pt").own, locale_of("pt-PT").own, locale_of("de-CH").group
    ('R$', '€', '’')
    """
    language, _, country = tag.partition("-")
    country = country.upper()
    if language == "es" and country in _AMERICAS.split():
        country = "419"
    change = _CHANGES.get(f"{language}-{country}")
    return change(LOCALES[language]) if change else LOCALES[language]


def _portugal(locale: Locale) -> Locale:
    currencies = tuple(
        replace(each, leads=False) if each.sign == "€" else each for each in locale.currencies
    )
    return replace(locale, currencies=currencies, group=NBSP, groups_from=5, own="€")


def _spain(locale: Locale) -> Locale:
    return replace(locale, own="€")


def _latin_america(locale: Locale) -> Locale:
    return replace(locale, group=",", decimal=".", groups_from=4, percent_space="", own="$")


def _britain(locale: Locale) -> Locale:
    currencies = tuple(
        replace(each, shown=True, also=("quid",)) if each.sign == "£" else each
        for each in locale.currencies
    )
    return replace(locale, currencies=currencies, own="£")


def _ireland(locale: Locale) -> Locale:
    return replace(locale, own="€")


def _canada(locale: Locale) -> Locale:
    spaced = tuple(replace(each, space=NBSP) for each in locale.currencies)
    return replace(locale, currencies=spaced, group=NBSP, percent_space=NBSP, own="$")


def _romandy(locale: Locale) -> Locale:
    return replace(locale, currencies=_with_franc(locale, "fr"), own="CHF")


def _german_switzerland(locale: Locale) -> Locale:
    return replace(
        locale,
        currencies=_with_franc(locale, "de"),
        group="’",
        decimal=".",
        percent_space="",
        own="CHF",
    )


def _ticino(locale: Locale) -> Locale:
    return replace(
        locale, currencies=_with_franc(locale, "it"), group="’", decimal=".", own="CHF"
    )


def _with_franc(locale: Locale, language: str) -> tuple[Currency, ...]:
    others = (each for each in locale.currencies if each.sign != "CHF")
    franc = replace(_FRANC[language], code="CHF")
    return tuple(replace(each, space=NBSP) for each in (*others, franc))


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
