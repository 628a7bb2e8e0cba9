"""Find dates of events and deadlines: "Friday, August 3rd", "by Sunday at midnight". Pure.

A weekday alone counts only as a deadline.
"""

from __future__ import annotations

import re
from typing import Final

from vsl.slides.emphasis.passage import LitSpan, Passage
from vsl.slides.phrases import listed_phrases, listed_words

DATE: Final = 5.0  # decides between several on a slide: see rules/emphasis.json
_ORDINAL_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|º|°|\.)?")


def find_date(passage: Passage, n: int) -> LitSpan | None:
    """Return "Friday, August 3rd", "3 de agosto", or a weekday that is a deadline."""
    weekday = passage.word(n) in listed_words("figures", "weekday", passage.language)
    start = n + 1 if weekday else n
    stop = _day_stop(passage, start)
    if stop:
        return LitSpan("date", DATE, n, stop, start)
    return _find_deadline(passage, n) if weekday else None


def _day_stop(passage: Passage, n: int) -> int:
    """Return where a day and its month end, in either order; 0 for none."""
    if _is_month(passage, n) and passage.goes_on(n):
        return n + 2 if _ORDINAL_DAY.fullmatch(passage.word(n + 1)) else 0
    if passage.is_a(n, "numbered") and passage.goes_on(n):
        n += 1  # "dia 3 de agosto"
    if not 0 <= n < len(passage) or not _ORDINAL_DAY.fullmatch(passage.word(n)):
        return 0
    month = n + 2 if passage.is_a(n + 1, "of") else n + 1
    return month + 1 if _is_month(passage, month) else 0


def _is_month(passage: Passage, n: int) -> bool:
    """Return whether token ``n`` is a month; where months are capitalised, "may" is a verb."""
    has_capital = not passage.classes.adjectives_follow  # in English and German, not in Romance
    return passage.is_a(n, "months") and (passage.tokens[n].is_capitalised or not has_capital)


def _find_deadline(passage: Passage, n: int) -> LitSpan | None:
    language = passage.language
    stop = n + 1
    if passage.goes_on(n):
        ends = (
            passage.stop_of(n + 1, words)
            for words in listed_phrases("figures", "midnight", language)
        )
        stop = max((end for end in ends if end), default=stop)
    befores = listed_phrases("figures", "deadline", language)
    is_due = any(
        n >= len(words) and passage.stop_of(n - len(words), words) == n for words in befores
    )
    return LitSpan("date", DATE, n, stop, n) if is_due or stop > n + 1 else None
