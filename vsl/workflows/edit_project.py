"""Change a finished project: edits, decisions on the script, segmentation and theme.

Takes a project and returns another one. Whatever the change does not concern is kept, such as ids,
times, pictures and manual edits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vsl.basics.sequence_matching import count_shared_ends
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import (
    Deck,
    EmphasisSettings,
    Mark,
    Project,
    Reading,
    Section,
    Slide,
    Word,
    WordRange,
)
from vsl.render.themes.brand_kit import usable
from vsl.render.themes.theme import restyle_theme
from vsl.slides.editing.apply import apply
from vsl.slides.editing.edits import Edit, SetTheme, Undo
from vsl.slides.editing.resegment import Cutting, resegment
from vsl.slides.editing.retype import Draft, adopt
from vsl.slides.emphasis.choice import emphasise
from vsl.slides.segmentation.presets import find_preset
from vsl.text.script.differences import ScriptComparison, compare_script
from vsl.text.script.reading import words_of
from vsl.text.script.report import Report, decide, reconcile, report_on
from vsl.workflows.build_deck import fit_deck


def apply_edit(project: Project, edit: Edit) -> tuple[Project, Undo]:
    """Return ``project`` after an edit, and the inverse of the edit.

    Raises:
        BadInput: the edit can't be applied; the message says why.
    """
    done = apply(Draft(project.deck, project.transcript.words), edit)
    return _with_draft(project, done.draft), done.inverse


def adopt_retyped_slides(project: Project) -> Project:
    """Return ``project`` with texts that were changed directly in its document applied as edits.

    The words under them are corrected, so that captions agree. Pinned slides keep their text.
    """
    return _with_draft(project, adopt(Draft(project.deck, project.transcript.words)))


def report_of(project: Project) -> Report:
    """Return the report of differences between the project's script and voice.

    Raises:
        BadInput: the project was made without a script.
    """
    return reconcile(_reading(project), project.transcript.language, project.media.duration_ms)


def apply_decisions(project: Project, decisions: Mapping[str, bool | None]) -> Project:
    """Return ``project`` with differences between script and voice decided.

    Only the slides around them are segmented again. Repeating a decision changes nothing.

    Args:
        decisions: by the id of the difference: True to follow the voice, False the script, None to
            reopen it.
    Raises:
        BadInput: the project was made without a script.
        NotFound: there is no such difference.
    """
    media, language = project.media, project.transcript.language
    comparison = compare_script(_reading(project), language, media.duration_ms)
    for difference_id, follow_voice in decisions.items():
        project = _decide(project, comparison, difference_id, follow_voice)
    return project


def _decide(
    project: Project, comparison: ScriptComparison, difference_id: str, follow_voice: bool | None
) -> Project:
    before, transcript = _reading(project), project.transcript
    report = report_on(comparison, before.decisions)
    report.find(difference_id)
    after = decide(before, difference_id, follow_voice)
    report_warnings = report.warnings()
    others = [each for each in transcript.warnings if each not in report_warnings]
    remaining = report_on(comparison, after.decisions).warnings()
    old, _ = words_of(before, comparison)
    new, marks = words_of(after, comparison)
    words, changed, added = _splice_words(transcript.words, old, new)
    transcript = replace(
        transcript,
        words=words,
        marks=_place_marks(marks, new, words),
        reading=after,
        warnings=(*others, *remaining),
    )
    project = replace(project, transcript=transcript)
    return project if old == new else _cut_anew(project, changed, added, project.deck.preset)


def recut(project: Project, preset: str) -> Project:
    """Return ``project`` segmented by another preset; slides edited by hand are kept.

    Raises:
        BadInput: no preset has this name.
    """
    all_words = WordRange(0, len(project.transcript.words) - 1)
    return _cut_anew(project, all_words, 0, preset)


def set_emphasis(project: Project, settings: EmphasisSettings) -> Project:
    """``project`` with what stands out chosen anew; slides that the author touched stay."""
    deck, transcript = project.deck, project.transcript
    slides = emphasise(deck.slides, transcript.words, transcript.language, settings=settings)
    return replace(project, deck=replace(deck, slides=slides, emphasis=settings))


def apply_theme(project: Project, look: Theme | None, size: str) -> Project:
    """Return ``project`` with another theme, another canvas size (see ``parse_size``), or both.

    Raises:
        BadInput: the size can't be read or made, or a file of the theme is missing.
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
    new = replace(new, sections=_sections(deck, new.slides))
    return set_emphasis(replace(project, deck=new), deck.emphasis)


def _reading(project: Project) -> Reading:
    if project.transcript.reading is None:
        raise BadInput("This project was made without a script; there is nothing to compare.")
    return project.transcript.reading


def _splice_words(
    current: Sequence[Word], old: Sequence[Word], new: Sequence[Word]
) -> tuple[tuple[Word, ...], WordRange, int]:
    """Return ``current`` with the change from ``old`` to ``new``, its range, and the words added.

    The words may have been edited since, so places are found by their times.
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
    """Return marks of ``words`` at the same times in the words ``among``."""
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
    """Return the sections starting at the same times; of two on one slide, the later one."""
    starts = {slide.id: slide.start_ms for slide in old.slides}
    kept: dict[str, Section] = {}
    for section in old.sections:
        place = bisect_left(slides, starts[section.slide], key=lambda slide: slide.start_ms)
        if place < len(slides):
            kept[slides[place].id] = replace(section, slide=slides[place].id)
    return tuple(kept.values())
