"""Join words that were divided at the ends of lines; hyphens that belong to a word stay.

Text flows in and out. A word list of the text's language decides where the text itself does not.
"""

from __future__ import annotations

import re
from typing import Final

from vsl.basics.word_set import word_set
from vsl.text.correction.dictionary import is_word
from vsl.text.language import guess_language

_DIVIDED: Final = re.compile(
    r"(?P<left>[^\W_][\w'’-]{0,60})(?P<sign>[-\u00ad\u2010])[ \t]{0,3}\n[ \t]{0,8}"
    r"(?P<right>[^\W_][^\W_]{0,60})"
)
_SUSPENDED: Final = word_set("und oder and or y o e ou et ed bis to")
"""Words after a hyphen that stands for a word left out, as in "Vor- und Nachteile"."""


def join_divided_words(text: str) -> str:
    r"""Return the text without the hyphens and line ends inside of words.

    >>> join_divided_words("extraor-\ndinary, well-\nknown, 30-\nday, Anna-\nMaria")
    'extraordinary, well-known, 30-day, Anna-Maria'
    """
    if not _DIVIDED.search(text):
        return text
    words = set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower()))
    language = guess_language(text) or "en"

    def join(found: re.Match[str]) -> str:
        left, sign, right = found["left"], found["sign"], found["right"]
        if sign != "-":
            return left + right
        if right.lower() in _SUSPENDED:
            return f"{left}- {right}"
        return f"{left}-{right}" if _keeps_hyphen(left, right, words, language) else left + right

    return _DIVIDED.sub(join, text)


def _keeps_hyphen(left: str, right: str, words: set[str], language: str) -> bool:
    """Return whether two parts of a word are written with a hyphen within a line too."""
    if not right[0].islower() or left[-1].isdigit() or "-" in left:
        return True
    whole, parted = f"{left}{right}".lower(), f"{left}-{right}".lower()
    if whole in words or parted in words:
        return whole not in words
    if is_word(whole, language):
        return False
    return is_word(left.lower(), language) and is_word(right.lower(), language)
