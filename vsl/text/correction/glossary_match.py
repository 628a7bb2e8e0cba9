"""Find a glossary's names in a transcript: words in, words with corrected names out. Pure.

A name is found by spelling ("click funnels" → "ClickFunnels"), by the sound-alikes that its entry
lists, and by sound ("route wink" → "Rootwink"), across word boundaries. A word of the language is
never replaced because it merely sounds like a name, and function words hardly ever.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vsl.basics.folding import fold_text
from vsl.basics.spacing import count_tokens, has_no_spaces
from vsl.basics.text_cache import cache_short_texts
from vsl.model.project import Word
from vsl.text.correction.edits import Edit, parts, retime_texts
from vsl.text.correction.glossary import MOST_WORDS, Glossary, Term
from vsl.text.grammar import FUNCTION_WORDS
from vsl.text.phonetics import likeness, sound_key

VERSION = 1

# By sound: shorter names have too many neighbours. Likeness to Rootwink: "rootwing" 0.91,
# "root link" 0.86, "brutwing" 0.71. With these bounds none of 6,900 words of prose was taken for
# one of 80 product names.
_LEAST_LETTERS, _LEAST_SOUNDS = 5, 3
_ALIKE, _ALIKE_OTHER_KEY = 0.8, 0.85
_LISTED, _SPELT, _SPELT_WITH_ENDING = 3.0, 2.0, 1.5  # scores that no likeness reaches
_ELIDING, _ELISION = ("fr", "it"), re.compile(r"\w{1,5}['’](?=\w)")
_PAUSE_MARK = re.compile(r"[.,!?;:…]\W*$")


@dataclass(frozen=True, slots=True)
class _Match:
    """A range of words that matches a name."""

    first: int
    stop: int
    term: Term
    score: float
    ending: str = ""  # after the name: 's or s

    @property
    def rank(self) -> tuple[float, int, int]:
        """The sort key: of two matches that share a word, the higher one counts."""
        return self.score, self.stop - self.first, -self.first


class GlossaryCorrector:
    """Writes names as the glossary does."""

    name = "glossary"
    parallel = False
    reach = 3 * (MOST_WORDS + 1)  # a match, its rivals, and their words

    def __init__(
        self, glossary: Glossary, language: str, *, is_word: Callable[[str], bool]
    ) -> None:
        """Build the corrector for one transcript.

        Args:
            is_word: whether the language's dictionary has a lower-case word.
        """
        self._language, self._is_word = language, is_word
        self._common = FUNCTION_WORDS.get(language, frozenset())
        self._spelt = {fold_text(term.text): term for term in glossary.terms}
        self._listed = {fold_text(a): term for term in glossary.terms for a in term.sounds_like}
        self._sounds = _by_sound(glossary.terms, language)
        self._first_sounds = {key[0] for key in self._sounds}
        forms = [form for term in glossary.terms for form in (term.text, *term.sounds_like)]
        self._most = max(map(_most_words, forms), default=1) + 1
        content = f"{VERSION} {language} {glossary.to_text()}"
        self.digest = hashlib.sha256(content.encode()).hexdigest()

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        """Return an edit for each name found; of overlapping matches the best counts."""
        matches = list(self._matches(words))
        best = (match for at, match in enumerate(matches) if _is_best(matches, at, self._most))
        named = ((m, self._write_name(words[m.first : m.stop], m)) for m in best)
        return [
            Edit(match.first, match.stop, new)
            for match, new in named
            if new != tuple(words[match.first : match.stop])
        ]

    def _matches(self, words: Sequence[Word]) -> Iterator[_Match]:
        """Yield every range of words that may be a name, in order."""
        heard = [fold_text(word.text.replace(self._elision(word), "", 1)) for word in words]
        sounds = [sound_key(letters, self._language) for letters in heard] if self._sounds else []
        for first in range(len(words)):
            letters = key = ""
            for stop in range(first + 1, min(len(words), first + self._most) + 1):
                letters += heard[stop - 1]
                match = self._spelt_so(letters, words, first, stop)
                if sounds:
                    sound = sounds[stop - 1]
                    key += sound.lstrip("a") if key else sound
                    match = match or self._sounding_so(letters, key, heard, first, stop)
                if match:
                    yield match
                if not heard[stop - 1] or _PAUSE_MARK.search(words[stop - 1].text):
                    break

    def _spelt_so(
        self, letters: str, words: Sequence[Word], first: int, stop: int
    ) -> _Match | None:
        if term := self._listed.get(letters):
            return _Match(first, stop, term, _LISTED)
        for bare in (letters, letters[:-1]) if letters.endswith("s") else (letters,):
            term = self._spelt.get(bare) or (self._listed.get(bare))
            if term and not self._is_function_words(words[first:stop], term):
                ending = _ending(words[stop - 1].text) if bare != letters else ""
                return _Match(first, stop, term, _SPELT_WITH_ENDING if ending else _SPELT, ending)
        return None

    def _is_function_words(self, words: Sequence[Word], term: Term) -> bool:
        """Return whether function words match by chance: "the land is" for Landis."""
        cores = [parts(word.text)[1] for word in words]
        if len(words) == len(term.text.split()):
            return all(core in self._common for core in cores)
        joined = any(char.isupper() for char in term.text[1:])  # "WeTransfer" is two words in one
        return not joined and not self._common.isdisjoint((cores[0], cores[-1]))

    def _sounding_so(
        self, letters: str, key: str, heard: Sequence[str], first: int, stop: int
    ) -> _Match | None:
        if len(key) < _LEAST_SOUNDS - 1 or key[0] not in self._first_sounds:
            return None
        if self._sounds.keys().isdisjoint(_near(key)):
            return None
        candidates = {term for near in _near(key) for term in self._sounds.get(near, ())}
        scores = ((self._likeness(letters, term), term) for term in candidates)
        score, term = max(
            scores, key=lambda scored: (scored[0], scored[1].text), default=(0.0, _NO)
        )
        if score == 0.0 or self._is_common(heard[first:stop]):
            return None
        return _Match(first, stop, term, score)

    def _likeness(self, letters: str, term: Term) -> float:
        """Return the likeness of a spelling and a name; 0 where it is below the bound."""
        score = likeness(letters, term.text, self._language)
        same = sound_key(letters, self._language) == sound_key(term.text, self._language)
        return score if score >= (_ALIKE if same else _ALIKE_OTHER_KEY) else 0.0

    def _is_common(self, heard: Sequence[str]) -> bool:
        """Return whether the words are ordinary language rather than a name."""
        if len(heard) == 1:
            return heard[0] in self._common or self._is_word(heard[0])
        return heard[0] in self._common or heard[-1] in self._common

    def _write_name(self, words: Sequence[Word], match: _Match) -> tuple[Word, ...]:
        """Return the name over the words' time, with their punctuation."""
        texts = match.term.text.split()
        texts[0] = parts(words[0].text)[0] + self._elision(words[0]) + texts[0]
        texts[-1] += match.ending + parts(words[-1].text)[2]
        return retime_texts(words, texts)

    def _elision(self, word: Word) -> str:
        """Return the article that French and Italian attach to a name: l'."""
        match = _ELISION.match(parts(word.text)[1]) if self._language in _ELIDING else None
        return match[0] if match and fold_text(word.text) not in self._spelt else ""


_NO = Term("")


def _most_words(form: str) -> int:
    """Return how many words a name may be recognised as; without spaces, one for each letter."""
    return count_tokens(form) if has_no_spaces(form) else min(MOST_WORDS, len(form.split()))


def _by_sound(terms: Sequence[Term], language: str) -> dict[str, list[Term]]:
    """Return the names that are long enough to match by sound, by their keys and near keys."""
    terms_by_key: dict[str, list[Term]] = {}
    for term in terms:
        letters = fold_text(term.text)
        key = sound_key(letters, language)
        if len(letters) >= _LEAST_LETTERS and len(key) >= _LEAST_SOUNDS:
            for near in _near(key):
                terms_by_key.setdefault(near, []).append(term)
    return terms_by_key


@cache_short_texts(65_536)
def _near(key: str) -> frozenset[str]:
    """Return the key, and the key without any one sound but the first.

    Two keys that share one of these differ by one sound: symmetric deletion, W. Garbe 2012,
    https://github.com/wolfgarbe/SymSpell.
    """
    return frozenset((key, *(key[:at] + key[at + 1 :] for at in range(1, len(key)))))


def _is_best(found: Sequence[_Match], at: int, most_words: int) -> bool:
    """Return whether no overlapping match ranks higher. Matches are in order."""
    match = found[at]
    before = at
    while before and found[before - 1].first > match.first - most_words:
        before -= 1
    for other in found[before:]:
        if other.first >= match.stop:
            return True
        if other.stop > match.first and other.rank > match.rank:
            return False
    return True


def _ending(text: str) -> str:
    core = parts(text)[1]
    return core[-2:] if core[-2:-1] in ("'", "’") else "s"
