"""Recognise punctuation that ends a sentence or a clause. Pure.

Full stops of abbreviations ("Dr.") are told apart by the lists of each language, not here.
"""

from __future__ import annotations

_STOPS_WITHOUT_SPACES = ("。", "．", "｡", "\u104b", "\u17d4", "\u17d5")  # Han, Burmese, Khmer
SENTENCE_ENDS = (".", "!", "?", "…", "？", "！", "।", "؟", *_STOPS_WITHOUT_SPACES)
QUESTIONS = ("?", "？", "؟")
STRONG_CLAUSE_ENDS = (";", ":", "—", "–", "；", "：", "؛", "\u17d6")
CLAUSE_ENDS = (",", "،", "、", "，", "､", "\u104a", *STRONG_CLAUSE_ENDS)
_CLOSERS = "\"'”’)»]*」』）】》〉］"


def without_closers(text: str) -> str:
    """Return ``text`` up to its final punctuation, without closing quotes and brackets."""
    return text.rstrip().rstrip(_CLOSERS)


def ends_sentence(text: str) -> bool:
    """Return whether ``text`` ends a sentence."""
    return without_closers(text).endswith(SENTENCE_ENDS)


def ends_clause(text: str) -> bool:
    """Return whether ``text`` ends a clause or a sentence."""
    return without_closers(text).endswith(SENTENCE_ENDS + CLAUSE_ENDS)
