"""What a corrector changes: positions of old words, and the words that stand there instead. Pure.

No edit moves a word's time: what replaces words fills their span and nothing else.
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
    """``words[first:stop]`` become ``words``; none: they are dropped."""

    first: int
    stop: int
    words: tuple[Word, ...]


def apply_edits(words: Sequence[Word], edits: Iterable[Edit]) -> tuple[Word, ...]:
    """The words after all edits, which come in order; one that overlaps an earlier is left out."""
    found: list[Word] = []
    done = 0
    for edit in edits:
        if edit.first < done:
            continue
        found += words[done : edit.first]
        found += edit.words
        done = edit.stop
    return (*found, *words[done:])


def changes(old: Sequence[Word], new: Sequence[Word]) -> Iterator[Edit]:
    """The edits that turn ``old`` into ``new``, whose untouched words are equal to their old ones.

    Both are in order of time.
    """
    done = 0
    pending: list[Word] = []
    for word in new:
        at = done
        while at < len(old) and old[at] != word and old[at].start_ms <= word.start_ms:
            at += 1
        if at == len(old) or old[at] != word:
            pending.append(word)
            continue
        if pending or at > done:
            yield Edit(done, at, tuple(pending))
            pending = []
        done = at + 1
    if pending or done < len(old):
        yield Edit(done, len(old), tuple(pending))


def retold(words: Sequence[Word], texts: Sequence[str | None]) -> Iterator[Edit]:
    """An edit for every word whose text changes; None drops the word."""
    for at, (word, text) in enumerate(zip(words, texts, strict=True)):
        if text is None:
            yield Edit(at, at + 1, ())
        elif text != word.text:
            yield Edit(at, at + 1, (replace(word, text=text),))


def retime_texts(words: Sequence[Word], texts: Sequence[str]) -> tuple[Word, ...]:
    """``texts`` on the time of ``words``: word by word where they are as many, else by letters."""
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
    """A word's opening punctuation, the word itself, and its closing punctuation."""
    match = _PARTS.fullmatch(text)
    return (match[1], match[2], match[3]) if match else ("", text, "")
