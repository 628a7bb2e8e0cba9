"""Advanced SubStation Alpha captions: text in, cues out, karaoke's times included.

Comments, drawings and styles are not read.
Source: the format's specification, "[Events]" and "Style override codes".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vsl.errors import BadInput
from vsl.text.readers.caption_cues import CaptionCue, CaptionPart
from vsl.text.readers.subrip_webvtt import plain_text, read_clock

_SECTION: Final = re.compile(r"\s*\[([^\]\n]{1,60})\]\s*")
_USUAL_FORMAT: Final = (
    "layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text",
)  # fmt: skip
_OVERRIDE: Final = re.compile(r"\{([^{}]{0,1000})\}")
_DRAWING: Final = re.compile(r"\\p([0-9])")
_KARAOKE: Final = re.compile(r"\\[kK][fot]?\s?([0-9]{1,5})")


def is_substation(text: str) -> bool:
    """Return whether ``text`` begins like a SubStation file."""
    head = text.lstrip("\ufeff \n")[:4000].lower()
    return head.startswith(("[script info]", "[v4", "[events]")) or "\n[events]" in head


def read_substation(text: str) -> Iterator[CaptionCue]:
    """Yield the cues of a file.

    Raises:
        BadInput: the times of one can't be read; the message names its row.
    """
    names: tuple[str, ...] = _USUAL_FORMAT
    section = ""
    for number, row in enumerate(text.split("\n"), start=1):
        if header := _SECTION.fullmatch(row):
            section = header[1].strip().lower()
            continue
        key, colon, value = row.partition(":")
        key = key.strip().lower()
        if section != "events" or not colon:
            continue
        if key == "format":
            names = tuple(name.strip().lower() for name in value.split(","))
        elif key == "dialogue":
            fields = dict(zip(names, value.split(",", len(names) - 1), strict=False))
            yield _read_cue(fields, number)


def _read_cue(fields: dict[str, str], number: int) -> CaptionCue:
    try:
        start_ms, end_ms = read_clock(fields.get("start", "")), read_clock(fields.get("end", ""))
    except ValueError as error:
        raise BadInput(
            f"Row {number} of the captions has no times; write them as 0:00:01.00,0:00:02.50."
        ) from error
    return CaptionCue(start_ms, end_ms, tuple(_read_parts(fields.get("text", ""), start_ms)))


def _read_parts(text: str, start_ms: int) -> Iterator[CaptionPart]:
    """Yield the stretches between override codes; those of karaoke with their times."""
    is_drawn, at_ms = False, start_ms
    span: tuple[int, int] | None = None
    stretches = _OVERRIDE.split(text)  # text and codes in turn
    for number, stretch in enumerate(stretches):
        if number % 2 == 0:
            if stretch and not is_drawn:
                start, end = span or (None, None)
                yield CaptionPart(plain_text(stretch), start, end)
            continue
        for scale in _DRAWING.findall(stretch):
            is_drawn = scale != "0"
        if karaoke := _KARAOKE.search(stretch):
            span = at_ms, at_ms + 10 * int(karaoke[1])
            at_ms = span[1]
