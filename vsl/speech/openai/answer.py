"""Read a transcription service's response (``verbose_json``): JSON in, words with times out.

Source: https://platform.openai.com/docs/api-reference/audio/verbose-json-object
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vsl.basics.folding import fold_text
from vsl.basics.parallel_split import cut_alike
from vsl.basics.sequence_matching import matching_runs
from vsl.basics.spacing import has_no_spaces, split_words
from vsl.errors import ToolFailed
from vsl.model.project import Word
from vsl.model.word_timing import even_pace
from vsl.speech.languages import language_code

_UNKNOWN_SURE = 0.5  # confidence where the service gives no measure


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """The words of one piece, with times from its start."""

    words: tuple[Word, ...]
    language: str
    warnings: tuple[str, ...] = ()


def read_answer(content: bytes, length_ms: int) -> ServiceAnswer:
    """Return the words in a service's response for a piece of ``length_ms``.

    Words without punctuation or confidence take them from the text and the segments. Missing times
    are estimated.

    Raises:
        ToolFailed: the answer is no transcription.
    """
    try:
        answer = json.loads(content)
        text = str(answer["text"])
        language = language_code(str(answer.get("language") or ""))
        segments = _spans(answer.get("segments") or (), "text")
        words = _spans(answer.get("words") or (), "word")
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise ToolFailed(
            "The service's answer is no transcription; check OPENAI_BASE_URL."
        ) from error
    if words:
        return ServiceAnswer(tuple(_as_sure(_as_written(words, text), segments)), language)
    if not text.strip():
        return ServiceAnswer((), language)
    paced = segments or [Word(text, 0, length_ms, _UNKNOWN_SURE)]
    estimated = "The service gives no times of words; they are estimated."
    return ServiceAnswer(
        tuple(word for span in paced for word in _split(span)), language, (estimated,)
    )


def _split(span: Word) -> tuple[Word, ...]:
    texts = split_words(span.text)
    return even_pace(texts, span.start_ms, span.end_ms, confidence=span.confidence)


def _spans(items: Iterable[Mapping[str, Any]], key: str) -> list[Word]:
    """Return the response's words or segments; the confidence is -1 where it is missing."""
    return [
        Word(str(item[key]), _ms(item["start"]), _ms(item["end"]), _sure(item)) for item in items
    ]


def _ms(seconds: Any) -> int:
    return round(float(seconds) * 1000)


def _sure(item: Mapping[str, Any]) -> float:
    for key in ("probability", "confidence"):
        if key in item:
            return float(item[key])
    return math.exp(min(0.0, float(item["avg_logprob"]))) if "avg_logprob" in item else -1.0


def _as_sure(words: Iterable[Word], segments: Sequence[Word]) -> Iterable[Word]:
    """Yield the words; those without a confidence take that of the segment they begin in."""
    position = 0
    for word in words:
        while position + 1 < len(segments) and segments[position + 1].start_ms <= word.start_ms:
            position += 1
        known = segments[position].confidence if segments else -1.0
        yield word if word.confidence >= 0 else replace(word, confidence=_known_confidence(known))


def _known_confidence(sure: float) -> float:
    return sure if sure >= 0 else _UNKNOWN_SURE


def _as_written(words: Sequence[Word], text: str) -> list[Word]:
    """Return the words as the text spells them, where they differ in case and punctuation only."""
    if has_no_spaces(text):
        cut = cut_alike(text, [word.text for word in words])
        return [replace(word, text=piece) for word, piece in zip(words, cut, strict=True)]
    written, texts = list(words), text.split()
    runs = matching_runs(
        [fold_text(word.text) for word in words], [fold_text(text) for text in texts]
    )
    for run in runs:
        for step in range(run.size):
            number = run.first + step
            written[number] = replace(words[number], text=texts[run.other + step])
    return written
