"""Checks of time: is every slide readable, and does it appear with its words? Pure.

Source: Netflix Timed Text Style Guide (5/6 s to 7 s, in-times within 2 frames of the sound); 17
characters a second are comfortable, above 21 viewers cannot keep up; BBC Subtitle Guidelines, 160
to 180 words a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from vsl.basics.punctuation import ends_clause
from vsl.basics.reading_limits import find_limits, measure
from vsl.basics.spacing import count_words, join_words, split_tokens
from vsl.model.project import Slide
from vsl.slides.editing.edits import Merge, MoveBoundary, Split
from vsl.slides.limits import EASY_CPS, LONGEST_MS, MOST_CPS
from vsl.slides.lint.findings import CheckedDeck, Finding, at
from vsl.slides.phrases import is_number, strip_punctuation
from vsl.slides.segmentation.presets import CLASSIC, PRESETS
from vsl.slides.tokens import token_times

SLOWEST_WPM, FASTEST_WPM = 100.0, 180.0  # words a minute of a section
_EARLY_MS = 80  # two frames of 25 a second
_FIRST_TEXT_MS = 1000
_MOST_TOKENS = 11  # of a merged slide
_SECTION_MS = 20_000  # shorter sections are not checked
_BANDS = ((297, 15, 20), (997, 20, 30), (float("inf"), 30, 45))  # highest price, minutes
_MONEY = re.compile(r"[$€£¥]")


def reading_speed(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides with more text than their time allows to read."""
    for slide in checked.visible_slides:
        seconds = (slide.end_ms - slide.start_ms) / 1000
        speed = measure(slide.text) / seconds if seconds else 0.0
        limits = find_limits(slide.text)
        easy = (limits and limits.most_cps) or EASY_CPS  # viewers listen as well
        if speed > easy:
            reason = f"{speed:.1f} characters a second; {easy:.0f} read with ease."
            is_hopeless = speed > easy * MOST_CPS / EASY_CPS
            yield at(slide, "too fast to read", reason, 0.8 if is_hopeless else 0.3)


def section_pace(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield sections spoken much faster or slower than usual."""
    slides = checked.deck.slides
    order = {slide.id: n for n, slide in enumerate(slides)}
    firsts = [order[section.slide] for section in checked.deck.sections]
    for first, stop in pairwise([*firsts, len(slides)] if firsts else ()):
        part = slides[first:stop]
        length_ms = part[-1].end_ms - part[0].start_ms
        speed = sum(count_words(slide.text) for slide in part) * 60_000 / max(1, length_ms)
        if length_ms >= _SECTION_MS and not SLOWEST_WPM <= speed <= FASTEST_WPM:
            way = "fast" if speed > FASTEST_WPM else "slow"
            reason = f"This section runs at {speed:.0f} words a minute; 120 to 160 sell best."
            yield at(part[0], f"{way} section", reason, 0.4)


def too_short(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides that disappear before they can be read."""
    preset = PRESETS.get(checked.deck.preset, CLASSIC)
    for slide, following in pairwise((*checked.deck.slides, None)):
        if slide is None or slide.hidden or slide.end_ms - slide.start_ms >= preset.min_ms:
            continue
        fix = Merge(slide.id) if following and _go_together(slide, following) else None
        reason = f"On the screen for {(slide.end_ms - slide.start_ms) / 1000:.1f} s only."
        yield at(slide, "too short", reason, 0.6, fix)


def _go_together(slide: Slide, following: Slide) -> bool:
    words = count_words(slide.text) + count_words(following.text)
    return words <= _MOST_TOKENS and following.end_ms - slide.start_ms <= LONGEST_MS


def too_long(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides that stay too long."""
    for slide in checked.visible_slides:
        seconds = (slide.end_ms - slide.start_ms) / 1000
        if seconds > LONGEST_MS / 1000:
            reason = f"Stands for {seconds:.1f} s; after 7 s eyes wander."
            yield at(slide, "too long", reason, 0.3, _halving(checked, slide))


def _halving(checked: CheckedDeck, slide: Slide) -> Split | None:
    """Return a split near the middle of the time, preferably at a clause's end; None if too
    short.
    """
    tokens = token_times(slide, checked.words)
    middle_ms = (slide.start_ms + slide.end_ms) / 2
    inside = [n for n in range(2, len(tokens) - 1) if tokens[n].start_ms > slide.start_ms]
    if not inside:
        return None

    def cost(n: int) -> float:
        is_seam = ends_clause(tokens[n - 1].text)
        return abs(tokens[n].start_ms - middle_ms) * (0.5 if is_seam else 1.0)

    return Split(slide.id, min(inside, key=cost))


def before_the_voice(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides that show text before it is spoken."""
    for slide in checked.visible_slides:
        said = checked.words_of(slide)
        if not said or said[0].start_ms - slide.start_ms <= _EARLY_MS:
            continue
        ahead_ms = said[0].start_ms - slide.start_ms
        fits = said[0].start_ms < slide.end_ms
        fix = MoveBoundary(slide.id, said[0].start_ms) if fits else None
        reason = f"Appears {ahead_ms / 1000:.1f} s before it is spoken."
        yield at(slide, "text before voice", reason, 0.6, fix)


def in_silence(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides with words at times without speech."""
    if checked.speech is None:
        return
    for slide in checked.visible_slides:
        lost = [w for w in checked.words_of(slide) if not _is_spoken(w.start_ms, w.end_ms, checked)]
        if lost:
            words = join_words([word.text for word in lost[:4]])
            yield at(slide, "words in silence", f"Nobody speaks where “{words}” stands.", 0.5)


def _is_spoken(start_ms: int, end_ms: int, checked: CheckedDeck) -> bool:
    return any(
        start <= start_ms < end or start < end_ms <= end or (start_ms <= start and end <= end_ms)
        for start, end in checked.speech or ()
    )


def late_start(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield a finding if the first slide appears late."""
    slides = checked.visible_slides
    if slides and slides[0].start_ms > _FIRST_TEXT_MS:
        seconds = slides[0].start_ms / 1000
        reason = f"The first text comes after {seconds:.1f} s; cut the silence or add a title."
        yield Finding("late start", 0, reason, 0.6)


def length_for_the_price(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield a finding if the letter's length is unusual for its price (practitioners' rule)."""
    price = _last_price(checked)
    if price is None:
        return
    low, high = next((low, high) for most, low, high in _BANDS if price <= most)
    minutes = checked.deck.duration_ms / 60_000
    if not low <= minutes <= high:
        reason = (
            f"The letter lasts {minutes:.0f} min; at a price of {price:g}, {low} to {high} min are"
            " usual."
        )
        yield Finding("length for the price", 0, reason, 0.1)


def _last_price(checked: CheckedDeck) -> float | None:
    tokens = [
        strip_punctuation(token)
        for slide in checked.visible_slides
        for token in split_tokens(slide.text)
    ]
    for n in range(len(tokens) - 1, -1, -1):
        near = "".join(tokens[max(0, n - 1) : n + 2])
        if is_number(tokens[n]) and _MONEY.search(near):
            return _amount(tokens[n])
    return None


def _amount(token: str) -> float:
    """Return the value of a price; its last separator is the decimal one if two digits follow."""
    digits = re.sub(r"[^\d.,]", "", token)
    whole, mark, cents = digits[:-3], digits[-3:-2], digits[-2:]
    if mark not in (".", ","):
        whole, cents = digits, "0"
    return float(f"{re.sub('[.,]', '', whole) or 0}.{re.sub('[.,]', '', cents)}")
