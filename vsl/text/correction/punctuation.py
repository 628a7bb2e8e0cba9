"""Add full stops, commas, question marks and capitals to words that have none. Pure.

For recognisers that return lower-case words alone. The decision uses the length of a pause relative
to the speaker's usual one, the small words beside it, and how sentences of the language begin.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from vsl.model.project import Word
from vsl.text.correction.edits import Edit, parts, replace_texts
from vsl.text.grammar import GRAMMARS

VERSION = 1
_MARKS, _ENDS = ".,;:!?…", ".!?…"
_BARE_SHARE = 0.01  # marks per word below which a text counts as bare; prose has 0.1 and more

# Bounds of a speaker's usual pause, in which all pauses are measured.
_LEAST_PAUSE_MS, _SHORTEST_MS, _LONGEST_MS, _USUAL_MS = 120, 200, 900, 300
_SENTENCE, _COMMA = 2.8, 1.0  # lowest scores of a sentence end and of a comma
_BY_PAUSE, _LONGEST_PAUSES = 2.0, 2.5  # points for one usual pause; cap in usual pauses
_OPENS, _GOES_ON, _NEVER = 1.0, -2.0, -9.0
_CLAUSE = 0.7
_APART = 2  # words: of two sentence ends that are closer only the stronger counts
_SENTENCE_WORDS, _LENGTH = 8, 1.0  # the farther the next stronger gap, up to so many words, the
# likelier an end: minus half of the points beside a stronger gap, plus half far from one
_LONGEST_QUESTION = 20  # words


def is_bare(words: Sequence[Word]) -> bool:
    """Return whether the text has next to no punctuation."""
    marks = sum(word.text.endswith(tuple(_MARKS)) for word in words)
    return marks <= _BARE_SHARE * len(words)


@dataclass(frozen=True, slots=True)
class Punctuation:
    """Adds the punctuation and capitals that a recogniser leaves out."""

    language: str  # one of GRAMMARS
    pause_ms: float  # the speaker's usual pause
    start_ms: int  # of the transcript
    end_ms: int
    hesitations: Mapping[int, int] = field(default_factory=dict)
    """Where fillers were removed: the end of the word before, and the longest silence in the gap,
    both in ms. The gap as a whole is not a pause, because the speaker went on."""
    name: str = "punctuation"
    parallel: bool = False
    reach: int = _LONGEST_QUESTION + _SENTENCE_WORDS + _APART + 2

    @classmethod
    def of(cls, words: Sequence[Word], language: str, heard: Sequence[Word] = ()) -> Punctuation:
        """Return a corrector fitted to this speaker's pauses.

        Args:
            heard: all recognised words, where ``words`` leave some of them out.
        """
        pauses = [p for p in map(gap_ms, words, words[1:]) if p >= _LEAST_PAUSE_MS]
        usual_ms = min(_LONGEST_MS, max(_SHORTEST_MS, median(pauses or [_USUAL_MS])))
        hesitations = dict(_hesitations(words, heard))
        return cls(language, usual_ms, words[0].start_ms, words[-1].end_ms, hesitations)

    @property
    def digest(self) -> str:
        """The version and settings that decide the result."""
        speaker = (self.pause_ms, self.start_ms, self.end_ms, dict(self.hesitations))
        return f"{VERSION} {self.language} {speaker}"

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        """Return the edits that add marks after words and capitals at sentence starts."""
        cores = [parts(word.text)[1].lower() for word in words]
        ends = self._sentence_ends(words, cores)
        texts = self._names([word.text for word in words], cores)
        for at, word in enumerate(words):
            if (at and ends[at - 1]) or word.start_ms <= self.start_ms:
                texts[at] = _capital(texts[at])
            if texts[at].endswith(tuple(_MARKS)):
                continue
            if ends[at]:
                texts[at] += "?" if self._asks(cores, ends, at) else "."
            elif at + 1 < len(words) and self._comma(word, words[at + 1], cores[at : at + 2]):
                texts[at] += ","
        if self.language == "es":
            _open_questions(texts, ends)
        return list(replace_texts(words, texts))

    def _sentence_ends(self, words: Sequence[Word], cores: Sequence[str]) -> list[bool]:
        """Return whether a sentence ends with each word."""
        alone = [self._end_score(words, cores, at) for at in range(len(words) - 1)]
        scores = [score + _by_distance(alone, at) for at, score in enumerate(alone)]
        peaks = [_is_peak(scores, at) for at in range(len(scores))]
        marked = (
            word.text.endswith(tuple(_ENDS)) and core not in GRAMMARS[self.language].titles
            for word, core in zip(words, cores, strict=True)
        )
        peaks.append(bool(words) and words[-1].end_ms >= self.end_ms)
        return [mark or peak for mark, peak in zip(marked, peaks, strict=False)]

    def _end_score(self, words: Sequence[Word], cores: Sequence[str], at: int) -> float:
        """Return the score of a sentence end after the word at ``at``."""
        grammar = GRAMMARS[self.language]
        last, first = cores[at : at + 2]
        opens = first in grammar.opens or self._is_opening(cores[at + 1 : at + 4])
        return (
            self._pause_points(words[at], words[at + 1])
            + _NEVER * (last in grammar.never_last or last in grammar.titles)
            + _OPENS * opens
            + _GOES_ON * (first in grammar.goes_on and not opens)
            - _CLAUSE * (first in grammar.clause and not opens)
        )

    def _comma(self, word: Word, after: Word, cores: Sequence[str]) -> bool:
        grammar = GRAMMARS[self.language]
        last, first = cores
        starts_clause = first in grammar.clause
        score = (
            self._pause_points(word, after)
            + _NEVER * (last in grammar.never_last or last in grammar.titles)
            + _CLAUSE * starts_clause
            + _GOES_ON * (first in grammar.goes_on and not starts_clause)
        )
        return score >= _COMMA

    def _pause_points(self, word: Word, after: Word) -> float:
        pause_ms = self.hesitations.get(word.end_ms, gap_ms(word, after))
        return _BY_PAUSE * min(_LONGEST_PAUSES, pause_ms / self.pause_ms)

    def _asks(self, cores: Sequence[str], ends: Sequence[bool], at: int) -> bool:
        """Return whether the sentence that ends with this word begins like a question."""
        first = _start(ends, at)
        if first is None:
            return False
        sentence = cores[first : at + 1]
        return self._is_opening(sentence) or self._is_opening(sentence[1:])  # "And have you …"

    def _is_opening(self, cores: Sequence[str]) -> bool:
        """Return whether questions begin with these words."""
        openings = (tuple(cores[:size]) for size in (1, 2, 3))
        return not GRAMMARS[self.language].asks.isdisjoint(openings)

    def _names(self, texts: list[str], cores: Sequence[str]) -> list[str]:
        """Return the texts with capitals where the language or a title requires them."""
        grammar = GRAMMARS[self.language]
        found = list(texts)
        for at, core in enumerate(cores):
            if core in grammar.capitals or (at and cores[at - 1] in grammar.titles):
                found[at] = _capital(texts[at])
            if core in grammar.titles and not texts[at].endswith("."):
                found[at] = f"{_capital(texts[at])}."
        return found


def gap_ms(word: Word, after: Word) -> int:
    """Return the milliseconds between two words; 0 where they touch or overlap."""
    return max(0, after.start_ms - word.end_ms)


def _hesitations(words: Sequence[Word], heard: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield, for each gap with other recognised words, its start and its longest silence, in ms."""
    starts = [word.start_ms for word in heard]
    for word, after in pairwise(words):
        first = bisect_left(starts, word.end_ms)
        stop = bisect_left(starts, after.start_ms, first)
        if first < stop:
            yield (
                word.end_ms,
                max(map(gap_ms, (word, *heard[first:stop]), (*heard[first:stop], after))),
            )


def _by_distance(scores: Sequence[float], at: int) -> float:
    """Return points for the distance from this gap to stronger ones or to the text's ends."""
    if scores[at] + _LENGTH / 2 < _SENTENCE:
        return 0.0
    near = range(1, _SENTENCE_WORDS)
    after = (n for n in near if at + n >= len(scores) or scores[at + n] > scores[at])
    before = (n for n in near if at < n or scores[at - n] > scores[at])
    words = next(after, _SENTENCE_WORDS) + next(before, _SENTENCE_WORDS)
    return _LENGTH * (words / (2 * _SENTENCE_WORDS) - 0.5)


def _is_peak(scores: Sequence[float], at: int) -> bool:
    """Return whether the score is a sentence end and no stronger one is near."""
    if scores[at] < _SENTENCE:
        return False
    near = range(max(0, at - _APART + 1), min(len(scores), at + _APART))
    return all((scores[at], -at) >= (scores[other], -other) for other in near)


def _start(ends: Sequence[bool], at: int) -> int | None:
    """Return where the sentence that ends at ``at`` begins; None if too long for a question."""
    stop = max(-1, at - _LONGEST_QUESTION)
    return next((n for n in range(at, stop, -1) if n == 0 or ends[n - 1]), None)


def _capital(text: str) -> str:
    """Return the text capitalised, unless it has capitals of its own: "eBay" stays."""
    opening, core, closing = parts(text)
    return opening + core[:1].upper() + core[1:] + closing if core.islower() else text


def _open_questions(texts: list[str], ends: Sequence[bool]) -> None:
    """Add the opening signs of Spanish questions, in place: ¿Qué …?"""
    for at, end in enumerate(ends):
        first = _start(ends, at) if end and texts[at].endswith("?") else None
        if first is not None and not texts[first].startswith("¿"):
            texts[first] = f"¿{texts[first]}"
