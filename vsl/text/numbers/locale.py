"""The number and money formats of six languages, and the words for their signs. Pure.

Choices where usage varies:

- Portuguese follows Brazil: R$ 1.250,00 and US$ before the number, € before it too.
- Spanish separates by the currency: euros as in Spain (1.250 €), dollars as in the Americas
  ($1,250), unless the text counts in euros too: then all sums are written as in Spain. Plain
  numbers are grouped from five digits on by a space (Ortografía de la lengua española 2010), which
  no region misreads. The decimal mark is the one that was spoken.
- French groups by a space, German and Italian by a point; the sign of money follows the number.
- Zero cents are left out (R$ 97), thousands are written out (R$ 15.000), millions are a word
  (R$ 1,5 milhão): one sum has one form, whatever its spoken form.
- A space inside an amount is U+00A0, in French the narrow U+202F, so no line breaks there.

``regions`` holds the exceptions of countries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

NBSP: Final = "\u00a0"
NARROW: Final = "\u202f"  # no-break too


@dataclass(frozen=True, slots=True)
class Currency:
    """The words and the format of a currency."""

    sign: str
    names: tuple[str, ...]  # one, many
    cents: tuple[str, ...] = ()  # one, many, and other spoken forms
    also: tuple[str, ...] = ()  # other names
    alike: tuple[str, ...] = ()  # currencies with the same sign, whose names stay words
    code: str = ""  # ISO 4217
    leads: bool = True  # the sign stands before the number
    space: str = ""  # between the two
    marks: str = ""  # grouping and decimal mark, where they are not the language's
    shown: bool = True  # its words become the sign; not for words that also mean weight


@dataclass(frozen=True, slots=True)
class Locale:
    """The number format of one language."""

    group: str
    decimal: str
    currencies: tuple[Currency, ...]
    points: Mapping[str, str]  # the word for a decimal mark, and the mark
    percent: tuple[str, ...]  # "per cent"; the most frequent first
    percent_space: str = ""
    groups_from: int = 4  # digits; shorter numbers are not grouped
    halves: tuple[str, ...] = ()  # "and a half"
    of: str = ""  # between millions and what they count: "milhões de reais"
    cent_link: str = ""  # "dollars and fifty cents"
    cent_links: tuple[str, ...] = ()  # alternatives to ``cent_link``
    bare_cents: bool = False  # "zehn Euro fünfzig" is the usual way
    own: str = ""  # the sign of the default currency
    magnitudes: Mapping[str, int] = field(default_factory=dict)  # abbreviations: "Mio."


_SHORT = {"k": 10**3, "m": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9}

LOCALES: Final = {
    "en": Locale(
        ",",
        ".",
        (
            Currency("$", ("dollar", "dollars"), ("cent", "cents"), ("bucks",), code="USD"),
            Currency("€", ("euro", "euros"), ("cent", "cents"), code="EUR"),
            Currency(
                "£", ("pound", "pounds"), ("penny", "pence"), ("quid",), shown=False, code="GBP"
            ),
            Currency("R$", ("real", "reais"), ("centavo", "centavos"), shown=False, code="BRL"),
            Currency("¥", ("yen", "yen"), shown=False),
        ),
        points={"point": "."},
        percent=("percent", "per cent"),
        halves=("and a half",),
        cent_link="and",
        own="$",
        magnitudes=_SHORT,
    ),
    "pt": Locale(
        ".",
        ",",
        (
            Currency("R$", ("real", "reais"), ("centavo", "centavos"), space=NBSP, code="BRL"),
            Currency("US$", ("dólar", "dólares"), ("centavo", "centavos"), space=NBSP, code="USD"),
            Currency(
                "€", ("euro", "euros"), ("centavo", "centavos", "cêntimos"), space=NBSP, code="EUR"
            ),
            Currency("£", ("libra", "libras"), shown=False),
        ),
        points={"vírgula": ",", "ponto": "."},
        percent=("por cento",),
        halves=("e meio", "e meia"),
        of="de",
        cent_link="e",
        own="R$",
        magnitudes=_SHORT | {"mi": 10**6, "bi": 10**9},
    ),
    "es": Locale(
        NBSP,
        ",",
        (
            Currency(
                "$", ("dólar", "dólares"), ("centavo", "centavos"), alike=("pesos",), marks=",.",
                code="USD",
            ),
            Currency(
                "€", ("euro", "euros"), ("céntimo", "céntimos", "centavos"),
                leads=False, space=NBSP, marks=".,", code="EUR",
            ),
            Currency("R$", ("real", "reales"), ("centavo", "centavos"), shown=False),
            Currency("£", ("libra", "libras"), shown=False),
        ),
        points={"coma": ",", "punto": "."},
        percent=("por ciento", "por cien", "por 100"),
        percent_space=NBSP,
        groups_from=5,
        halves=("y medio", "y media"),
        of="de",
        cent_link="con",
        cent_links=("y",),
        magnitudes=_SHORT,
    ),
    "fr": Locale(
        NARROW,
        ",",
        (
            Currency(
                "€", ("euro", "euros"), ("centime", "centimes", "cents"),
                leads=False, space=NARROW, code="EUR",
            ),
            Currency(
                "$", ("dollar", "dollars"), ("cent", "cents"),
                leads=False, space=NARROW, code="USD",
            ),
            Currency("£", ("livre", "livres"), shown=False),
            Currency(
                "CHF", ("franc", "francs"), ("centime", "centimes"),
                leads=False, space=NBSP, shown=False, code="CHF",
            ),
        ),
        points={"virgule": ","},
        percent=("pour cent",),
        percent_space=NARROW,
        halves=("et demi", "et demie"),
        of="de",
        cent_link="et",
        bare_cents=True,
        own="€",
        magnitudes=_SHORT | {"md": 10**9, "mds": 10**9},
    ),
    "de": Locale(
        ".",
        ",",
        (
            Currency(
                "€", ("euro", "euro"), ("cent", "cent"), ("euros",),
                leads=False, space=NBSP, code="EUR",
            ),
            Currency(
                "$", ("dollar", "dollar"), ("cent", "cent"), ("dollars",),
                leads=False, space=NBSP, code="USD",
            ),
            Currency("£", ("pfund", "pfund"), shown=False),
            Currency("CHF", ("franken", "franken"), ("rappen", "rappen"), space=NBSP, code="CHF"),
        ),
        points={"komma": ","},
        percent=("prozent",),
        percent_space=NBSP,
        cent_link="und",
        bare_cents=True,
        own="€",
        magnitudes=_SHORT | {"mio": 10**6, "mio.": 10**6, "mrd": 10**9, "mrd.": 10**9},
    ),
    "it": Locale(
        ".",
        ",",
        (
            Currency(
                "€", ("euro", "euro"), ("centesimo", "centesimi"),
                leads=False, space=NBSP, code="EUR",
            ),
            Currency(
                "$", ("dollaro", "dollari"), ("centesimo", "centesimi"),
                leads=False, space=NBSP, code="USD",
            ),
            Currency("£", ("sterlina", "sterline"), leads=False, space=NBSP, code="GBP"),
            Currency(
                "CHF", ("franco", "franchi"), ("centesimo", "centesimi"),
                space=NBSP, shown=False, code="CHF",
            ),
        ),
        points={"virgola": ","},
        percent=("per cento", "percento"),
        halves=("e mezzo", "e mezza"),
        of="di",
        cent_link="e",
        own="€",
        magnitudes=_SHORT | {"mln": 10**6, "mld": 10**9},
    ),
}  # fmt: skip


def group_digits(whole: int, mark: str, groups_from: int = 4) -> str:
    """Return a whole number with its digits in groups of three: ``1,250``."""
    return f"{whole:,}".replace(",", mark) if len(str(whole)) >= groups_from else str(whole)
