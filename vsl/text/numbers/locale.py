"""How six languages write numbers and money, and the words a voice has for the signs. Pure.

Choices where usage varies:
- Portuguese follows Brazil: R$ 1.250,00 and US$ before the number, € before it too.
- Spanish separates by the currency: euros as in Spain (1.250 €), dollars as in the Americas
  ($1,250). Plain numbers are grouped from five digits on by a space (Ortografía de la lengua
  española 2010), which no region misreads. A decimal mark is the one the speaker names.
- French groups by a space, German and Italian by a point; the sign of money follows the number.
- A space inside an amount is U+00A0: no line ends there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

NBSP: Final = "\u00a0"


@dataclass(frozen=True, slots=True)
class Currency:
    """The words of a currency, and how an amount of it is written."""

    sign: str
    names: tuple[str, ...]  # one, many
    cents: tuple[str, ...] = ()  # one, many, and what else the voice may say
    also: tuple[str, ...] = ()  # said for it too, but never turned into its sign
    leads: bool = True  # the sign stands before the number
    space: str = ""  # between the two
    marks: str = ""  # grouping and decimal mark, where they are not the language's
    shown: bool = True  # its words become the sign; not for words that mean weight too


@dataclass(frozen=True, slots=True)
class Locale:
    """The conventions of one language."""

    group: str
    decimal: str
    currencies: tuple[Currency, ...]
    points: Mapping[str, str]  # the word for a decimal mark, and the mark
    percent: tuple[str, ...]  # "per cent"; the commonest first
    percent_space: str = ""
    groups_from: int = 4  # digits; shorter numbers are not grouped
    halves: tuple[str, ...] = ()  # "and a half"
    of: str = ""  # between millions and what they count: "milhões de reais"
    cent_link: str = ""  # "dollars and fifty cents"
    bare_cents: bool = False  # "zehn Euro fünfzig" leaves the cents' name out
    magnitudes: Mapping[str, int] = field(default_factory=dict)  # written short: "Mio."


_SHORT = {"k": 10**3, "m": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9}

LOCALES: Final = {
    "en": Locale(
        ",",
        ".",
        (
            Currency("$", ("dollar", "dollars"), ("cent", "cents"), ("bucks",)),
            Currency("€", ("euro", "euros"), ("cent", "cents")),
            Currency("£", ("pound", "pounds"), ("penny", "pence"), shown=False),
            Currency("R$", ("real", "reais"), ("centavo", "centavos"), shown=False),
            Currency("¥", ("yen", "yen"), shown=False),
        ),
        points={"point": "."},
        percent=("percent", "per cent"),
        halves=("and a half",),
        cent_link="and",
        magnitudes=_SHORT,
    ),
    "pt": Locale(
        ".",
        ",",
        (
            Currency("R$", ("real", "reais"), ("centavo", "centavos"), space=NBSP),
            Currency("US$", ("dólar", "dólares"), ("centavo", "centavos"), space=NBSP),
            Currency("€", ("euro", "euros"), ("centavo", "centavos", "cêntimos"), space=NBSP),
            Currency("£", ("libra", "libras"), shown=False),
        ),
        points={"vírgula": ",", "ponto": "."},
        percent=("por cento",),
        halves=("e meio", "e meia"),
        of="de",
        cent_link="e",
        magnitudes=_SHORT | {"mi": 10**6, "bi": 10**9},
    ),
    "es": Locale(
        NBSP,
        ",",
        (
            Currency(
                "$", ("dólar", "dólares"), ("centavo", "centavos"), ("pesos",), marks=",."
            ),
            Currency(
                "€", ("euro", "euros"), ("céntimo", "céntimos", "centavos"),
                leads=False, space=NBSP, marks=".,",
            ),
            Currency("R$", ("real", "reales"), ("centavo", "centavos"), shown=False),
            Currency("£", ("libra", "libras"), shown=False),
        ),
        points={"coma": ",", "punto": "."},
        percent=("por ciento", "por cien"),
        percent_space=NBSP,
        groups_from=5,
        halves=("y medio", "y media"),
        of="de",
        cent_link="con",
        magnitudes=_SHORT,
    ),
    "fr": Locale(
        NBSP,
        ",",
        (
            Currency(
                "€", ("euro", "euros"), ("centime", "centimes", "cents"), leads=False, space=NBSP
            ),
            Currency("$", ("dollar", "dollars"), ("cent", "cents"), leads=False, space=NBSP),
            Currency("£", ("livre", "livres"), shown=False),
        ),
        points={"virgule": ","},
        percent=("pour cent",),
        percent_space=NBSP,
        halves=("et demi", "et demie"),
        of="de",
        cent_link="et",
        bare_cents=True,
        magnitudes=_SHORT | {"md": 10**9, "mds": 10**9},
    ),
    "de": Locale(
        ".",
        ",",
        (
            Currency("€", ("euro", "euro"), ("cent", "cent"), ("euros",), leads=False, space=NBSP),
            Currency("$", ("dollar", "dollar"), ("cent", "cent"), leads=False, space=NBSP),
            Currency("£", ("pfund", "pfund"), shown=False),
            Currency("CHF", ("franken", "franken"), ("rappen", "rappen"), space=NBSP),
        ),
        points={"komma": ","},
        percent=("prozent",),
        percent_space=NBSP,
        cent_link="und",
        bare_cents=True,
        magnitudes=_SHORT | {"mio": 10**6, "mio.": 10**6, "mrd": 10**9, "mrd.": 10**9},
    ),
    "it": Locale(
        ".",
        ",",
        (
            Currency(
                "€", ("euro", "euro"), ("centesimo", "centesimi"), leads=False, space=NBSP
            ),
            Currency(
                "$", ("dollaro", "dollari"), ("centesimo", "centesimi"), leads=False, space=NBSP
            ),
            Currency("£", ("sterlina", "sterline"), leads=False, space=NBSP),
        ),
        points={"virgola": ","},
        percent=("per cento", "percento"),
        halves=("e mezzo", "e mezza"),
        of="di",
        cent_link="e",
        magnitudes=_SHORT | {"mln": 10**6, "mld": 10**9},
    ),
}  # fmt: skip


@lru_cache
def currency_names(language: str) -> dict[str, Currency]:
    """The currencies whose names become signs, by their names."""
    shown = (currency for currency in LOCALES[language].currencies if currency.shown)
    return {name: currency for currency in shown for name in currency.names}


def group_digits(whole: int, mark: str, groups_from: int = 4) -> str:
    """A whole number with its digits in threes: ``1,250``."""
    return f"{whole:,}".replace(",", mark) if len(str(whole)) >= groups_from else str(whole)
