"""Words put together where a slide may not part them: the phrases of scripts without spaces. Pure.

An engine cuts such text where it likes, often into single letters. What ``segment`` parts are
therefore units: words of a script with spaces as they are, elsewhere all that a phrase holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from vsl.model import Break, Word, WordRange
from vsl.slides.presets import Preset
from vsl.spacing import count_words, has_no_spaces, join_words
from vsl.word_breaks import find_word_ends

_PAUSE_MS: Final = 500  # nobody pauses so long inside a phrase
_TELLING: Final = 1000  # words that tell which script a text is in
_LINE: Final = 42  # characters of a line of captions, by which the presets are measured


@dataclass(frozen=True, slots=True)
class Script:
    """What viewers can read of a script without spaces; letters are counted as its guides do.

    Sources: the Timed Text Style Guides at https://partnerhelp.netflixstudios.com/hc/en-us/articles/:
    Japanese (215767517: 13 full-width characters on a line, half-width ones count a half; 4 a
    second in subtitles, 7 in captions for the deaf), Chinese (215994807: 16; 9 a second, 11 in its
    earlier editions), Thai (220448308: 35; as fast as other languages). For Lao, Khmer and Burmese
    there is none: they are taken as Thai.
    """

    letters: re.Pattern[str]
    line_characters: int
    unit_words: float  # that a unit counts as: 42 characters of English are 7.6 words
    comfortable_cps: float | None = None  # None: as in other languages
    max_cps: float | None = None


_SCRIPTS: Final = (
    Script(re.compile("[\u3041-\u30ff]"), 13, 2.6, 4, 7),  # kana; a unit has 4.5 letters
    Script(re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]"), 16, 0.8, 9, 11),  # Han; 1.7
    Script(re.compile("[\u0e01-\u0e5b]"), 35, 0.75),  # Thai; 3.5
    Script(re.compile("[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]"), 35, 0.65),  # 3
)
_KANA_SHARE: Final = 0.1  # of the letters of Japanese at least, far less than usual


def gather(words: Sequence[Word], starts: Collection[int] = ()) -> tuple[WordRange, ...]:
    """The ranges of ``words`` that are one unit each, in order.

    Args:
        starts: words that begin a unit whatever the text says.
    """
    if not any(has_no_spaces(word.text) for word in words):
        return tuple(WordRange(n, n) for n in range(len(words)))
    joins = set(_inside_phrases([word.text for word in words]))
    firsts = [
        n
        for n in range(len(words))
        if n - 1 not in joins or n in starts or _are_apart(words[n - 1], words[n])
    ]
    return tuple(WordRange(first, stop - 1) for first, stop in pairwise((*firsts, len(words))))


def merge_words(words: Sequence[Word], units: Sequence[WordRange]) -> tuple[Word, ...]:
    """One word for each unit: its text, its time, as sure as its least sure word."""
    if len(units) == len(words):
        return tuple(words)
    return tuple(_merge(words[unit.first : unit.last + 1]) for unit in units)


def inside_phrases(texts: Sequence[str]) -> frozenset[int]:
    """Positions of words that a phrase goes on behind."""
    if not any(map(has_no_spaces, texts)):
        return frozenset()
    return frozenset(_inside_phrases(texts))


def fit_script(preset: Preset, words: Sequence[Word]) -> Preset:
    """``preset`` with the limits of the script that most of the text is in."""
    script = _script_of(words)
    if script is None:
        return preset
    share = script.line_characters / _LINE
    return replace(
        preset,
        max_characters=round(preset.max_characters * share),
        line_characters=round(preset.line_characters * share),
        comfortable_cps=script.comfortable_cps or preset.comfortable_cps,
        max_cps=script.max_cps or preset.max_cps,
        unit_words=script.unit_words,
    )


def measure(text: str) -> float:
    """How many characters a guide counts in ``text``.

    >>> measure("only 47"), measure("たった47円"), measure("ราคา")
    (7, 5.0, 4)
    """
    if not has_no_spaces(text):
        return len(text)
    is_wide = any(map(_is_wide, text))
    letters = (char for char in text.rstrip() if unicodedata.category(char) != "Mn")
    return sum(0.5 if is_wide and not _is_wide(char) else 1 for char in letters)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "FW"


def _inside_phrases(texts: Sequence[str]) -> Iterator[int]:
    text = join_words(texts)
    ends = find_word_ends(text)
    for n, stop in enumerate(_stops(texts)):
        if text[stop - 1 : stop].isspace() or text[stop : stop + 1].isspace():
            continue
        if n + 1 < len(texts) and stop not in ends:
            yield n


def _stops(texts: Sequence[str]) -> Iterator[int]:
    """Where each word ends in the joined text."""
    stop = 0
    for before, text in pairwise(("", *texts)):
        stop += len(join_words([before, text])) - len(before) if before else len(text)
        yield stop


def _are_apart(before: Word, after: Word) -> bool:
    """Whether the script or a pause parts two words."""
    return after.break_before >= Break.LINE or after.start_ms - before.end_ms >= _PAUSE_MS


def _merge(words: Sequence[Word]) -> Word:
    if len(words) == 1:
        return words[0]
    sure = min(word.confidence for word in words)
    text = join_words([word.text for word in words])
    return replace(words[0], text=text, end_ms=words[-1].end_ms, confidence=sure)


def _script_of(words: Sequence[Word]) -> Script | None:
    """The script without spaces that the text is in, None where more of it has spaces."""
    sample = words[:: 1 + len(words) // _TELLING]
    text = join_words([word.text for word in sample])
    if not has_no_spaces(text):
        return None
    without = [word.text for word in sample if has_no_spaces(word.text)]
    if 2 * sum(map(count_words, without)) < count_words(text):
        return None
    counts = [len(script.letters.findall(text)) for script in _SCRIPTS]
    if counts[0] < _KANA_SHARE * (counts[0] + counts[1]):
        counts[0] = 0
    elif counts[0]:
        counts[1] = 0
    return _SCRIPTS[counts.index(max(counts))]
