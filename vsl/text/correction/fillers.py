"""Remove hesitations and false starts: words in, the same words without them out. Pure.

They disappear from the slides only; the audio keeps them, and no other word is retimed. Repetitions
that may be intended ("very very", "that that", German "die, die") stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vsl.basics.punctuation import SENTENCE_ENDS, ends_sentence
from vsl.model.project import Word
from vsl.text.correction.edits import Edit, parts, replace_texts

VERSION = 1

# Sounds that are not words of the language. A colon marks a repeatable letter: u:m is "uuum".
_HESITATIONS = {
    "en": "u:m u:h uhm e:rm h:m:",
    "pt": "h:m: hum: ahn: hã: ã: ãh ééé: uhm",  # "um" is an article
    "es": "e:h e:m m:m: ehm uhm",
    "fr": "eu:h heu: h:m: mm:",
    "de": "ä:h ä:hm ö:h ö:hm h:m: e:hm",
    "it": "e:hm u:hm m:m: ehmm",
}
# Words that are hesitations only where the recogniser writes an ellipsis: "este…".
_DRAWN_OUT = {
    "en": "so and but the a i", "pt": "é e aí então o a que", "es": "este esto e y o el que",
    "fr": "ben donc et le de que", "de": "also und ja der", "it": "cioè e allora il che",
}  # fmt: skip
# Words that are never repeated on purpose.
_NEVER_TWICE = {
    "en": "the a an i we they he she to of and or but with from for at as my our your their if "
    "when because i'm we're you're they're it's i've we've i'll we'll",
    "pt": "o os um uma uns umas de do da dos das em no na nos nas para pra com por e mas eu ele "
    "ela eles elas meu minha seu sua se ao quando porque",
    "es": "el los las un una unos unas de del en con por para y pero yo ella ellos mi mis tu tus "
    "su sus al cuando porque",
    "fr": "le la les un une des du de et mais je il elle ils elles on à dans pour par avec mon ma "
    "mes ton ta son sa au aux quand parce",
    "de": "ich wir er ein eine einen und oder aber mit von zu für im am vom zum mein unser wenn "
    "weil",
    "it": "il lo la i gli le un una di del della dei delle e ma io con per mio mia nel nella al "
    "quando perché se",
}
# Second words of repeated pairs: "I was I was".
_SECOND = {
    "en": "was am will have had can could would do did are were want need think know mean",
    "pt": "vou vai tem tenho é foi era estou está posso quero que",
    "es": "voy va tengo tiene es fue era estoy está puedo quiero que",
    "fr": "suis est ai a vais va veux peux que", "de": "bin ist habe hat war will kann muss",
    "it": "sono è ho ha vado va voglio posso che",
}  # fmt: skip
_LONGEST_RUN = 6  # dropped words in a row across which punctuation is moved
_LONGEST_REPEAT_MS = 1500  # between the starts of both; later it is a new sentence


@dataclass(frozen=True, slots=True)
class Fillers:
    """Drops hesitations and false starts."""

    language: str
    name: str = "fillers"
    parallel: bool = False
    reach: int = 12  # words of context

    @property
    def digest(self) -> str:
        """The version and settings that decide the result."""
        return f"{VERSION} {self.language}"

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        """Return the drops, and the capitals and full stops that neighbouring words take over."""
        normalised = _NormalisedWords.of(words, self.language)
        drops = [normalised.is_dropped(at) for at in range(len(words))]
        texts: list[str | None] = [word.text for word in words]
        for at in (at for at, drop in enumerate(drops) if drop):
            texts[at] = None
            _move_punctuation(words[at].text, texts, at, drops)
        return list(replace_texts(words, texts))


@dataclass(frozen=True, slots=True)
class _NormalisedWords:
    """Words with the normalised forms that are compared."""

    words: Sequence[Word]
    cores: Sequence[str]
    language: str

    @classmethod
    def of(cls, words: Sequence[Word], language: str) -> _NormalisedWords:
        return cls(words, [parts(word.text)[1].lower() for word in words], language)

    def is_dropped(self, at: int) -> bool:
        """Return whether a word is a hesitation or the first of two attempts."""
        word = self.words[at]
        if word.emphasised or word.spoken:
            return False
        return self._is_filler(at) or self._is_cut_off(at) or self._is_begun_again(at)

    def _is_filler(self, at: int) -> bool:
        text = self.words[at].text.replace("...", "…")
        if text.endswith("…") and self.cores[at] in _DRAWN_OUT_OF[self.language]:
            return True
        hesitation = _HESITATION_OF[self.language].fullmatch(self.cores[at])
        return hesitation is not None and not text.endswith(("?", "!"))

    def _is_cut_off(self, at: int) -> bool:
        """Return whether a word is broken off and repeated in full: ``th-`` before ``the``."""
        if at + 1 == len(self.words) or not self.words[at].text.endswith(("-", "–")):
            return False
        return bool(self.cores[at]) and self.cores[at + 1].startswith(self.cores[at])

    def _is_begun_again(self, at: int) -> bool:
        once = _NEVER_TWICE_OF[self.language]
        if self._is_repeated(at, 1) and self.cores[at] in once:
            return True
        for first in (at, at - 1):  # a pair is dropped whole
            if first >= 0 and self._is_repeated(first, 2):
                pair = self.cores[first : first + 2]
                if pair[0] in once and pair[1] in once | _SECOND_OF[self.language]:
                    return True
        return False

    def _is_repeated(self, at: int, size: int) -> bool:
        """Return whether ``size`` words from ``at`` are repeated at once, in the same sentence."""
        again = at + size
        if (
            again + size > len(self.words)
            or self.cores[at:again] != self.cores[again : again + size]
        ):
            return False
        if self.words[again].start_ms - self.words[at].start_ms > _LONGEST_REPEAT_MS:
            return False
        return not any(ends_sentence(word.text) for word in self.words[at:again])


def _move_punctuation(
    dropped: str, texts: list[str | None], at: int, drops: Sequence[bool]
) -> None:
    """Move a dropped word's sentence end to the word before, its capital to the word after."""
    first, stop = max(-1, at - _LONGEST_RUN), min(len(drops), at + _LONGEST_RUN)
    end = next((sign for sign in parts(dropped)[2] if sign in SENTENCE_ENDS), "")
    before = next((n for n in range(at - 1, first, -1) if not drops[n]), None)
    if end and before is not None and dropped[-1] != "…" and not dropped.endswith("..."):
        text = texts[before] or ""
        if not text.endswith(SENTENCE_ENDS):
            texts[before] = text.rstrip(",;:-–— ") + end
    after = next((n for n in range(at + 1, stop) if not drops[n]), None)
    if dropped[:1].isupper() and after is not None:
        starts = before is None or (texts[before] or "").endswith(SENTENCE_ENDS)
        text = texts[after] or ""
        texts[after] = text[:1].upper() + text[1:] if starts else text


def _sets(lists: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in lists.items()}


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.sub(r"(\w):", r"\1+", word) for word in words.split()))


LANGUAGES = frozenset(_HESITATIONS)
_HESITATION_OF = {language: _pattern(words) for language, words in _HESITATIONS.items()}
_DRAWN_OUT_OF = _sets(_DRAWN_OUT)
_NEVER_TWICE_OF = _sets(_NEVER_TWICE)
_SECOND_OF = _sets(_SECOND)
