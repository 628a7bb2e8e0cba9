"""Timed Text Markup Language, and YouTube's XML: text in, cues out.

It is parsed in a child process. Source: W3C TTML2 §12 (timing), §8.2 (text).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element

from vsl.basics.bounded_xml import local_name, parse_xml
from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.errors import BadInput
from vsl.text.readers.caption_cues import CaptionCue, CaptionPart

_ROOT = re.compile(r"<(?:(?:\w+:)?tt|transcript|timedtext)[\s>]")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CLOCK = re.compile(r"(\d+):(\d{2}):(\d{2})(?:\.(\d+)|[:;](\d+)(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)?")
_USUAL_FRAME_RATE = 30  # where the file names none, TTML2 §7.2.6

_ANNOTATIONS = ("text", "textContainer", "delimiter")  # of ruby: how a word is said
_WHITE = re.compile(r"\s+")

Part = tuple[str, int | None, int | None]  # text, start_ms, end_ms
Cue = tuple[int | None, int | None, list[Part]]  # start_ms, end_ms, parts


def is_ttml(text: str) -> bool:
    """Return whether ``text`` begins like a TTML document."""
    return text.lstrip().startswith("<") and bool(_ROOT.search(text[:4000]))


def read_ttml(text: str) -> tuple[list[CaptionCue], str]:
    """Return the cues of a document in its order, and its language tag, empty if it names none.

    Raises:
        ValueError: it is no such document; see ``parse_cues``.
    """
    request = ReadingRequest(f"{__name__}:extract_cues", "The captions file")
    try:
        cues, language = json.loads(read_in_child(request, text.encode("utf-8", "replace")))
    except BadInput as error:
        raise ValueError(str(error)) from error
    read = [
        CaptionCue(start_ms, end_ms, tuple(CaptionPart(*part) for part in parts))
        for start_ms, end_ms, parts in cues
    ]
    return read, language


def extract_cues(file: BinaryIO) -> bytes:
    """Return what ``parse_cues`` does as JSON, for ``read_in_child``."""
    return json.dumps(parse_cues(file.read().decode())).encode()


def parse_cues(text: str) -> tuple[list[Cue], str]:
    """Return the cues of a document in its order, and its language tag, empty if it names none.

    Raises:
        ValueError: not well-formed, nested too deeply, too large, or it declares entities.
    """
    root = parse_xml(text)
    if local_name(root) != "tt":
        return list(_read_youtube(root)), ""
    clock = _Clock(root)
    return list(_read_cues(root, clock, 0, None)), root.get(_XML_LANGUAGE, "")


class _Clock:
    """Converts times by the rates in the document's root."""

    def __init__(self, root: Element) -> None:
        rates = {key.rpartition("}")[2]: value for key, value in root.attrib.items()}
        self._frames = float(rates.get("frameRate", _USUAL_FRAME_RATE))
        over, under = rates.get("frameRateMultiplier", "1 1").replace(":", " ").split()
        self._frames *= float(over) / float(under)
        self._ticks = float(rates.get("tickRate", self._frames))

    def ms(self, expression: str) -> int:
        """Return a time expression in milliseconds."""
        expression = expression.strip().replace(",", ".")
        if match := _CLOCK.fullmatch(expression):
            hours, minutes, seconds, fraction, frames = match.groups()
            whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
            part = float(f"0.{fraction or 0}") + int(frames or 0) / self._frames
            return round((whole + part) * 1000)
        if match := _OFFSET.fullmatch(expression):
            seconds_of = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
            units = {**seconds_of, "f": 1 / self._frames, "t": 1 / self._ticks}
            return round(float(match[1]) * units[match[2] or "s"] * 1000)
        raise ValueError(f"no time: {expression}")


def _times(
    element: Element, clock: _Clock, start_ms: int, end_ms: int | None
) -> tuple[int, int | None]:
    """Return when an element begins and ends; what it leaves out is its parent's."""
    base = start_ms
    if "begin" in element.attrib:
        start_ms = base + clock.ms(element.attrib["begin"])
        end_ms = None if local_name(element) == "p" else end_ms
    if "end" in element.attrib:
        end_ms = base + clock.ms(element.attrib["end"])
    elif "dur" in element.attrib:
        end_ms = start_ms + clock.ms(element.attrib["dur"])
    return start_ms, end_ms


def _read_cues(element: Element, clock: _Clock, start_ms: int, end_ms: int | None) -> Iterator[Cue]:
    """Yield a cue for each paragraph below ``element``; times are relative to the parent's."""
    start_ms, end_ms = _times(element, clock, start_ms, end_ms)
    if local_name(element) == "p":
        yield start_ms, end_ms, list(_join_untimed(_read_parts(element, clock, start_ms, end_ms)))
        return
    for child in element:
        if local_name(child) in ("head", "metadata"):
            continue
        yield from _read_cues(child, clock, start_ms, end_ms)
        if element.get("timeContainer") == "seq":
            start_ms = _times(child, clock, start_ms, None)[1] or start_ms


def _read_parts(
    element: Element, clock: _Clock, start_ms: int, end_ms: int | None
) -> Iterator[Part]:
    """Yield the text inside in order; only elements with times of their own give it some."""
    yield _WHITE.sub(" ", element.text or ""), None, None
    for child in element:
        kind = local_name(child)
        if kind == "br":
            yield "\n", None, None
        elif kind == "span" and not _is_annotation(child):
            inner = _times(child, clock, start_ms, end_ms)
            parts = _read_parts(child, clock, *inner)
            if {"begin", "end", "dur"} & child.attrib.keys():
                yield from (
                    (text, start or inner[0], end or inner[1]) for text, start, end in parts
                )
            else:
                yield from parts
        yield _WHITE.sub(" ", child.tail or ""), None, None


def _is_annotation(element: Element) -> bool:
    return any(
        key.endswith("}ruby") and value in _ANNOTATIONS for key, value in element.attrib.items()
    )


def _join_untimed(parts: Iterator[Part]) -> Iterator[Part]:
    """Yield the parts, neighbours of the same time as one."""
    waiting: list[str] = []
    times: tuple[int | None, int | None] = None, None
    for text, start_ms, end_ms in parts:
        if (start_ms, end_ms) != times and text.strip():
            if waiting:
                yield "".join(waiting), *times
            waiting, times = [], (start_ms, end_ms)
        waiting.append(text)
    yield "".join(waiting), *times


def _read_youtube(root: Element) -> Iterator[Cue]:
    """Yield the cues of YouTube's XML: seconds in ``text``, milliseconds in ``p`` and ``s``."""
    for row in root.iter():
        kind = local_name(row)
        if kind == "text":
            start_s, length_s = float(row.get("start", "0")), float(row.get("dur", "0"))
            start_ms, end_ms = round(start_s * 1000), round((start_s + length_s) * 1000)
            yield start_ms, end_ms, [(html.unescape("".join(row.itertext())), None, None)]
        elif kind == "p" and row.get("t"):
            yield _read_timed_row(row, list(row))


def _read_timed_row(row: Element, words: Sequence[Element]) -> Cue:
    start_ms = int(row.get("t", "0"))
    end_ms = start_ms + int(row.get("d", "0"))
    if not words:
        return start_ms, end_ms, [(row.text or "", None, None)]
    starts = [start_ms + int(word.get("t", "0")) for word in words]
    spans = zip(words, starts, [*starts[1:], max(end_ms, starts[-1])], strict=True)
    return start_ms, end_ms, [(word.text or "", start, end) for word, start, end in spans]
