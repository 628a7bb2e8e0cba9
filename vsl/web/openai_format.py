"""Translation between OpenAI's transcription API and the options and projects of this package.

Model and format names become options; a transcribed project becomes an answer. Requests and jobs
are handled elsewhere.

Source: https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from statistics import fmean
from typing import Any

from vsl.basics.spacing import join_lines, join_words
from vsl.errors import BadInput, NotFound
from vsl.export.captions.subrip_webvtt import to_srt, to_vtt
from vsl.model.project import Project, Slide
from vsl.speech.languages import language_name
from vsl.speech.listening_time import MODEL_GB
from vsl.workflows.build_deck import captions_of

Json = dict[str, Any]

FORMATS = ("json", "text", "srt", "verbose_json", "vtt")
GRANULARITIES = ("segment", "word")
HOSTED = ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe")
"""OpenAI's own models; requests that name one get the engine and model of the settings."""

ENGINES = ("whisper", "faster-whisper", "parakeet", "sphinx")

_LEAST_CONFIDENCE = 1e-4  # the logarithm of 0 is not valid JSON
_OWNER = re.compile(r"^.*/")  # of a model repository, as in openai/whisper-small
_HOSTED_DATED = re.compile(r"^(gpt-4o(?:-mini)?-transcribe)-\d{4}-\d{2}-\d{2}$")
# Around a size: "faster-whisper-large-v3-turbo-ct2", "whisper-base.en"
_FAMILY = re.compile(r"^(faster-)?whisper-|(-(v\d+|ct2|int8|fp16|float16|int8_float16))+$|\.en$")
_TURBO = re.compile(r"^large(-v\d+)?-turbo$")
_DIARISED = "diarize"
NO_SPEAKERS = (
    "Speakers are not told apart here: leave diarisation away, and take a model such as whisper-1."
)
_SPEAKER_FIELDS = ("known_speaker_names", "known_speaker_references", "diarize", "diarization")


class ModelNotFound(NotFound):
    """Raised when no model has the requested name."""


def models(engines: Collection[str] = ENGINES) -> tuple[str, ...]:
    """Return all accepted model names, the usual one first; only those engines in ``engines``."""
    return (*HOSTED, *MODEL_GB, *(name for name in ENGINES if name in engines))


def options_for_model(name: str) -> dict[str, str]:
    """Return the project options that select the model ``name``.

    Raises:
        ModelNotFound: there is no such model.
        BadInput: it is one that tells speakers apart.
    """
    bare = _OWNER.sub("", name.strip()).lower()
    if _DIARISED in bare:
        raise BadInput(NO_SPEAKERS)
    if _HOSTED_DATED.sub(r"\1", bare) in HOSTED:
        return {}
    if engine := next((each for each in ENGINES if bare in (each, f"{each}-1")), ""):
        return {"engine": engine}
    if bare.startswith("parakeet-"):
        return {"engine": "parakeet"}
    size = _FAMILY.sub("", _FAMILY.sub("", bare))
    size = "turbo" if _TURBO.fullmatch(size) else size
    if size not in MODEL_GB:
        raise ModelNotFound(f"There is no model {name[:60]!r}; choose " + ", ".join(models()) + ".")
    return {"model": size}


def check_format(name: str, granularities: tuple[str, ...]) -> None:
    """Check that an answer can have this format with timestamps of these parts.

    Raises:
        BadInput: it can't.
    """
    if name.startswith("diarized"):
        raise BadInput(NO_SPEAKERS)
    if name not in FORMATS:
        raise BadInput(f"response_format={name[:20]} is none; choose " + ", ".join(FORMATS) + ".")
    if unknown := set(granularities) - set(GRANULARITIES):
        raise BadInput(f"timestamp_granularities[]={min(unknown)[:20]}: choose word or segment.")
    if granularities and name != "verbose_json":
        raise BadInput("timestamp_granularities[] needs response_format=verbose_json.")


def check_speakers(fields: Mapping[str, str]) -> None:
    """Check that a request does not ask who speaks.

    Raises:
        BadInput: it does.
    """
    for name in _SPEAKER_FIELDS:
        asked = fields.get(name) or fields.get(f"{name}[]") or ""
        if asked.lower() not in ("", "false", "0", "none"):
            raise BadInput(NO_SPEAKERS)


def format_transcript(project: Project, format: str, granularities: tuple[str, ...]) -> Json | str:
    """Return the transcript in that format: an object for JSON formats, else a text."""
    if format == "verbose_json":
        return _verbose(project, granularities or ("segment",))
    return _WRITERS[format](project)


def _plain_text(project: Project) -> str:
    return join_words([word.text for word in project.transcript.words]).strip()


def _usage(project: Project) -> Json:
    return {"type": "duration", "seconds": math.ceil(project.media.duration_ms / 1000)}


def _verbose(project: Project, granularities: tuple[str, ...]) -> Json:
    answer: Json = {
        "task": "transcribe",
        "language": language_name(project.transcript.language),
        "duration": project.media.duration_ms / 1000,
        "text": _plain_text(project),
        "usage": _usage(project),
    }
    if "word" in granularities:
        answer["words"] = [
            {"word": word.text.strip(), "start": word.start_ms / 1000, "end": word.end_ms / 1000}
            for word in project.transcript.words
        ]
    if "segment" in granularities:
        captions = captions_of(project)
        answer["segments"] = [_segment(project, n, captions) for n in range(len(captions))]
    return answer


def _segment(project: Project, number: int, captions: Sequence[Slide]) -> Json:
    caption = captions[number]
    text, previous = _caption_text(caption), _caption_text(captions[number - 1 if number else 0])
    space = join_words([previous, text])[len(previous) : -len(text)]
    encoded = text.encode()
    return {
        "id": number,
        "seek": 0,
        "start": caption.start_ms / 1000,
        "end": caption.end_ms / 1000,
        "text": space + text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": math.log(max(_LEAST_CONFIDENCE, _confidence(project, caption))),
        "compression_ratio": len(encoded) / len(zlib.compress(encoded)),
        "no_speech_prob": 0.0,
    }


def _confidence(project: Project, caption: Slide) -> float:
    word_range = caption.words
    if word_range is None:
        return 1.0
    words = project.transcript.words[word_range.first : word_range.last + 1]
    return fmean(word.confidence for word in words)


def _caption_text(caption: Slide) -> str:
    return join_lines(caption.text)


_WRITERS: Mapping[str, Callable[[Project], Json | str]] = {
    "json": lambda project: {"text": _plain_text(project), "usage": _usage(project)},
    "text": lambda project: _plain_text(project) + "\n",
    "srt": lambda project: to_srt(captions_of(project)),
    "vtt": lambda project: to_vtt(captions_of(project)),
}
