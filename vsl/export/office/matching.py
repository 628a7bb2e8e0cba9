"""Match slides to the rows of an edited document. Pure.

Slides are matched by id where the document has ids, else by their text, word by word. What matches
nothing is a deleted slide or a new row. The order is that of the slides: a moved row counts at the
place of its slide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias, TypeVar

from vsl.basics.folding import fold_text
from vsl.basics.sequence_matching import matching_runs
from vsl.basics.spacing import join_lines, split_tokens
from vsl.export.office.page import Row
from vsl.model.project import Slide

_Value = TypeVar("_Value")
_Link: TypeAlias = tuple[int, int]  # positions of a slide and of its row


@dataclass(frozen=True, slots=True)
class MatchBlock:
    """Neighbouring slides and the rows they became; either may be empty."""

    slides: range
    rows: range


@dataclass(frozen=True, slots=True)
class Matching:
    """All slides and rows in blocks, in order."""

    rows: tuple[Row, ...]  # in the order of their slides
    blocks: tuple[MatchBlock, ...]
    moved: tuple[str, ...]  # ids of slides that were moved in the document
    found: int  # slides whose ids or words are in the rows


def match(slides: Sequence[Slide], rows: Sequence[Row]) -> Matching:
    """Return the matching of ``slides`` and ``rows``."""
    rows = _match_ids(slides, rows)
    has_ids = any(row.id for row in rows)
    rows, moved = _in_order(slides, rows)
    places = {slide.id: place for place, slide in enumerate(slides)}
    anchors = [(places[row.id], n) for n, row in enumerate(rows) if row.id]
    links = sorted([*anchors, *_links(slides, rows, anchors)])
    found = len({s for s, _ in links})
    if not has_ids:
        links = sorted([*links, *_pair_unlinked(links, len(slides), len(rows))])
    blocks = tuple(_blocks(_merge_links(links), len(slides), len(rows)))
    return Matching(tuple(rows), blocks, moved, found)


def fold_tokens(text: str) -> list[str]:
    """Return the tokens of a text for comparison: without case and punctuation."""
    return [_fold_token(token) for token in split_tokens(text)]


def _fold_token(token: str) -> str:
    return fold_text(token) or token


def _match_ids(slides: Sequence[Slide], rows: Sequence[Row]) -> list[Row]:
    """Return the rows with each id at one row only; unique equal texts give an id too."""
    texts = {slide.id: join_lines(slide.text) for slide in slides}
    best: dict[str, int] = {}
    for n, row in enumerate(rows):
        if row.id in texts and (
            row.id not in best or _likeness(row, texts) > _likeness(rows[best[row.id]], texts)
        ):
            best[row.id] = n
    named = [row if best.get(row.id) == n else replace(row, id="") for n, row in enumerate(rows)]
    free = _once((text, id) for id, text in texts.items() if id not in best)
    unmatched = _once((row.text, n) for n, row in enumerate(named) if not row.id and row.text)
    for text in free.keys() & unmatched.keys():
        named[unmatched[text]] = replace(named[unmatched[text]], id=free[text])
    return named


def _likeness(row: Row, texts: dict[str, str]) -> int:
    """Return how many tokens a row shares with the slide of its id; an equal text counts more."""
    text = texts[row.id]
    shared = Counter(fold_tokens(text)) & Counter(fold_tokens(row.text))
    return shared.total() + (text == row.text) * (1 + len(text))


def _once(pairs: Iterable[tuple[str, _Value]]) -> dict[str, _Value]:
    """Return the value of each text that occurs once."""
    pairs = list(pairs)
    counts = Counter(text for text, _ in pairs)
    return {text: value for text, value in pairs if counts[text] == 1}


def _in_order(slides: Sequence[Slide], rows: Sequence[Row]) -> tuple[list[Row], tuple[str, ...]]:
    """Return the rows with moved ones put back, and the ids of these.

    As few rows as possible count as moved: the longest run in order is kept.
    """
    places = {slide.id: place for place, slide in enumerate(slides)}
    numbers = [n for n, row in enumerate(rows) if row.id]
    kept = set(_longest_rise([(places[rows[n].id], n) for n in numbers]))
    moved = sorted((n for n in numbers if n not in kept), key=lambda n: places[rows[n].id])
    ordered = [row for n, row in enumerate(rows) if n not in set(moved)]
    for n in moved:
        place = places[rows[n].id]
        before = (i for i, row in enumerate(ordered) if row.id and places[row.id] > place)
        ordered.insert(next(before, len(ordered)), replace(rows[n], title=None))  # was another's
    return ordered, tuple(rows[n].id for n in moved)


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield the numbers of the longest sequence of (place, number) pairs with rising places."""
    tails: list[int] = []
    chains: list[tuple[int, object]] = []
    for place, number in pairs:
        length = bisect_left(tails, place)
        chain = (number, chains[length - 1] if length else None)
        tails[length : length + 1] = [place]
        chains[length : length + 1] = [chain]
    last: object = chains[-1] if chains else None
    while isinstance(last, tuple):
        yield last[0]
        last = last[1]


def _links(
    slides: Sequence[Slide], rows: Sequence[Row], anchors: Sequence[_Link]
) -> Iterator[_Link]:
    """Yield links by shared words, found between anchors with equal texts."""
    same = [
        (s, r) for s, r in anchors if split_tokens(slides[s].text) == split_tokens(rows[r].text)
    ]
    for (s, r), (s_end, r_end) in pairwise([(-1, -1), *same, (len(slides), len(rows))]):
        stretch = _Stretch(slides, rows, range(s + 1, s_end), range(r + 1, r_end))
        if stretch.slides and stretch.rows:
            yield from stretch.links([link for link in anchors if s < link[0] < s_end])


def _pair_unlinked(links: Sequence[_Link], slides: int, rows: int) -> Iterator[_Link]:
    """Yield unlinked slides and rows in pairs, between those that are linked."""
    for (s, r), (s_end, r_end) in pairwise([(-1, -1), *links, (slides, rows)]):
        yield from zip(range(s + 1, s_end), range(r + 1, r_end), strict=False)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Slides and rows between two pairs with equal texts."""

    all_slides: Sequence[Slide]
    all_rows: Sequence[Row]
    slides: range
    rows: range

    def links(self, anchors: Sequence[_Link]) -> Iterator[_Link]:
        """Yield links by shared words: half of an unlinked slide or row, or a moved break."""
        old = [(token, s) for s in self.slides for token in fold_tokens(self.all_slides[s].text)]
        new = [(token, r) for r in self.rows for token in fold_tokens(self.all_rows[r].text)]
        runs = matching_runs([token for token, _ in old], [token for token, _ in new], replacing=2)
        pairs = [(run.first + n, run.other + n) for run in runs for n in range(run.size)]
        shared = Counter((old[i][1], new[j][1]) for i, j in pairs)
        tied_slides, tied_rows = {s for s, _ in anchors}, {r for _, r in anchors}
        sizes = Counter(s for _, s in old), Counter(r for _, r in new)
        passed = _find_passed_words(old, new, set(pairs))
        for (s, r), count in shared.items():
            if (s, r) in anchors or any(
                (s < a) != (r < b) for a, b in anchors if s != a and r != b
            ):
                continue
            is_part = (s not in tied_slides and 2 * count >= sizes[0][s]) or (
                r not in tied_rows and 2 * count >= sizes[1][r]
            )
            if is_part or (s, r) in passed:
                yield s, r


def _find_passed_words(
    old: Sequence[tuple[str, int]], new: Sequence[tuple[str, int]], pairs: set[tuple[int, int]]
) -> set[_Link]:
    """Return slides whose first or last words are at the other end of a neighbour's row."""
    found = set()
    for i, j in pairs:
        (_, s), (_, r) = old[i], new[j]
        opens_row = j == 0 or new[j - 1][1] != r
        closes_row = j + 1 == len(new) or new[j + 1][1] != r
        tail = next(n for n in range(i, len(old) + 1) if n == len(old) or old[n][1] != s)
        head = next(n for n in range(i, -2, -1) if n < 0 or old[n][1] != s)
        if opens_row and all((n, j + n - i) in pairs for n in range(i, tail)):
            found.add((s, r))
        if closes_row and all((n, j + n - i) in pairs for n in range(head + 1, i)):
            found.add((s, r))
    return found


def _merge_links(links: Sequence[_Link]) -> Iterator[MatchBlock]:
    """Yield blocks of links that share a slide or a row, with everything between them."""
    block: MatchBlock | None = None
    for s, r in links:
        if block and (s < block.slides.stop or r < block.rows.stop):
            block = MatchBlock(
                range(block.slides.start, max(block.slides.stop, s + 1)),
                range(min(block.rows.start, r), max(block.rows.stop, r + 1)),
            )
            continue
        if block:
            yield block
        block = MatchBlock(range(s, s + 1), range(r, r + 1))
    if block:
        yield block


def _blocks(linked: Iterable[MatchBlock], slides: int, rows: int) -> Iterator[MatchBlock]:
    """Yield the blocks and what lies between them: deleted slides, then new rows."""
    s = r = 0
    end = MatchBlock(range(slides, slides), range(rows, rows))
    for block in (*linked, end):
        if s < block.slides.start or r < block.rows.start:
            yield MatchBlock(range(s, block.slides.start), range(0))
            yield MatchBlock(range(0), range(r, block.rows.start))
        if block is not end:
            yield block
        s, r = block.slides.stop, block.rows.stop
