"""Import an edited office document: compare its rows with a project and apply the differences.

Differences become ordinary edits, applied one after the other, so that times follow the voice and
undo works. Edits that can't be applied are reported, and the others are applied.
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

_LONGEST_TEXT = 500  # characters on a slide
_FOUND_SHARE = 0.5  # of the slides; a document with fewer belongs to another project
_OTHER = "part"  # kind of a section with an unknown title
_REORDERED = "slides follow the voice, so it stays where it is said (cut the recording to move it)"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The changes made by a document."""

    project: Project  # after all changes
    edits: tuple[Edit, ...]  # applied
    descriptions: tuple[str, ...]  # a line per change
    notes: tuple[str, ...]  # changes that were not applied, and why

    def to_json(self) -> dict[str, Any]:
        """Return the changes as plain JSON values, without the project."""
        rows = zip(self.edits, self.descriptions, strict=True)
        return {
            "differences": [{"told": change, **edits.to_json(edit)} for edit, change in rows],
            "notes": list(self.notes),
        }


def import_edits(project: Project, rows: Sequence[Row]) -> ImportResult:
    """Return the changes that ``rows`` make to ``project``.

    Raises:
        BadInput: the rows belong to another project.
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
    session = EditSession(project)
    session.notes += _report_cards(project, rows)
    for slide in matching.moved:
        session.notes.append(f"{session.name(slide)} was moved: {_REORDERED}.")
    _take_texts(session, matching)
    _take_looks(session, matching.rows)
    _take_sections(session, matching.rows)
    check_changes(project, session.project)
    return ImportResult(
        session.project, tuple(session.edits), tuple(session.descriptions), tuple(session.notes)
    )


def _report_cards(project: Project, rows: Sequence[Row]) -> Iterator[str]:
    """Yield a note for each card whose text was edited: cards are not slides."""
    staging = project.deck.staging
    cards = {INTRO: staging.intro, END: staging.end}
    for row in rows:
        card = cards.get(row.id)
        if card and split_tokens(row.text) != split_tokens(card.text):
            yield f"A card reads {_quote(row.text)} there: cards are changed in the staging."


@dataclass(slots=True)
class EditSession:
    """A project and the edits applied to it so far."""

    project: Project
    edits: list[Edit] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    slide_of: dict[int, str] = field(default_factory=dict)  # number of a row → id of its slide

    def apply(self, edit: Edit, change: str) -> bool:
        """Apply an edit and report it; if it is refused, report why and return False."""
        try:
            self.project, _ = apply_edit(self.project, edit)
        except BadInput as error:
            self.notes.append(f"{change}: not done. {error}")
            return False
        self.edits.append(edit)
        self.descriptions.append(change)
        return True

    def slide(self, id: str) -> Slide:
        """Return the slide with this id, which must exist."""
        return next(each for each in self.project.deck.slides if each.id == id)

    def after(self, id: str) -> str:
        """Return the id of the slide after another one."""
        slides = self.project.deck.slides
        return next(b.id for a, b in pairwise(slides) if a.id == id)

    def name(self, id: str) -> str:
        """Return a slide's name for reports: ``Slide 3 (0:07)``."""
        slides = self.project.deck.slides
        place = next(n for n, each in enumerate(slides, start=1) if each.id == id)
        return f"Slide {place} ({clock(slides[place - 1].start_ms)})"


def _take_texts(session: EditSession, matching: Matching) -> None:
    """Apply changes of texts and of breaks between slides."""
    ids = [slide.id for slide in session.project.deck.slides]
    last, freed_ms = "", list[int]()
    for block in matching.blocks:
        here = [ids[s] for s in block.slides]
        if not block.rows:
            freed_ms = [session.slide(id).start_ms for id in here]
            for id in here:
                session.apply(
                    edits.Delete(id),
                    f"{session.name(id)} is gone: {_quote(session.slide(id).text)}",
                )
        elif here:
            last = _take_block(session, here, block, matching.rows)
        else:
            last = _insert(session, last, block, matching.rows, freed_ms=freed_ms)


def _insert(
    session: EditSession,
    last: str,
    block: MatchBlock,
    rows: Sequence[Row],
    *,
    freed_ms: Sequence[int],
) -> str:
    """Insert new slides after ``last``, at the times of deleted ones; return the last one's id."""
    for n, number in enumerate(block.rows):
        text = rows[number].text
        if not text:
            session.notes.append("A new slide without text was left out.")
            continue
        start_ms = freed_ms[n] if n < len(freed_ms) else None
        place = f"after {session.name(last)}" if last else "at the beginning"
        if session.apply(edits.Insert(last, text, start_ms), f"New {place}: {_quote(text)}"):
            last = session.after(last) if last else session.project.deck.slides[0].id
            session.slide_of[number] = last
    return last


def _take_block(
    session: EditSession, ids: Sequence[str], block: MatchBlock, rows: Sequence[Row]
) -> str:
    """Apply the texts of rows to the slides they came from; return the id of the last slide."""
    numbers = [number for number in block.rows if rows[number].text] or list(block.rows[:1])
    texts = [rows[number].text for number in numbers]
    if len(ids) == len(texts) == 1:
        _retype(session, ids[0], texts[0])
    elif not _move_breaks(session, ids, texts):
        ids = _recut(session, ids, texts)
    session.slide_of.update(zip(numbers, ids, strict=False))
    return ids[-1]


def _retype(session: EditSession, id: str, text: str) -> None:
    old = session.slide(id)
    if not text:
        if not old.hidden:
            session.apply(edits.Hide(id), f"{session.name(id)} has no text and is hidden")
    elif split_tokens(text) != split_tokens(old.text):
        change = f"{session.name(id)}: {_quote(old.text)} → {_quote(text)}"
        session.apply(edits.Retype(id, text), change)


def _move_breaks(session: EditSession, ids: Sequence[str], texts: Sequence[str]) -> bool:
    """Move breaks if the slides have the same words, split differently; return whether so."""
    old = [token for id in ids for token in split_tokens(session.slide(id).text)]
    if len(ids) != len(texts) or old != split_tokens(join_words(texts)):
        return False
    for id, text in zip(ids[:-1], texts, strict=False):
        tokens = split_tokens(text)
        if split_tokens(session.slide(id).text) != tokens:
            change = f"{session.name(id)} ends after {_quote(tokens[-1])}: {_quote(text)}"
            if not session.apply(edits.MoveBreak(id, len(tokens)), change):
                break
    return True


def _recut(session: EditSession, ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Merge the slides, retype them and split them where the texts end; return their ids."""
    first = ids[0]
    for _ in ids[1:]:
        gone = session.after(first)
        session.apply(
            edits.Merge(first), f"{session.name(first)} takes in {_quote(session.slide(gone).text)}"
        )
    _retype(session, first, join_words(texts))
    found = [first]
    counts = [count_tokens(text) for text in texts]
    for count, text, before in zip(counts, texts[1:], accumulate(counts), strict=False):
        joined = split_tokens(session.slide(found[-1]).text)
        change = f"{session.name(found[-1])} is split before {_quote(text)}"
        taken = before - sum(count_tokens(session.slide(id).text) for id in found[:-1])
        if len(joined) > count and session.apply(edits.Split(found[-1], taken), change):
            found.append(session.after(found[-1]))
    return found


def _take_looks(session: EditSession, rows: Sequence[Row]) -> None:
    """Apply changes of emphasis and of hidden slides."""
    for number, id in session.slide_of.items():
        row, slide = rows[number], session.slide(id)
        if row.hidden is not None and row.text and row.hidden != slide.hidden:
            state = "is hidden" if row.hidden else "is shown again"
            session.apply(edits.Hide(id, row.hidden), f"{session.name(id)} {state}")
        if row.strong is not None and split_tokens(row.text) == split_tokens(slide.text):
            _emphasise(session, slide, row.strong)


def _emphasise(session: EditSession, slide: Slide, wanted: frozenset[int]) -> None:
    tokens, marked = split_tokens(slide.text), {each.token for each in slide.emphasis}
    for places, kind, what in (
        (wanted - marked, "script", "stands out"),
        (marked - wanted, "", "no longer stands out"),
    ):
        if places:
            words = _quote(join_words([tokens[place] for place in sorted(places)]))
            edit = edits.Emphasise(slide.id, tuple(sorted(places)), kind)
            session.apply(edit, f"{session.name(slide.id)}: {words} {what}")


def _take_sections(session: EditSession, rows: Sequence[Row]) -> None:
    """Apply changes of the beginnings and titles of sections."""
    if all(row.title is None for row in rows):
        return
    wanted = dict(_begins(session, rows))
    current = dict(_section_titles(session.project))
    for id, title in current.items():
        if id not in wanted:
            change = f"{session.name(id)} begins no section {_quote(title)}"
            session.apply(edits.SetSection(id, ""), change)
    for id, title in wanted.items():
        if current.get(id) != title:
            kind, own = _kind(session.project, id, title)
            change = f"{session.name(id)} begins the section {_quote(title)}"
            session.apply(edits.SetSection(id, kind, own), change)


def _begins(session: EditSession, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield the slides that begin a section in the document, with its title."""
    last = ""
    for number, id in sorted(session.slide_of.items()):
        title = rows[number].title
        if title and title != last:
            last = title
            yield id, title


def _section_titles(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the slides that begin a section with a new title, with that title."""
    last = ""
    for section in project.deck.sections:
        title = section.title or title_of(section.kind, project.transcript.language)
        if title != last:
            last = title
            yield section.slide, title


def _kind(project: Project, slide: str, title: str) -> tuple[str, str]:
    """Return the kind of a section by its title, and the title if it is not the kind's."""
    language, sections = project.transcript.language, project.deck.sections
    titles = {each.title or title_of(each.kind, language): each.kind for each in sections}
    here = next((each.kind for each in sections if each.slide == slide), "")
    kind = titles.get(title) or kind_of(title, language) or here or _OTHER
    return kind, "" if title == title_of(kind, language) else title


def _quote(text: str) -> str:
    return f"“{join_lines(text)}”"
