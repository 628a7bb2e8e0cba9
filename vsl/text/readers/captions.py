"""Read existing captions: a file in, words with times out.

SubRip, WebVTT (also with times inside a cue), TTML, YouTube's timed text (json3), this project's
own documents and Whisper's JSON. Where a file times only whole lines, the words of a line share its
time by their letters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from vsl.basics.spacing import space_words, split_words
from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput, TooLarge
from vsl.model.project import LATEST_MS, LONGEST_WORD, MAX_WORDS, Transcript, Word
from vsl.model.word_timing import even_pace
from vsl.text.readers.script_file import read_script
from vsl.text.readers.ttml import is_ttml, read_ttml

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIME_LINE = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?$")
_INNER_TIME = re.compile(rf"<{_CLOCK}>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>|\{\\[^{}\n]{0,100}\}")
_UNSPOKEN = re.compile(r"\[[^\[\]\n]{0,200}\]|^\s*\([^()\n]{0,200}\)\s*$|[♪♫]|^\s*(?:>>+|-)\s+")
_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3})\b", re.MULTILINE)  # as YouTube writes it
_INDEX = re.compile(r"\s*\d+\s*")
# raised below by documents of another shape, size or depth
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """A line of captions, or a part of one with its own time."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float = 1.0
    is_word: bool = False  # timed as a word: not split further unless it contains spaces


def read_captions(source: Path | bytes, *, name: str = "The captions file") -> Transcript:
    r"""Return the words of a captions file in order of time.

    The format is detected from the content.

    Args:
        name: what error messages call the file when ``source`` is bytes.
    Raises:
        BadInput: not a file, not text, not a known format, or without words.
        TooLarge: more than 5 MB, or more words than are spoken in a day.

    >>> cue = b"1\n00:00:01,000 --> 00:00:02,000\nOnly $47\n"
    >>> [(word.text, word.start_ms, word.end_ms) for word in read_captions(cue).words]
    [('Only', 1000, 1571), ('$47', 1571, 2000)]
    """
    text = read_script(source, name=name)
    if isinstance(source, Path):
        name = source.name
    try:
        lines, language, model = _read(text)
        words = tuple(_in_order(chain.from_iterable(map(_words, lines))))
    except _MALFORMED as error:
        raise BadInput(
            f"{name} holds no captions that can be read; use .srt, .vtt, .ttml or .json."
        ) from error
    if not words:
        raise BadInput(f"{name} holds no captions with words and times.")
    _check_words(words, name)
    return Transcript(words, language, "captions", model)


def _check_words(words: Sequence[Word], name: str) -> None:
    if len(words) > MAX_WORDS:
        raise TooLarge(f"{name} holds more than {MAX_WORDS:,} words; cut it into several.")
    longest = max((word.text for word in words), key=len)
    if len(longest) > LONGEST_WORD:
        raise BadInput(f"{name} holds a word of {len(longest):,} letters; send captions of speech.")
    if not 0 <= words[0].start_ms <= words[-1].end_ms <= LATEST_MS:
        raise BadInput(f"{name} holds times that no recording has; export it again.")


def _read(text: str) -> tuple[Iterable[CaptionLine], str, str]:
    """Return the lines, the language and the format's name."""
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(_parse(text))
    if is_ttml(text):
        cues, language = read_ttml(text)
        return (CaptionLine(*cue) for cue in cues), _code(language), "TTML"
    if text.startswith("WEBVTT"):
        found = _LANGUAGE.search(text.split("\n\n", 1)[0])
        return _without_repeats(_cues(text, True)), _code(found[1] if found else ""), "WebVTT"
    return _without_repeats(_cues(text, False)), "und", "SubRip"


def _parse(text: str) -> Any:
    try:
        return parse_json(text, "The document")
    except BadInput as error:
        raise ValueError(str(error)) from error


def _code(language: Any) -> str:
    code = str(language or "").replace("_", "-").split("-")[0].lower()
    return code if re.fullmatch("[a-z]{2,3}", code) else "und"


def _words(line: CaptionLine) -> tuple[Word, ...]:
    is_one = line.is_word and len(line.text.split()) == 1
    texts = [line.text] if is_one else split_words(line.text)
    return even_pace(texts, line.start_ms, line.end_ms, confidence=line.confidence)


def _in_order(words: Iterable[Word]) -> Iterator[Word]:
    """Yield words by their start, each ending before the next begins."""
    ordered = sorted(words, key=lambda word: word.start_ms)
    for word, after in pairwise(ordered):
        yield replace(word, end_ms=max(word.start_ms, min(word.end_ms, after.start_ms)))
    yield from ordered[-1:]


@dataclass(frozen=True, slots=True)
class _Cue:
    start_ms: int
    end_ms: int
    rows: tuple[str, ...]  # as written, marks included


def _cues(text: str, is_vtt: bool) -> Iterator[_Cue]:
    """Yield the cues of SubRip or WebVTT. A blank row ends a cue of WebVTT, but not of SubRip."""
    rows = text.splitlines()
    times = [(n, match) for n, row in enumerate(rows) if (match := _TIME_LINE.match(row))]
    ends = [*(n for n, _ in times[1:]), len(rows)]
    for (first, match), end in zip(times, ends, strict=False):
        inside = rows[first + 1 : end]
        if is_vtt:
            inside = inside[: inside.index("")] if "" in inside else inside
        elif end < len(rows) and inside and _INDEX.fullmatch(inside[-1]):
            inside = inside[:-1]
        start_ms, end_ms = _ms(*match.groups()[:4]), _ms(*match.groups()[4:])
        yield _Cue(start_ms, max(start_ms, end_ms), tuple(row for row in inside if row.strip()))


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "").ljust(3, "0"))


def _without_repeats(cues: Iterable[_Cue]) -> Iterator[CaptionLine]:
    """Yield the lines of cues, without rows that merely stay on the screen.

    Roll-up captions, such as YouTube's own, repeat each row above the next; only files with times
    inside their cues do so.
    """
    every = list(cues)
    rolls = any(_INNER_TIME.search(row) for cue in every for row in cue.rows)
    shown: tuple[str, ...] = ()
    for cue in every:
        plain = tuple(_plain(_INNER_TIME.sub("", row)).strip() for row in cue.rows)
        fresh = [
            row
            for row, words in zip(cue.rows, plain, strict=True)
            if not (rolls and words in shown and not _INNER_TIME.search(row))
        ]
        yield from _split_at_times(replace(cue, rows=tuple(fresh)))
        shown = plain


def _split_at_times(cue: _Cue) -> Iterator[CaptionLine]:
    """Yield the parts of a cue between its inner times."""
    text = "\n".join(cue.rows)
    parts = _INNER_TIME.split(text)  # text, then four groups and text for each time
    starts = [cue.start_ms] + [_ms(*parts[n : n + 4]) for n in range(1, len(parts), 5)]
    ends = [*starts[1:], cue.end_ms]
    for part, start_ms, end_ms in zip(parts[::5], starts, ends, strict=True):
        yield CaptionLine(_plain(part), start_ms, max(start_ms, end_ms))


def _plain(text: str) -> str:
    """Return the spoken text: without tags, sounds in brackets, notes and speakers' dashes."""
    untagged = html.unescape(_TAG.sub("", text))
    return "\n".join(_UNSPOKEN.sub(" ", row) for row in untagged.splitlines())


def _read_json(document: Any) -> tuple[Iterable[CaptionLine], str, str]:
    readers: Mapping[str, tuple[Callable[[Any], Iterable[CaptionLine]], str]] = {
        "events": (_youtube, "YouTube"),
        "slides": (_own, "project"),
        "segments": (_whisper, "Whisper"),
        "words": (_whisper, "Whisper"),
    }
    if isinstance(document, list):
        document = {"segments": document}
    for key, (read, name) in readers.items():
        if isinstance(document.get(key), list):
            return read(document), _code(document.get("language")), name
    raise ValueError("no known list")


def _own(document: Any) -> Iterator[CaptionLine]:
    texts = space_words([word["text"] for word in document["words"]])
    for word, text in zip(document["words"], texts, strict=True):
        sure = min(1.0, max(0.0, float(word.get("confidence", 1.0))))
        start_ms, end_ms = round(word["start_ms"]), round(word["end_ms"])
        yield CaptionLine(text, start_ms, end_ms, sure, is_word=True)


def _whisper(document: Any) -> Iterator[CaptionLine]:
    """Yield the lines of openai-whisper, whisperX, stable-ts and compatible services."""
    spans = document.get("words") or document["segments"]
    items = [item for span in spans for item in span.get("words") or [span]]
    timed = [item for item in items if "start" in item]  # whisperX leaves numbers without times
    texts = space_words([str(item.get("word", item.get("text", ""))) for item in timed])
    for item, text in zip(timed, texts, strict=True):
        sure = item.get("probability", item.get("score", 1.0))
        start_ms, end_ms = (round(float(item[key]) * 1000) for key in ("start", "end"))
        sure = min(1.0, max(0.0, float(sure)))
        yield CaptionLine(text, start_ms, end_ms, sure, is_word="word" in item)


def _youtube(document: Any) -> Iterator[CaptionLine]:
    """Yield the lines of YouTube's json3: events with parts, times in ms from the event's start."""
    for event in document["events"]:
        parts = [part for part in event.get("segs", ()) if str(part.get("utf8", "")).strip()]
        if not parts:
            continue
        start_ms = int(event["tStartMs"])
        starts = [start_ms + int(part.get("tOffsetMs", 0)) for part in parts]
        ends = [*starts[1:], start_ms + int(event.get("dDurationMs", 0))]
        for part, start, end in zip(parts, starts, ends, strict=True):
            yield CaptionLine(_plain(part["utf8"]), start, max(start, end))
