"""Apply an author's edits: a draft and an edit in, the new draft and its inverse edit out.

The transcript's words are what is spoken, and slides and captions both show them; so retyping a
text corrects the words under it, unless the author changes the slide alone. Pure: a draft is never
changed in place, and a rejected edit changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vsl.basics.sequence_matching import count_shared_ends
from vsl.slides.editing import edits
from vsl.slides.editing.edits import Edit, Undo
from vsl.slides.editing.recut import (
    delete,
    duplicate,
    insert,
    merge,
    move_boundary,
    move_break,
    split,
)
from vsl.slides.editing.restyle import (
    emphasise,
    hide,
    set_reveal,
    set_section,
    set_staging,
    set_theme,
)
from vsl.slides.editing.retype import Draft, replace_all, retype, shift_words


@dataclass(frozen=True, slots=True)
class EditResult:
    """The result of an edit."""

    draft: Draft
    inverse: Undo  # applied to ``draft``, it restores the previous draft exactly


def apply(draft: Draft, edit: Edit) -> EditResult:
    """Return ``draft`` after ``edit``, with the edit that reverts it.

    Raises:
        BadInput: the edit names something that does not exist, or times would overlap.
    """
    after = _DOERS[type(edit)](draft, edit)
    return EditResult(after, _way_back(draft, after))


def _way_back(before: Draft, after: Draft) -> Undo:
    """Return the edit that restores the smallest run of slides and words that differ."""
    first_word, same_words = count_shared_ends(before.words, after.words)
    words = before.words[first_word : len(before.words) - same_words]
    shift = len(after.words) - len(before.words)
    moved = [shift_words(s, first_word + len(words), shift) for s in before.deck.slides]
    first, same = count_shared_ends(moved, after.deck.slides)
    return Undo(
        first_slide=first,
        slide_count=len(after.deck.slides) - first - same,
        slides=before.deck.slides[first : len(moved) - same],
        first_word=first_word,
        word_count=len(words) + shift,
        words=words,
        theme=before.deck.theme,
        staging=before.deck.staging,
        sections=before.deck.sections,
    )


def _undo(draft: Draft, edit: Undo) -> Draft:
    end = edit.first_word + edit.word_count
    shift = len(edit.words) - edit.word_count
    kept = [shift_words(slide, end, shift) for slide in draft.deck.slides]
    kept[edit.first_slide : edit.first_slide + edit.slide_count] = edit.slides
    words = (*draft.words[: edit.first_word], *edit.words, *draft.words[end:])
    deck = replace(
        draft.deck,
        slides=tuple(kept),
        theme=edit.theme,
        staging=edit.staging,
        sections=edit.sections,
    )
    return Draft(deck, words)


_DOERS: Mapping[type, Callable[[Draft, Any], Draft]] = {
    edits.Retype: retype,
    edits.ReplaceAll: replace_all,
    edits.Split: split,
    edits.Merge: merge,
    edits.MoveBreak: move_break,
    edits.MoveBoundary: move_boundary,
    edits.Insert: insert,
    edits.Duplicate: duplicate,
    edits.Delete: delete,
    edits.Emphasise: emphasise,
    edits.Hide: hide,
    edits.SetReveal: set_reveal,
    edits.SetSection: set_section,
    edits.SetTheme: set_theme,
    edits.SetStaging: set_staging,
    edits.Undo: _undo,
}
