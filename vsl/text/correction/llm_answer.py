"""Check a language model's answer word by word against the words that were sent. Pure.

The model may respell, punctuate and correct names. Words that it drops or adds are ignored, and an
answer that drops, adds or moves more than a few words is rejected as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vsl.basics.folding import fold_text
from vsl.basics.parallel_split import cut_alike
from vsl.basics.sequence_matching import Match, matching_runs
from vsl.basics.spacing import has_no_spaces, join_words
from vsl.model.project import Word
from vsl.text.correction.edits import Edit, replace_texts, retime_texts
from vsl.text.phonetics import likeness

_STRAY_SHARE, _STRAYS = 0.06, 1  # words dropped or added: share of all, always allowed
_CHANGED_SHARE, _CHANGED = 0.34, 3  # words replaced by others
_ALIKE = 0.55  # "route wink" and "Rootwink" 0.88, "cost" and "price" 0.11
_FENCE = re.compile(r"^```[^\n]*\n|\n?```\s*$")
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“"}


class RejectedAnswer(ValueError):
    """The answer is not a correction of the words; the message says why."""


def check_edits(words: Sequence[Word], answer: str, language: str) -> list[Edit]:
    """Return the edits that an answer makes to ``words``.

    Raises:
        RejectedAnswer: it drops, adds, moves or replaces more words than a correction would.
    """
    tokens = [token for token in _tokens(_unwrap_answer(answer, words), words) if fold_text(token)]
    runs = matching_runs([fold_text(word.text) for word in words], [fold_text(t) for t in tokens])
    edits: list[Edit] = []
    strays = changed = 0
    for first, stop, texts in _gaps(runs, tokens, len(words)):
        if not texts or not _is_meant(words[first:stop], texts, language):
            strays += max(stop - first, len(texts))
        else:
            changed += stop - first
            edits.append(Edit(first, stop, retime_texts(words[first:stop], texts)))
    if strays > max(_STRAYS, _STRAY_SHARE * len(words)):
        raise RejectedAnswer(f"{strays} of {len(words)} words dropped, added or moved")
    if changed > max(_CHANGED, _CHANGED_SHARE * len(words)):
        raise RejectedAnswer(f"{changed} of {len(words)} words replaced by others")
    return sorted([*edits, *_mark_edits(words, tokens, runs)], key=lambda edit: edit.first)


def _tokens(answer: str, words: Sequence[Word]) -> list[str]:
    """Return the answer's words; in scripts without spaces, cut as the original words are."""
    texts = [word.text for word in words]
    return cut_alike(answer, texts) if has_no_spaces(join_words(texts)) else answer.split()


def _gaps(
    runs: Sequence[Match], tokens: Sequence[str], count: int
) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Yield the words between equal runs with their replacements, in pairs where counts agree."""
    for before, after in pairwise([Match(0, 0, 0), *runs, Match(count, len(tokens), 0)]):
        first, texts = before.first + before.size, tokens[before.other + before.size : after.other]
        if len(texts) == after.first - first:
            yield from ((first + n, first + n + 1, [text]) for n, text in enumerate(texts))
        else:
            yield first, after.first, texts


def _is_meant(words: Sequence[Word], texts: Sequence[str], language: str) -> bool:
    """Return whether ``texts`` sound like the words."""
    heard = join_words([word.text for word in words])
    return bool(words) and likeness(heard, join_words(texts), language) >= _ALIKE


def _mark_edits(
    words: Sequence[Word], tokens: Sequence[str], runs: Sequence[Match]
) -> Iterator[Edit]:
    """Return the edits of punctuation and capitals in the unchanged words."""
    texts: list[str | None] = [word.text for word in words]
    for run in runs:
        texts[run.first : run.first + run.size] = tokens[run.other : run.other + run.size]
    return replace_texts(words, texts)


def _unwrap_answer(answer: str, words: Sequence[Word]) -> str:
    """Return the answer without the code fences or quotes that models add."""
    text = _FENCE.sub("", answer.strip()).strip()
    closing = _QUOTES.get(text[:1])
    if closing and text.endswith(closing) and words and not words[0].text.startswith(text[0]):
        return text[1:-1]
    return text
