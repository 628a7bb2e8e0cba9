"""Captions as JSON: documents of this project, of Whisper's programs and of YouTube become cues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from vsl.basics.spacing import space_words
from vsl.text.readers.caption_cues import CaptionCue, CaptionPart
from vsl.text.readers.subrip_webvtt import plain_text

OWN: Final = "project"
Cues = Iterable[CaptionCue]


def read_document(document: Any) -> tuple[Cues, Any, str]:
    """Return the cues, the language and the format's name of a parsed JSON document.

    Raises:
        ValueError: it has another shape.
    """
    readers: Mapping[str, tuple[Callable[[Any], Cues], str]] = {
        "events": (_youtube, "YouTube"),
        "slides": (_own, OWN),
        "transcription": (_whisper_cpp, "Whisper"),
        "chunks": (_chunks, "Whisper"),
        "segments": (_whisper, "Whisper"),
        "words": (_whisper, "Whisper"),
        "word_segments": (_whisper, "Whisper"),
    }
    if isinstance(document, list):
        document = {"chunks" if _has_timestamps(document) else "segments": document}
    for key, (read, name) in readers.items():
        if isinstance(document.get(key), list):
            language = document.get("language") or (document.get("result") or {}).get("language")
            return read(document), language, name
    raise ValueError("no known list")


def _has_timestamps(document: Sequence[Any]) -> bool:
    return bool(document) and "timestamp" in document[0]


def _own(document: Any) -> Iterator[CaptionCue]:
    texts = space_words([word["text"] for word in document["words"]])
    parts = [
        CaptionPart(f" {text}", round(word["start_ms"]), round(word["end_ms"]), _share(sure), True)
        for word, text in zip(document["words"], texts, strict=True)
        for sure in (word.get("confidence", 1.0),)
    ]
    if parts:
        yield CaptionCue(parts[0].start_ms, max(part.end_ms or 0 for part in parts), tuple(parts))


def _whisper(document: Any) -> Iterator[CaptionCue]:
    """Yield the cues of openai-whisper, whisperX, stable-ts and compatible services."""
    segments = document.get("segments") or []
    words = document.get("words") or document.get("word_segments")
    if words and not any(segment.get("words") for segment in segments):
        segments = [{"words": words}]
    for segment in segments:
        items = segment.get("words") or [segment]
        texts = space_words([str(item.get("word", item.get("text") or "")) for item in items])
        parts = tuple(map(_word_part, items, texts))
        end_ms = max([_ms(segment.get("end")) or 0, *(part.end_ms or 0 for part in parts)])
        yield CaptionCue(_ms(segment.get("start")), end_ms, parts)


def _word_part(item: Any, text: str) -> CaptionPart:
    start_ms = _ms(item.get("start"))
    end_ms = _ms(item.get("end"))
    if end_ms is None and start_ms is not None and item.get("duration") is not None:
        end_ms = start_ms + (_ms(item["duration"]) or 0)
    sure = next((item[key] for key in ("probability", "score") if item.get(key) is not None), 1.0)
    return CaptionPart(f" {text}", start_ms, end_ms, _share(sure), "word" in item)


def _whisper_cpp(document: Any) -> Iterator[CaptionCue]:
    """Yield the cues of whisper.cpp; its offsets are milliseconds."""
    for row in document["transcription"]:
        start_ms, end_ms = int(row["offsets"]["from"]), int(row["offsets"]["to"])
        yield CaptionCue(start_ms, end_ms, (CaptionPart(str(row["text"])),))


def _chunks(document: Any) -> Iterator[CaptionCue]:
    """Yield the cues of the Transformers pipeline; the last one may have no end."""
    for chunk in document["chunks"]:
        start, end = chunk["timestamp"]
        yield CaptionCue(_ms(start), _ms(end), (CaptionPart(str(chunk["text"])),))


def _youtube(document: Any) -> Iterator[CaptionCue]:
    """Yield the cues of YouTube's json3: events with parts, times in ms from the event's start."""
    for event in document["events"]:
        parts = [part for part in event.get("segs") or () if str(part.get("utf8", "")).strip()]
        if not parts:
            continue
        start_ms = int(event["tStartMs"])
        starts = [start_ms + int(part.get("tOffsetMs") or 0) for part in parts]
        end_ms = start_ms + int(event.get("dDurationMs") or 0)
        texts = [plain_text(part["utf8"]) for part in parts]
        timed = zip(texts, starts, [*starts[1:], max(end_ms, starts[-1])], strict=True)
        pieces = tuple(CaptionPart(text, start, max(start, end)) for text, start, end in timed)
        yield CaptionCue(start_ms, end_ms, pieces)


def _ms(seconds: Any) -> int | None:
    return None if seconds is None else round(float(seconds) * 1000)


def _share(value: Any) -> float:
    return min(1.0, max(0.0, float(value)))
