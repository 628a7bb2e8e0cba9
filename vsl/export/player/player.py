"""Write a page that plays one video, embedded in it or as a file beside it.

The page makes no network requests; its content security policy forbids them. Its HTML, CSS, script
and texts are in ``page/``.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from vsl.basics.colour import READABLE_CONTRAST, contrast
from vsl.model.appearance import Theme
from vsl.model.project import Slide

_PAGE: Final = Path(__file__).with_name("page")
_PART_BYTES: Final = 3 << 20  # of video in one element; a multiple of three, for base64


@dataclass(frozen=True, slots=True)
class Button:
    """A button shown below the video from a given time on."""

    text: str
    url: str
    start_ms: int


@dataclass(frozen=True, slots=True)
class Player:
    """The content of a page besides the video itself."""

    key: str  # under which a browser stores the playback position
    language: str  # ISO 639-1
    duration_ms: int
    theme: Theme
    captions: Sequence[Slide] = ()
    button: Button | None = None
    seek: bool = True  # whether viewers may seek
    title: str = ""
    poster: str = ""  # an address, such as data:image/png;base64,…


def page_with(player: Player, video: Path) -> Iterator[str]:
    """Yield the page with the video embedded in it, in pieces."""
    head, tail = _around_video(player, source="")
    yield head
    with video.open("rb") as file:
        while part := file.read(_PART_BYTES):
            content = base64.b64encode(part).decode()
            yield f'<script type="text/plain" data-video>{content}</script>\n'
    yield tail


def page_beside(player: Player, address: str) -> str:
    """Return the page for a video at ``address``."""
    return "".join(_around_video(player, source=f' src="{html.escape(address)}"'))


def words_of(language: str) -> Mapping[str, str]:
    """Return the page's texts in the given language, or in English."""
    return _words().get(language) or _words()["en"]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = json.loads(_read("words.json"))
    return words


def _around_video(player: Player, *, source: str) -> tuple[str, str]:
    """Return the page before and after the place of an embedded video."""
    style, script = _fill_template(_read("player.css"), _colours(player.theme)), _read("player.js")
    say = words_of(player.language)
    parts = {
        "LANGUAGE": html.escape(player.language),
        "TITLE": html.escape(player.title or say["video"]),
        "POSTER": html.escape(player.poster),
        "SOURCE": source,
        "STYLE": style,
        "STYLE_HASH": _policy_hash(style),
        "SCRIPT": script,
        "SCRIPT_HASH": _policy_hash(script),
        "CONFIG": json.dumps(_config(player), ensure_ascii=False).replace("<", "\\u003c"),
        **{f"SAY_{name.upper()}": html.escape(text) for name, text in say.items()},
    }
    head, tail = _read("player.html").split("%%VIDEO%%\n")
    return _fill_template(head, parts), _fill_template(tail, parts)


def _config(player: Player) -> Mapping[str, Any]:
    button = player.button
    return {
        "key": f"vsl:{player.key}",
        "language": player.language,
        "duration": player.duration_ms / 1000,
        "seek": player.seek,
        "button": button and {"text": button.text, "url": button.url, "at": button.start_ms / 1000},
        "captions": [
            [each.start_ms / 1000, each.end_ms / 1000, each.text] for each in player.captions
        ],
        "say": words_of(player.language),
    }


def _colours(theme: Theme) -> Mapping[str, str]:
    accent = theme.highlight.colour
    if contrast(accent, theme.background) < READABLE_CONTRAST:
        accent = theme.ink
    whiter = contrast("#FFFFFF", accent) >= contrast("#111111", accent)
    return {
        "PAPER": theme.background,
        "INK": theme.ink,
        "ACCENT": accent,
        "ON_ACCENT": "#FFFFFF" if whiter else "#111111",
        "WIDTH": str(theme.width_px),
        "HEIGHT": str(theme.height_px),
    }


def _fill_template(text: str, parts: Mapping[str, str]) -> str:
    """Return ``text`` with its placeholders replaced; ``%%`` in a part is left alone."""
    pieces = text.split("%%")
    return "".join(parts[piece] if position % 2 else piece for position, piece in enumerate(pieces))


def _policy_hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")
