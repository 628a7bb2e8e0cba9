"""Retype the text of slides, correcting the spoken words under it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vsl.basics.sequence_matching import matching_runs
from vsl.basics.spacing import has_no_spaces, split_tokens, split_words
from vsl.errors import BadInput
from vsl.model.project import Deck, Emphasis, Slide, Word, WordRange
from vsl.slides.editing.edits import ReplaceAll, Retype
from vsl.slides.tokens import retime_tokens, speaks_its_words


@dataclass(frozen=True, slots=True)
class Draft:
    """A deck and the words it shows."""

    deck: Deck
    words: tuple[Word, ...]

    def position(self, slide: str) -> int:
        """Return the position of the slide with this id.

        Raises:
            BadInput: no slide has it.
        """
        for position, each in enumerate(self.deck.slides):
            if each.id == slide:
                return position
        if not self.deck.slides:
            raise BadInput(f"No slide is called {slide!r}: the deck has no slides.")
        raise BadInput(f"No slide is called {slide!r}; it may have been merged or deleted.")

    def with_slides(self, position: int, count: int, slides: Sequence[Slide]) -> Draft:
        """Return the draft with ``count`` slides from ``position`` on replaced by ``slides``."""
        old = self.deck.slides
        new = (*old[:position], *slides, *old[position + count :])
        return replace(self, deck=replace(self.deck, slides=new))

    def with_words(self, span: WordRange, words: Sequence[Word]) -> Draft:
        """Return the draft with the words of ``span`` replaced; later slides are renumbered."""
        new = (*self.words[: span.first], *words, *self.words[span.last + 1 :])
        shift = len(words) - len(span)
        slides = tuple(shift_words(slide, span.last + 1, shift) for slide in self.deck.slides)
        return Draft(replace(self.deck, slides=slides), new)


def shift_words(slide: Slide, first: int, shift: int) -> Slide:
    """Return ``slide`` with its words shifted by ``shift``, if they are at ``first`` or later."""
    if not shift or slide.words is None or slide.words.first < first:
        return slide
    span = WordRange(slide.words.first + shift, slide.words.last + shift)
    return replace(slide, words=span)


def retype(draft: Draft, edit: Retype) -> Draft:
    """Return the draft with another text on one slide.

    If a slide already shows other words than are spoken, only the slide changes.

    Raises:
        BadInput: no such slide, or no text.
    """
    position = draft.position(edit.slide)
    return _retype(draft, position, edit.text, edit.shown_only)


def replace_all(draft: Draft, edit: ReplaceAll) -> Draft:
    """Return the draft with a text replaced on every slide that contains it.

    Raises:
        BadInput: nothing to find, no match, or a slide would be left without text.
    """
    find = _pattern(edit)
    found = False
    for position in range(len(draft.deck.slides)):
        text = draft.deck.slides[position].text
        new = find(text)
        if new != text:
            found = True
            draft = _retype(draft, position, new, False)
    if not found:
        raise BadInput(f"{edit.find!r} stands on no slide.")
    return draft


def _pattern(edit: ReplaceAll) -> Callable[[str], str]:
    pattern_text = r"\s+".join(map(re.escape, edit.find.split()))
    if not pattern_text:
        raise BadInput("Say which text to replace.")
    if edit.whole_words:
        find = edit.find.strip()  # scripts without spaces have no word boundaries
        before, after = (not has_no_spaces(find[n]) for n in (0, -1))
        pattern_text = rf"(?<!\w){pattern_text}" if before else pattern_text
        pattern_text = rf"{pattern_text}(?!\w)" if after else pattern_text
    pattern = re.compile(pattern_text, re.NOFLAG if edit.match_case else re.IGNORECASE)
    return lambda text: pattern.sub(lambda _: edit.replacement, text)


def _retype(draft: Draft, position: int, text: str, shown_only: bool) -> Draft:
    slide = draft.deck.slides[position]
    tokens = split_tokens(text)
    if not tokens:
        raise BadInput(f"Slide {slide.id!r} needs a text; hide or delete it to show none.")
    new = replace(slide, text=text.strip(), pinned=True, emphasis=carry_emphasis(slide, tokens))
    if shown_only or not speaks_its_words(slide, draft.words):
        return draft.with_slides(position, 1, [new])
    return _correct_words(draft, position, new)


def adopt(draft: Draft) -> Draft:
    """Return the draft with the words corrected under unpinned slides that show other words."""
    for position in range(len(draft.deck.slides)):
        slide = draft.deck.slides[position]
        is_free = slide.words and slide.text.strip() and not slide.pinned
        if is_free and not speaks_its_words(slide, draft.words):
            draft = _correct_words(draft, position, replace(slide, pinned=True))
    return draft


def _correct_words(draft: Draft, position: int, slide: Slide) -> Draft:
    """Return the draft with ``slide`` at ``position``, and its text as the words under it."""
    if slide.words is None:
        return draft.with_slides(position, 1, [slide])
    said = draft.words[slide.words.first : slide.words.last + 1]
    words = retime_tokens(split_words(slide.text), said)
    span = WordRange(slide.words.first, slide.words.first + len(words) - 1)
    changed = draft.with_words(slide.words, words)
    return changed.with_slides(position, 1, [replace(slide, words=span)])


def carry_emphasis(slide: Slide, tokens: Sequence[str]) -> tuple[Emphasis, ...]:
    """Return the emphasis of the tokens that ``slide`` and its new text share."""
    old = split_tokens(slide.text)
    places = {
        run.first + offset: run.other + offset
        for run in matching_runs(old, tokens)
        for offset in range(run.size)
    }
    kept = (each for each in slide.emphasis if each.token in places)
    return tuple(replace(each, token=places[each.token]) for each in kept)
