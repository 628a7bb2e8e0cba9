"""Build a deck from words, and pictures, captions and the video from the deck."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Final

from PIL import Image

from vsl.basics.files import CacheFolder
from vsl.basics.spacing import count_tokens
from vsl.export.quality import WEB, Quality
from vsl.export.timeline import spans
from vsl.export.video.transitions import TransitionSource, with_transitions
from vsl.export.video.video import write_video
from vsl.media.soundtrack import SoundtrackCache
from vsl.model.appearance import StagedTheme, Theme
from vsl.model.project import (
    Deck,
    EmphasisSettings,
    Project,
    Showing,
    Slide,
    Still,
    Transcript,
    Word,
)
from vsl.progress import Progress
from vsl.render.layout.layout import fits, lay_out
from vsl.render.paint.drawn_stills import DrawnStills
from vsl.render.pictures import Pictures
from vsl.slides.builds import states
from vsl.slides.caption_rows import set_rows
from vsl.slides.cards import CARDS
from vsl.slides.emphasis.choice import emphasise
from vsl.slides.fit import split_to_fit
from vsl.slides.lines import bind_joints, line_costs
from vsl.slides.marks import with_marks
from vsl.slides.poster import poster
from vsl.slides.sections import kind_by_slide, label, pitch_ms
from vsl.slides.segmentation.presets import CAPTIONS, CLASSIC, find_preset
from vsl.slides.segmentation.segment import segment
from vsl.slides.timing import find_opening_ms, time_captions, time_slides

_COVER_PX: Final = 960  # wide: sharp in a list of files, small beside the video
_COVER_QUALITY: Final = 88


def make_deck(
    transcript: Transcript,
    duration_ms: int,
    theme: Theme,
    *,
    preset: str = CLASSIC.name,
    emphasis: EmphasisSettings = EmphasisSettings(),  # noqa: B008 -- a frozen value
) -> Deck:
    """Return a deck that shows every word of ``transcript`` on exactly one slide.

    Args:
        preset: how the words are broken into slides.
        emphasis: what stands out by itself.
    Raises:
        BadInput: no preset has this name.
    """
    words, language = transcript.words, transcript.language
    ranges = segment(words, find_preset(preset), language, transcript.marks)
    timed = time_slides(ranges, words, duration_ms)
    spoken = emphasise(timed, words, language, settings=emphasis)
    slides = with_marks(spoken, words, transcript.marks)
    deck = Deck(slides, theme, duration_ms, preset=preset, emphasis=emphasis)
    deck = fit_deck(deck, words, language)
    sections = label(deck.slides, language, duration_ms, marks=transcript.marks)
    return replace(deck, sections=sections)


def fit_deck(deck: Deck, words: Sequence[Word], language: str) -> Deck:
    """Return ``deck`` with each slide too long for its picture split into several."""

    theme = theme_with_staging(deck)

    def is_whole(text: str) -> bool:
        return fits(text_for_picture(text, language), theme)

    slides = split_to_fit(deck.slides, words, is_whole, language=language)
    return replace(deck, slides=slides)


def text_for_picture(text: str, language: str) -> str:
    """Return a slide's text for its picture, without line breaks in names and numbers."""
    return bind_joints(text, language)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The drawing and caches that exports need."""

    pictures: Pictures
    soundtracks: SoundtrackCache
    encoded_pictures: CacheFolder

    def soundtrack(self, project: Project, recording: Path, progress: Progress) -> Path:
        """Return the path of the voice as a cached .m4a.

        Raises:
            BadInput: nothing in the recording can be decoded.
        """
        return self.soundtracks.soundtrack(recording, project.media, progress)

    def write_video(
        self,
        project: Project,
        sound: Path,
        target: Path,
        *,
        fps: Fraction,
        progress: Progress,
        quality: Quality = WEB,
        cover: bytes = b"",
    ) -> None:
        """Write the deck of ``project``, with its transitions, and ``sound`` to ``target``.

        Raises:
            BadInput: there is nothing to show.
            ToolFailed: the video can't be written.
        """
        deck = project.deck
        frames = spans(showings(project), deck.duration_ms, fps)
        write_video(
            target,
            with_transitions(frames, deck.staging.transition, fps),
            TransitionSource(DrawnStills(theme_with_staging(deck))),
            sound,
            fps=fps,
            cache=self.encoded_pictures,
            progress=progress,
            quality=quality,
            cover=cover,
        )

    def draw_cover(self, project: Project) -> bytes:
        """The strongest slide of the opening as a JPEG; empty where no slide has a text.

        It stands for a video whose first picture does not speak for it.
        """
        slide = poster(project.deck)
        if slide is None:
            return b""
        theme = theme_with_staging(project.deck)
        drawn = self.pictures.thumbnail(still_of(project, slide), theme, _COVER_PX)
        content = BytesIO()
        with Image.open(drawn) as picture:
            picture.convert("RGB").save(content, "JPEG", quality=_COVER_QUALITY)
        return content.getvalue()


def still_of(project: Project, slide: Slide) -> Still:
    """Return the still of ``slide`` after its build."""
    (still,) = stills_of(project, [slide])
    return still


def stills_of(project: Project, slides: Sequence[Slide]) -> tuple[Still, ...]:
    """Return the still of each of ``slides`` after its build."""
    kinds, call_ms = kind_by_slide(project.deck), _call_ms(project.deck)
    return tuple(
        replace(_still(project, slide, kinds[slide.id]), calls=slide.start_ms >= call_ms)
        for slide in slides
    )


def showings(project: Project) -> tuple[Showing, ...]:
    """Return everything the deck shows and when, each step of a build separately.

    A hidden slide leaves the one before it. The first one shown comes when the staging says, unless
    the recording's own picture is behind it.
    """
    kinds = kind_by_slide(project.deck)
    shown = [
        showing
        for slide in project.deck.slides
        if not slide.hidden
        for showing in _steps(project, slide, _still(project, slide, kinds[slide.id]))
    ]
    staging = project.deck.staging
    if shown and not staging.over_source:
        opening_ms = find_opening_ms(shown[0].start_ms, staging.first_slide)
        shown[0] = replace(shown[0], start_ms=opening_ms)
    call_ms = _call_ms(project.deck)
    if call_ms == math.inf:
        return tuple(shown)
    return tuple(_calling(shown, call_ms, project.deck.duration_ms))


def _calling(shown: Sequence[Showing], call_ms: float, end_ms: int) -> Iterator[Showing]:
    """Yield ``shown`` with the call-to-action bar from ``call_ms`` on, even amid a slide."""
    ends = [*(showing.start_ms for showing in shown[1:]), end_ms]
    for showing, stop_ms in zip(shown, ends, strict=False):  # one end too many if nothing shows
        calls = showing.start_ms >= call_ms
        yield replace(showing, still=replace(showing.still, calls=calls))
        if showing.start_ms < call_ms < stop_ms:
            yield Showing(int(call_ms), replace(showing.still, calls=True))


def _still(project: Project, slide: Slide, section: str) -> Still:
    """Return the still of a slide without the call-to-action bar, which has its own time."""
    deck, speaker = project.deck, project.deck.staging.speaker
    language = project.transcript.language
    return Still(
        text_for_picture(slide.text, language),
        slide.emphasis,
        section=section,
        progress=_progress(deck, slide.start_ms),
        beside=speaker is not None
        and slide.id not in CARDS
        and (not speaker.sections or section in speaker.sections),
        line_costs=line_costs(slide.text, language),
        slide=slide.id,
    )


def theme_with_staging(deck: Deck) -> Theme:
    """Return the deck's theme with the overlays of its staging."""
    staging = deck.staging
    if not (staging.speaker or staging.call_to_action):
        return deck.theme
    named = {each.name: getattr(deck.theme, each.name) for each in fields(deck.theme)}
    return StagedTheme(**named, call=staging.call_to_action, speaker=staging.speaker)


def _call_ms(deck: Deck) -> float:
    """Return the time at which the call-to-action bar appears; infinity without one."""
    call = deck.staging.call_to_action
    if call is None:
        return math.inf
    times = (call.start_ms, pitch_ms(deck))
    return next((time for time in times if time is not None), math.inf)


def _progress(deck: Deck, t_ms: int) -> float:
    """Return the share for the progress bar; 0 if the theme has none."""
    return min(1.0, t_ms / deck.duration_ms) if deck.theme.progress_bar else 0.0


def _line_lengths(project: Project, still: Still) -> list[int]:
    """Tokens on each line of a slide as it is drawn; a token cut in two counts where it begins."""
    firsts = lay_out(still.text, theme_with_staging(project.deck), still.line_costs).first_tokens
    bounds = pairwise((*firsts, count_tokens(still.text)))
    return [after - first for first, after in bounds if after > first]


def _steps(project: Project, slide: Slide, whole: Still) -> Iterator[Showing]:
    """Yield the steps of a slide's build up to its ``whole`` still."""
    tokens = count_tokens(whole.text)
    line_lengths = _line_lengths(project, whole) if slide.reveal == "lines" else ()
    for state in states(slide, project.transcript.words, line_lengths=line_lengths):
        shown = state.shown_tokens if state.shown_tokens < tokens else None
        progress = _progress(project.deck, state.start_ms)
        yield Showing(
            state.start_ms,
            replace(whole, shown_tokens=shown, lit_token=state.lit_token, progress=progress),
        )


def captions_of(
    project: Project, *, characters: int = CAPTIONS.line_characters
) -> tuple[Slide, ...]:
    """The captions of the spoken words, cut, timed and set by the rules of captions, not of slides.

    Args:
        characters: that a line holds.
    """
    transcript = project.transcript
    words, language = transcript.words, transcript.language
    captions = time_captions(segment(words, CAPTIONS, language), words, project.media.duration_ms)
    return tuple(
        replace(each, text=set_rows(each.text, language, characters=characters))
        for each in captions
    )
