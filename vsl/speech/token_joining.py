"""Join the pieces of words that Whisper's tokenizer splits: pieces in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vsl.basics.spacing import is_one_word
from vsl.model.project import Word


def join_tokens(pieces: Iterable[Word]) -> Iterator[Word]:
    """Yield whole words: Whisper splits ``$47,000`` into `` $47`` and ``,000``.

    Spaces and the letters at the seam show where a word ends (``vsl.basics.spacing``). A word has
    the lowest confidence of its pieces.
    """
    last: Word | None = None
    for piece in pieces:
        if last and is_one_word(last.text, piece.text):
            confidence = min(last.confidence, piece.confidence)
            text = last.text + piece.text
            last = replace(last, text=text, end_ms=piece.end_ms, confidence=confidence)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
