"""The values that flow through the house. All are frozen; all times are integer milliseconds.

Time zero is where a player of the recording begins (decision 13).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from vsl.model.appearance import Staging, Theme


class Break(IntEnum):
    """How strongly the script parts a word from the one before it."""

    NONE = 0
    LINE = 1
    PARAGRAPH = 2
    SLIDE = 3  # a mark such as [SLIDE] or a heading: a new slide, whatever the optimiser thinks


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word as it is shown, with the time of the voice that says it."""

    text: str  # ends in a space where joining would leave one out; see ``vsl.basics.spacing``
    start_ms: int
    end_ms: int
    confidence: float = 1.0  # 0..1, the recogniser's own estimate
    spoken: str = ""  # what the voice says where that is not the text: "forty seven dollars"
    emphasised: bool = False  # by the script's own marks: bold or capitals
    break_before: Break = Break.NONE


UNRECOGNISED = "…"  # the text of a heard word where somebody speaks and no engine knows what


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a script holds that nobody says, and the word it stands before."""

    kind: str  # on_screen, pause, heading, direction
    text: str
    before_word: int  # position in the transcript; the number of words at its end


@dataclass(frozen=True, slots=True)
class Reading:
    """A script and the voice that read it: all that the words on the slides were made from."""

    script: str
    heard: tuple[Word, ...]
    decisions: Mapping[str, bool] = field(default_factory=dict)
    """By a difference's id: True follows the voice there, False the script."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an engine heard: words in spoken order, and how they were heard."""

    words: tuple[Word, ...]
    language: str  # ISO 639-1 code, "und" where nobody knows
    engine: str
    model: str = ""
    warnings: tuple[str, ...] = ()  # plain sentences for the user
    marks: tuple[Mark, ...] = ()  # of the script, in order
    reading: Reading | None = None  # None: nobody gave a script


@dataclass(frozen=True, slots=True)
class AudioStream:
    """The sound of a recording."""

    codec: str
    sample_rate_hz: int
    channels: int


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture of a recording."""

    codec: str
    width_px: int
    height_px: int
    frame_rate: Fraction
    rotation_deg: int = 0  # clockwise turn that sets the picture upright


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a recording is."""

    sha256: str
    size_bytes: int
    format: str  # short container name: mp4, mkv, webm, wav, mp3, ogg, flac, avi
    duration_ms: int  # of the audio; from the container until the audio is decoded
    audio: AudioStream
    video: VideoStream | None = None
    sound_starts_ms: int = 0  # after time zero; always 0 where zero is the sound's first sample

    @property
    def timeline_key(self) -> str:
        """What tells this recording, counted from its time zero, from all others."""
        return f"{self.sha256}+{self.sound_starts_ms}" if self.sound_starts_ms else self.sha256


@dataclass(frozen=True, slots=True)
class WordRange:
    """Positions of the first and the last word in a transcript, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Emphasis:
    """A word of a slide's text that stands out, and why."""

    token: int  # position among the tokens of the text, as ``vsl.basics.spacing`` splits it
    kind: str  # price, number, guarantee, negative, power, address, script


@dataclass(frozen=True, slots=True)
class Slide:
    """One thought on the screen, from ``start_ms`` up to, not including, ``end_ms``."""

    id: str
    text: str
    start_ms: int
    end_ms: int
    words: WordRange | None = None  # None: a slide whose text nobody speaks
    emphasis: tuple[Emphasis, ...] = ()
    reveal: str = ""  # how its text appears: "" whole, words, lines, karaoke
    hidden: bool = False  # not shown: the slide before it stays
    pinned: bool = False  # its time or text is the author's; nothing automatic changes it


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter, from a slide up to the next section."""

    kind: str  # hook, problem, story, mechanism, proof, offer, price, guarantee, call_to_action
    slide: str  # id of its first slide
    title: str = ""  # for chapters; empty: the kind's own name


@dataclass(frozen=True, slots=True)
class Still:
    """What one picture shows: a slide, or a step of its build."""

    text: str = ""  # as it is drawn; empty: the bare background
    emphasis: tuple[Emphasis, ...] = ()
    shown_tokens: int | None = None  # of the text's, the rest keeps its place; None: all
    lit_token: int | None = None  # the one being spoken
    section: str = ""  # kind of the section it belongs to
    progress: float = 0.0  # 0..1 of the video, for a progress bar; 0 where there is none
    calls: bool = False  # the bar of the call to action is on it, where the theme has one
    beside: bool = False  # the speaker is seen beside it, where the theme has one


@dataclass(frozen=True, slots=True)
class Showing:
    """A still, and when it comes on the screen. It stays until the next one comes."""

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
    """Slides in order of time, their look, and the length of the voice they follow."""

    slides: tuple[Slide, ...]
    theme: Theme
    duration_ms: int
    sections: tuple[Section, ...] = ()  # in order
    preset: str = "classic"  # how it was broken into slides
    staging: Staging = field(default_factory=Staging)


@dataclass(frozen=True, slots=True)
class Project:
    """Everything known about one pitch: the recording, the words heard, the deck made of them."""

    media: MediaInfo
    transcript: Transcript
    deck: Deck
