"""Which two words are never parted: numbers and what they count, and names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vsl.basics.spacing import has_no_spaces
from vsl.slides.languages import word_classes
from vsl.slides.segmentation.word_features import End, WordFeatures, strip_punctuation

_LONGEST_NAME = 5  # capitalised words; more of them are a headline
_NAMES_A_NUMBER = frozenset(("numbered", "months", "ones"))


def never_parted(
    tokens: Sequence[WordFeatures], language: str, names: Iterable[str] = ()
) -> frozenset[int]:
    """Positions of words that stay on one slide with the next word.

    Args:
        names: words that belong together whatever the lists say: "Acme Super Grow".
    """
    joints = {n for n in range(len(tokens) - 1) if _is_joint(tokens, n, language)}
    joints |= set(_name_joints(tokens)) | set(_joints_of_names(tokens, names))
    return frozenset(n for n in joints if not _is_pause(tokens[n]))


def _is_pause(token: WordFeatures) -> bool:
    return token.end is not End.NONE


def _is_joint(tokens: Sequence[WordFeatures], n: int, language: str) -> bool:
    left, right = tokens[n], tokens[n + 1]
    if not right.bare and not right.is_money:
        return True  # a lone dash stays with its clause
    if has_no_spaces(left.bare) or has_no_spaces(right.bare):
        return False  # a figure and what it counts are one unit there
    if right.is_number or left.is_number:
        return _counts(left, right) or _spans_small_word(tokens, n, language)
    if "ones" in left.tail or "ordinals" in left.tail:
        return "units" in right.head
    return _spans_small_word(tokens, n, language)


def _counts(left: WordFeatures, right: WordFeatures) -> bool:
    """A number and its neighbour that make one figure: ``47 dollars``, ``R$ 47``, ``May 4``."""
    if right.is_number:
        return left.is_number or _is_sign(left) or bool(_NAMES_A_NUMBER & left.tail)
    if _is_sign(right) or right.head & {"units", "currencies", "months"}:
        return True
    return right.is_content and "verbs" not in right.head


def _is_sign(token: WordFeatures) -> bool:
    return token.is_money and not token.is_number


def _spans_small_word(tokens: Sequence[WordFeatures], n: int, language: str) -> bool:
    """On either side of a small word inside a figure: ``hundred and twenty``, ``4 de maio``."""
    return any(
        first >= 0 and first + 2 < len(tokens) and _is_figure(tokens[first : first + 3], language)
        for first in (n, n - 1)
    )


def _is_figure(three: Sequence[WordFeatures], language: str) -> bool:
    left, middle, right = three
    if _is_pause(left) or _is_pause(middle):
        return False
    if (middle.bare, right.bare) == word_classes(language).per_cent:
        return left.is_number
    if left.is_number and (right.is_number or "ones" in right.head):
        return "coordinators" in middle.head
    dated = "months" in left.tail or "months" in right.head
    return dated and "of" in middle.head and (left.is_number or right.is_number)


def _name_joints(tokens: Sequence[WordFeatures]) -> Iterable[int]:
    start = 0
    while start < len(tokens):
        stop = _end_of_name(tokens, start)
        if stop - start <= _LONGEST_NAME:
            yield from range(start, stop - 1)
        start = stop


def _end_of_name(tokens: Sequence[WordFeatures], start: int) -> int:
    """Behind the run of capitalised words from ``start`` on; particles inside it count too."""
    stop = start + 1
    if not _may_be_name(tokens[start]):
        return stop
    while stop < len(tokens) and not _is_pause(tokens[stop - 1]):
        ahead = stop
        while ahead < len(tokens) - 1 and ahead < stop + 2 and _is_particle(tokens[ahead]):
            ahead += 1
        if not _may_be_name(tokens[ahead]) or tokens[ahead].is_opening:
            break
        stop = ahead + 1
    return stop


def _may_be_name(token: WordFeatures) -> bool:
    return token.is_capitalised and (token.is_content or "titles" in token.head)


def _is_particle(token: WordFeatures) -> bool:
    """A small word inside a name: "da" in "Marcos da Silva", "Without" in "Guitar Without Fear"."""
    is_small = not token.is_content if token.is_capitalised else "name_particles" in token.head
    return is_small and token.end is End.NONE


def _joints_of_names(tokens: Sequence[WordFeatures], names: Iterable[str]) -> Iterable[int]:
    by_first: dict[str, list[list[str]]] = {}
    for parts in ([strip_punctuation(part) for part in name.split()] for name in names):
        by_first.setdefault(parts[0] if parts else "", []).append(parts)
    for n, token in enumerate(tokens):
        for parts in by_first.get(token.bare, ()):
            if [each.bare for each in tokens[n : n + len(parts)]] == parts:
                yield from range(n, n + len(parts) - 1)
