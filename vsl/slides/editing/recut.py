"""Edits that change where slides begin and end. Pure; each takes a draft and returns a new one."""

from __future__ import annotations

from dataclasses import replace

from vsl.basics.spacing import count_tokens, join_words
from vsl.errors import BadInput
from vsl.model.project import Slide, WordRange
from vsl.slides.editing import edits
from vsl.slides.editing.restyle import without_section
from vsl.slides.editing.retype import Draft
from vsl.slides.timing import slide_id
from vsl.slides.tokens import halve_slide, move_emphasis, token_times


def split(draft: Draft, edit: edits.Split) -> Draft:
    """Return the draft with a slide split in two.

    Raises:
        BadInput: no such slide or token, or one half would have no duration.
    """
    position = draft.position(edit.slide)
    slide = draft.deck.slides[position]
    return draft.with_slides(position, 1, _halves(draft, slide, edit.token, _ids(draft)))


def _halves(draft: Draft, slide: Slide, token: int, taken: set[str]) -> tuple[Slide, Slide]:
    count = count_tokens(slide.text)
    if not 0 < token < count:
        raise BadInput(f"Slide {slide.id!r} has {count} words; split it between two of them.")
    left, right = halve_slide(slide, token, draft.words)
    if not slide.start_ms < right.start_ms < slide.end_ms:
        raise BadInput(f"Slide {slide.id!r} is too short in time to be split there.")
    right = replace(right, id=slide_id(right.start_ms, taken), pinned=True)
    return replace(left, pinned=True), right


def merge(draft: Draft, edit: edits.Merge) -> Draft:
    """Return the draft with two neighbouring slides merged.

    Raises:
        BadInput: no such slide, or no slide after it.
    """
    position = _with_a_next(draft, edit.slide)
    left, right = draft.deck.slides[position : position + 2]
    merged = draft.with_slides(position, 2, [_join_slides(left, right)])
    return without_section(merged, right.id, position + 1)


def _join_slides(left: Slide, right: Slide) -> Slide:
    spans = [slide.words for slide in (left, right) if slide.words]
    text = join_words([left.text, right.text]).strip()
    behind = count_tokens(text) - count_tokens(right.text)
    return replace(
        left,
        text=text,
        end_ms=right.end_ms,
        words=WordRange(spans[0].first, spans[-1].last) if spans else None,
        emphasis=left.emphasis + move_emphasis(right.emphasis, behind),
        hidden=left.hidden and right.hidden,
        pinned=True,
    )


def move_break(draft: Draft, edit: edits.MoveBreak) -> Draft:
    """Return the draft with the break between two neighbours moved.

    Raises:
        BadInput: no such slide, none after it, or a break outside the two.
    """
    position = _with_a_next(draft, edit.slide)
    left, right = draft.deck.slides[position : position + 2]
    joined = _join_slides(left, right)
    first, second = _halves(draft, joined, edit.tokens, _ids(draft))
    return draft.with_slides(
        position, 2, [replace(first, hidden=left.hidden), replace(second, id=right.id)]
    )


def move_boundary(draft: Draft, edit: edits.MoveBoundary) -> Draft:
    """Return the draft with a slide that appears at another time.

    Raises:
        BadInput: no such slide, or it would overlap a neighbour.
    """
    position = draft.position(edit.slide)
    slide = draft.deck.slides[position]
    before = draft.deck.slides[position - 1] if position else None
    earliest = before.start_ms + 1 if before else 0
    if not earliest <= edit.start_ms < slide.end_ms:
        raise BadInput(
            f"Slide {slide.id!r} may begin from {earliest} to {slide.end_ms - 1} ms;"
            f" {edit.start_ms} ms would overlap a neighbour."
        )
    moved = replace(slide, start_ms=edit.start_ms, pinned=True)
    if before is None:
        return draft.with_slides(0, 1, [moved])
    return draft.with_slides(position - 1, 2, [replace(before, end_ms=edit.start_ms), moved])


def insert(draft: Draft, edit: edits.Insert) -> Draft:
    """Return the draft with an unspoken slide in the time of another.

    Raises:
        BadInput: no text, no such slide, or no time for it.
    """
    if not edit.text.strip():
        raise BadInput("A new slide needs a text.")
    if edit.after:
        position = draft.position(edit.after)
        host = draft.deck.slides[position]
        start_ms = _free_from(draft, host) if edit.start_ms is None else edit.start_ms
        kept = [replace(host, end_ms=start_ms, pinned=True)]
        earliest, end_ms = host.start_ms + 1, host.end_ms
    else:
        position, kept, earliest = 0, [], 0
        slides = draft.deck.slides
        end_ms = slides[0].start_ms if slides else draft.deck.duration_ms
        start_ms = edit.start_ms or 0
    if not earliest <= start_ms < end_ms:
        raise BadInput(
            f"A slide there may begin from {earliest} to {end_ms - 1} ms, not at {start_ms} ms."
            if earliest < end_ms
            else "There is no time for another slide there."
        )
    name = slide_id(start_ms, _ids(draft))
    new = Slide(name, edit.text.strip(), start_ms, end_ms, pinned=True)
    return draft.with_slides(position, len(kept), [*kept, new])


def _free_from(draft: Draft, slide: Slide) -> int:
    """Return when a slide has been spoken, if a pause follows; else the middle of its time."""
    said_ms = max(token.end_ms for token in token_times(slide, draft.words))
    half_ms = (slide.start_ms + slide.end_ms) // 2
    return said_ms if slide.words and half_ms < said_ms < slide.end_ms else half_ms


def duplicate(draft: Draft, edit: edits.Duplicate) -> Draft:
    """Return the draft with a slide shown twice in its own time.

    Raises:
        BadInput: no such slide, or too little time.
    """
    position = draft.position(edit.slide)
    slide = draft.deck.slides[position]
    half_ms = (slide.start_ms + slide.end_ms) // 2
    if half_ms == slide.start_ms:
        raise BadInput(f"Slide {slide.id!r} is too short in time to be shown twice.")
    first = replace(slide, end_ms=half_ms, pinned=True)
    name = slide_id(half_ms, _ids(draft))
    second = replace(first, id=name, start_ms=half_ms, end_ms=slide.end_ms, words=None)
    return draft.with_slides(position, 1, [first, second])


def delete(draft: Draft, edit: edits.Delete) -> Draft:
    """Return the draft without a slide; its words stay in the captions.

    Raises:
        BadInput: no such slide.
    """
    position = draft.position(edit.slide)
    gone = draft.deck.slides[position]
    if not position:
        return without_section(draft.with_slides(0, 1, []), gone.id, 0)
    before = replace(draft.deck.slides[position - 1], end_ms=gone.end_ms)
    after = draft.with_slides(position - 1, 2, [before])
    return without_section(after, gone.id, position)


def _with_a_next(draft: Draft, slide: str) -> int:
    position = draft.position(slide)
    if position + 1 == len(draft.deck.slides):
        raise BadInput(f"Slide {slide!r} is the last one; no slide comes after it.")
    return position


def _ids(draft: Draft) -> set[str]:
    return {slide.id for slide in draft.deck.slides}
