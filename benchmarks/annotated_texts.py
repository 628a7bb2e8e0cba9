"""Texts with break positions annotated by hand, and word times as of a voice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vsl.basics.files import write_atomically
from vsl.basics.sequence_matching import Match, matching_runs
from vsl.model.project import Break, Word
from vsl.model.word_timing import even_pace
from vsl.speech.recogniser import SAMPLE_RATE_HZ
from vsl.text.written import script_as_spoken

FOLDER = Path(__file__).parent / "annotated"
CACHE = Path("cache/benchmarks")
_JOINTS = re.compile(r"([_+~])")
_SENTENCE_END = re.compile(r"[.!?…][\"”’]?$")

# A calm reader: pauses of a second between paragraphs, a third of it between sentences.
_MS_PER_LETTER, _MS_PER_WORD = 60, 60
_PAUSES_MS = {"": 0, ",": 180, ";": 250, ":": 250, ".": 450, "?": 500, "!": 450, "…": 500}
_PARAGRAPH_MS = 550  # more


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text's words, and what each joint between two of them is."""

    name: str
    language: str
    words: tuple[Word, ...]
    joints: tuple[str, ...]  # behind each word: "", "_", "+", "~", "/", "//"
    is_held_out: bool  # nothing was settled by it

    @property
    def text(self) -> str:
        """As it is read."""
        return " ".join(word.text for word in self.words)


def annotated_texts() -> Iterator[AnnotatedText]:
    """All of them, on even-paced times."""
    for path in sorted(FOLDER.rglob("*.txt")):
        name, language = path.stem.split(".")
        tokens, joints, breaks = _read(path.read_text(encoding="utf-8"))
        words = tuple(_paced(tokens, breaks))
        is_held_out = path.parent.name == "held_out"
        yield AnnotatedText(name, language, words, tuple(joints), is_held_out)


def _read(text: str) -> tuple[list[str], list[str], list[Break]]:
    tokens: list[str] = []
    joints: list[str] = []
    breaks: list[Break] = []
    for paragraph in text.strip().split("\n\n"):
        breaks_here = Break.PARAGRAPH if tokens else Break.NONE
        for chunk in paragraph.split():
            if set(chunk) == {"/"}:
                joints[-1] = chunk
                continue
            parts = _JOINTS.split(chunk)
            for token, joint in zip(parts[::2], [*parts[1::2], ""], strict=True):
                tokens.append(token)
                joints.append(joint or ("//" if _SENTENCE_END.search(token) else ""))
                breaks.append(breaks_here)
                breaks_here = Break.NONE
    joints[-1] = "//"
    return tokens, joints, breaks


def _paced(tokens: Sequence[str], breaks: Sequence[Break]) -> Iterator[Word]:
    now_ms = 400
    for token, part in zip(tokens, breaks, strict=True):
        now_ms += _PARAGRAPH_MS if part else 0
        end_ms = now_ms + _MS_PER_WORD + _MS_PER_LETTER * len(token)
        yield Word(token, now_ms, end_ms, break_before=part)
        now_ms = end_ms + _PAUSES_MS.get(token[-1], 0)


def spoken(text: AnnotatedText, speech: Path) -> AnnotatedText | None:
    """The text on the times of its recording, None where nobody recorded it.

    PocketSphinx aligns once; its words are kept in the cache.
    """
    recordings = _recordings(text.name, speech)
    if not recordings or not all(path.is_file() for path in recordings):
        return None
    words = _placed(text.words, _heard(text, recordings))
    return replace(text, name=f"{text.name}, its recording", words=tuple(words))


def _placed(words: Sequence[Word], heard: Sequence[Word]) -> Iterator[Word]:
    """``words`` when they were heard; the others share the time between those that were."""
    runs = matching_runs([plain(w.text) for w in words], [plain(w.text) for w in heard])
    place, now_ms = 0, heard[0].start_ms
    for run in (*runs, Match(len(words), len(heard), 0)):
        missing = words[place : run.first]
        until_ms = heard[run.other].start_ms if run.other < len(heard) else heard[-1].end_ms
        spread = even_pace([word.text for word in missing], now_ms, max(now_ms, until_ms))
        times = [*spread, *heard[run.other : run.other + run.size]]
        for word, time in zip(words[place : run.first + run.size], times, strict=True):
            now_ms = time.end_ms
            yield replace(word, start_ms=time.start_ms, end_ms=time.end_ms)
        place = run.first + run.size


def plain(text: str) -> str:
    """A word in lower case without signs."""
    return re.sub(r"[\W_]", "", text).lower()


def _recordings(name: str, speech: Path) -> list[Path]:
    names = {
        "lj": [f"lj-{number:02}.wav" for number in range(1, 17)],
        "jfk": ["jfk.flac"],
        "falabrasil": ["pt-falabrasil.wav"],
    }
    if name == "pitch":
        return [Path("samples/pitch.mp4")]
    return [speech / each for each in names.get(name, [])]


def _heard(text: AnnotatedText, recordings: Sequence[Path]) -> tuple[Word, ...]:
    kept = CACHE / f"{text.name}.json"
    if not kept.is_file():
        from sphinx import hear, load

        samples = np.concatenate([load(path, SAMPLE_RATE_HZ) for path in recordings])
        words = hear(samples, script_as_spoken(text.text, text.language), text.language)
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, json.dumps([(w.text, w.start_ms, w.end_ms) for w in words]))
    return tuple(Word(*word) for word in json.loads(kept.read_text(encoding="utf-8")))


def with_listed_times(text: AnnotatedText, listed: Path) -> AnnotatedText:
    """The text on another recogniser's times: a list of words with seconds, one for each."""
    found = json.loads(listed.read_text(encoding="utf-8"))
    spans = [(round(w["start_sec"] * 1000), round(w["end_sec"] * 1000)) for w in found]
    pairs = zip(text.words, spans, strict=True)
    words = tuple(replace(w, start_ms=start, end_ms=end) for w, (start, end) in pairs)
    return replace(text, name=f"{text.name}, its recording", words=words)
