"""Replace the beginning of a pitch by another recording.

In advertising the hook is tested while the body stays. Takes two projects and their recordings,
returns one project with one recording, which every export accepts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from vsl.errors import BadInput
from vsl.export.audio.sound_join import AudioSpan, encode_frames, join_frames, length_ms
from vsl.model.appearance import Staging
from vsl.model.project import (
    Deck,
    Mark,
    MediaInfo,
    Project,
    Section,
    Slide,
    Transcript,
    Word,
    WordRange,
)
from vsl.progress import Progress
from vsl.slides.timing import slide_id
from vsl.workflows.compose_video import VideoComposer

HOOK: Final = "hook"  # the section that is replaced

_VERSION = 1  # to be incremented when the result of joining the same recordings changes
_BREATH_MS: Final = 150  # of silence before the body's first word; the rest is cut off


@dataclass(frozen=True, slots=True)
class Take:
    """A project and its recording."""

    name: str  # in file names: a language code or a hook's name
    project: Project
    recording: Path | None = None


def replace_intro(hook: Take, body: Take, composer: VideoComposer, progress: Progress) -> Take:
    """Return ``body`` with all of ``hook`` in place of its own hook.

    Raises:
        BadInput: a recording is missing, the body has no hook to replace, or it shows its speaker.
    """
    first = _body_start(body.project)
    staging = body.project.deck.staging
    if staging.speaker or staging.over_source:
        raise BadInput("The speaker's picture can't be joined: take it out of the staging.")
    cut_ms = _cut_ms(body.project, first)
    channels = min(2, body.project.media.audio.channels)
    beginning = _part(hook, 0, channels, composer, progress.part("preparing the hook", 0.0, 0.4))
    rest = _part(body, cut_ms, channels, composer, progress.part("preparing the sound", 0.4, 0.9))
    key = _key(beginning.key, rest.key)
    if composer.beds.find(key) is None:
        with composer.beds.writing(key) as target:
            join_frames(tuple((each.path, each.frames) for each in (beginning, rest)), target)
    progress(1.0)
    recording = composer.beds.path(key)
    end_ms = length_ms(beginning.frames + rest.frames)
    media = replace(composer.probe(recording), duration_ms=end_ms)
    heard = replace(hook.project.media, duration_ms=length_ms(beginning.frames))
    project = join_projects(replace(hook.project, media=heard), body.project, media)
    return Take(body.name, project, recording)


@dataclass(frozen=True, slots=True)
class _Part:
    """A voice from a given time on as AAC frames that can be joined, in the cache of beds."""

    key: str
    path: Path
    frames: int


def _part(
    take: Take, start_ms: int, channels: int, composer: VideoComposer, progress: Progress
) -> _Part:
    if take.recording is None:
        raise BadInput("A hook needs both recordings: name the body's with --media.")
    media = take.project.media
    key = _key(media.timeline_key, str(start_ms), str(media.duration_ms), str(channels))
    sound = composer.pipeline.soundtrack(take.project, take.recording, progress.part("", 0.0, 0.5))
    stretch = AudioSpan(sound, start_ms, media.duration_ms)
    if composer.beds.find(key) is None:
        with composer.beds.writing(key) as target:
            encode_frames(stretch, target, channels, progress.part("", 0.5, 1.0))
    return _Part(key, composer.beds.path(key), stretch.frames)


def _key(*recipe: str) -> str:
    return hashlib.sha256(" ".join((str(_VERSION), *recipe)).encode()).hexdigest()


def join_projects(hook: Project, body: Project, media: MediaInfo) -> Project:
    """Return the slides of ``hook`` followed by those of ``body`` after its hook, in its theme.

    Args:
        media: of the joined voices.
    Raises:
        BadInput: the hook has no slides, the body has no hook, or nothing after it.
    """
    if not hook.deck.slides:
        raise BadInput("The hook has no slides.")
    first = _body_start(body)
    kept = body.deck.slides[first:]
    later_ms = hook.media.duration_ms - _cut_ms(body, first)
    first_word = _first_word(body, first)
    more = len(hook.transcript.words) - first_word
    moved = (_move_slide(each, later_ms, more) for each in kept)
    slides = _rename_slides((*hook.deck.slides, *moved))
    count = len(hook.deck.slides)
    names = {old.id: new.id for old, new in zip(kept, slides[count:], strict=True)}
    sections = (
        Section(HOOK, slides[0].id),
        *(replace(e, slide=names[e.slide]) for e in body.deck.sections if e.slide in names),
    )
    words = (*hook.transcript.words, *_move_words(body.transcript.words[first_word:], later_ms))
    marks = (*hook.transcript.marks, *_move_marks(body.transcript, first_word, more))
    transcript = replace(body.transcript, words=words, marks=marks, reading=None)
    deck = replace(
        body.deck,
        slides=slides,
        duration_ms=media.duration_ms,
        sections=sections,
        staging=_move_call(body.deck.staging, later_ms),
    )
    return Project(media, transcript, _chain_slides(deck, count))


def _body_start(body: Project) -> int:
    """Return the position of the first slide after the hook.

    Raises:
        BadInput: there is no hook, or nothing after it.
    """
    kinds = [each.kind for each in body.deck.sections]
    if HOOK not in kinds:
        raise BadInput("The deck has no section hook: say where it begins and where it ends.")
    behind = body.deck.sections[kinds.index(HOOK) + 1 :]
    if not behind:
        raise BadInput("Nothing follows the deck's hook: say where the next section begins.")
    ids = [slide.id for slide in body.deck.slides]
    return ids.index(behind[0].slide)


def _first_word(body: Project, first: int) -> int:
    """Return the position of the first word shown from the slide ``first`` on."""
    spans = (slide.words for slide in body.deck.slides[first:])
    return next((span.first for span in spans if span), len(body.transcript.words))


def _cut_ms(body: Project, first: int) -> int:
    """Return the time from which the body's voice is kept: shortly before its first word."""
    first_word = _first_word(body, first)
    said, going_on = body.transcript.words[:first_word], body.transcript.words[first_word:]
    start_ms = min([body.deck.slides[first].start_ms, *(each.start_ms for each in going_on[:1])])
    silence_ms = max(0, start_ms - said[-1].end_ms) if said else start_ms
    return start_ms - min(_BREATH_MS, silence_ms // 2)


def _move_slide(slide: Slide, later_ms: int, more_words: int) -> Slide:
    span = slide.words
    return replace(
        slide,
        start_ms=slide.start_ms + later_ms,
        end_ms=slide.end_ms + later_ms,
        words=span and WordRange(span.first + more_words, span.last + more_words),
    )


def _move_words(words: Sequence[Word], later_ms: int) -> Iterator[Word]:
    for word in words:
        yield replace(word, start_ms=word.start_ms + later_ms, end_ms=word.end_ms + later_ms)


def _move_marks(transcript: Transcript, first_word: int, more: int) -> Iterator[Mark]:
    for mark in transcript.marks:
        if mark.before_word >= first_word:
            yield replace(mark, before_word=mark.before_word + more)


def _move_call(staging: Staging, later_ms: int) -> Staging:
    call = staging.call_to_action
    if call is None or call.start_ms is None:
        return staging
    at_ms = max(0, call.start_ms + later_ms)
    return replace(staging, call_to_action=replace(call, start_ms=at_ms))


def _rename_slides(slides: Sequence[Slide]) -> tuple[Slide, ...]:
    """Return the slides with ids derived from their start times."""
    taken: set[str] = set()
    renamed = []
    for slide in slides:
        name = slide_id(slide.start_ms, taken)
        taken.add(name)
        renamed.append(replace(slide, id=name))
    return tuple(renamed)


def _chain_slides(deck: Deck, count: int) -> Deck:
    """Return the deck with the hook's last slide extended to the body's first one."""
    slides = list(deck.slides)
    slides[count - 1] = replace(slides[count - 1], end_ms=slides[count].start_ms)
    return replace(deck, slides=tuple(slides))
