"""Split text into grapheme clusters, the units that no line break may split. Pure.

Source: the rules of Unicode Standard Annex #29, https://www.unicode.org/reports/tr29/, read from
the categories of the standard library; Hangul is expected composed (NFC).
"""

from __future__ import annotations

import unicodedata
from typing import Final

ZERO_WIDTH_JOINER: Final = "\u200d"
EMOJI_STYLE: Final = "\ufe0f"  # variation selector 16: show the character before as an emoji
_VIRAMA: Final = 9  # canonical combining class of signs that join two consonants
_SARA_AM: Final = "\u0e33\u0eb3"  # Thai and Lao vowels that extend the letter before (GB9a)


def clusters(text: str) -> list[str]:
    """Return the grapheme clusters of ``text`` in order; joined they equal ``text``."""
    units: list[str] = []
    for char in text:
        if units and _continues(units[-1], char):
            units[-1] += char
        else:
            units.append(char)
    return units


def is_invisible(char: str) -> bool:
    """Return whether a character has no glyph, so that fonts need not contain it."""
    return (
        unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        or "\ufe00" <= char <= EMOJI_STYLE
    )


def _continues(cluster: str, char: str) -> bool:
    last = cluster[-1]
    return (
        unicodedata.category(char)[0] == "M"
        or char in _SARA_AM
        or char in "\u200c\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # tags, the letters of regional flags
        or (last == ZERO_WIDTH_JOINER and unicodedata.category(char) in {"So", "Lo"})
        or (unicodedata.combining(last) == _VIRAMA and unicodedata.category(char) == "Lo")
        or (len(cluster) == 1 and _is_flag_letter(last) and _is_flag_letter(char))
    )


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
