"""Checks of words and looks: names split between slides, all capitals, low confidence. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from vsl.basics.colour import READABLE_CONTRAST, contrast
from vsl.basics.punctuation import ends_sentence, without_closers
from vsl.basics.spacing import count_words, join_lines, join_words, split_tokens
from vsl.model.project import Slide
from vsl.slides.editing.edits import Edit, Merge, MoveBreak, Retype, SetTheme
from vsl.slides.languages import word_classes
from vsl.slides.lint.findings import CheckedDeck, Finding, at
from vsl.slides.phrases import is_number, strip_punctuation

_DOUBTFUL = 0.5  # confidence
_SHOUTED = 4  # words in capitals
_SAFE_MARGIN, _USUAL_MARGIN = 0.05, 0.08  # shares; broadcasters keep titles inside 90 %


def orphans(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides with a single word in the middle of a sentence."""
    for before, slide in pairwise(checked.visible_slides):
        if 0 < count_words(slide.text) <= 1 and not _closes(before.text):
            reason = f"“{join_lines(slide.text)}” stands alone in the middle of its sentence."
            yield at(slide, "orphan", reason, 0.5, _joining(checked, before, slide))


def _closes(text: str) -> bool:
    """Return whether a text ends with a sentence's end or a colon."""
    return ends_sentence(text) or without_closers(text).endswith(":")


def _joining(checked: CheckedDeck, before: Slide, slide: Slide) -> Edit | None:
    ids = [each.id for each in checked.deck.slides]
    return Merge(before.id) if ids.index(slide.id) == ids.index(before.id) + 1 else None


def find_torn_phrases(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield breaks between a number and its unit, or inside a name."""
    for before, slide in pairwise(checked.visible_slides):
        left, right = split_tokens(before.text), split_tokens(slide.text)
        if not left or not right or _closes(before.text) or left[-1].endswith(","):
            continue
        number = is_number(strip_punctuation(left[-1])) and _is_unit(
            strip_punctuation(right[0]), checked.language
        )
        name = len(left) > 1 and _is_name(left[-1]) and _is_name(right[0])
        if number or name:
            what = "number" if number else "name"
            reason = f"The {what} “{join_words([left[-1], right[0]])}” is torn apart."
            stays = len(left) - 1
            while name and stays and _is_name(left[stays - 1]):
                stays -= 1
            fix = MoveBreak(before.id, stays) if stays else Merge(before.id)
            near = _joining(checked, before, slide)
            yield at(slide, f"{what} split", reason, 0.7, fix if near else None)


def _is_unit(token: str, language: str) -> bool:
    classes = word_classes(language)
    return token in classes.units | classes.currencies or token in ("%", "€", "$", "£")


def _is_name(token: str) -> bool:
    letters = [char for char in token if char.isalpha()]
    return len(letters) > 1 and letters[0].isupper() and letters[1].islower()


def shouting(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides written almost entirely in capitals."""
    for slide in checked.visible_slides:
        tokens = [token for token in split_tokens(slide.text) if sum(map(str.isalpha, token)) > 1]
        capitals = [token for token in tokens if token.isupper()]
        if len(capitals) >= _SHOUTED and len(capitals) > 0.6 * len(tokens):
            lower = slide.text[:1].upper() + slide.text[1:].lower()
            fix = Retype(slide.id, lower, shown_only=True)
            yield at(slide, "all capitals", "Capitals all over read slowly.", 0.3, fix)


def doubtful_words(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield slides with words of low confidence."""
    for slide in checked.visible_slides:
        doubtful = [word.text for word in checked.words_of(slide) if word.confidence < _DOUBTFUL]
        if doubtful and not slide.pinned:
            words = join_words(doubtful[:5])
            yield at(slide, "low confidence", f"Check “{words}”: hard to hear.", 0.2)


def look(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield findings on low contrast and on text too close to the edge."""
    theme = checked.deck.theme
    ratio = contrast(theme.ink, theme.background)
    if ratio < READABLE_CONTRAST:
        best = max(("#111111", "#FFFFFF"), key=lambda ink: contrast(ink, theme.background))
        reason = f"Text and background have a contrast of {ratio:.1f}; 4.5 can be read."
        yield Finding("contrast", 0, reason, 1.0, fix=SetTheme(replace(theme, ink=best)))
    if theme.margin_share < _SAFE_MARGIN:
        reason = f"Margins of {theme.margin_share:.0%} leave the safe area; players cover the edge."
        wider = replace(theme, margin_share=_USUAL_MARGIN)
        yield Finding("safe area", 0, reason, 0.6, fix=SetTheme(wider))
