"""The figures of ``hearing.py``: errors and times of a system on some recordings."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hearing_recordings import Recording, TrueWord
from hearing_scores import (
    Comparison,
    HeardWord,
    Spread,
    compare_words,
    find_late_ms,
    measure_spread,
)
from hearing_systems import Hearing

_SILENCE_MS = 1000
_EDGE_MS = 200  # of a silence, where a word that is only mistimed may lie
_BUSY = 2  # processes that want a core, for each core


@dataclass(frozen=True)
class Judged:
    """One system's hearing of one recording, beside the truth."""

    hearing: Hearing

    @property
    def recording(self) -> Recording:
        """What was heard."""
        return self.hearing.recording

    @cached_property
    def heard(self) -> tuple[HeardWord, ...]:
        """The words as the system gives them."""
        rows = self.hearing.answer["words"]
        return tuple(HeardWord(text, 1000 * start, 1000 * end) for text, start, end in rows)

    @cached_property
    def comparison(self) -> Comparison:
        """Word beside word."""
        said = [word.text for word in self.recording.words]
        said_ms = [word.start_ms for word in self.recording.words]
        return compare_words(said, self.heard, self._language_of, said_ms)

    def _language_of(self, word: HeardWord) -> str:
        """The language that is spoken when a word is heard."""
        spoken = self.recording.languages
        if len(spoken) < 2:
            return spoken[0] if spoken else "en"
        timed = [each for each in self.recording.words if each.start_ms is not None]
        return min(timed, key=lambda each: abs((each.start_ms or 0) - word.start_ms)).language

    @cached_property
    def late_ms(self) -> Mapping[int, float]:
        """How late the words start that were heard as they were said; below 0 is early."""
        said_ms = [word.start_ms for word in self.recording.words]
        return find_late_ms(self.comparison, said_ms, self.heard)

    @property
    def after_silence(self) -> list[float]:
        """How late the words start that follow a second of silence or more."""
        words = self.recording.words
        return [late for n, late in self.late_ms.items() if n and _is_apart(words[n - 1], words[n])]

    @property
    def figures(self) -> list[tuple[bool, float | None]]:
        """Of each number, price, share and date: whether it is right, and how late it starts."""
        words = self.recording.words
        sizes = Counter(word.figure for word in words if word.figure >= 0)
        return [
            (
                all(n in self.comparison.same for n in range(first, first + size)),
                self.late_ms.get(first),
            )
            for first, size in sizes.items()
        ]

    @property
    def in_silence(self) -> int:
        """Words never said that lie deep in a stretch where nobody speaks for a second or more."""
        found, silences = self.comparison, self.recording.silences_ms
        right = {found.sources[token] for token in found.same.values()}
        return sum(
            any(
                first + _EDGE_MS <= word.start_ms and word.end_ms <= last - _EDGE_MS
                for first, last in silences
            )
            for number, word in enumerate(self.heard)
            if number not in right
        )


def _is_apart(before: TrueWord, word: TrueWord) -> bool:
    known = before.end_ms is not None and word.start_ms is not None
    return known and (word.start_ms or 0) - (before.end_ms or 0) >= _SILENCE_MS


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one system in one group of recordings."""

    group: str
    system: str
    recordings: int
    seconds: float
    said: int
    errors: int
    deleted: int
    inserted: int
    longest_run: int  # of deleted words
    in_silence: int
    starts: Spread | None
    after_pauses: Spread | None
    after_silence: Spread | None
    figures: int
    figures_right: int
    figure_starts: Spread | None
    languages: Mapping[str, float]  # share of the words of each that were heard
    real_time: float  # seconds of sound in a second
    cpu_s_per_minute: float
    peak_mb: float
    load: float  # of the machine while it was measured

    @property
    def is_busy(self) -> bool:
        """Whether the machine was too busy for its speed to tell anything."""
        return self.load > _BUSY * (os.cpu_count() or 1)

    @property
    def word_error(self) -> float:
        """Share of the words said."""
        return self.errors / self.said if self.said else 0.0


def create_rows(system: str, hearings: Sequence[Hearing]) -> Iterator[Row]:
    """A row for each group of recordings, in their order."""
    groups: dict[str, list[Judged]] = {}
    for hearing in hearings:
        if not (hearing.recording.script or hearing.answer.get("refused")):
            groups.setdefault(name_group(hearing.recording), []).append(Judged(hearing))
    for group, judged in groups.items():
        yield _create_row(group, system, judged)


def name_group(recording: Recording) -> str:
    """What a recording is counted with: its section, and how it was spoiled."""
    section, name = recording.section, recording.name
    if section in ("degraded", "nothing"):
        return f"{section}: {name.split()[-1]}"
    return f"{section}: {name}" if section == "languages" else section


def _create_row(group: str, system: str, judged: Sequence[Judged]) -> Row:
    compared = [each.comparison for each in judged]
    answers = [each.hearing.answer for each in judged]
    figures = [figure for each in judged for figure in each.figures]
    seconds = sum(each.recording.seconds for each in judged)
    return Row(
        group,
        system,
        len(judged),
        seconds,
        said=sum(len(each.said) for each in compared),
        errors=sum(each.errors for each in compared),
        deleted=sum(len(each.deleted) for each in compared),
        inserted=sum(len(each.inserted) for each in compared),
        longest_run=max(each.longest_run for each in compared),
        in_silence=sum(each.in_silence for each in judged),
        starts=measure_spread([late for each in judged for late in each.late_ms.values()]),
        after_pauses=measure_spread([late for each in judged for late in _list_after_pauses(each)]),
        after_silence=measure_spread([late for each in judged for late in each.after_silence]),
        figures=len(figures),
        figures_right=sum(right for right, _ in figures),
        figure_starts=measure_spread([late for _, late in figures if late is not None]),
        languages=_share_languages(judged),
        real_time=seconds / sum(answer["seconds"] for answer in answers),
        cpu_s_per_minute=60 * sum(answer["cpu_seconds"] for answer in answers) / seconds,
        peak_mb=max(answer["peak_mb"] for answer in answers),
        load=max(answer["load"] for answer in answers),
    )


def _list_after_pauses(judged: Judged) -> Iterator[float]:
    for place, late_ms in judged.late_ms.items():
        if judged.recording.words[place].after_pause:
            yield late_ms


def _share_languages(judged: Sequence[Judged]) -> Mapping[str, float]:
    said: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    for each in judged:
        said.update(word.language for word in each.recording.words)
        heard.update(each.recording.words[place].language for place in each.comparison.same)
    return {language: heard[language] / count for language, count in said.items()}


@dataclass(frozen=True, slots=True)
class ScriptedRow:
    """The figures of one engine that has the exact script of a recording."""

    system: str
    recording: str
    language: str
    heard_share: float  # of the script, as the report says
    missing: int  # spoken words that stand on no slide
    starts: Spread | None
    after_pauses: Spread | None
    slides: Spread | None


def create_scripted_rows(system: str, hearings: Sequence[Hearing]) -> Iterator[ScriptedRow]:
    """A row for each recording that was heard with its script."""
    for hearing in hearings:
        if not hearing.recording.script or hearing.answer.get("refused"):
            continue
        judged = Judged(hearing)
        yield ScriptedRow(
            system,
            hearing.recording.name,
            hearing.recording.languages[0],
            hearing.answer["heard_share"],
            len(judged.comparison.said) - len(judged.comparison.same),
            measure_spread(list(judged.late_ms.values())),
            measure_spread(list(_list_after_pauses(judged))),
            measure_spread(list(_list_slides(judged))),
        )


def _list_slides(judged: Judged) -> Iterator[float]:
    """How late each slide comes after its first word is heard."""
    found = judged.comparison
    said_by = {
        found.sources[token]: place for place, token in found.same.items() if found.starts[token]
    }
    for start_s, first in judged.hearing.answer["slides"]:
        place = said_by.get(first)
        if place is not None and (start_ms := judged.recording.words[place].start_ms) is not None:
            yield 1000 * start_s - start_ms
