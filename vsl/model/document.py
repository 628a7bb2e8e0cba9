"""Read, write and validate project documents: Project ↔ JSON, version 1.

Documents from outside are checked against ``project.schema.json`` first, then for what a schema
can't express: times in order, existing word ranges, slides that don't overlap.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from fractions import Fraction
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from vsl.basics.json_codec import from_plain, to_plain
from vsl.basics.spacing import count_tokens
from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput
from vsl.model.appearance import Staging, Theme
from vsl.model.project import (
    AudioStream,
    Break,
    Deck,
    Emphasis,
    EmphasisSettings,
    Mark,
    MediaInfo,
    Project,
    Reading,
    Section,
    Slide,
    Transcript,
    VideoStream,
    Word,
    WordRange,
)

VERSION = 1
_MOST_ERRORS = 100  # looked at for the one that is told
SCHEMA_FILE = Path(__file__).with_name("project.schema.json")

Json = dict[str, Any]


def to_json(project: Project) -> Json:
    """Return the document of ``project`` as plain JSON values."""
    transcript, deck = project.transcript, project.deck
    return {
        "version": VERSION,
        "media": _media_to_json(project.media),
        "language": transcript.language,
        "engine": transcript.engine,
        "model": transcript.model,
        "warnings": list(transcript.warnings),
        "marks": [asdict(mark) for mark in transcript.marks],
        "reading": transcript.reading and _reading_to_json(transcript.reading),
        "words": [_slim(word) for word in transcript.words],
        "preset": deck.preset,
        "emphasis": to_plain(deck.emphasis),
        "slides": [_slide_to_json(slide) for slide in deck.slides],
        "sections": [asdict(section) for section in deck.sections],
        "theme": to_plain(deck.theme),
        "staging": to_plain(deck.staging),
    }


def from_json(document: Any) -> Project:
    """Return the project that a document describes.

    Raises:
        BadInput: the document breaks the schema or contradicts itself; the message says where.

    >>> from_json({"version": 1})
    Traceback (most recent call last):
    vsl.errors.BadInput: The project document is wrong at $: "media" is a required property.
    """
    _check_shape(document)
    project = _project(document)
    transcript, deck = project.transcript, project.deck
    _check_words(transcript.words)
    _check_words(transcript.reading.heard if transcript.reading else ())
    _check_slides(deck.slides, len(transcript.words), deck.duration_ms)
    _check_references(transcript, deck)
    return project


def _project(document: Mapping[str, Any]) -> Project:
    media = _media_from_json(document["media"])
    words = _words_from_json(document["words"])
    slides = tuple(_slide_from_json(slide) for slide in document["slides"])
    transcript = Transcript(
        words=words,
        language=document["language"],
        engine=document["engine"],
        model=document.get("model", ""),
        warnings=tuple(document.get("warnings", ())),
        marks=tuple(Mark(**mark) for mark in document.get("marks", ())),
        reading=_reading_from_json(document.get("reading")),
    )
    deck = Deck(
        slides=slides,
        theme=from_plain(Theme, document["theme"]),
        duration_ms=media.duration_ms,
        sections=tuple(Section(**section) for section in document.get("sections", ())),
        preset=document.get("preset", "classic"),
        emphasis=from_plain(EmphasisSettings, document.get("emphasis", {})),
        staging=from_plain(Staging, document.get("staging", {})),
    )
    return Project(media, transcript, deck)


def loads(text: str) -> Project:
    """Return the project in a document's text; see ``from_json``.

    Raises:
        BadInput: the text is no such document.
    """
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"The project document is not JSON: {error}.") from error


def read_theme(row: Any) -> Theme:
    """Return the theme that plain JSON values describe; missing fields get their defaults.

    Raises:
        BadInput: the values break the schema of themes; the message says where.
    """
    _check("theme", _validator("theme"), row)
    return from_plain(Theme, row)


def read_staging(row: Any) -> Staging:
    """Return the staging that plain JSON values describe; see ``read_theme``.

    Raises:
        BadInput: the values break the schema of stagings; the message says where.
    """
    _check("staging", _validator("staging"), row)
    return from_plain(Staging, row)


def read_emphasis(row: Any) -> EmphasisSettings:
    """The settings of what stands out that plain JSON values describe; see ``read_theme``.

    Raises:
        BadInput: the values break the schema of these settings; the message says where.
    """
    _check("choice of highlights", _validator("emphasis_settings"), row)
    return from_plain(EmphasisSettings, row)


def dumps(project: Project) -> str:
    """Return the document as JSON text, one line per word and slide, for readable diffs."""
    rows = ",\n".join(
        f"{json.dumps(key)}: {_dump_value(value)}" for key, value in to_json(project).items()
    )
    return "{\n" + rows + "\n}\n"


def read(path: Path) -> Project:
    """Return the project in the file ``path``.

    Raises:
        BadInput: the file is missing, is not JSON or is no project document.
    """
    try:
        return from_json(parse_json(path.read_bytes(), str(path)))
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error


def _dump_value(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _encode(value)
    return "[\n  " + ",\n  ".join(map(_encode, value)) + "\n]"


def _media_to_json(media: MediaInfo) -> Json:
    row = asdict(media)
    if not media.sound_starts_ms:
        del row["sound_starts_ms"]
    if not media.audio.track:
        del row["audio"]["track"], row["audio"]["tracks"]
    if media.video:
        row["video"]["frame_rate"] = str(media.video.frame_rate)
    return row


def _media_from_json(row: Mapping[str, Any]) -> MediaInfo:
    audio = row.get("audio") or {"codec": "", "sample_rate_hz": 1, "channels": 1}
    video = row.get("video")
    return MediaInfo(
        sha256=row["sha256"],
        size_bytes=row.get("size_bytes", 0),
        format=row.get("format", ""),
        duration_ms=row["duration_ms"],
        audio=AudioStream(**audio),
        video=video and VideoStream(**{**video, "frame_rate": Fraction(video["frame_rate"])}),
        sound_starts_ms=row.get("sound_starts_ms", 0),
    )


_encode = json.JSONEncoder(ensure_ascii=False).encode
_ALWAYS = {"id", "text", "start_ms", "end_ms", "words", "confidence"}
_DEFAULTS = {  # looked up once: a long deck has ten thousand words
    kind: tuple((each.name, each.default) for each in fields(kind)) for kind in (Word, Slide)
}


def _slim(value: Word | Slide) -> Json:
    """Return the fields of ``value`` that differ from their defaults, and those always written."""
    row: Json = {}
    for name, default in _DEFAULTS[type(value)]:
        current = getattr(value, name)
        if current != default or name in _ALWAYS:
            row[name] = current
    return row


def _words_from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    return tuple(
        Word(**{**row, "break_before": Break(row["break_before"])})
        if "break_before" in row
        else Word(**row)
        for row in rows
    )


def _reading_to_json(reading: Reading) -> Json:
    return {
        "script": reading.script,
        "heard": [_slim(word) for word in reading.heard],
        "decisions": dict(reading.decisions),
    }


def _reading_from_json(row: Mapping[str, Any] | None) -> Reading | None:
    if row is None:
        return None
    return Reading(row["script"], _words_from_json(row["heard"]), row.get("decisions", {}))


def _slide_to_json(slide: Slide) -> Json:
    row = _slim(slide)
    row["words"] = slide.words and [slide.words.first, slide.words.last]
    if slide.emphasis:
        row["emphasis"] = [asdict(each) for each in slide.emphasis]
    return row


def _slide_from_json(row: Mapping[str, Any]) -> Slide:
    span = row.get("words")
    count = count_tokens(row["text"])  # a text changed by hand may have fewer words
    emphasis = (Emphasis(**each) for each in row.get("emphasis", ()) if each["token"] < count)
    return Slide(**{**row, "words": span and WordRange(*span), "emphasis": tuple(emphasis)})


@cache
def _validator(part: str = "") -> Any:
    """Return the validator of whole documents, or of the ``part`` that the schema defines."""
    from jsonschema_rs import Draft202012Validator

    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    if part:
        schema = {"$defs": schema["$defs"], "$ref": f"#/$defs/{part}"}
    return Draft202012Validator(schema)


def _check_shape(document: Any) -> None:
    version = document.get("version") if isinstance(document, dict) else None
    if version != VERSION:
        found = repr(version)[:40]
        raise BadInput(f"This is no project document of version {VERSION} (version: {found}).")
    _check("project document", _validator(), document)


def _check(what: str, validator: Any, row: Any) -> None:
    """Raise BadInput unless ``row`` keeps to the schema and can be saved as JSON."""
    try:
        json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
        wrong = min(islice(validator.iter_errors(row), _MOST_ERRORS), key=_depth, default=None)
    except UnicodeEncodeError as error:
        raise BadInput(f"The {what} holds half a character; it can't be saved.") from error
    except ValueError as error:
        raise BadInput(f"The {what} holds a number that is none (NaN or infinite).") from error
    if wrong:
        wrong = _innermost(wrong)
        raise BadInput(f"The {what} is wrong at {_path_of(wrong)}: {_reason(wrong)}.")


def _depth(error: Any) -> int:
    return len(error.instance_path)


def _innermost(error: Any) -> Any:
    """Return what is wrong in the alternative that the value comes nearest to."""
    alternatives = getattr(error.kind, "context", None)
    if not alternatives:
        return error
    nearest = max((each for errors in alternatives for each in errors), key=_depth, default=error)
    return error if nearest is error else _innermost(nearest)


def _path_of(error: Any) -> str:
    """Return where a value stands in its document, as a JSON path."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
    return "$" + "".join(steps)


def _reason(error: Any) -> str:
    """Return what is wrong, without the middle of a value that fills a page."""
    pattern = getattr(error.kind, "pattern", "")
    if pattern.startswith(("^#", "^(#")):
        return f"{error.instance[:40]!r} is no colour; write one such as #1A2B3C"
    if options := getattr(error.kind, "options", None):
        return f"{error.instance!r:.40} is not one of {', '.join(map(repr, options))}"
    most = getattr(error.kind, "limit", None)
    if isinstance(error.instance, (list, str)) and most is not None and len(error.instance) > most:
        what = "entries" if isinstance(error.instance, list) else "characters"
        return f"it has {len(error.instance):,} {what}; at most {most:,} can be kept"
    message = str(error.message)
    return message if len(message) <= 300 else f"{message[:150]} … {message[-140:]}"


def _check_words(words: Iterable[Word]) -> None:
    words = list(words)
    for index, word in enumerate(words):
        if word.end_ms < word.start_ms:
            raise BadInput(f"Word {index} ({word.text!r}) ends before it starts.")
    for index, (word, following) in enumerate(pairwise(words)):
        if following.start_ms < word.end_ms:
            raise BadInput(
                f"Word {index + 1} ({following.text!r}) starts before word {index} ends."
            )


def _check_slides(slides: tuple[Slide, ...], word_count: int, duration_ms: int) -> None:
    seen: set[str] = set()
    end_ms, next_word = 0, 0
    for slide in slides:
        name = f"Slide {slide.id!r}"
        if slide.id in seen:
            raise BadInput(f"{name} exists twice; give each slide its own id.")
        if not end_ms <= slide.start_ms <= slide.end_ms <= duration_ms:
            raise BadInput(f"{name} overlaps a neighbour or lies outside the recording.")
        if slide.words:
            if not next_word <= slide.words.first <= slide.words.last < word_count:
                raise BadInput(f"{name} carries words that don't exist or belong elsewhere.")
            next_word = slide.words.last + 1
        seen.add(slide.id)
        end_ms = slide.end_ms


def _check_references(transcript: Transcript, deck: Deck) -> None:
    for number, mark in enumerate(transcript.marks):
        if mark.before_word > len(transcript.words):
            raise BadInput(f"Mark {number} stands before word {mark.before_word}: there is none.")
    ids = {slide.id for slide in deck.slides}
    for section in deck.sections:
        if section.slide not in ids:
            raise BadInput(f"Section {section.kind!r} starts at slide {section.slide!r}: no such.")
