"""What clients of OpenAI's transcription service send and expect, in terms of this house.

Names of models and of formats flow in, options flow out; a heard project flows in, the answer flows
out. Never here: requests and jobs.

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
"""OpenAI's own models: who names one gets the engine and the model that the settings name."""

ENGINES = ("whisper", "faster-whisper", "parakeet", "sphinx")

_LEAST_SURE = 1e-4  # a logarithm of nothing is no JSON
_OWNER = re.compile(r"^.*/")  # of a repository of models: openai/whisper-small
_FAMILY = re.compile(r"^(faster-)?whisper-|-v\d+$")


class ModelNotFound(NotFound):
    """Nobody here is called that."""


def models(engines: Collection[str] = ENGINES) -> tuple[str, ...]:
    """Every name that a request may give, the usual one first; of engines those in ``engines``."""
    return (*HOSTED, *MODEL_GB, *(name for name in ENGINES if name in engines))


def options_for_model(name: str) -> dict[str, str]:
    """The options of a project that has ``name`` listen.

    Raises:
        ModelNotFound: nobody is called that.
    """
    if name in HOSTED:
        return {}
    if name in ENGINES:
        return {"engine": name}
    size = _FAMILY.sub("", _OWNER.sub("", name))
    if size not in MODEL_GB:
        raise ModelNotFound(f"There is no model {name[:60]!r}; choose " + ", ".join(models()) + ".")
    return {"model": size}


def check_format(name: str, granularities: tuple[str, ...]) -> None:
    """Nothing, if an answer can have that format, with times of these parts.

    Raises:
        BadInput: it can't.
    """
    if name not in FORMATS:
        raise BadInput(f"response_format={name[:20]} is none; choose " + ", ".join(FORMATS) + ".")
    if unknown := set(granularities) - set(GRANULARITIES):
        raise BadInput(f"timestamp_granularities[]={min(unknown)[:20]}: choose word or segment.")
    if granularities and name != "verbose_json":
        raise BadInput("timestamp_granularities[] needs response_format=verbose_json.")


def format_transcript(project: Project, format: str, granularities: tuple[str, ...]) -> Json | str:
    """What was heard, as that format has it: an object or a text."""
    if format == "verbose_json":
        return _verbose(project, granularities or ("segment",))
    return _WRITERS[format](project)


def _plain(project: Project) -> str:
    return join_words([word.text for word in project.transcript.words]).strip()


def _usage(project: Project) -> Json:
    return {"type": "duration", "seconds": math.ceil(project.media.duration_ms / 1000)}


def _verbose(project: Project, granularities: tuple[str, ...]) -> Json:
    answer: Json = {
        "task": "transcribe",
        "language": language_name(project.transcript.language),
        "duration": project.media.duration_ms / 1000,
        "text": _plain(project),
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
    text, before = _line(caption), _line(captions[number - 1 if number else 0])
    space = join_words([before, text])[len(before) : -len(text)]
    encoded = text.encode()
    return {
        "id": number,
        "seek": 0,
        "start": caption.start_ms / 1000,
        "end": caption.end_ms / 1000,
        "text": space + text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": math.log(max(_LEAST_SURE, _sureness(project, caption))),
        "compression_ratio": len(encoded) / len(zlib.compress(encoded)),
        "no_speech_prob": 0.0,
    }


def _sureness(project: Project, caption: Slide) -> float:
    spoken = caption.words
    if spoken is None:
        return 1.0
    words = project.transcript.words[spoken.first : spoken.last + 1]
    return fmean(word.confidence for word in words)


def _line(caption: Slide) -> str:
    return join_lines(caption.text)


_WRITERS: Mapping[str, Callable[[Project], Json | str]] = {
    "json": lambda project: {"text": _plain(project), "usage": _usage(project)},
    "text": lambda project: _plain(project) + "\n",
    "srt": lambda project: to_srt(captions_of(project)),
    "vtt": lambda project: to_vtt(captions_of(project)),
}
