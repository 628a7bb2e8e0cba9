"""Assign times to ranges of words: every slide begins with its first word.

Times are absolute, never sums of durations, so they cannot drift. A slide that begins with its
first word is neither late nor early, so the boundary is never moved, not even by the two frames
that captions are allowed; slides long enough to read are the task of segmentation. Only the first
slide may appear before its words: a video with a blank first picture looks broken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, count, pairwise
from typing import Final

from vsl.basics.spacing import join_words
from vsl.model.project import Slide, Word, WordRange
from vsl.slides.limits import SHORTEST_MS

FIRST_SLIDE: Final = ("start", "soon", "voice")
"""When the first slide appears: always at the start of the video; at the start if the voice begins
within a second, else with its first word; or always with its first word."""

_SOON_MS: Final = 1000  # too short for a viewer to read the slide and wait
_LINGER_MS = 250  # that a caption stays after its last word
_LEAST_GAP_MS, _CLOSED_GAP_MS = 83, 500  # 2 and 12 frames at 24 frames a second


def time_slides(
    ranges: Sequence[WordRange], words: Sequence[Word], duration_ms: int
) -> tuple[Slide, ...]:
    """Return the slides of ``ranges``, each from its first word to the next slide's first word.

    During a pause the slide stays, and the last one stays to the end of the recording. A slide's id
    is made of its start, so that it survives a new segmentation of other words.

    Args:
        ranges: in order, covering ``words``.
        duration_ms: length of the recording, not before the last word's start.

    >>> words = [Word("Buy", 400, 700), Word("now.", 700, 1100), Word("Why?", 2000, 2300)]
    >>> slides = time_slides([WordRange(0, 1), WordRange(2, 2)], words, 3000)
    >>> [(slide.id, slide.text, slide.start_ms, slide.end_ms) for slide in slides]
    [('s400', 'Buy now.', 400, 2000), ('s2000', 'Why?', 2000, 3000)]
    """
    starts = [words[span.first].start_ms for span in ranges]
    shown = pairwise([*starts, max(duration_ms, starts[-1])]) if starts else ()
    ids = _ids(starts)
    return tuple(
        Slide(next(ids), text_of(words, span), start_ms, end_ms, span)
        for span, (start_ms, end_ms) in zip(ranges, shown, strict=True)
    )


def time_captions(
    ranges: Sequence[WordRange], words: Sequence[Word], duration_ms: int
) -> tuple[Slide, ...]:
    """Return captions of ``ranges``: each from its first word until a little after its last.

    Short gaps are closed to the minimum, so that captions don't flicker.

    Source: Netflix Timed Text Style Guide, "Timing": out-times up to half a second after the sound,
    gaps of up to 12 frames closed to 2, at least 5/6 s on the screen.

    >>> words = [Word("Buy", 400, 700), Word("now.", 700, 1100), Word("Why?", 4000, 4300)]
    >>> captions = time_captions([WordRange(0, 1), WordRange(2, 2)], words, 9000)
    >>> [(caption.start_ms, caption.end_ms) for caption in captions]
    [(400, 1350), (4000, 4833)]
    """
    starts = [words[span.first].start_ms for span in ranges]
    nexts = (*starts[1:], duration_ms + _LEAST_GAP_MS)[: len(starts)]
    captions = []
    for slide, next_ms in zip(time_slides(ranges, words, duration_ms), nexts, strict=True):
        latest_ms = max(next_ms - _LEAST_GAP_MS, slide.start_ms + 1)
        said_ms = words[slide.words.last].end_ms if slide.words else slide.end_ms
        end_ms = max(said_ms + _LINGER_MS, slide.start_ms + SHORTEST_MS)
        closes = latest_ms - end_ms <= _CLOSED_GAP_MS - _LEAST_GAP_MS
        end_ms = latest_ms if closes else end_ms
        captions.append(replace(slide, end_ms=min(end_ms, slide.end_ms)))
    return tuple(captions)


def find_opening_ms(voice_ms: int, first_slide: str) -> int:
    """Return when the first slide appears, in ms.

    Args:
        voice_ms: the start of its first word.
        first_slide: one of ``FIRST_SLIDE``.

    >>> [find_opening_ms(400, when) for when in FIRST_SLIDE]
    [0, 0, 400]
    >>> [find_opening_ms(4000, when) for when in FIRST_SLIDE]
    [0, 4000, 4000]
    """
    is_early = first_slide == "start" or (first_slide == "soon" and voice_ms <= _SOON_MS)
    return 0 if is_early else voice_ms


def slide_id(start_ms: int, taken: Collection[str]) -> str:
    """Return an id for a slide that begins at ``start_ms``, not one of ``taken``.

    >>> slide_id(1200, []), slide_id(1200, ["s1200"])
    ('s1200', 's1200-2')
    """
    names = chain((f"s{start_ms}",), (f"s{start_ms}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def text_of(words: Sequence[Word], span: WordRange) -> str:
    """Return the text of a range of words as one line."""
    return join_words([word.text for word in words[span.first : span.last + 1]]).strip()


def _ids(starts: Sequence[int]) -> Iterator[str]:
    taken: set[str] = set()
    for start_ms in starts:
        taken.add(name := slide_id(start_ms, taken))
        yield name
