"""The values of the project model. All are frozen; all times are integer milliseconds.

Time zero is where a player of the recording begins (decision 13).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from vsl.model.appearance import Staging, Theme


class Break(IntEnum):
    """The strength of the script's break between a word and the one before it."""

    NONE = 0
    LINE = 1
    PARAGRAPH = 2
    SLIDE = 3  # a mark such as [SLIDE] or a heading: always a new slide


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word as it is shown, with the time of its sound."""

    text: str  # ends in a space that joining would omit; see ``vsl.basics.spacing``
    start_ms: int
    end_ms: int
    confidence: float = 1.0  # 0..1, the recogniser's own estimate
    spoken: str = ""  # the spoken form where it differs: "forty seven dollars"
    emphasised: bool = False  # by the script's own marks: bold or capitals
    break_before: Break = Break.NONE


MAX_WORDS = 200_000  # of a script or a recording: twenty hours of speech
LONGEST_WORD = 500  # letters, web addresses included
LATEST_MS = 1_000_000_000  # a time after it is a mistake: eleven days

UNRECOGNISED = "…"  # the text of a word in speech that no engine recognised


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a script that is not spoken, and the word that follows it."""

    kind: str  # on_screen, pause, heading, direction
    text: str
    before_word: int  # position in the transcript; the number of words at its end


@dataclass(frozen=True, slots=True)
class Reading:
    """A script and the recognised words of its reading: the source of the transcript's words."""

    script: str
    heard: tuple[Word, ...]
    decisions: Mapping[str, bool] = field(default_factory=dict)
    """By the id of a difference: True to follow the voice, False the script."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Recognised words in spoken order, with their language and engine."""

    words: tuple[Word, ...]
    language: str  # ISO 639-1 code, "und" if unknown
    engine: str
    model: str = ""
    warnings: tuple[str, ...] = ()  # sentences for the user
    marks: tuple[Mark, ...] = ()  # of the script, in order
    reading: Reading | None = None  # None: without a script


@dataclass(frozen=True, slots=True)
class AudioStream:
    """The sound of a recording."""

    codec: str
    sample_rate_hz: int
    channels: int
    track: int = 0  # its number among the recording's sound tracks, from 1; 0: there is one only
    tracks: int = 1  # how many there are


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture of a recording."""

    codec: str
    width_px: int
    height_px: int
    frame_rate: Fraction
    rotation_deg: int = 0  # clockwise rotation that turns the picture upright


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """The properties of a recording."""

    sha256: str
    size_bytes: int
    format: str  # short container name: mp4, mkv, webm, wav, mp3, ogg, flac, avi
    duration_ms: int  # of the audio, according to the container until the audio is decoded
    audio: AudioStream
    video: VideoStream | None = None
    sound_starts_ms: int = 0  # after time zero; always 0 where zero is the sound's first sample

    @property
    def timeline_key(self) -> str:
        """A key of this recording, its time zero and its sound track."""
        zero = f"+{self.sound_starts_ms}" if self.sound_starts_ms else ""
        return self.sha256 + zero + (f"#{self.audio.track}" if self.audio.track else "")


@dataclass(frozen=True, slots=True)
class WordRange:
    """Positions of the first and the last word in a transcript, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Emphasis:
    """An emphasised word of a slide's text, and the reason."""

    token: int  # position among the tokens of the text, as ``vsl.basics.spacing`` splits it
    kind: str  # of EMPHASIS_KINDS, or the author's own


EMPHASIS_KINDS = (
    *("script", "guarantee", "price", "free", "date", "number", "turn", "name"),
    *("power", "negative", "address"),
)
_LIT_KINDS = EMPHASIS_KINDS[:8]  # what a copywriter lights; the others are there for the asking


@dataclass(frozen=True, slots=True)
class EmphasisSettings:
    """What stands out in a deck by itself, and on how many of its slides."""

    kinds: tuple[str, ...] = _LIT_KINDS
    most_share: float = 0.6  # of the slides; what the script marks stands out on any
    names: tuple[str, ...] = ()  # that stand out where they are introduced: the glossary's


@dataclass(frozen=True, slots=True)
class Slide:
    """One thought on the screen, from ``start_ms`` up to, not including, ``end_ms``."""

    id: str
    text: str
    start_ms: int
    end_ms: int
    words: WordRange | None = None  # None: its text is not spoken
    emphasis: tuple[Emphasis, ...] = ()
    reveal: str = ""  # how its text appears: "" at once, words, lines, karaoke
    hidden: bool = False  # not shown; the slide before it stays
    pinned: bool = False  # its time or text was set by hand; not changed automatically


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter, from a slide up to the next section."""

    kind: str  # hook, problem, story, mechanism, proof, offer, price, guarantee, call_to_action
    slide: str  # id of its first slide
    title: str = ""  # for chapters; empty: the name of its kind


@dataclass(frozen=True, slots=True)
class Still:
    """The content of one picture: a slide, or a step of its build."""

    text: str = ""  # as it is drawn; empty: background only
    emphasis: tuple[Emphasis, ...] = ()
    shown_tokens: int | None = None  # of the text's, the rest keeps its place; None: all
    lit_token: int | None = None  # the one being spoken
    section: str = ""  # kind of the section it belongs to
    progress: float = 0.0  # 0..1 of the video, for a progress bar; 0 where there is none
    calls: bool = False  # the bar of the call to action is on it, where the theme has one
    beside: bool = False  # the speaker is seen beside it, where the theme has one
    line_costs: tuple[int, ...] = ()  # of a line end behind each token; none: nothing is known
    slide: str = field(default="", compare=False)
    """The id of its slide; empty before the first. Stills that are drawn alike are equal."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A still and the time at which it appears; it stays until the next one."""

    start_ms: int
    still: Still


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with its time, for players and video sites."""

    start_ms: int
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides in order of time, their look, and the duration of the voice."""

    slides: tuple[Slide, ...]
    theme: Theme
    duration_ms: int
    sections: tuple[Section, ...] = ()  # in order
    preset: str = "classic"  # how it was broken into slides
    emphasis: EmphasisSettings = EmphasisSettings()
    staging: Staging = field(default_factory=Staging)


@dataclass(frozen=True, slots=True)
class Project:
    """A recording, its transcript and the deck made from it."""

    media: MediaInfo
    transcript: Transcript
    deck: Deck
