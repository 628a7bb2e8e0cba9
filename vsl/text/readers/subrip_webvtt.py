"""SubRip, WebVTT and SubViewer captions: text in, cues out, clocks as people write them.

A row with a time line is never text: one that can't be read is refused by its number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vsl.errors import BadInput
from vsl.text.readers.caption_cues import CaptionCue, CaptionPart
from vsl.text.readers.repeated_rows import ShownRows, drop_repeats

INNER_TIME: Final = re.compile(r"<(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?>")
_ARROW: Final = re.compile(r"[-–—=]{1,3}>|→")
_LOOKS_TIMED: Final = re.compile(r"\d\s{0,3}[:：]\s{0,3}-?\d|^\s{0,3}\d{1,3}[.,;]\d")
_CLOCK: Final = re.compile(
    r"(?P<sign>[-−])?(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,4}):(?P<seconds>\d{1,2})"
    r"(?:[.,:;](?P<minus>-)?(?P<fraction>\d{1,9}))?(?!\d)"
)
_DOTTED: Final = re.compile(r"\d{1,4}\.\d{1,2}\.\d{1,2}(?:[.,]\d{1,3})?")
_SETTINGS: Final = re.compile(
    r"\s(?=[XY][12]:|(?:align|line|position|region|size|vertical)\s{0,3}:)"
)
_SUB_VIEWER: Final = re.compile(r"\s*(\d+:\d{2}:\d{2}\.\d{1,3}),(\d+:\d{2}:\d{2}\.\d{1,3})\s*")
_INDEX: Final = re.compile(r"\s*\d+\s*")
_TAG: Final = re.compile(
    r"</?[a-zA-Z][^<>\n]{0,300}>|\{(?:\\|[a-zA-Z]:)[^{}\n]{0,300}\}|\{/?[biusBIUS]\}"
)
_BREAKS: Final = re.compile(r"\\[Nn]")
_NOT_SAID: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")  # blocks of WebVTT
_WIDE_SIGNS: Final = str.maketrans("：，．", ":,.")
_WHOLE_SECOND: Final = "1000"  # milliseconds that a program rounded up


@dataclass(frozen=True, slots=True)
class _TimedRows:
    start_ms: int
    end_ms: int
    rows: tuple[str, ...]  # as written, marks included


def read_rows(text: str, *, is_vtt: bool) -> Iterator[CaptionCue]:
    """Yield the cues of SubRip or WebVTT.

    Raises:
        BadInput: a time line can't be read; the message names its row.
    """
    cues = list(_read_cues(text.split("\n"), is_vtt))
    if any(INNER_TIME.search(row) for cue in cues for row in cue.rows):
        yield from _split_rolling(cues)
        return
    plain = [
        ShownRows(cue.start_ms, cue.end_ms, tuple(plain_text("\n".join(cue.rows)).split("\n")))
        for cue in cues
    ]
    for shown in drop_repeats(plain):
        yield CaptionCue(shown.start_ms, shown.end_ms, (CaptionPart("\n".join(shown.rows)),))


def plain_text(text: str) -> str:
    r"""Return the text without tags, with entities and escapes read.

    >>> plain_text(r"{\an8}<i>Fish</i> &amp;\Nchips\htoday")
    'Fish &\nchips today'
    """
    untagged = html.unescape(_TAG.sub("", text))
    return _BREAKS.sub("\n", untagged).replace(r"\h", " ").replace("\u200b", "")


def read_clock(text: str) -> int:
    """Return the milliseconds of a clock; below zero, zero.

    Digits after the point are a fraction of a second, but "1000" are milliseconds.

    Raises:
        ValueError: it is no clock.

    >>> read_clock("00: 01: 02, 5"), read_clock("0:0:1,1000"), read_clock("-00:00:01,500")
    (62500, 2000, 0)
    """
    compact = re.sub(r"\s+", "", text).translate(_WIDE_SIGNS)
    if _DOTTED.fullmatch(compact):
        compact = compact.replace(".", ":", 2)
    found = _CLOCK.fullmatch(compact)
    if not found:
        raise ValueError(f"no clock: {text}")
    seconds = int(found["hours"] or 0) * 3600 + int(found["minutes"]) * 60 + int(found["seconds"])
    fraction = found["fraction"] or "0"
    part_ms = 1000 if fraction == _WHOLE_SECOND else int(fraction.ljust(9, "0")) // 1_000_000
    if found["minus"]:
        part_ms = -int(fraction)
    return 0 if found["sign"] else max(0, seconds * 1000 + part_ms)


def _read_times(row: str, number: int) -> tuple[int, int] | None:
    """Return the two times of a time line; None for a row of text."""
    if viewed := _SUB_VIEWER.fullmatch(row):
        return read_clock(viewed[1]), read_clock(viewed[2])
    start, arrow, rest = _split_at_arrow(row)
    if not arrow or not (_LOOKS_TIMED.search(start) or _LOOKS_TIMED.search(rest)):
        return None
    try:
        return read_clock(start), read_clock(_without_settings(rest))
    except ValueError as error:
        if arrow != "-->" and not (_LOOKS_TIMED.search(start) and _LOOKS_TIMED.search(rest)):
            return None
        shown = " ".join(row.split())[:60]
        raise BadInput(
            f"Row {number} of the captions is no time line: {shown}. Write it as "
            "00:00:01,000 --> 00:00:02,500."
        ) from error


def _split_at_arrow(row: str) -> tuple[str, str, str]:
    arrow = _ARROW.search(row)
    if not arrow:
        return row, "", ""
    return row[: arrow.start()], arrow[0], row[arrow.end() :]


def _without_settings(text: str) -> str:
    """Return the clock at the start of the second half of a time line."""
    if settings := _SETTINGS.search(text):
        return text[: settings.start()]
    compact = _CLOCK.match(text.strip())
    return compact[0] if compact and text.strip()[compact.end() :][:1].isspace() else text


def _read_cues(rows: Sequence[str], is_vtt: bool) -> Iterator[_TimedRows]:
    times = [
        (at, found)
        for at, row in enumerate(rows)
        if (">" in row or "→" in row or "," in row)
        and len(row) < 400
        and (found := _read_times(row, at + 1))
    ]
    ends = [*(at for at, _ in times[1:]), len(rows)]
    for (first, (start_ms, end_ms)), end in zip(times, ends, strict=True):
        inside = list(rows[first + 1 : end])
        if end < len(rows) and _ends_in_title(inside, is_vtt):
            inside.pop()
        said = _without_blocks(inside) if is_vtt else inside
        yield _TimedRows(start_ms, end_ms, tuple(row for row in said if row.strip()))


def _ends_in_title(rows: Sequence[str], is_vtt: bool) -> bool:
    """Return whether the last row is the number or the name of the next cue."""
    if not rows or not rows[-1].strip():
        return False
    follows_blank = len(rows) > 1 and not rows[-2].strip()
    return bool(_INDEX.fullmatch(rows[-1])) or (is_vtt and follows_blank)


def _without_blocks(rows: Sequence[str]) -> Iterator[str]:
    """Yield the rows outside of notes and style sheets, which begin after a blank row."""
    is_block, after_blank = False, False
    for row in rows:
        if not row.strip():
            is_block, after_blank = False, True
            continue
        is_block = is_block or (after_blank and bool(_NOT_SAID.match(row)))
        after_blank = False
        if not is_block:
            yield row


def _split_rolling(cues: Sequence[_TimedRows]) -> Iterator[CaptionCue]:
    """Yield the cues of a file with times inside, without rows that merely stay on the screen."""
    shown: tuple[str, ...] = ()
    for cue in cues:
        plain = tuple(plain_text(INNER_TIME.sub("", row)).strip() for row in cue.rows)
        fresh = [
            row
            for row, words in zip(cue.rows, plain, strict=True)
            if words not in shown or INNER_TIME.search(row)
        ]
        yield _split_at_times(cue.start_ms, cue.end_ms, "\n".join(fresh))
        shown = plain


def _split_at_times(start_ms: int, end_ms: int, text: str) -> CaptionCue:
    """Return a cue in parts between its inner times."""
    parts = INNER_TIME.split(text)  # text, then four groups and text for each time
    clocks = [":".join(filter(None, parts[n : n + 3])) for n in range(1, len(parts), 5)]
    fractions = [parts[n + 3] or "0" for n in range(1, len(parts), 5)]
    starts = [start_ms] + [
        read_clock(f"{clock}.{fraction}") for clock, fraction in zip(clocks, fractions, strict=True)
    ]
    ends = [*starts[1:], end_ms]
    timed = zip(parts[::5], starts, ends, strict=True)
    pieces = tuple(CaptionPart(plain_text(part), at, max(at, end)) for part, at, end in timed)
    return CaptionCue(start_ms, end_ms, pieces)
