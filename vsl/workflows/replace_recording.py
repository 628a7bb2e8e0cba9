"""Replace the voice of a finished project by a new take of the same words.

Takes the project and the transcript of the new take; returns the project with the new take's times,
and the differences in words. Nothing is transcribed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Final

from vsl.basics.share import format_share, round_share
from vsl.basics.spacing import count_words, join_words, shorten
from vsl.basics.timecode import clock
from vsl.errors import BadInput
from vsl.model.project import Mark, MediaInfo, Project, Transcript, Word
from vsl.slides.editing.carry import CarriedDeck, carry_deck
from vsl.slides.editing.reorder import move_marks, passages, reorder_deck
from vsl.slides.editing.retype import Draft
from vsl.text.script.differences import AD_LIB, UNSPOKEN, Difference
from vsl.text.script.report import reconcile
from vsl.text.script.takes import AlignedTake, align_take, longest_rising, script_of
from vsl.workflows.make_options import MakeOptions

_FOREIGN_SHARE: Final = 0.4  # of the words; with fewer recognised the take is a different text
_MOST_WARNINGS: Final = 6
_WEIGHTY: Final = 3  # words; fewer are often misrecognised
_QUOTED: Final = 8  # words
_UNKNOWN: Final = "und"  # an unknown language
_MOVED: Final = "moved"
_TITLES: Final = {
    UNSPOKEN: "On the slides, but no longer said there (slides without voice are hidden):",
    _MOVED: "Said in another place than before (their slides went with them):",
    AD_LIB: "Said in the new take, but on no slide:",
    "changed": "Said otherwise than shown (the slides keep their text):",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A difference in the words of the new take."""

    kind: str  # unspoken, moved, ad_lib, changed
    shown: str  # text of the slides
    heard: str
    start_ms: int  # in the new take
    end_ms: int
    slide: str  # id in the new deck, of the slide with the text or shown at that time


@dataclass(frozen=True, slots=True)
class Retake:
    """A project with its new voice."""

    project: Project
    heard_share: float  # of the words shown, 0..1
    changes: tuple[Change, ...]  # in the order of the slides

    def to_json(self) -> dict[str, Any]:
        """Return the changes as plain JSON values, without the project."""
        rows = [{name: getattr(each, name) for name in Change.__slots__} for each in self.changes]
        return {"heard_share": round_share(self.heard_share), "differences": rows}

    def describe_changes(self) -> Iterator[str]:
        """What changed, line by line."""
        yield f"The new take says {format_share(self.heard_share)} of the words on the slides."
        for kind, title in _TITLES.items():
            found = [each for each in self.changes if each.kind == kind]
            if found:
                yield f"\n{title}"
            for each in found:
                yield f"  {clock(each.start_ms):>6}  {each.slide:<8}  {_describe_change(each)}"
        if not self.changes:
            yield "Nothing differs."


def options_of(project: Project, chosen: MakeOptions) -> MakeOptions:
    """Return ``chosen`` for transcribing a new take: with the slides' text and language."""
    language = project.transcript.language
    known = None if language == _UNKNOWN else language
    return replace(chosen, language=known, script=script_of(project.transcript.words))


def replace_recording(project: Project, media: MediaInfo, heard: Transcript) -> Retake:
    """Return ``project`` with the voice of a new take.

    Slides keep text, emphasis, reveals, sections and whether they are hidden. They begin with their
    first word in the new take, in its order. Words that are not spoken there are left out of
    captions.

    Args:
        media: the new recording.
        heard: its transcript.
    Raises:
        BadInput: the take is a different text.
    """
    transcript = project.transcript
    spoken = heard.reading.heard if heard.reading else heard.words
    take = align_take(transcript.words, spoken, transcript.language, media.duration_ms)
    if take.heard_share < _FOREIGN_SHARE or not any(take.words):
        raise BadInput(
            f"Only {format_share(take.heard_share)} of the words on the slides were heard in the"
            f" new take: is it the same text, in the same language ({transcript.language})?"
        )
    strays: tuple[str, ...] = ()
    if take.moved:
        project, strays = _in_voice_order(project, take.order)
        transcript = project.transcript
        take = align_take(transcript.words, spoken, transcript.language, media.duration_ms)
    moved = carry_deck(project.deck, transcript.words, take.words, media.duration_ms)
    changes = tuple(_changes(project, take, moved, strays))
    reading = transcript.reading
    new = replace(
        transcript,
        words=moved.draft.words,
        engine=heard.engine,
        model=heard.model,
        warnings=(*_notices(heard, media), *_warnings(changes)),
        marks=tuple(_marks(transcript.marks, take.words)),
        reading=reading and replace(reading, heard=tuple(spoken)),
    )
    return Retake(Project(media, new, moved.draft.deck), take.heard_share, changes)


def _in_voice_order(project: Project, order: Sequence[int]) -> tuple[Project, tuple[str, ...]]:
    """Return the project in the order of the new voice, and the ids of the first slides moved.

    Args:
        order: its words in the order of the voice, without unspoken ones.
    """
    transcript = project.transcript
    draft = Draft(project.deck, transcript.words)
    rank = {place: n for n, place in enumerate(order)}
    before = passages(draft)
    if len(before) < 2:
        return project, ()
    keys, key = list[float](), -1.0
    for passage in before:
        said = [rank[place] for place in passage.words if place in rank]
        key = median(said) if said else key
        keys.append(key)
    numbers = sorted(range(len(before)), key=lambda n: keys[n])
    stayed = {numbers[n] for n in longest_rising(numbers)}
    found = reorder_deck(draft, [before[n] for n in numbers])
    marks = tuple(move_marks(transcript.marks, found.places))
    transcript = replace(transcript, words=found.draft.words, marks=marks)
    strays = (before[n].slides[0] for n in numbers if n not in stayed)
    ids = tuple(project.deck.slides[n].id for n in strays)
    return replace(project, transcript=transcript, deck=found.draft.deck), ids


def _changes(
    project: Project, take: AlignedTake, moved: CarriedDeck, strays: Sequence[str]
) -> Iterator[Change]:
    words = project.transcript.words
    owners = _owners(project)
    rows = [(each.line, _change(each, moved.ids[owners[each.line]])) for each in take.differences]
    slides = {each.id: each for each in moved.draft.deck.slides}
    for run in _runs(take.moved):
        slide = slides[moved.ids[owners[run[0]]]]
        text = join_words([words[place].text for place in run])
        change = Change(UNSPOKEN, text, "", slide.start_ms, slide.end_ms, slide.id)
        rows.append((run[0], change))
    for id in strays:
        slide = slides[moved.ids[id]]
        change = Change(_MOVED, slide.text, "", slide.start_ms, slide.end_ms, slide.id)
        rows.append((owners.index(id) if id in owners else 0, change))
    yield from (change for _, change in sorted(rows, key=lambda row: row[0]))


def _change(each: Difference, slide: str) -> Change:
    return Change(each.kind, each.script, each.heard, each.start_ms, each.end_ms, slide)


def _owners(project: Project) -> list[str]:
    """Return for each word the id of the slide that shows it, or is shown while it is spoken."""
    owners, last = list[str](), 0
    slides = project.deck.slides
    ends = {slide.words.last: n for n, slide in enumerate(slides) if slide.words}
    begins = {slide.words.first: n for n, slide in enumerate(slides) if slide.words}
    for place in range(len(project.transcript.words)):
        last = begins.get(place, last)
        owners.append(slides[last].id)
        last = ends.get(place, last)
    return owners


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Yield runs of consecutive places."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _marks(marks: Sequence[Mark], words: Sequence[Word | None]) -> Iterator[Mark]:
    """Yield the marks before the same words, counted among those that are spoken."""
    for mark in marks:
        before = sum(word is not None for word in words[: mark.before_word])
        yield replace(mark, before_word=before)


def _notices(heard: Transcript, media: MediaInfo) -> tuple[str, ...]:
    """Return the warnings of the transcript, without those about the script used for it."""
    if heard.reading is None:
        return heard.warnings
    told = reconcile(heard.reading, heard.language, media.duration_ms).warnings()
    return tuple(each for each in heard.warnings if each not in told)


def _warnings(changes: Sequence[Change]) -> Iterator[str]:
    weighty = [each for each in changes if _is_weighty(each)]
    for each in weighty[:_MOST_WARNINGS]:
        yield f"New take, {clock(each.start_ms)}: {_KINDS[each.kind]} {_describe_change(each)}."
    if (more := len(weighty) - _MOST_WARNINGS) > 0:
        yield f"{more} more places differ from the take before."


_KINDS: Final = {
    UNSPOKEN: "no longer said:",
    _MOVED: "said in another place:",
    AD_LIB: "said, but on no slide:",
    "changed": "said otherwise:",
}


def _is_weighty(change: Change) -> bool:
    text = change.heard if change.kind == AD_LIB else change.shown
    return count_words(text) >= _WEIGHTY or any(char.isdecimal() for char in text)


def _describe_change(change: Change) -> str:
    if change.kind == "changed":
        heard = f"heard “{_quote(change.heard)}”" if change.heard else "not heard"
        return f"“{_quote(change.shown)}”, {heard}"
    if not change.shown and not change.heard:
        return f"{(change.end_ms - change.start_ms) / 1000:.1f} s without a recognised word"
    return f"“{_quote(change.shown or change.heard)}”"


def _quote(text: str) -> str:
    return shorten(text, _QUOTED)
