"""Fold texts to the letters by which they are compared. Pure."""

from __future__ import annotations

import unicodedata

from vsl.basics.text_cache import cache_short_texts


@cache_short_texts(1 << 16)
def fold_text(text: str) -> str:
    """Return the letters and digits of ``text``, without case, spaces and punctuation.

    >>> fold_text("It's $47, GROSS!")
    'its47gross'
    """
    return "".join(filter(str.isalnum, text.casefold()))


def remove_accents(text: str) -> str:
    """Return ``text`` without accents.

    >>> remove_accents("só três")
    'so tres'
    """
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
