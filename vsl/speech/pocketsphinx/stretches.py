"""Find which of the script's tokens are said in which part of a recording. Pure.

Sentences and roughly recognised words go in; stretches come out: consecutive tokens with the time
they are said in, ready to be force-aligned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from operator import itemgetter

from vsl.basics.sequence_matching import matching_runs
from vsl.model.project import Word

ANCHOR_RUN = 3  # so many words in a row are not recognised by chance
_MOVED = 5  # nor so many in another place
_FASTEST_MS, _SLOWEST_MS = 30, 250  # per letter; outside, the text does not fit the time
_PAUSE_MS = 3_000  # of silence inside a stretch, at most
_MARGIN_MS = 300  # recognised words begin late and end early


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens ``first`` up to ``stop``, said between ``start_ms`` and ``end_ms``."""

    first: int
    stop: int
    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """Its length in milliseconds."""
        return self.end_ms - self.start_ms


def in_voice_order(sentences: Sequence[Sequence[str]], heard: Sequence[str]) -> list[str]:
    """Return the tokens in the order in which they were recognised.

    A passage that was not recognised at its place in the script, but among words that match no
    other passage, moves there. A passage that was not recognised stays after its predecessor.
    """
    tokens = [token for sentence in sentences for token in sentence]
    owners = [number for number, sentence in enumerate(sentences) for _ in sentence]
    places = _places(tokens, heard)
    free = list(_between(places.values(), len(heard)))
    passages: list[tuple[int, list[str]]] = []  # with the place where each was recognised
    place = -1
    shifts = [places[n] - n if n in places else None for n in range(len(tokens))]
    for _, group in groupby(range(len(tokens)), lambda n: (owners[n], shifts[n])):
        numbers = list(group)
        passage = [tokens[n] for n in numbers]
        least = min(_MOVED, len(sentences[owners[numbers[0]]]))  # a short sentence moves whole
        moved = None if numbers[0] in places else _elsewhere(passage, least, heard, free)
        place = places.get(numbers[0], place)
        passages.append((place if moved is None else moved, passage))
    passages.sort(key=itemgetter(0))
    return [token for _, passage in passages for token in passage]


def _places(tokens: Sequence[str], heard: Sequence[str]) -> dict[int, int]:
    """Return the positions of tokens recognised in a run, with those of the recognised words."""
    size = min(ANCHOR_RUN, len(tokens))
    runs = [run for run in matching_runs(tokens, heard) if run.size >= size]
    places = {run.first + k: run.other + k for run in runs for k in range(run.size)}
    for step in (1, -1):
        _lengthen(places, tokens, heard, step)
    return dict(sorted(places.items()))


def _lengthen(
    places: dict[int, int], tokens: Sequence[str], heard: Sequence[str], step: int
) -> None:
    """Add the tokens next to a run that match the recognised words next to it."""
    taken = set(places.values())
    for n, place in list(places.items()):
        n, place = n + step, place + step
        while (
            0 <= n < len(tokens)
            and 0 <= place < len(heard)
            and tokens[n] == heard[place]
            and n not in places
            and place not in taken
        ):
            places[n] = place
            taken.add(place)
            n, place = n + step, place + step


def _between(places: Iterable[int], end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of recognised words that match no token."""
    for before, after in pairwise((-1, *places, end)):
        if after > before + 1:
            yield before + 1, after


def _elsewhere(
    passage: Sequence[str], least: int, heard: Sequence[str], free: Sequence[tuple[int, int]]
) -> int | None:
    """Return where at least half and ``least`` of a passage match free words, or None."""
    needed = max(least, ANCHOR_RUN, len(passage) / 2)
    if len(passage) < needed:
        return None
    for start, stop in free:
        places = _places(passage, heard[start:stop])
        if len(places) >= needed:
            return start + min(places.values())
    return None


@dataclass(frozen=True)
class Plan:
    """Tokens in spoken order, matched to the recognised words."""

    tokens: Sequence[str]
    heard: Sequence[Word]
    end_ms: int  # of the recording

    @cached_property
    def _places(self) -> dict[int, int]:
        return _places(self.tokens, [word.text for word in self.heard])

    @cached_property
    def anchors(self) -> dict[int, Word]:
        """Positions of tokens recognised in a run, with the recognised words."""
        return {token: self.heard[place] for token, place in self._places.items()}

    def whole(self, start_ms: int, end_ms: int) -> list[Stretch]:
        """Return one stretch of all tokens in this time; none if they do not fit."""
        fits = self._fits(0, len(self.tokens), end_ms - start_ms)
        return [Stretch(0, len(self.tokens), start_ms, end_ms)] if fits else []

    def stretches(self) -> list[Stretch]:
        """Return stretches of consecutive tokens, from the first anchor to the last."""
        places = sorted(self.anchors)
        if not places:
            return []
        first, start = self._lead(0, places[0])
        stretches_before = []
        for here, after in pairwise(places):
            split = self._split(here, after)
            if split is None and self._are_neighbours(here, after):
                continue
            stop, end = self._tail(here, split or here + 1)
            stretches_before.append(Stretch(first, stop, start, end))
            first, start = self._lead(split or after, after)
        stop, end = self._tail(places[-1], len(self.tokens))
        return [*stretches_before, Stretch(first, stop, start, end)]

    def halves(self, stretch: Stretch) -> tuple[Stretch, Stretch] | None:
        """Return the stretch cut at the longest pause between adjacent anchors in its middle."""
        size = stretch.stop - stretch.first
        middle = range(stretch.first + size // 4, stretch.stop - size // 4 - 1)
        cuts = [n for n in middle if n in self.anchors and n + 1 in self.anchors]
        if not cuts:
            return None
        cut = max(cuts, key=lambda n: self.anchors[n + 1].start_ms - self.anchors[n].end_ms)
        time = (self.anchors[cut].end_ms + self.anchors[cut + 1].start_ms) // 2
        return (
            Stretch(stretch.first, cut + 1, stretch.start_ms, time),
            Stretch(cut + 1, stretch.stop, time, stretch.end_ms),
        )

    def _start(self, place: int) -> int:
        """Return when an anchor may begin, if the word recognised before it is not the script's."""
        return max(
            self.anchors[place].start_ms - _MARGIN_MS, self._over_ms(self._places[place] - 1)
        )

    def _end(self, place: int) -> int:
        """Return when an anchor may end, if the word recognised after it is not the script's."""
        return min(
            self.anchors[place].end_ms + _MARGIN_MS, self._start_of_word_ms(self._places[place] + 1)
        )

    def _over_ms(self, number: int) -> int:
        """Return when a recognised word ends; the start of the recording before the first."""
        return self.heard[number].end_ms if number >= 0 else 0

    def _start_of_word_ms(self, number: int) -> int:
        """Return when a recognised word begins; the end of the recording after the last."""
        return self.heard[number].start_ms if number < len(self.heard) else self.end_ms

    def _split(self, here: int, after: int) -> int | None:
        """Return the first token between two anchors that follows speech outside the script.

        None if there is no such speech, or if the tokens are recognised on neither side of it.
        """
        tokens = self.tokens[here + 1 : after]
        spoken = [word.text for word in self.heard[self._places[here] + 1 : self._places[after]]]
        if not tokens or len(spoken) < len(tokens) + 2 * ANCHOR_RUN:
            return None

        def count_found(cut: int) -> int:
            """Return how many tokens match on their side if ``cut`` of them come before."""
            left, right = tokens[:cut], tokens[cut:]
            behind, ahead = spoken[: len(left) + 1], spoken[len(spoken) - len(right) - 1 :]
            return sum(token in behind for token in left) + sum(token in ahead for token in right)

        cut = max(range(len(tokens) + 1), key=count_found)
        return here + 1 + cut if count_found(cut) * 2 > len(tokens) else None

    def _lead(self, first: int, place: int) -> tuple[int, int]:
        """Return where a stretch begins, with the tokens from ``first`` on if they fit."""
        start = self.anchors[place].start_ms
        earliest = max(0, start - self._room(first, place))
        count = place - first
        first_taken = self._misheard(count, self._places[place], step=-1)
        for begin in (max(earliest, self._over_ms(first_taken - 1)), earliest) if count else ():
            if self._fits(first, place, start - begin):
                return first, begin
        return place, self._start(place)

    def _tail(self, place: int, stop: int) -> tuple[int, int]:
        """Return where a stretch ends, with the tokens up to ``stop`` if they fit."""
        end = self.anchors[place].end_ms
        latest = min(self.end_ms, end + self._room(place + 1, stop))
        left = stop - place - 1
        stop_taken = self._misheard(left, self._places[place] + 1, step=1)
        for finish in (min(latest, self._start_of_word_ms(stop_taken)), latest) if left else ():
            if self._fits(place + 1, stop, finish - end):
                return stop, finish
        return place + 1, self._end(place)

    def _misheard(self, tokens: int, place: int, *, step: int) -> int:
        """Return where recognised words from ``place`` on may end that are misrecognised tokens.

        They are about as many, and a pause separates them from speech outside the script.
        """
        counts = range((tokens + 1) // 2, tokens + ANCHOR_RUN)
        ends = {min(max(0, place + step * count), len(self.heard)) for count in counts}
        by_count = sorted(ends, key=lambda number: abs(number - place - step * tokens))
        return max(by_count, key=self._pause_before)

    def _pause_before(self, number: int) -> int:
        """Return the silence before a recognised word; the recording's length at either end."""
        if 0 < number < len(self.heard):
            return self.heard[number].start_ms - self.heard[number - 1].end_ms
        return self.end_ms

    def _room(self, first: int, stop: int) -> int:
        """Return the longest time that these tokens may take, outside of any anchors."""
        return self._letters(first, stop) * _SLOWEST_MS // 2 + _MARGIN_MS

    def _are_neighbours(self, here: int, after: int) -> bool:
        """Return whether only the tokens between two anchors are said between them."""
        left, right = self.anchors[here], self.anchors[after]
        silence_ms = right.start_ms - left.end_ms
        if after == here + 1:
            others = self._places[after] - self._places[here] - 1
            return silence_ms <= _PAUSE_MS and others < ANCHOR_RUN
        # A few tokens may be contained in the recognised words around them.
        return self._fits(here + 1, after, silence_ms) or self._fits(
            here, after + 1, right.end_ms - left.start_ms
        )

    def _fits(self, first: int, stop: int, time_ms: int) -> bool:
        letters = self._letters(first, stop)
        return letters * _FASTEST_MS <= time_ms <= letters * _SLOWEST_MS + _PAUSE_MS

    def _letters(self, first: int, stop: int) -> int:
        return sum(len(token) for token in self.tokens[first:stop])
