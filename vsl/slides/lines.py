"""The cost of a line end at each place of a slide's text, by the grammar of its language. Pure.

A line never ends inside a number, a name, or a figure and its unit. Elsewhere a line end costs as
much as a slide's end would: little between clauses, much inside a phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vsl.basics.spacing import has_no_spaces, split_tokens
from vsl.slides.languages import has_word_classes, word_classes
from vsl.slides.segmentation.costs import break_costs
from vsl.slides.segmentation.joints import never_parted
from vsl.slides.segmentation.word_features import read_tokens

_NO_BREAK: Final = "\u00a0"
_LONGEST: Final = 18  # characters; longer pieces are not bound to their neighbours
_HIGHEST_COST: Final = 20  # highest cost of a line end; from 10 on it is inside a phrase


def line_costs(text: str, language: str = "en", *, names: Iterable[str] = ()) -> tuple[int, ...]:
    """Return the cost of a line end after each token of ``text`` but the last, for ``Still``.

    Empty for languages without word lists and for scripts without spaces.

    >>> line_costs("Click the button below, then wait.", "en")
    (9, 15, 3, 1, 10)
    """
    if not has_word_classes(language) or has_no_spaces(text):
        return ()
    tokens = read_tokens(split_tokens(text), language)
    follow = word_classes(language).adjectives_follow
    costs = [
        min(_HIGHEST_COST, round(cost)) for cost in break_costs(tokens, adjectives_follow=follow)
    ]
    for n in never_parted(tokens, language, names):
        costs[n] = _HIGHEST_COST
    return tuple(costs)


def bind_joints(text: str, language: str = "en", *, names: Iterable[str] = ()) -> str:
    r"""Return ``text`` with no-break spaces inside numbers and names, for rendering.

    Of a phrase too long for one line only the end is bound: "Universidade | de São Paulo". The
    author's line ends stay.

    >>> bind_joints("Only $1.5 million")
    'Only $1.5\xa0million'
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
