"""Write captions as Advanced SubStation Alpha, in a theme's colours and word by word if timed.

Pure. Follows the script format v4.00+ as libass reads it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vsl.basics.colour import rgb
from vsl.basics.spacing import space_tokens
from vsl.export.captions.lines import caption_lines
from vsl.model.appearance import Theme
from vsl.model.project import Slide, Word

_SIZE_SHARE: Final = 0.062  # of the canvas's shorter side: two lines read well on a phone
_OUTLINE_SHARE: Final = 0.09  # of the letters' size
_MARGIN_SHARE: Final = 0.07  # of the canvas's height
_LETTER_EM: Final = 0.55  # of the size: the width of a letter, on the average and a little more
_FIELDS: Final = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, "
    "Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, "
    "Alignment, MarginL, MarginR, MarginV, Encoding"
)
_EVENT_FIELDS: Final = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"


@dataclass(frozen=True, slots=True)
class TimedCaption:
    """A caption and the time of each of its tokens."""

    caption: Slide
    tokens: tuple[Word, ...] = ()


def to_ass(captions: Sequence[TimedCaption], theme: Theme, family: str) -> str:
    """Return a script whose captions light up word by word where their tokens have times.

    Args:
        family: family name of the theme's font in the system's font list.
    """
    lit = any(each.tokens for each in captions)
    events = "".join(f"{_event(each)}\n" for each in captions if each.caption.text.strip())
    return (
        "[Script Info]\n"
        "ScriptType: v4.00+\n"
        f"PlayResX: {theme.width_px}\nPlayResY: {theme.height_px}\n"
        "WrapStyle: 0\nScaledBorderAndShadow: yes\nYCbCr Matrix: TV.709\n\n"
        f"[V4+ Styles]\nFormat: {_FIELDS}\n{_style(theme, family, lit)}\n\n"
        f"[Events]\nFormat: {_EVENT_FIELDS}\n{events}"
    )


def line_characters(theme: Theme) -> int:
    """How many letters of usual width a line of captions holds on the theme's canvas."""
    width = theme.width_px * (1 - 2 * theme.margin_share)
    return math.floor(width / (_size_px(theme) * _LETTER_EM))


def _size_px(theme: Theme) -> int:
    return round(min(theme.width_px, theme.height_px) * _SIZE_SHARE)


def _style(theme: Theme, family: str, lit: bool) -> str:
    size = _size_px(theme)
    said = theme.highlight.colour if lit else theme.ink
    back = theme.background
    colours = ",".join(_colour(each) for each in (said, theme.ink, back, back))
    side = round(theme.width_px * theme.margin_share)
    margins = f"{side},{side},{round(theme.height_px * _MARGIN_SHARE)}"
    outline = round(size * _OUTLINE_SHARE, 1)
    name = family.replace(",", " ")
    return (
        f"Style: Default,{name},{size},{colours},-1,0,0,0,100,100,0,0,1,{outline},0,2,{margins},1"
    )


def _event(timed: TimedCaption) -> str:
    caption = timed.caption
    text = "\\N".join(
        _karaoke_lines(timed) if timed.tokens else map(_escape, caption_lines(caption.text))
    )
    return f"Dialogue: 0,{_clock(caption.start_ms)},{_clock(caption.end_ms)},Default,,0,0,0,,{text}"


def _karaoke_lines(timed: TimedCaption) -> Iterator[str]:
    """Yield the caption's lines, each token after the time until it is lit."""
    starts_cs = [_cs(token.start_ms) for token in timed.tokens] + [_cs(timed.caption.end_ms)]
    position, lead_cs = 0, max(0, starts_cs[0] - _cs(timed.caption.start_ms))
    lead = f"{{\\k{lead_cs}}}" if lead_cs else ""
    for line in caption_lines(timed.caption.text):
        pieces = []
        for space, token in space_tokens(line):
            length_cs = max(0, starts_cs[position + 1] - starts_cs[position])
            pieces.append(f"{space}{{\\k{length_cs}}}{_escape(token)}")
            position += 1
        yield lead + "".join(pieces)
        lead = ""


def _escape(text: str) -> str:
    """Return the text without the format's command characters, which it can't escape."""
    return text.strip().replace("{", "(").replace("}", ")").replace("\\", "\\\u2060")


def _clock(t_ms: int) -> str:
    seconds, centiseconds = divmod(_cs(t_ms), 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{centiseconds:02}"


def _cs(t_ms: int) -> int:
    return round(t_ms / 10)


def _colour(colour: str) -> str:
    red, green, blue = rgb(colour)
    return f"&H00{blue:02X}{green:02X}{red:02X}"
