"""Where the lines of one slide never end: inside a number, a name, a figure and its unit. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vsl.slides.segmentation.joints import never_parted
from vsl.slides.segmentation.word_features import read_tokens

_NO_BREAK: Final = "\u00a0"
_LONGEST: Final = 18  # characters that are bound: longer pieces leave their neighbours alone


def bind_joints(text: str, language: str = "en", *, names: Iterable[str] = ()) -> str:
    """``text`` with no-break spaces inside numbers and names, as a picture of it should be drawn.

    Of what is too long for one line the end is bound: "Universidade | de São Paulo". Line ends of
    the author's own stay.
    """
    names = tuple(names)
    return "\n".join(_bind_words(line.split(), language, names) for line in text.splitlines())


def _bind_words(words: Sequence[str], language: str, names: Sequence[str]) -> str:
    joints = never_parted(read_tokens(words, language), language, names)
    pieces = [*words[-1:]]
    for n in reversed(range(len(words) - 1)):
        joined = f"{words[n]}{_NO_BREAK}{pieces[-1]}"
        if n in joints and len(joined) <= _LONGEST:
            pieces[-1] = joined
        else:
            pieces.append(words[n])
    return " ".join(reversed(pieces))
