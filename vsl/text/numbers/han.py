"""The spoken forms of figures in Chinese, Japanese and Thai, letter by letter. Pure.

Source of the numerals: CLDR's rule-based number formats for zh, ja and th,
https://github.com/unicode-org/cldr/tree/main/common/rbnf.
"""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 16  # digits; longer numbers are read digit by digit
_HAN_DIGITS: Final = "〇一二三四五六七八九"
_HAN_TENS: Final = ("", "十", "百", "千")
_HAN_MYRIADS: Final = ("", "万", "亿", "兆")
_THAI_DIGITS: Final = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_THAI_TENS: Final = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_THAI_MILLION: Final = "ล้าน"


def figure_readings(digits: str, language: str) -> tuple[str, ...]:
    """Return the readings of ASCII digits, the most frequent first; the digits are among them.

    >>> figure_readings("47", "zh")
    ('四十七', '四七', '47')
    >>> figure_readings("21", "th")
    ('ยี่สิบเอ็ด', 'สองหนึ่ง', '21')
    """
    if language not in _NAMES:
        return (digits,)
    one_by_one = "".join(_NAMES[language][int(digit)] for digit in digits)
    if len(digits) > _LONGEST:
        return one_by_one, digits
    value = int(digits)
    whole = (
        (_thai(value),) if language == "th" else (_han(value, full=False), _han(value, full=True))
    )
    return tuple(dict.fromkeys((*whole, one_by_one, digits)))


_NAMES: Final = {
    "zh": tuple(_HAN_DIGITS),
    "yue": tuple(_HAN_DIGITS),
    "ja": tuple(_HAN_DIGITS),
    "th": _THAI_DIGITS,
}
FIGURE_LANGUAGES: Final = frozenset(_NAMES)


def _han(value: int, *, full: bool) -> str:
    """Return a number in Han numerals; ``full`` is Chinese, 一百〇五, else Japanese, 百五."""
    if not value:
        return _HAN_DIGITS[0]
    groups: list[tuple[int, int]] = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append((group, len(groups)))
    said = ""
    for group, place in reversed(groups):
        if group:
            skips = full and said and group < 1000
            said += _HAN_DIGITS[0] * bool(skips) + _han_group(
                group, full and bool(said or group > 19)
            )
            said += _HAN_MYRIADS[place]
    return said


def _han_group(group: int, full: bool) -> str:
    said, skipped = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            skipped = bool(said)
            continue
        said += _HAN_DIGITS[0] * (full and skipped)
        said += _HAN_DIGITS[digit] if digit > 1 or not place or full else ""
        said, skipped = said + _HAN_TENS[place], False
    return said


def _thai(value: int) -> str:
    if value >= 1_000_000:
        millions, rest = divmod(value, 1_000_000)
        return _thai(millions) + _THAI_MILLION + (_thai(rest) if rest else "")
    said = ""
    for place in range(5, -1, -1):
        digit = value // 10**place % 10
        if digit:
            said += _thai_digit(digit, place, is_alone=not said) + _THAI_TENS[place]
    return said or _THAI_DIGITS[0]


def _thai_digit(digit: int, place: int, *, is_alone: bool) -> str:
    if place == 1 and digit < 3:
        return ("", "ยี่")[digit - 1]
    return "เอ็ด" if (digit, place, is_alone) == (1, 0, False) else _THAI_DIGITS[digit]
