"""Find pairs of words that are never separated: numbers with their nouns, and names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from vsl.basics.spacing import has_no_spaces
from vsl.slides.languages import word_classes
from vsl.slides.segmentation.word_features import End, WordFeatures, strip_signs

_LONGEST_NAME = 5  # capitalised words; more are a headline
_YEAR = 4  # digits
_INSIDE_FIGURES = frozenset(("coordinators", "of", "prepositions", "sums"))
_NAMES_A_NUMBER = frozenset(("numbered", "months", "ones"))


def never_parted(
    tokens: Sequence[WordFeatures], language: str, names: Iterable[str] = ()
) -> frozenset[int]:
    """Return the positions of words that stay on one slide with the next word.

    Args:
        names: phrases to keep together in any case: "Acme Super Grow".
    """
    joints = {n for n in range(len(tokens) - 1) if _is_joint(tokens, n, language)}
    joints |= set(_name_joints(tokens)) | set(_joints_of_names(tokens, names))
    spoken_on = {n for n in joints if not _is_pause(tokens[n])}
    return frozenset(spoken_on | set(_date_joints(tokens)))


def _is_pause(token: WordFeatures) -> bool:
    return token.end is not End.NONE


def _is_joint(tokens: Sequence[WordFeatures], n: int, language: str) -> bool:
    left, right = tokens[n], tokens[n + 1]
    if not right.bare and not right.is_money:
        return True  # a lone dash stays with its clause
    if has_no_spaces(left.bare) or has_no_spaces(right.bare):
        return False  # there a figure and its noun are one unit
    if right.is_number or left.is_number:
        return _counts(left, right) or _spans_small_word(tokens, n, language)
    if "ones" in left.tail or "ordinals" in left.tail:
        return "units" in right.head
    if "titles" in left.tail and right.is_capitalised and right.is_content:
        return True  # "doctor Alan Mercer", "la señora Pilar"
    return _spans_small_word(tokens, n, language) or _is_compound(tokens, n)


def _is_compound(tokens: Sequence[WordFeatures], n: int) -> bool:
    """Return whether a particle before a guarantee is involved: ``money back guarantee``."""
    place = n if "particles" in tokens[n].head else n + 1
    if "particles" not in tokens[place].head or place + 1 >= len(tokens):
        return False
    return "guarantees" in tokens[place + 1].head


def _date_joints(tokens: Sequence[WordFeatures]) -> Iterable[int]:
    """Yield the positions inside dates, commas included: ``Friday, August 3rd, 2026``."""
    for n, (left, right) in enumerate(pairwise(tokens)):
        if not (left.is_number or "weekdays" in left.tail):
            continue
        is_date = "weekdays" in left.tail and _opens_date(right, tokens[n + 2 : n + 3])
        is_year = n > 0 and "months" in tokens[n - 1].tail and left.is_number and _is_year(right)
        if left.end in (End.NONE, End.CLAUSE) and (is_date or is_year):
            yield n


def _opens_date(token: WordFeatures, following: Sequence[WordFeatures]) -> bool:
    """Return whether a date begins: ``August 3``, ``dia 12``, ``den 3.``, but not ``two of us``."""
    if "months" in token.head or (token.is_number and any(map(str.isdigit, token.bare))):
        return True
    before_number = token.head & {"numbered", "determiners"}
    return bool(before_number and following and following[0].is_number and not token.end)


def _is_year(token: WordFeatures) -> bool:
    return token.bare.isdigit() and token.bare[:2] in ("19", "20") and len(token.bare) == _YEAR


def _counts(left: WordFeatures, right: WordFeatures) -> bool:
    """Return whether two neighbours form one figure: ``47 dollars``, ``R$ 47``, ``May 4``."""
    if right.is_number:
        return left.is_number or _is_sign(left) or bool(_NAMES_A_NUMBER & left.tail)
    if _is_sign(right) or right.head & {"units", "currencies", "months"}:
        return True
    return right.is_content and "verbs" not in right.head


def _is_sign(token: WordFeatures) -> bool:
    return token.is_money and not token.is_number


def _spans_small_word(tokens: Sequence[WordFeatures], n: int, language: str) -> bool:
    """Return whether a small word inside a figure is involved: ``hundred and twenty``."""
    is_middle = tokens[n + 1].head & _INSIDE_FIGURES
    if is_middle and n + 2 < len(tokens) and _is_figure(tokens[n : n + 3], language):
        return True
    return bool(
        n and tokens[n].head & _INSIDE_FIGURES and _is_figure(tokens[n - 1 : n + 2], language)
    )


def _is_figure(three: Sequence[WordFeatures], language: str) -> bool:
    left, middle, right = three
    if _is_pause(left) or _is_pause(middle):
        return False
    if (middle.bare, right.bare) == word_classes(language).per_cent:
        return left.is_number
    if left.is_number and (right.is_number or "ones" in right.head):
        return bool(middle.head & {"coordinators", "sums"})
    if "currencies" in left.head and right.is_number:
        return "sums" in middle.head  # "doze reais e noventa centavos"
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
    """Return the end of the run of capitalised words from ``start`` on, including particles."""
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
    """Return whether a small word may be inside a name: "da" in "Marcos da Silva"."""
    is_small = not token.is_content if token.is_capitalised else "name_particles" in token.head
    return is_small and token.end is End.NONE


def _joints_of_names(tokens: Sequence[WordFeatures], names: Iterable[str]) -> Iterable[int]:
    by_first: dict[str, list[list[str]]] = {}
    for parts in ([strip_signs(part) for part in name.split()] for name in names):
        by_first.setdefault(parts[0] if parts else "", []).append(parts)
    for n, token in enumerate(tokens):
        for parts in by_first.get(token.bare, ()):
            if [each.bare for each in tokens[n : n + len(parts)]] == parts:
                yield from range(n, n + len(parts) - 1)
