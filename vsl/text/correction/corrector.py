"""Correct recognised words where there is no script: words in, words out.

Defines the order of the correctors. Each maps words to new ones over the same time, so nothing is
lost except what the filler corrector drops.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from vsl.errors import VslError
from vsl.model.project import Word
from vsl.progress import Progress
from vsl.text.correction import dictionary, fillers
from vsl.text.correction.batches import BATCH_SIZE, Corrector, process_in_batches
from vsl.text.correction.cache import EditCache
from vsl.text.correction.edits import Edit, parts
from vsl.text.correction.fillers import Fillers
from vsl.text.correction.glossary import Glossary
from vsl.text.correction.glossary_match import GlossaryCorrector
from vsl.text.correction.lapses import Lapses
from vsl.text.correction.llm import LlmCorrector
from vsl.text.correction.llm_http import LlmAccess
from vsl.text.correction.punctuation import Punctuation, is_bare
from vsl.text.correction.spelling import Spelling, words_of_names
from vsl.text.grammar import GRAMMARS
from vsl.text.numbers.display import display_runs
from vsl.text.numbers.regions import find_region

__all__ = ["CORRECTORS", "CorrectOptions", "Corrector", "Task", "correct", "process_in_batches"]


@dataclass(frozen=True, slots=True)
class CorrectOptions:
    """Which corrections are switched on."""

    glossary: Glossary = field(default_factory=Glossary)  # an empty one corrects nothing
    numbers: bool = True  # "forty seven dollars" → "$47"
    spelling: bool = True
    punctuation: bool = True  # added where it is missing, repaired where it is wrong
    drop_fillers: bool = False  # from the slides; the voice keeps them
    country: str = ""  # ISO 3166, for the number format; empty: the language's default
    llm: LlmAccess | None = None  # None: nothing leaves the machine


@dataclass(frozen=True, slots=True)
class NumberCorrector:
    """Writes numbers and money in figures."""

    language: str
    names: frozenset[str] = frozenset()  # parts of names such as "Club Seven": left as they are
    name: str = "numbers"
    parallel: bool = False
    reach: int = 48  # words: the longest number and its longest neighbour

    @property
    def digest(self) -> str:
        """The version and settings that decide the result."""
        return f"2 {self.language} {sorted(self.names)}"

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        """Return an edit for each number that is written in figures."""
        return [
            Edit(run.start, run.stop, (new,))
            for run, new in display_runs(words, self.language)
            if new and not self._is_in_name(words[run.start : run.stop])
        ]

    def _is_in_name(self, words: Sequence[Word]) -> bool:
        return any(parts(word.text)[1] in self.names for word in words)


@dataclass(frozen=True, slots=True)
class Task:
    """The input from which a corrector is made."""

    words: Sequence[Word]  # after the earlier correctors
    heard: Sequence[Word]  # before all correction
    language: str
    options: CorrectOptions

    @property
    def tag(self) -> str:
        """The language with its country, if set or told by the currencies: "pt-PT"."""
        country = self.options.country
        if country:
            return f"{self.language}-{country}"
        return find_region(self.language, (word.text for word in self.words))


def _llm(task: Task) -> Corrector | None:
    if task.options.llm is None:
        return None
    return LlmCorrector(task.options.llm, task.language, task.options.glossary.hot_words())


def _fillers(task: Task) -> Corrector | None:
    is_on = task.options.drop_fillers and task.language in fillers.LANGUAGES
    return Fillers(task.language) if is_on else None


def _glossary(task: Task) -> Corrector | None:
    if not task.options.glossary:
        return None
    is_word = partial(dictionary.is_word, language=task.language)
    return GlossaryCorrector(task.options.glossary, task.language, is_word=is_word)


def _spelling(task: Task) -> Corrector | None:
    if not task.options.spelling or task.language not in dictionary.LANGUAGES:
        return None
    return Spelling(task.language, words_of_names(task.options.glossary.hot_words()))


def _is_name(part: str) -> bool:
    """Return whether a part of a name is a name by itself: not a small word or a figure."""
    return not part.islower() and not part.isdecimal()


def _numbers(task: Task) -> Corrector | None:
    if not task.options.numbers:
        return None
    parts_of_names = (part for name in task.options.glossary.hot_words() for part in name.split())
    return NumberCorrector(task.tag, frozenset(filter(_is_name, parts_of_names)))


def _punctuation(task: Task) -> Corrector | None:
    if not task.options.punctuation or task.language not in GRAMMARS:
        return None
    if is_bare(task.words):
        return Punctuation.of(task.words, task.language, task.heard)
    return Lapses.of(task.words, task.language)


Maker = Callable[[Task], Corrector | None]
CORRECTORS: Mapping[str, Maker] = {
    "llm": _llm,  # before the rules, which have the last word on names and prices
    "fillers": _fillers,  # before the correctors that look at neighbouring words
    "glossary": _glossary,
    "spelling": _spelling,
    "numbers": _numbers,
    "punctuation": _punctuation,  # after numbers: a pause inside a price would get a mark
}
"""By name, in the order of application: a function that makes the corrector for a task, or returns
None where it is switched off or lacks the language."""


def correct(
    words: Sequence[Word],
    language: str,
    options: CorrectOptions,
    *,
    cache: EditCache | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Return the corrected words, and notes for the user on what was sent away or failed.

    Args:
        words: recognised words in spoken order; not words aligned to a script, which are correct.
        language: a code such as en or pt-BR; a country in the options takes precedence.
        cache: the cache of the language model's answers.
        progress: called with the language model's progress; may cancel.
    """
    language, _, country = language.partition("-")
    language = language.lower()
    options = replace(options, country=options.country or country)
    corrected, notes = tuple(words), list[str]()
    for make in CORRECTORS.values():
        corrector = make(Task(corrected, words, language, options)) if corrected else None
        if isinstance(corrector, LlmCorrector):
            corrected, new_notes = _ask(corrected, corrector, cache, progress)
            notes += new_notes
        elif corrector:  # rules are fastest in a single batch
            corrected = process_in_batches(corrected, corrector, len(corrected))
    return corrected, tuple(notes)


def _ask(
    words: tuple[Word, ...],
    corrector: LlmCorrector,
    cache: EditCache | None,
    progress: Progress | None,
) -> tuple[tuple[Word, ...], list[str]]:
    """Return the words as the language model corrects them, with notes for the user."""
    failures: list[VslError] = []
    try:
        corrected = process_in_batches(
            words, corrector, cache=cache, on_failure=failures.append, progress=progress
        )
    finally:
        corrector.stop()
    notes = []
    if corrector.sent_words:
        host, model = corrector.access.host, corrector.access.model
        notes.append(
            f"The text that was heard went to {host} ({model}) to be corrected; the sound did not."
        )
    if failures:
        batches = -(-len(words) // BATCH_SIZE)
        notes.append(
            f"{len(failures)} of {batches} parts are corrected by rules alone: {failures[0]}"
        )
    return corrected, notes
