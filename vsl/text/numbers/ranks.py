"""The spoken forms of ordinals and fractions, the most frequent first. Pure."""

from __future__ import annotations

from typing import Final

from vsl.text.numbers.spelled import Forms, combine_forms, spellings

_ENGLISH = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_GERMAN = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
_STEMS = {  # 1 to 10, without their endings
    "pt": "primeir segund terceir quart quint sext sétim oitav non décim",
    "es": "primer segund tercer cuart quint sext séptim octav noven décim",
    "it": "prim second terz quart quint sest settim ottav non decim",
}
FRACTIONS: Final[dict[str, dict[str, Forms]]] = {
    "en": {
        "1/2": ("one half", "a half", "half"),
        "1/4": ("one quarter", "a quarter", "one fourth"),
        "3/4": ("three quarters", "three fourths"),
    },
    "pt": {
        "1/2": ("meio", "meia", "metade"), "1/3": ("um terço",), "2/3": ("dois terços",),
        "1/4": ("um quarto",), "3/4": ("três quartos",),
    },
    "es": {
        "1/2": ("medio", "media"), "1/3": ("un tercio",), "2/3": ("dos tercios",),
        "1/4": ("un cuarto",), "3/4": ("tres cuartos",),
    },
    "fr": {
        "1/2": ("un demi", "demi", "demie"), "1/3": ("un tiers",), "2/3": ("deux tiers",),
        "1/4": ("un quart",), "3/4": ("trois quarts",),
    },
    "de": {
        "1/2": ("ein halb", "halb", "einhalb"), "1/3": ("ein drittel",), "2/3": ("zwei drittel",),
        "1/4": ("ein viertel",), "3/4": ("drei viertel", "dreiviertel"),
    },
    "it": {
        "1/2": ("mezzo", "mezza", "un mezzo"), "1/3": ("un terzo",), "2/3": ("due terzi",),
        "1/4": ("un quarto",), "3/4": ("tre quarti",),
    },
}  # fmt: skip


def ordinal_forms(number: int, language: str, ending: str = "") -> Forms:
    """Return the spoken forms of an ordinal; its written ``ending`` may decide the gender."""
    cardinal = spellings(number, language)
    if language == "en":
        return tuple(dict.fromkeys(map(_english, cardinal)))
    if language == "de":
        stem = _german(cardinal[0], number)
        return tuple(stem + tail for tail in ("e", "er", "en", "es", "em"))
    if language == "fr":
        return _french(cardinal[0], number, ending)
    stems = _STEMS[language].split()
    if number > len(stems) or number < 1:
        return cardinal
    both = (f"{stems[number - 1]}o", f"{stems[number - 1]}a")
    short = (stems[number - 1],) if language == "es" and number in (1, 3) else ()
    return (*(both[::-1] if ending == "a" else both), *short)


def _english(cardinal: str) -> str:
    head, space, last = cardinal.rpartition(" ")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head}{space}{_ENGLISH.get(last, regular)}"


def _german(cardinal: str, number: int) -> str:
    """Return the stem of a German ordinal: "siebt", "zwanzigst", "hundertdritt"."""
    last = number % 100
    if not 0 < last < 20:
        return f"{cardinal}st"
    if last in _GERMAN:
        return cardinal.removesuffix(spellings(last, "de")[0]) + _GERMAN[last]
    return f"{cardinal}t"


def _french(cardinal: str, number: int, ending: str) -> Forms:
    if number == 1:
        both = ("premier", "première")
        return both[::-1] if ending in ("re", "ère") else both
    stem = cardinal.removesuffix("s") if cardinal.endswith(("cents", "vingts")) else cardinal
    if stem.endswith("cinq"):
        stem += "u"
    elif stem.endswith("neuf"):
        stem = f"{stem[:-1]}v"
    rank = f"{stem.removesuffix('e')}ième"
    return (rank, "second", "seconde") if number == 2 else (rank,)


def fraction_forms(top: int, bottom: int, language: str) -> Forms:
    """Return the spoken forms of ``3/4``; of ``24/7``, not a fraction, number by number."""
    known = FRACTIONS[language].get(f"{top}/{bottom}")
    if known:
        return known
    one_by_one = combine_forms(
        spellings(top, language)[:1], (" ",), spellings(bottom, language)[:1]
    )
    if language != "en" or not 0 < top < bottom <= 20 or bottom == 1:
        return one_by_one
    part = ordinal_forms(bottom, "en")[0] + ("s" if top > 1 else "")
    return (f"{spellings(top, 'en')[0]} {part}", *one_by_one)
