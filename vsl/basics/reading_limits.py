"""Reading limits of scripts without spaces between words. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from vsl.basics.spacing import count_words, has_no_spaces

_KANA_SHARE: Final = 0.1  # least share in the letters of Japanese; usually over half


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """The limits of a script; letters are counted as its guides do, see ``measure``.

    Sources: the Timed Text Style Guides at
        https://partnerhelp.netflixstudios.com/hc/en-us/articles/: Japanese (215767517: 13
        full-width characters per line, half-width ones count a half; 4 per second in subtitles, 7
        in captions for the deaf), Chinese (215994807: 16; 9 per second, 11 in its earlier
        editions), Thai (220448308: 35; as fast as other languages). For Lao, Khmer and Burmese
        there is none: the limits of Thai are used.
    """

    letters: re.Pattern[str]
    line_characters: int
    phrase_words: float  # words that a phrase counts as: 42 characters of English are 7.6 words
    easy_cps: float | None = None  # None: as in other languages
    most_cps: float | None = None


_SCRIPTS: Final = (
    ReadingLimits(re.compile("[\u3041-\u30ff]"), 13, 2.6, 4, 7),  # kana; phrase: 4.5 letters
    ReadingLimits(re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]"), 16, 0.8, 9, 11),  # Han; 1.7
    ReadingLimits(re.compile("[\u0e01-\u0e5b]"), 35, 0.75),  # Thai; 3.5
    ReadingLimits(re.compile("[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]"), 35, 0.65),  # 3
)


def find_limits(text: str) -> ReadingLimits | None:
    """Return the limits of the script of ``text``; None where most of it is written with spaces.

    >>> limits = find_limits("たった47ドルです")
    >>> limits and limits.line_characters
    13
    """
    if not has_no_spaces(text):
        return None
    without = "".join(char for char in text if has_no_spaces(char))
    if 2 * count_words(without) < count_words(text):
        return None
    counts = [len(script.letters.findall(text)) for script in _SCRIPTS]
    if counts[0] < _KANA_SHARE * (counts[0] + counts[1]):
        counts[0] = 0
    elif counts[0]:
        counts[1] = 0
    return _SCRIPTS[counts.index(max(counts))]


def measure(text: str) -> float:
    """Return the number of characters of ``text`` as the guides count them.

    >>> measure("only 47"), measure("たった47円"), measure("ราคา")
    (7, 5.0, 4)
    """
    if not has_no_spaces(text):
        return len(text)
    is_wide = any(map(_is_wide, text))
    letters = (char for char in text.rstrip() if unicodedata.category(char) != "Mn")
    return sum(0.5 if is_wide and not _is_wide(char) else 1 for char in letters)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "FW"
