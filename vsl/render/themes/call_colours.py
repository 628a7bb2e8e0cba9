"""The colours of the bar that calls to action, out of the look that it stands in. Pure.

The bar takes the accent of the look, or of its section, as far as that stands out from the
background; its line takes the colour of the look that reads best on it. What a call names itself is
left as it is.
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
_SHADES: Final = 7  # of an accent, towards the ink, until a line can be read on it
_SHADE: Final = 0.05


@lru_cache(maxsize=256)
def colour_call(call: CallToAction, look: Theme) -> CallToAction:
    """``call`` with the colours of ``look`` where it names none.

    Args:
        look: of the slide's section, as ``sections.resolved`` gives it.
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
    """Colours for the bar, the liveliest first: the accents, shades of them, the ink."""
    accents = [look.highlight.colour] if look.highlight.style != "none" else []
    accents += [look.progress_bar] if look.progress_bar else []
    for accent in accents:
        yield from (mix_colours(accent, look.ink, _SHADE * step) for step in range(_SHADES))
    yield from (look.ink, _BLACK, _WHITE)


def _best_ink(fill: str, look: Theme) -> str:
    """The first colour of the look that can be read on ``fill``, or the clearest there is."""
    own = [look.highlight.ink] if look.highlight.style == "marker" and look.highlight.ink else []
    if look.highlight.style != "none" and fill == look.ink:
        own.append(look.highlight.colour)
    choices = [*own, look.background, look.ink, _WHITE, _BLACK]
    readable = (ink for ink in choices if contrast(ink, fill) >= READABLE_CONTRAST)
    return next(readable, max(choices, key=lambda ink: contrast(ink, fill)))
