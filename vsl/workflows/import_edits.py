"""A paper that was edited outside comes back: rows in, edits of the project out, and each told.

Nothing is set that an author could not have done by hand: what differs becomes edits, carried out
one after the other, so that times follow the voice and undo works. What can't be done is told, and
the rest is done all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from vsl.basics.spacing import count_tokens, join_lines, join_words, split_tokens
from vsl.basics.timecode import clock
from vsl.errors import BadInput, TooLarge
from vsl.export.office.matching import MatchBlock, Matching, match
from vsl.export.office.page import Row
from vsl.model.project import Project, Slide
from vsl.slides.cards import END, INTRO
from vsl.slides.editing import edits
from vsl.slides.editing.edits import Edit
from vsl.slides.sections import kind_of, title_of
from vsl.workflows.edit_project import apply_edit
from vsl.workflows.edit_requests import check_changes

_LONGEST_TEXT = 500  # characters on a slide; more nobody reads
_FOUND_SHARE = 0.5  # of the slides; a paper with fewer is another project's
_OTHER = "part"  # the kind of a section whose title says none
_REORDERED = "slides follow the voice, so it stays where it is said (cut the recording to move it)"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a paper changes."""

    project: Project  # after all of it
    edits: tuple[Edit, ...]  # that lead there
    told: tuple[str, ...]  # each change in one line
    notes: tuple[str, ...]  # what was not done, and why

    def to_json(self) -> dict[str, Any]:
        """The changes as plain JSON values, the project left out."""
        rows = zip(self.edits, self.told, strict=True)
        return {
            "differences": [{"told": told, **edits.to_json(edit)} for edit, told in rows],
            "notes": list(self.notes),
        }


def import_edits(project: Project, rows: Sequence[Row]) -> ImportResult:
    """What ``rows`` change about ``project``.

    Raises:
        BadInput: the rows are not this project's.
        TooLarge: a text is longer than a slide can be.
    """
    for number, row in enumerate(rows, start=1):
        if len(row.text) > _LONGEST_TEXT:
            raise TooLarge(f"Slide {number} has a text of more than {_LONGEST_TEXT} characters.")
    slides = project.deck.slides
    matching = match(slides, [row for row in rows if row.id not in (INTRO, END)])
    if matching.found < _FOUND_SHARE * len(slides):
        raise BadInput(
            f"Of this project's {len(slides)} slides the file holds {matching.found}:"
            " choose the file that was exported from it."
        )
    desk = EditSession(project)
    desk.notes += _report_cards(project, rows)
    for slide in matching.moved:
        desk.notes.append(f"{desk.name(slide)} was moved: {_REORDERED}.")
    _take_texts(desk, matching)
    _take_looks(desk, matching.rows)
    _take_sections(desk, matching.rows)
    check_changes(project, desk.project)
    return ImportResult(desk.project, tuple(desk.edits), tuple(desk.told), tuple(desk.notes))


def _report_cards(project: Project, rows: Sequence[Row]) -> Iterator[str]:
    """The cards around the deck are none of its slides, but a text typed there is told."""
    staging = project.deck.staging
    cards = {INTRO: staging.intro, END: staging.end}
    for row in rows:
        card = cards.get(row.id)
        if card and split_tokens(row.text) != split_tokens(card.text):
            yield f"A card reads {_quote(row.text)} there: cards are changed in the staging."


@dataclass(slots=True)
class EditSession:
    """The project while edits are carried out on it."""

    project: Project
    edits: list[Edit] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    slide_of: dict[int, str] = field(default_factory=dict)  # a row's number → its slide's id

    def do(self, edit: Edit, told: str) -> bool:
        """Carry out an edit and tell it; where it is refused, tell why, and False."""
        try:
            self.project, _ = apply_edit(self.project, edit)
        except BadInput as error:
            self.notes.append(f"{told}: not done. {error}")
            return False
        self.edits.append(edit)
        self.told.append(told)
        return True

    def slide(self, id: str) -> Slide:
        """The slide of an id that exists."""
        return next(each for each in self.project.deck.slides if each.id == id)

    def after(self, id: str) -> str:
        """The id of the slide after another one."""
        slides = self.project.deck.slides
        return next(b.id for a, b in pairwise(slides) if a.id == id)

    def name(self, id: str) -> str:
        """A slide as it is told: ``Slide 3 (0:07)``."""
        slides = self.project.deck.slides
        place = next(n for n, each in enumerate(slides, start=1) if each.id == id)
        return f"Slide {place} ({clock(slides[place - 1].start_ms)})"


def _take_texts(desk: EditSession, matching: Matching) -> None:
    """Texts, and where slides break."""
    ids = [slide.id for slide in desk.project.deck.slides]
    last, freed_ms = "", list[int]()
    for block in matching.blocks:
        here = [ids[s] for s in block.slides]
        if not block.rows:
            freed_ms = [desk.slide(id).start_ms for id in here]
            for id in here:
                desk.do(edits.Delete(id), f"{desk.name(id)} is gone: {_quote(desk.slide(id).text)}")
        elif here:
            last = _take_block(desk, here, block, matching.rows)
        else:
            last = _insert(desk, last, block, matching.rows, freed_ms=freed_ms)


def _insert(
    desk: EditSession, last: str, block: MatchBlock, rows: Sequence[Row], *, freed_ms: Sequence[int]
) -> str:
    """New slides behind the slide ``last``, in the time of those that are gone; the last one."""
    for n, number in enumerate(block.rows):
        text = rows[number].text
        if not text:
            desk.notes.append("A new slide without text was left out.")
            continue
        start_ms = freed_ms[n] if n < len(freed_ms) else None
        place = f"after {desk.name(last)}" if last else "at the beginning"
        if desk.do(edits.Insert(last, text, start_ms), f"New {place}: {_quote(text)}"):
            last = desk.after(last) if last else desk.project.deck.slides[0].id
            desk.slide_of[number] = last
    return last


def _take_block(
    desk: EditSession, ids: Sequence[str], block: MatchBlock, rows: Sequence[Row]
) -> str:
    """Slides that became rows, with their words; the id of the last of them."""
    numbers = [number for number in block.rows if rows[number].text] or list(block.rows[:1])
    texts = [rows[number].text for number in numbers]
    if len(ids) == len(texts) == 1:
        _retype(desk, ids[0], texts[0])
    elif not _move_breaks(desk, ids, texts):
        ids = _recut(desk, ids, texts)
    desk.slide_of.update(zip(numbers, ids, strict=False))
    return ids[-1]


def _retype(desk: EditSession, id: str, text: str) -> None:
    old = desk.slide(id)
    if not text:
        if not old.hidden:
            desk.do(edits.Hide(id), f"{desk.name(id)} has no text and is hidden")
    elif split_tokens(text) != split_tokens(old.text):
        told = f"{desk.name(id)}: {_quote(old.text)} → {_quote(text)}"
        desk.do(edits.Retype(id, text), told)


def _move_breaks(desk: EditSession, ids: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether the slides have the same words in other shares, and are given them."""
    old = [token for id in ids for token in split_tokens(desk.slide(id).text)]
    if len(ids) != len(texts) or old != split_tokens(join_words(texts)):
        return False
    for id, text in zip(ids[:-1], texts, strict=False):
        tokens = split_tokens(text)
        if split_tokens(desk.slide(id).text) != tokens:
            told = f"{desk.name(id)} ends after {_quote(tokens[-1])}: {_quote(text)}"
            if not desk.do(edits.MoveBreak(id, len(tokens)), told):
                break
    return True


def _recut(desk: EditSession, ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Slides as one, with the words of all the texts, split again where these end; their ids."""
    first = ids[0]
    for _ in ids[1:]:
        gone = desk.after(first)
        desk.do(edits.Merge(first), f"{desk.name(first)} takes in {_quote(desk.slide(gone).text)}")
    _retype(desk, first, join_words(texts))
    found = [first]
    counts = [count_tokens(text) for text in texts]
    for count, text, before in zip(counts, texts[1:], accumulate(counts), strict=False):
        joined = split_tokens(desk.slide(found[-1]).text)
        told = f"{desk.name(found[-1])} is split before {_quote(text)}"
        taken = before - sum(count_tokens(desk.slide(id).text) for id in found[:-1])
        if len(joined) > count and desk.do(edits.Split(found[-1], taken), told):
            found.append(desk.after(found[-1]))
    return found


def _take_looks(desk: EditSession, rows: Sequence[Row]) -> None:
    """What stands out, and what is hidden."""
    for number, id in desk.slide_of.items():
        row, slide = rows[number], desk.slide(id)
        if row.hidden is not None and row.text and row.hidden != slide.hidden:
            state = "is hidden" if row.hidden else "is shown again"
            desk.do(edits.Hide(id, row.hidden), f"{desk.name(id)} {state}")
        if row.strong is not None and split_tokens(row.text) == split_tokens(slide.text):
            _emphasise(desk, slide, row.strong)


def _emphasise(desk: EditSession, slide: Slide, wanted: frozenset[int]) -> None:
    tokens, marked = split_tokens(slide.text), {each.token for each in slide.emphasis}
    for places, kind, what in (
        (wanted - marked, "script", "stands out"),
        (marked - wanted, "", "no longer stands out"),
    ):
        if places:
            words = _quote(join_words([tokens[place] for place in sorted(places)]))
            edit = edits.Emphasise(slide.id, tuple(sorted(places)), kind)
            desk.do(edit, f"{desk.name(slide.id)}: {words} {what}")


def _take_sections(desk: EditSession, rows: Sequence[Row]) -> None:
    """Where sections begin, and what they are called."""
    if all(row.title is None for row in rows):
        return
    wanted = dict(_begins(desk, rows))
    current = dict(_section_titles(desk.project))
    for id, title in current.items():
        if id not in wanted:
            told = f"{desk.name(id)} begins no section {_quote(title)}"
            desk.do(edits.SetSection(id, ""), told)
    for id, title in wanted.items():
        if current.get(id) != title:
            kind, own = _kind(desk.project, id, title)
            told = f"{desk.name(id)} begins the section {_quote(title)}"
            desk.do(edits.SetSection(id, kind, own), told)


def _begins(desk: EditSession, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The slides that begin a section by the paper, with its title."""
    last = ""
    for number, id in sorted(desk.slide_of.items()):
        title = rows[number].title
        if title and title != last:
            last = title
            yield id, title


def _section_titles(project: Project) -> Iterator[tuple[str, str]]:
    """The slides that begin a section; a section of the same title as the one before is no new."""
    last = ""
    for section in project.deck.sections:
        title = section.title or title_of(section.kind, project.transcript.language)
        if title != last:
            last = title
            yield section.slide, title


def _kind(project: Project, slide: str, title: str) -> tuple[str, str]:
    """The kind of a section by its title, and the title where the kind does not say it."""
    language, sections = project.transcript.language, project.deck.sections
    titles = {each.title or title_of(each.kind, language): each.kind for each in sections}
    here = next((each.kind for each in sections if each.slide == slide), "")
    kind = titles.get(title) or kind_of(title, language) or here or _OTHER
    return kind, "" if title == title_of(kind, language) else title


def _quote(text: str) -> str:
    return f"“{join_lines(text)}”"
