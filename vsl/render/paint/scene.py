"""A still in its theme, reduced to what is visible: equal scenes are equal pictures. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from vsl.basics.spacing import count_tokens
from vsl.model.appearance import Highlight, StagedTheme, Theme
from vsl.model.project import Still
from vsl.render.layout.breaks import normal
from vsl.render.layout.layout import PADDED
from vsl.render.layout.shape import is_wide
from vsl.render.paint.slide_chrome import foot_of, place_chrome
from vsl.render.sections import theme_for_section
from vsl.render.themes.call_colours import colour_call


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that changes a pixel of a picture, except font and image files."""

    text: str  # without redundant whitespace
    theme: Theme  # of the still's section, without what no pixel shows
    full_tokens: int  # of the text's (``vsl.basics.spacing``) at full strength
    shown_tokens: int  # tokens from ``full_tokens`` up to this are faint; the others are not shown
    marked: tuple[int, ...]  # tokens that are highlighted, in order
    bar_px: int  # length of the progress bar
    line_costs: tuple[int, ...] = ()  # as in the still

    @classmethod
    def of(cls, still: Still, theme: Theme) -> Scene:
        """Return the scene of ``still`` in ``theme``.

        While a word is lit, the words after it are faint and not yet marked.
        """
        tokens = count_tokens(still.text)
        shown = tokens if still.shown_tokens is None else min(tokens, still.shown_tokens)
        lit = still.lit_token if still.lit_token in range(shown) else None
        full = shown if lit is None else lit + 1
        look = _on_stage(theme_for_section(theme, still.section), still)
        marked = _marked_tokens(still, lit, full) if look.highlight.style != "none" else ()
        bar_px = _bar_px(still, look)
        seen = _visible_theme(look, has_marks=bool(marked), has_bar=bar_px > 0)
        return cls(normal(still.text), seen, full, shown, marked, bar_px, still.line_costs)


def _on_stage(look: Theme, still: Still) -> Theme:
    """Return ``look`` with the elements of its staging that this still shows.

    The speaker stays clear of the call-to-action bar even before it appears.
    """
    if not isinstance(look, StagedTheme):
        return look
    call = colour_call(look.call, look) if look.call and still.calls else None
    waits = look.call is not None and call is None and still.beside and look.speaker is not None
    return replace(
        look,
        call=call,
        speaker=look.speaker if still.beside else None,
        kept_foot_px=foot_of(look) if waits and not is_wide(look) else 0,
    )


def _bar_px(still: Still, look: Theme) -> int:
    bar = place_chrome(look).bar
    return round(still.progress * bar.width) if bar else 0


def _marked_tokens(still: Still, lit: int | None, full: int) -> tuple[int, ...]:
    marked = {each.token for each in still.emphasis if each.token in range(full)}
    return tuple(sorted(marked | ({lit} if lit is not None else set())))


@lru_cache(maxsize=256)
def _visible_theme(theme: Theme, *, has_marks: bool, has_bar: bool) -> Theme:
    """Return ``theme`` without what the picture does not show, but with all that moves text."""
    highlight = theme.highlight
    if not has_marks:
        style = highlight.style if highlight.style in PADDED else "none"
        highlight = Highlight(style, theme.background)
    elif highlight.style != "marker" or highlight.ink == theme.ink:
        highlight = replace(highlight, ink="")
    seen = replace(theme, name="", highlight=highlight)
    if theme.gradient and theme.gradient.to == theme.background:
        seen = replace(seen, gradient=None)
    if not has_bar:
        without = replace(seen, progress_bar="")
        takes_room = place_chrome(without).box != place_chrome(seen).box
        seen = replace(seen, progress_bar=seen.background) if takes_room else without
    return seen
