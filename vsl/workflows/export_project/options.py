"""Options of an export, validated before any work begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from urllib.parse import urlsplit

from vsl.errors import BadInput
from vsl.export.frame_rate import parse_frame_rate
from vsl.export.quality import WEB, Quality, find_quality
from vsl.settings import read_switch

NAMES = ("fps", "quality", "button_text", "button_url", "button_at", "seek", "start", "seconds")

_LONGEST_TEXT: Final = 80  # characters; a button has a few words
_LONGEST_ADDRESS: Final = 2000  # accepted by all browsers and mail programs
_ADDRESSES: Final = ("http", "https", "mailto", "tel")
_TEASER_S: Final = (1, 60)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The options of one export; each has a default."""

    fps: Fraction = Fraction(30)  # of video, and of time lines for editors
    quality: Quality = WEB  # of video
    button_text: str = ""  # of the page's button; empty: the deck's call to action, or a default
    button_url: str = ""  # empty: no button
    button_ms: int | None = None  # when it appears; None: with the pitch
    seek: bool = True  # whether viewers of the page may seek
    start_ms: int = 0  # of the teaser
    teaser_ms: int = 12_000
    video_name: str = ""  # of the file that a list of cuts cuts; empty: as the list's own

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> ExportOptions:
        """Return the options in ``values`` (see ``NAMES``); missing and empty ones get defaults.

        Raises:
            BadInput: an option is unknown or its value can't be used; one line names it.
        """
        for name in values:
            if name not in NAMES:
                raise BadInput(f"{name!r} is no option of exports; there are {', '.join(NAMES)}.")
        text, url = values.get("button_text", "").strip(), values.get("button_url", "").strip()
        if not url and (text or values.get("button_at")):
            raise BadInput("A button needs an address: give the button's URL as well.")
        at = values.get("button_at")
        return cls(
            fps=parse_frame_rate(values.get("fps") or "30"),
            quality=find_quality(values.get("quality") or WEB.name),
            button_text=_button_text(text),
            button_url=_address(url),
            button_ms=parse_time(at) if at else None,
            seek=_switch(values.get("seek") or "true"),
            start_ms=parse_time(values.get("start") or "0"),
            teaser_ms=_teaser_ms(values.get("seconds") or "12"),
        )


def parse_time(text: str) -> int:
    """Return the milliseconds that ``754``, ``12.5``, ``12:34`` or ``1:02:03`` stand for.

    Raises:
        BadInput: it is no time.
    """
    if not re.fullmatch(r"(?:(?:\d{1,3}:)?\d{1,2}:)?\d{1,6}(?:\.\d{1,3})?", text.strip()):
        raise BadInput(f"{text[:40]!r} is no time; write one such as 12:34 or 754 (seconds).")
    seconds = Fraction(0)
    for part in text.strip().split(":"):
        seconds = seconds * 60 + Fraction(part)
    return round(seconds * 1000)


def _button_text(text: str) -> str:
    if len(text) > _LONGEST_TEXT or not text.isprintable():
        raise BadInput(f"The button's text must be one line of at most {_LONGEST_TEXT} letters.")
    return text


def _address(url: str) -> str:
    """Return an address that a button may open; one such as javascript: would run in the page."""
    if not url or re.fullmatch(r"[/#?][^\s\\]{0,1999}", url):
        return url
    try:
        scheme, host = urlsplit(url).scheme, urlsplit(url).netloc
    except ValueError:
        scheme = host = ""
    fits = scheme in _ADDRESSES and (host or not scheme.startswith("http"))
    if not fits or len(url) > _LONGEST_ADDRESS or re.search(r"[\s\\]", url):
        raise BadInput(f"{url[:60]!r} is no address; write one such as https://example.com/order.")
    return url


def _switch(text: str) -> bool:
    try:
        return read_switch(text)
    except ValueError as error:
        raise BadInput(f"seek={text[:20]!r} can't be read: {error}.") from error


def _teaser_ms(text: str) -> int:
    length_ms, (least, most) = parse_time(text), _TEASER_S
    if not least * 1000 <= length_ms <= most * 1000:
        raise BadInput(f"A teaser of {text} s can't be made; choose {least} to {most} seconds.")
    return length_ms
