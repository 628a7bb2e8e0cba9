"""Check a theme's contrast: each meaningful colour against everything behind it. Pure.

Source of the limits: WCAG 2.2, success criteria 1.4.3 (text 4.5:1, large text 3:1) and 1.4.11
(marks 3:1), https://www.w3.org/TR/WCAG22/#contrast-minimum. Slides have large type only, but their
ink meets the limit for small text, since videos are watched on phones in daylight.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vsl.basics.colour import READABLE_CONTRAST, contrast, mix_colours
from vsl.model.appearance import Theme
from vsl.render.sections import theme_for_section

LARGE_CONTRAST: Final = 3.0
_STEPS: Final = 8  # of a gradient: the worst contrast may be between its ends


def doubts(theme: Theme) -> tuple[str, ...]:
    """Return a sentence for each thing that is hard to read in a theme or its sections."""
    sentences = [f"{what}." for what in _of_one(theme)]
    for each in theme.sections:
        sentences += [
            f"{what} in {each.section}." for what in _of_one(theme_for_section(theme, each.section))
        ]
    return tuple(sentences)


def surfaces(theme: Theme) -> tuple[str, ...]:
    """Return the colours that may be behind a theme's text, including the worst cases."""
    if theme.backdrop:  # an image may hold anything from white to black
        dim = theme.backdrop.dim
        return tuple(mix_colours(pixel, theme.background, dim) for pixel in ("#FFFFFF", "#000000"))
    if theme.gradient:
        ends = theme.background, theme.gradient.to
        return tuple(mix_colours(*ends, step / _STEPS) for step in range(_STEPS + 1))
    return (theme.background,)


def bar_colour(theme: Theme) -> str:
    """Return the progress bar's colour: the theme's, or its ink if that lacks contrast."""
    hidden = _worst(theme.progress_bar, surfaces(theme)) < LARGE_CONTRAST
    return theme.ink if hidden else theme.progress_bar


def _of_one(theme: Theme) -> Iterator[str]:
    """Yield what is hard to read in the theme without its sections."""
    behind = surfaces(theme)
    if _worst(theme.ink, behind) < READABLE_CONTRAST:
        yield _describe_contrast("The text", theme.ink, behind, READABLE_CONTRAST)
    mark = theme.highlight
    if mark.style == "marker":
        letters = mark.ink or theme.ink
        if contrast(letters, mark.colour) < READABLE_CONTRAST:
            yield _describe_contrast(
                "Text on the marker", letters, (mark.colour,), READABLE_CONTRAST
            )
    elif mark.style != "none" and _worst(mark.colour, behind) < LARGE_CONTRAST:
        yield _describe_contrast("The highlight", mark.colour, behind, LARGE_CONTRAST)


def _describe_contrast(what: str, colour: str, behind: tuple[str, ...], limit: float) -> str:
    worst = min(behind, key=lambda surface: contrast(colour, surface))
    ratio = contrast(colour, worst)
    return f"{what} ({colour}) has {ratio:.1f}:1 on {worst}, less than {limit:g}:1"


def _worst(colour: str, behind: tuple[str, ...]) -> float:
    return min(contrast(colour, surface) for surface in behind)
