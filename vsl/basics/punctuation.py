"""What the signs at a word's end close: a sentence, a clause, or nothing. Text in, answers out.

Which full stops only shorten a word ("Dr.") each language's lists say, not these signs.
"""

from __future__ import annotations

_STOPS_WITHOUT_SPACES = ("。", "．", "｡", "\u104b", "\u17d4", "\u17d5")  # Han, Burmese, Khmer
SENTENCE_ENDS = (".", "!", "?", "…", "？", "！", "।", "؟", *_STOPS_WITHOUT_SPACES)
QUESTIONS = ("?", "？", "؟")
STRONG_CLAUSE_ENDS = (";", ":", "—", "–", "；", "：", "؛", "\u17d6")
CLAUSE_ENDS = (",", "،", "、", "，", "､", "\u104a", *STRONG_CLAUSE_ENDS)
_CLOSERS = "\"'”’)»]*」』）】》〉］"


def without_closers(text: str) -> str:
    """``text`` up to the sign that counts, where quotes or brackets close behind it."""
    return text.rstrip().rstrip(_CLOSERS)


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with the last word of ``text``."""
    return without_closers(text).endswith(SENTENCE_ENDS)


def ends_clause(text: str) -> bool:
    """Whether a clause ends with the last word of ``text``, or a sentence."""
    return without_closers(text).endswith(SENTENCE_ENDS + CLAUSE_ENDS)
