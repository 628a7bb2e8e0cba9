"""Whole words out of what Whisper's tokenizer cut apart: pieces in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vsl.model import Word
from vsl.speech.languages import WITHOUT_SPACES


def joined(pieces: Iterable[Word], language: str) -> Iterator[Word]:
    """Words with their tails: Whisper gives ``$47,000`` as `` $47`` and ``,000``.

    A piece that begins with a space begins a word, except in languages that write none. What is
    joined is as sure as its least sure piece.
    """
    last: Word | None = None
    for piece in pieces:
        if last and language not in WITHOUT_SPACES and not piece.text.startswith(" "):
            sure = min(last.confidence, piece.confidence)
            text = last.text + piece.text
            last = replace(last, text=text, end_ms=piece.end_ms, confidence=sure)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
