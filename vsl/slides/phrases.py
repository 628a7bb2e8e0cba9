"""Phrases of a list found in a text: tokens in, spans of tokens out. Pure but for its data files.

A phrase is one or more words in lower case; a star at a word's end stands for any ending, and
``#`` for a number in digits, with its currency or percent sign if it has one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

NUMBER = "#"
_START = 2  # letters that phrases are looked up by; no stem has fewer
_EDGES = re.compile(r"^[^\w$€£¥#%]+|[^\w%€£¥$]+$")
_IS_NUMBER = re.compile(r"(?:[a-z]{0,3}[$€£¥])?\d[\d.,:/\u202f]*(?:st|nd|rd|th|[kmx%º€£])?")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at tokens ``first`` up to, not including, ``stop``."""

    phrase: str
    first: int
    stop: int


class Phrases:
    """A list of phrases, ready to be found."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for phrase in phrases:
            words = tuple(phrase.lower().split())
            self._by_start.setdefault(words[0][:_START], []).append((phrase, words))

    def find(self, tokens: Sequence[str]) -> Iterator[Found]:
        """Where the phrases stand in ``tokens``, which ``strip_punctuation`` made; they may overlap."""
        for first, token in enumerate(tokens):
            near = self._by_start.get(token[:_START], ())
            if NUMBER in self._by_start and is_number(token):
                near = (*near, *self._by_start[NUMBER])
            for phrase, words in near:
                stop = first + len(words)
                if stop <= len(tokens) and all(map(_fits, words, tokens[first:stop])):
                    yield Found(phrase, first, stop)


def strip_punctuation(token: str) -> str:
    """``token`` in lower case, without the punctuation around it."""
    return _EDGES.sub("", token.replace("’", "'")).lower()


def is_number(token: str) -> bool:
    """Whether a bare token is written in digits."""
    return _IS_NUMBER.fullmatch(token) is not None


def _fits(wanted: str, token: str) -> bool:
    if wanted == NUMBER:
        return is_number(token)
    return token.startswith(wanted[:-1]) if wanted.endswith("*") else token == wanted


@cache
def rules(name: str) -> Any:
    """The data file ``rules/NAME.json``."""
    return json.loads((Path(__file__).parent / "rules" / f"{name}.json").read_text("utf-8"))


@cache
def phrases_of(name: str, kind: str, language: str) -> Phrases:
    """The phrases that a data file lists for ``kind`` in ``language``; none for others."""
    return Phrases(rules(name)[kind]["phrases"].get(language, ()))
