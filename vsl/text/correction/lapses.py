"""Repair the punctuation of recognisers that set marks: words in, corrected words out. Pure.

Lower case after a full stop, doubled marks, spaces before marks, full stops inside a clause,
sentence ends without a mark, Spanish ¿ and ¡. Correct text is unchanged, and repairing twice is the
same as once. Text without marks is the task of ``punctuation``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from vsl.basics.spacing import has_no_spaces
from vsl.model.project import UNRECOGNISED, Word
from vsl.text.abbreviations import is_abbreviation
from vsl.text.correction.edits import Edit, apply_edits, parts, replace_texts
from vsl.text.correction.inverted_marks import open_sentences
from vsl.text.correction.punctuation import Punctuation, gap_ms
from vsl.text.grammar import GRAMMARS, NEVER_BEFORE_STOP

VERSION: Final = 1
_MARKS: Final = ".,;:!?…"
_ENDS: Final = (".", "!", "?", "…")
_CLOSERS: Final = "\"'”’»)]"
_OPEN_ENDS: Final = ",;: \u00a0\u202f"  # signs that cannot end a text
_LONE: Final = re.compile(r"[.,;:!?…]+[\"'”’»)]*")
_SPACED: Final = re.compile(r"[\s\u00a0\u202f]+(?=[.,;:!?…])")
_SPACED_FRENCH: Final = re.compile(r"[\s\u00a0\u202f]+(?=[.,…])")  # French sets one before !?:;
_FRENCH_LONE: Final = re.compile(r"[!?:;»]+")
_DOUBLED: Final = (
    (re.compile(r"(?<!\.)\.\.(?!\.)"), "."),  # an ellipsis stays
    (re.compile(r",[,;:]*(?=[.!?…])|(?<=[,;:])[,;:]+"), ""),
    (re.compile(r"(?<=[.!?…])[,;:](?!\w)"), ""),
    (re.compile(r"(?<=[!?])\.(?!\.)|(?<!\.)\.(?=[!?])"), ""),
)
_INITIAL: Final = re.compile(r"[^\W\d_]\.|(?:[^\W\d_]\.){2,}")  # "J." or "a.m."
_PAUSE_MS: Final = 350  # the shortest pause between sentences
_LEAST_PAUSE_MS, _USUAL_MS = 120, 300  # the shortest pause that counts; the default
_BARE_STRETCH: Final = 45  # words without a mark; rare in sales letters and novels
_LONG: Final = 0.8  # times the speaker's usual pause, from which a sentence may end


@dataclass(frozen=True, slots=True)
class Lapses:
    """Repairs the marks of a recogniser that sets them."""

    language: str  # one of GRAMMARS
    start_ms: int  # of the transcript
    end_ms: int
    pause_ms: float  # the speaker's usual pause
    name: str = "lapses"
    parallel: bool = False
    reach: int = 60  # words: the longest sentence

    @classmethod
    def of(cls, words: Sequence[Word], language: str) -> Lapses:
        """Return the corrector for a transcript that begins and ends with these words."""
        pauses = [gap_ms(*pair) for pair in pairwise(words)]
        usual = median([pause for pause in pauses if pause >= _LEAST_PAUSE_MS] or [_USUAL_MS])
        return cls(language, words[0].start_ms, words[-1].end_ms, usual)

    @property
    def digest(self) -> str:
        """The version and settings that decide the result."""
        return f"{VERSION} {self.language} {self.start_ms} {self.end_ms} {self.pause_ms}"

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        """Return the repairs; a mark that is a word of its own joins the word before it."""
        joined = _join_marks([word.text for word in words], self.language)
        places = [n for n, text in enumerate(joined) if text is not None]
        kept = [words[n] for n in places]
        texts = self._punctuate(kept, [text for text in joined if text is not None])
        self._mend_stops(kept, texts)
        is_last = bool(words) and words[-1].end_ms >= self.end_ms
        if is_last and texts and _lacks_mark(texts[-1]):
            bare = texts[-1].rstrip(_OPEN_ENDS)
            is_closed = bare.rstrip(_CLOSERS).endswith(_ENDS)
            texts[-1] = bare if is_closed else f"{bare}."
        self._mend_capitals(kept, texts)
        if self.language == "es":
            open_sentences(texts, [self._ends(text) for text in texts])
        for place, text in zip(places, texts, strict=True):
            joined[place] = text
        return list(replace_texts(words, joined))

    def _punctuate(self, words: Sequence[Word], texts: list[str]) -> list[str]:
        """Return the texts with marks added in long stretches without any."""
        punctuation = Punctuation(self.language, self.pause_ms, self.start_ms, self.end_ms)
        for stretch in _find_bare(texts):
            rows = zip(words[stretch], texts[stretch], strict=True)
            bare = [replace(word, text=text) for word, text in rows]
            edited = apply_edits(bare, punctuation.edits(bare))
            texts[stretch] = [word.text for word in edited]
        return texts

    def _mend_stops(self, words: Sequence[Word], texts: list[str]) -> None:
        """Remove full stops inside clauses, and add them where a sentence ends without one."""
        for at in range(len(texts) - 1):
            if self._is_wrong_stop(texts[at], texts[at + 1]):
                texts[at] = texts[at].removesuffix(".")
                texts[at + 1] = self._lower(texts[at + 1])
            elif self._lacks_stop(words, texts, at):
                texts[at] += "."

    def _is_wrong_stop(self, text: str, after: str) -> bool:
        """Return whether a full stop cannot end a sentence here: "one of the. Best"."""
        core = text.removesuffix(".")
        is_stop = text != core and core in NEVER_BEFORE_STOP[self.language]
        first = parts(after)[1]
        is_name = first[:1].isupper() and first.lower() not in self._small_words()
        return is_stop and bool(first) and not is_name

    def _lacks_stop(self, words: Sequence[Word], texts: Sequence[str], at: int) -> bool:
        """Return whether the next word begins a sentence: a capital after a pause."""
        opening, first, _ = parts(texts[at + 1])
        if opening or not _lacks_mark(texts[at]) or texts[at].endswith(tuple(",;:")):
            return False
        is_opening = first[:1].isupper() and first.lower() in GRAMMARS[self.language].opens
        if not is_opening or first.lower() in GRAMMARS[self.language].capitals:
            return False
        last = parts(texts[at])[1]
        if last.lower() in GRAMMARS[self.language].never_last | NEVER_BEFORE_STOP[self.language]:
            return False
        pause_ms = gap_ms(words[at], words[at + 1])
        is_title = last[:1].isupper() or is_abbreviation(texts[at], self.language)
        return not is_title and pause_ms >= max(_PAUSE_MS, _LONG * self.pause_ms)

    def _mend_capitals(self, words: Sequence[Word], texts: list[str]) -> None:
        """Capitalise the first word of the text and of each sentence."""
        for at in range(len(texts)):
            begins = self._ends(texts[at - 1]) if at else words[0].start_ms <= self.start_ms
            if begins:
                texts[at] = _capitalise(texts[at])

    def _ends(self, text: str) -> bool:
        """Return whether a sentence certainly ends with a word."""
        bare = text.rstrip(_CLOSERS)
        if not bare.endswith((".", "!", "?")) or bare.endswith("..") or text == UNRECOGNISED:
            return False
        core = bare.lstrip("\"'“‘«([¿¡")
        return not is_abbreviation(core, self.language) and not _INITIAL.fullmatch(core)

    def _lower(self, text: str) -> str:
        opening, core, closing = parts(text)
        is_small = core.lower() in self._small_words() and core[1:].islower()
        return opening + core.lower() + closing if is_small or len(core) == 1 else text

    def _small_words(self) -> frozenset[str]:
        grammar = GRAMMARS[self.language]
        small = grammar.never_last | grammar.goes_on | grammar.clause | grammar.opens
        return small - grammar.capitals


def _find_bare(texts: Sequence[str]) -> Iterator[slice]:
    """Yield long stretches of words without a mark."""
    marked = [n for n, text in enumerate(texts) if text.rstrip(_CLOSERS).endswith(tuple(_MARKS))]
    for before, after in pairwise([-1, *marked, len(texts)]):
        if after - before > _BARE_STRETCH:
            yield slice(before + 1, after + 1)


def _lacks_mark(text: str) -> bool:
    """Return whether a word has letters and no mark that ends a sentence."""
    bare = text.rstrip(_CLOSERS)
    has_letters = any(map(str.isalnum, bare))
    return has_letters and (bare[-1].isalnum() or bare.endswith((",", ";", ":", "%", "€", "$")))


def _join_marks(texts: Sequence[str], language: str) -> list[str | None]:
    """Return the texts with lone marks joined to the word before them and doubled marks reduced.

    French keeps the space before its marks.
    """
    found: list[str | None] = []
    last = -1
    for text in texts:
        text = _clean(text, language)
        is_lone = _LONE.fullmatch(text.strip()) and text != UNRECOGNISED
        is_free = last >= 0 and found[last] != UNRECOGNISED  # unrecognised speech takes no mark
        if is_free and is_lone and not has_no_spaces(text):
            is_spaced = language == "fr" and _FRENCH_LONE.fullmatch(text.strip())
            gap = " " if is_spaced and not f"{found[last]}".endswith(tuple(_MARKS)) else ""
            found[last] = _clean(f"{found[last]}{gap}{text.strip()}", language)
            found.append(None)
            continue
        last = len(found)
        found.append(text)
    return found


def _clean(text: str, language: str) -> str:
    """Return a word without spaces before its marks and without doubled marks."""
    if text == UNRECOGNISED:
        return text
    text = (_SPACED_FRENCH if language == "fr" else _SPACED).sub("", text)
    before = ""
    while text != before:  # a removal may bring other marks together
        before = text
        for pattern, mark in _DOUBLED:
            text = pattern.sub(mark, text)
    return text


def _capitalise(text: str) -> str:
    """Return the text capitalised, unless it has other capitals or is an address."""
    opening, core, closing = parts(text)
    is_plain = core[:1].islower() and core == core.lower() and not _is_address(core)
    return opening + core[:1].upper() + core[1:] + closing if is_plain else text


def _is_address(core: str) -> bool:
    return "." in core or "@" in core or "/" in core


def mend_lapses(words: Sequence[Word], language: str) -> tuple[Word, ...]:
    """Return a whole text repaired; unchanged in languages without a grammar here."""
    if not words or language not in GRAMMARS:
        return tuple(words)
    return apply_edits(words, Lapses.of(words, language).edits(words))
