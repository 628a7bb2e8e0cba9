"""Change a finished project: an author's edits, decisions on the script, another temper of cutting.

A project goes in, another one comes out; what the change does not touch stays as it is, ids, times,
pictures and the author's own work included.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from vsl.basics.sequence_matching import count_shared_ends
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import Deck, Mark, Project, Reading, Section, Slide, Word, WordRange
from vsl.render.themes.brand_kit import usable
from vsl.render.themes.theme import restyle_theme
from vsl.slides.editing.apply import apply
from vsl.slides.editing.edits import Edit, SetTheme, Undo
from vsl.slides.editing.resegment import Cutting, resegment
from vsl.slides.editing.retype import Draft, adopt
from vsl.slides.emphasis import emphasise
from vsl.slides.segmentation.presets import find_preset
from vsl.text.script.reading import words_of
from vsl.text.script.report import Report, decide, reconcile
from vsl.workflows.build_deck import fit_deck


def apply_edit(project: Project, edit: Edit) -> tuple[Project, Undo]:
    """``project`` after an author's edit, and the way back.

    Raises:
        BadInput: the edit can't be done; the message says why.
    """
    done = apply(Draft(project.deck, project.transcript.words), edit)
    return _with_draft(project, done.draft), done.inverse


def adopt_retyped_slides(project: Project) -> Project:
    """``project`` with slides that were retyped in its document by hand retyped in earnest.

    The words under them are corrected, so that captions say the same. Pinned slides show what their
    author wants shown, and stay.
    """
    return _with_draft(project, adopt(Draft(project.deck, project.transcript.words)))


def report_of(project: Project) -> Report:
    """How the project's script and voice agree.

    Raises:
        BadInput: the project was made without a script.
    """
    return reconcile(_reading(project), project.transcript.language, project.media.duration_ms)


def apply_decision(project: Project, difference_id: str, follow_voice: bool | None) -> Project:
    """``project`` with one difference between script and voice decided, or open again for None.

    Only the slides around it are cut anew. Deciding twice is as once.

    Raises:
        BadInput: the project was made without a script.
        NotFound: there is no such difference.
    """
    told = report_of(project)
    told.find(difference_id)
    before = _reading(project)
    after = decide(before, difference_id, follow_voice)
    transcript, end_ms = project.transcript, project.media.duration_ms
    settled = told.warnings()
    others = [each for each in transcript.warnings if each not in settled]
    still = reconcile(after, transcript.language, end_ms).warnings()
    old, _ = words_of(before, transcript.language, end_ms)
    new, marks = words_of(after, transcript.language, end_ms)
    words, changed, added = _splice_words(transcript.words, old, new)
    transcript = replace(
        transcript,
        words=words,
        marks=_place_marks(marks, new, words),
        reading=after,
        warnings=(*others, *still),
    )
    project = replace(project, transcript=transcript)
    return project if old == new else _cut_anew(project, changed, added, project.deck.preset)


def recut(project: Project, preset: str) -> Project:
    """``project`` broken into slides by another preset; slides that the author touched stay.

    Raises:
        BadInput: no preset has this name.
    """
    every = WordRange(0, len(project.transcript.words) - 1)
    return _cut_anew(project, every, 0, preset)


def apply_theme(project: Project, look: Theme | None, size: str) -> Project:
    """``project`` in another look, on another canvas (see ``parse_size``), or both.

    Raises:
        BadInput: the size can't be read or made, or a file of the look is lost.
    """
    theme = usable(restyle_theme(project.deck.theme, look, size))
    return apply_edit(project, SetTheme(theme))[0]


def _with_draft(project: Project, draft: Draft) -> Project:
    transcript = project.transcript
    marks = _place_marks(transcript.marks, transcript.words, draft.words)
    transcript = replace(transcript, words=draft.words, marks=marks)
    return replace(project, transcript=transcript, deck=draft.deck)


def _cut_anew(project: Project, changed: WordRange, added: int, preset: str) -> Project:
    transcript, deck = project.transcript, project.deck
    cutting = Cutting(find_preset(preset), transcript.language, transcript.marks)
    slides = resegment(deck.slides, transcript.words, changed, added=added, cutting=cutting)
    new = replace(deck, slides=slides, preset=preset)
    new = fit_deck(new, transcript.words, transcript.language)
    marked = emphasise(new.slides, transcript.words, transcript.language)
    return replace(project, deck=replace(new, slides=marked, sections=_sections(deck, marked)))


def _reading(project: Project) -> Reading:
    if project.transcript.reading is None:
        raise BadInput("This project was made without a script; there is nothing to compare.")
    return project.transcript.reading


def _splice_words(
    current: Sequence[Word], old: Sequence[Word], new: Sequence[Word]
) -> tuple[tuple[Word, ...], WordRange, int]:
    """``current`` with what turns ``old`` into ``new``, where that is, and how many words it adds.

    The author may have retyped words since, so places are found by their times.
    """
    first, same = count_shared_ends(old, new)
    put = new[first : len(new) - same]
    gone = old[first : len(old) - same]
    begin_ms = min((word.start_ms for word in (*put[:1], *gone[:1])), default=0)
    start = _place(current, begin_ms) if put or gone else 0
    stop = max(start, _place(current, old[-same].start_ms) if same else len(current))
    if not gone:
        start = stop
    words = (*current[:start], *put, *current[stop:])
    return words, WordRange(start, start + len(put) - 1), len(put) - (stop - start)


def _place(words: Sequence[Word], start_ms: int) -> int:
    return bisect_left(words, start_ms, key=lambda word: word.start_ms)


def _place_marks(
    marks: Sequence[Mark], words: Sequence[Word], among: Sequence[Word]
) -> tuple[Mark, ...]:
    """Marks that stand in ``words``, at the same times in the words ``among``."""
    if len(words) == len(among):
        return tuple(marks)
    return tuple(
        replace(
            mark,
            before_word=_place(among, words[mark.before_word].start_ms)
            if mark.before_word < len(words)
            else len(among),
        )
        for mark in marks
    )


def _sections(old: Deck, slides: Sequence[Slide]) -> tuple[Section, ...]:
    """The sections from the same times on; of two that meet on one slide, the later one."""
    starts = {slide.id: slide.start_ms for slide in old.slides}
    kept: dict[str, Section] = {}
    for section in old.sections:
        place = bisect_left(slides, starts[section.slide], key=lambda slide: slide.start_ms)
        if place < len(slides):
            kept[slides[place].id] = replace(section, slide=slides[place].id)
    return tuple(kept.values())
