"""Whole words out of what Whisper's tokenizer cut apart: pieces in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vsl.basics.spacing import is_one_word
from vsl.model.project import Word


def join_tokens(pieces: Iterable[Word]) -> Iterator[Word]:
    """Yield words with their tails: Whisper gives ``$47,000`` as `` $47`` and ``,000``.

    Spaces and the letters at the seam tell where a word ends (``vsl.basics.spacing``). What is
    joined is as sure as its least sure piece.
    """
    last: Word | None = None
    for piece in pieces:
        if last and is_one_word(last.text, piece.text):
            sure = min(last.confidence, piece.confidence)
            text = last.text + piece.text
            last = replace(last, text=text, end_ms=piece.end_ms, confidence=sure)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
