"""Whether a look can be read: each colour that carries meaning against all that lies behind it.

Pure. Source of the limits: WCAG 2.2, success criteria 1.4.3 (text 4.5:1, large text 3:1) and 1.4.11
(marks 3:1), https://www.w3.org/TR/WCAG22/#contrast-minimum. Slides hold large type alone, yet their
ink keeps to the limit of small text, since people watch on phones in daylight.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vsl.basics.colour import READABLE_CONTRAST, contrast, mix_colours
from vsl.model.appearance import Theme
from vsl.render.sections import theme_for_section

LARGE_CONTRAST: Final = 3.0
_STEPS: Final = 8  # of a gradient: dark ink may meet its darkest place between the ends


def doubts(theme: Theme) -> tuple[str, ...]:
    """What can't be read well in a look or one of its sections, a plain sentence each."""
    found = [f"{what}." for what in _of_one(theme)]
    for each in theme.sections:
        found += [
            f"{what} in {each.section}." for what in _of_one(theme_for_section(theme, each.section))
        ]
    return tuple(found)


def surfaces(theme: Theme) -> tuple[str, ...]:
    """The colours that may lie behind a theme's text, at their worst."""
    if theme.backdrop:  # any image: it may be white here and black there
        dim = theme.backdrop.dim
        return tuple(mix_colours(pixel, theme.background, dim) for pixel in ("#FFFFFF", "#000000"))
    if theme.gradient:
        ends = theme.background, theme.gradient.to
        return tuple(mix_colours(*ends, step / _STEPS) for step in range(_STEPS + 1))
    return (theme.background,)


def bar_colour(theme: Theme) -> str:
    """The progress bar's colour: the theme's, or its ink where the background would hide that."""
    hidden = _worst(theme.progress_bar, surfaces(theme)) < LARGE_CONTRAST
    return theme.ink if hidden else theme.progress_bar


def _of_one(theme: Theme) -> Iterator[str]:
    """What is hard to read where no section changes the theme."""
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
