"""Decide whether the words recognised for a word of the script are that word. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from vsl.model.project import Word
from vsl.text.script.gap_pairing import Pair
from vsl.text.script.placing import TokenSpan, spread
from vsl.text.script.sameness import is_same_word

_LINKS: Final = frozenset(("and", "e", "y", "et", "und", "de"))  # that speakers may add to a number


@dataclass(frozen=True, slots=True)
class HeardTokens:
    """Recognised tokens, their times, and the recognised word of each."""

    tokens: list[str]
    spans: list[TokenSpan]
    words: list[int]

    @classmethod
    def of(cls, heard: Sequence[Word], read: Sequence[tuple[str, ...]]) -> HeardTokens:
        """Return the tokens of the recognised words, each in one reading."""
        voice = cls([], [], [])
        floor = 0
        for number, (word, tokens) in enumerate(zip(heard, read, strict=True)):
            start = max(floor, word.start_ms)
            floor = max(start, word.end_ms)
            voice.tokens.extend(tokens)
            voice.spans.extend(spread(tokens, TokenSpan(start, floor, word.confidence)))
            voice.words.extend([number] * len(tokens))
        return voice


@dataclass(frozen=True, slots=True)
class Comparison:
    """The script's tokens in spoken order with the recognised tokens."""

    tokens: Sequence[str]
    voice: HeardTokens
    torn: frozenset[int]  # recognised words of which the script has only a part
    language: str

    @classmethod
    def of(
        cls, tokens: Sequence[str], voice: HeardTokens, pairs: Sequence[Pair], language: str
    ) -> Comparison:
        """Return the comparison for the given pairs."""
        long = {word for word, after in pairwise(voice.words) if word == after}
        if not long:
            return cls(tokens, voice, frozenset(), language)
        claimed = {n for pair in pairs for n in range(pair.heard_first, pair.heard_stop)}
        divided = [n for n, word in enumerate(voice.words) if word in long]
        inside = {voice.words[n] for n in divided if n in claimed}
        extra = {voice.words[n] for n in divided if n not in claimed}
        return cls(tokens, voice, frozenset(inside & extra), language)

    def is_one_token(self, pairs: Sequence[Pair | None]) -> bool:
        """Return whether a word of one token was recognised exactly, as most words are."""
        pair = pairs[0] if len(pairs) == 1 else None
        if pair is None or pair.likeness < 1:
            return False
        return not self.torn or not self._is_torn(pair)

    def matches(self, text: str, pairs: Sequence[Pair | None], *, is_name: bool) -> bool:
        """Return whether the recognised words for a word are that word.

        A figure must match exactly: fifteen sounds much like fifty.

        Args:
            pairs: of each of its tokens.
        """
        found = [pair for pair in pairs if pair]
        if not found or any(map(self._is_torn, found)) or self._has_more(found):
            return False
        is_exact = len(found) == len(pairs) and all(pair.likeness == 1 for pair in found)
        if is_exact or any(char.isdecimal() for char in text):
            return is_exact
        is_whole = 2 * len(found) > len(pairs)
        return is_whole and all(self._is_same(pair, is_name) for pair in found)

    def _is_torn(self, pair: Pair) -> bool:
        words = self.voice.words[pair.heard_first : pair.heard_stop]
        return not self.torn.isdisjoint(words)

    def _has_more(self, pairs: Sequence[Pair]) -> bool:
        """Return whether other words stand in between: "twenty seven dollars" for ``$20``."""
        if len(pairs) < 2:
            return False
        between = (
            self.voice.tokens[n]
            for before, after in pairwise(pairs)
            for n in range(before.heard_stop, after.heard_first)
        )
        return any(token not in _LINKS for token in between)

    def _is_same(self, pair: Pair, is_name: bool) -> bool:
        heard = slice(pair.heard_first, pair.heard_stop)
        return is_same_word(
            "".join(self.tokens[pair.first : pair.stop]),
            "".join(self.voice.tokens[heard]),
            likeness=pair.likeness,
            sure=min(span.confidence for span in self.voice.spans[heard]),
            is_name=is_name,
            language=self.language,
        )
