"""Characters of fonts of symbols, which Word stores by their place in the font. Pure.

Source: Unicode's mapping of Adobe's Symbol encoding,
    https://www.unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt; charts of Wingdings.
"""

from __future__ import annotations

from typing import Final

_OFFSET: Final = 0xF000  # of such fonts' characters in Unicode's private use area
_GREEK: Final = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)) | dict(
    zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)
)
_SYMBOL: Final = _GREEK | {
    0x2D: "−", 0xA0: "€", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBB: "≈", 0xBC: "…", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD6: "√", 0xE2: "®", 0xE3: "©",
    0xE4: "™",
}  # fmt: skip
_WINGDINGS: Final = {
    0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x9F: "•", 0xA7: "▪", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFE: "☑",
}  # fmt: skip
_FONTS: Final = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}


def read_symbol(font: str, code: str) -> str:
    """Return the character at a hexadecimal place in a font; a space if no letter stands for it.

    >>> read_symbol("Symbol", "F0B1"), read_symbol("Arial", "00E9"), read_symbol("Webdings", "F021")
    ('±', 'é', ' ')
    """
    try:
        place = int(code, 16)
    except ValueError:
        return " "
    table = _FONTS.get(font.lower())
    if table is not None:
        place -= _OFFSET if place >= _OFFSET else 0
        plain = chr(place) if 0x20 <= place < 0x7F and font.lower() == "symbol" else " "
        return table.get(place, plain)
    is_letter = 0x20 <= place < 0xD800 or 0xF8FF < place < 0xFFFE
    return chr(place) if is_letter else " "
