"""Edits of correctors: a range of old words and the words that replace them. Pure.

An edit never changes timing: the new words fill exactly the time of the old ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vsl.model.project import Word
from vsl.model.word_timing import even_pace

_PARTS = re.compile(r"(\W*)(.*?)([^\w%°]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edit:
    """``words[first:stop]`` is replaced by ``words``; dropped if that is empty."""

    first: int
    stop: int
    words: tuple[Word, ...]


def apply_edits(words: Sequence[Word], edits: Iterable[Edit]) -> tuple[Word, ...]:
    """Return the words after ordered edits; an edit that overlaps an earlier one is skipped."""
    edited: list[Word] = []
    done = 0
    for edit in edits:
        if edit.first < done:
            continue
        edited += words[done : edit.first]
        edited += edit.words
        done = edit.stop
    return (*edited, *words[done:])


def replace_texts(words: Sequence[Word], texts: Sequence[str | None]) -> Iterator[Edit]:
    """Yield an edit for every word whose text changes; None drops the word."""
    for at, (word, text) in enumerate(zip(words, texts, strict=True)):
        if text is None:
            yield Edit(at, at + 1, ())
        elif text != word.text:
            yield Edit(at, at + 1, (replace(word, text=text),))


def retime_texts(words: Sequence[Word], texts: Sequence[str]) -> tuple[Word, ...]:
    """Return ``texts`` over the time of ``words``.

    With equal counts each text takes the time of its word; otherwise time is shared by letters.
    """
    if len(words) == len(texts):
        return tuple(replace(word, text=text) for word, text in zip(words, texts, strict=True))
    confidence = min(word.confidence for word in words)
    start_ms, end_ms = words[0].start_ms, max(word.end_ms for word in words)
    paced = even_pace(texts, start_ms, end_ms, confidence=confidence)
    emphasised = any(word.emphasised for word in words)
    found = [replace(word, emphasised=emphasised) for word in paced]
    found[0] = replace(found[0], break_before=words[0].break_before)
    return tuple(found)


def parts(text: str) -> tuple[str, str, str]:
    """Return a word's opening punctuation, its core, and its closing punctuation."""
    match = _PARTS.fullmatch(text)
    return (match[1], match[2], match[3]) if match else ("", text, "")
