"""Choose the colours of the call-to-action bar from the theme. Pure.

The bar takes the accent of the theme or its section if it is distinct from the background; its text
takes the theme's most readable colour on it. Colours set in the call itself are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from vsl.basics.colour import READABLE_CONTRAST, contrast, mix_colours
from vsl.model.appearance import CallToAction, Theme
from vsl.render.themes.contrast import LARGE_CONTRAST, surfaces

_BLACK, _WHITE = "#111111", "#FFFFFF"
_SHADES: Final = 7  # of an accent, towards the ink, until text is readable on it
_SHADE: Final = 0.05


@lru_cache(maxsize=256)
def colour_call(call: CallToAction, look: Theme) -> CallToAction:
    """Return ``call`` with the colours of ``look`` where it sets none.

    Args:
        look: of the slide's section, as ``theme_for_section`` returns it.
    """
    if call.background:
        return replace(call, ink=call.ink or _best_ink(call.background, look))
    pairs = [(fill, call.ink or _best_ink(fill, look)) for fill in _fills(look)]
    behind = surfaces(look)

    def is_seen(fill: str, ink: str) -> bool:
        is_apart = min(contrast(fill, surface) for surface in behind) >= LARGE_CONTRAST
        return is_apart and contrast(ink, fill) >= READABLE_CONTRAST

    clearest = max(pairs, key=lambda pair: contrast(*pair))
    fill, ink = next((pair for pair in pairs if is_seen(*pair)), clearest)
    return replace(call, background=fill, ink=ink)


def _fills(look: Theme) -> Iterator[str]:
    """Yield colours for the bar, in order of preference: accents, their shades, the ink."""
    accents = [look.highlight.colour] if look.highlight.style != "none" else []
    accents += [look.progress_bar] if look.progress_bar else []
    for accent in accents:
        yield from (mix_colours(accent, look.ink, _SHADE * step) for step in range(_SHADES))
    yield from (look.ink, _BLACK, _WHITE)


def _best_ink(fill: str, look: Theme) -> str:
    """Return the theme's first colour that is readable on ``fill``, or the most readable."""
    own = [look.highlight.ink] if look.highlight.style == "marker" and look.highlight.ink else []
    if look.highlight.style != "none" and fill == look.ink:
        own.append(look.highlight.colour)
    choices = [*own, look.background, look.ink, _WHITE, _BLACK]
    readable = (ink for ink in choices if contrast(ink, fill) >= READABLE_CONTRAST)
    return next(readable, max(choices, key=lambda ink: contrast(ink, fill)))
