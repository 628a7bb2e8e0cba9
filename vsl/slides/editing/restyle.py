"""Edits that change the look and meaning of slides, not their times. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vsl.basics.spacing import count_tokens
from vsl.errors import BadInput
from vsl.model.project import Emphasis, Section
from vsl.slides.builds import REVEALS
from vsl.slides.editing import edits
from vsl.slides.editing.retype import Draft


def emphasise(draft: Draft, edit: edits.Emphasise) -> Draft:
    """Return the draft with tokens of a slide emphasised.

    Raises:
        BadInput: no such slide or token.
    """
    position = draft.position(edit.slide)
    slide = draft.deck.slides[position]
    count = count_tokens(slide.text)
    if wrong := [token for token in edit.tokens if not 0 <= token < count]:
        raise BadInput(f"Slide {slide.id!r} has {count} words; there is no number {wrong[0]}.")
    kept = [each for each in slide.emphasis if each.token not in edit.tokens]
    if edit.kind:
        kept += [Emphasis(token, edit.kind) for token in set(edit.tokens)]
    marks = tuple(sorted(kept, key=lambda each: each.token))
    return draft.with_slides(position, 1, [replace(slide, emphasis=marks, pinned=True)])


def hide(draft: Draft, edit: edits.Hide) -> Draft:
    """Return the draft with a slide hidden, or shown again.

    Raises:
        BadInput: no such slide.
    """
    position = draft.position(edit.slide)
    slide = draft.deck.slides[position]
    return draft.with_slides(position, 1, [replace(slide, hidden=edit.hidden)])


def set_reveal(draft: Draft, edit: edits.SetReveal) -> Draft:
    """Return the draft with the reveal of one slide, or of all, changed.

    Raises:
        BadInput: no such slide, or unknown reveal.
    """
    if edit.reveal not in REVEALS:
        known = ", ".join(name for name in REVEALS if name)
        raise BadInput(f"{edit.reveal!r} is no way to reveal a slide; use one of {known}.")
    chosen = draft.position(edit.slide) if edit.slide else None
    slides = [
        replace(slide, reveal=edit.reveal) if chosen in (None, position) else slide
        for position, slide in enumerate(draft.deck.slides)
    ]
    return draft.with_slides(0, len(slides), slides)


def set_section(draft: Draft, edit: edits.SetSection) -> Draft:
    """Return the draft with a section that begins at a slide, or without it.

    Raises:
        BadInput: no such slide.
    """
    draft.position(edit.slide)
    kept = [each for each in draft.deck.sections if each.slide != edit.slide]
    if edit.kind:
        kept.append(Section(edit.kind, edit.slide, edit.title))
    return _with_sections(draft, kept)


def set_theme(draft: Draft, edit: edits.SetTheme) -> Draft:
    """Return the draft with another theme."""
    return replace(draft, deck=replace(draft.deck, theme=edit.theme))


def set_staging(draft: Draft, edit: edits.SetStaging) -> Draft:
    """Return the draft with another staging."""
    return replace(draft, deck=replace(draft.deck, staging=edit.staging))


def without_section(draft: Draft, slide: str, heir: int) -> Draft:
    """Return the draft with a removed slide's section moved to the slide at ``heir``.

    The section is dropped if that slide has a section of its own or does not exist.
    """
    slides = draft.deck.slides
    taken = {each.slide for each in draft.deck.sections}
    name = slides[heir].id if heir < len(slides) else ""
    free = name and name not in taken
    kept = [
        replace(each, slide=name) if each.slide == slide else each
        for each in draft.deck.sections
        if each.slide != slide or free
    ]
    return _with_sections(draft, kept)


def _with_sections(draft: Draft, sections: Iterable[Section]) -> Draft:
    order = {slide.id: position for position, slide in enumerate(draft.deck.slides)}
    ordered = tuple(sorted(sections, key=lambda each: order[each.slide]))
    return replace(draft, deck=replace(draft.deck, sections=ordered))
