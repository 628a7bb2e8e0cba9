"""The look and motion of slides, as values.

Sizes are shares of the canvas's shorter side, so that a theme fits any canvas. Images, fonts and
music are named by the SHA-256 of their content. Nothing here draws or reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gradient:
    """A background that fades from the theme's background colour to another one."""

    to: str  # #RRGGBB
    angle_deg: int = 180  # as CSS counts: 0 runs to the top, 90 to the right


@dataclass(frozen=True, slots=True)
class Backdrop:
    """An image behind the text that fills the canvas, cropped around its focus."""

    image: str  # SHA-256
    focus_x: float = 0.5  # 0..1 of the image's width
    focus_y: float = 0.5  # 0..1 of its height
    dim: float = 0.5  # opacity of the background colour over it, 0..1


@dataclass(frozen=True, slots=True)
class Highlight:
    """The style of emphasised words and of the word being spoken."""

    style: str = "colour"  # colour, marker, underline, box, none
    colour: str = "#C8102E"  # #RRGGBB, of the letters, marker, line or box
    ink: str = ""  # of letters on a marker; empty: the theme's


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo in a corner of every slide."""

    image: str  # SHA-256
    corner: str = "top-right"  # top-left, top-right, bottom-left, bottom-right
    height_share: float = 0.08


@dataclass(frozen=True, slots=True)
class SectionLook:
    """Overrides for the slides of one section; None keeps the theme's value."""

    section: str  # its kind
    background: str | None = None
    ink: str | None = None
    gradient: Gradient | None = None
    backdrop: Backdrop | None = None
    highlight: Highlight | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """The appearance of slides."""

    name: str = "classic"
    width_px: int = 1920
    height_px: int = 1080
    background: str = "#FFFFFF"  # #RRGGBB
    ink: str = "#111111"  # #RRGGBB
    font: str = "inter-display-bold"  # a bundled font, or the SHA-256 of a user's font
    margin_share: float = 0.08
    max_size_share: float = 160 / 1080  # five to ten words fill the canvas
    min_size_share: float = 44 / 1080  # smallest readable size: 44 px on a 1080p canvas
    line_height: float = 1.2  # times the font size
    max_lines: int = 3  # of large type; smaller type may have more
    align: str = "center"  # center, left
    safe_top_share: float = 0.0  # of the height: what players and apps lay over
    safe_bottom_share: float = 0.0
    safe_left_share: float = 0.0  # of the width
    safe_right_share: float = 0.0
    gradient: Gradient | None = None
    backdrop: Backdrop | None = None
    highlight: Highlight = Highlight()
    logo: Logo | None = None
    footer: str = ""  # small print at the foot of every slide, such as a disclaimer
    progress_bar: str = ""  # #RRGGBB; empty: none
    sections: tuple[SectionLook, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """The change from one slide to the next."""

    kind: str = "cut"  # cut, crossfade, slide
    duration_ms: int = 300


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker's picture from the source video, in a corner of the slides."""

    corner: str = "bottom-right"
    size_share: float = 0.3  # of the canvas's shorter side
    shape: str = "circle"  # circle, rectangle
    sections: tuple[str, ...] = ()  # kinds; empty: all


@dataclass(frozen=True, slots=True)
class Music:
    """Background music, ducked under speech."""

    sound: str  # SHA-256 of an audio file
    level_db: float = -18.0  # relative to the voice
    duck_db: float = -10.0  # additional, under speech


@dataclass(frozen=True, slots=True)
class Card:
    """A slide without voice before the first word or after the last."""

    text: str
    duration_ms: int = 3000


@dataclass(frozen=True, slots=True)
class CallToAction:
    """A bar with a short line, shown from a given time to the end."""

    text: str
    start_ms: int | None = None  # None: the pitch
    background: str = ""  # #RRGGBB; empty: the look's accent
    ink: str = ""  # #RRGGBB; empty: of the look's colours the one that reads well on it


@dataclass(frozen=True, slots=True)
class Staging:
    """Motion and sound besides the slides and the voice."""

    transition: Transition = Transition()
    first_slide: str = "start"  # when it comes: start, soon, voice (see ``slides.timing``)
    zoom_share: float = 0.0  # how much a backdrop grows over a slide
    speaker: Speaker | None = None
    over_source: bool = False  # captions burned into the source video instead of slides
    music: Music | None = None
    intro: Card | None = None
    end: Card | None = None
    call_to_action: CallToAction | None = None


@dataclass(frozen=True, slots=True)
class StagedTheme(Theme):
    """A theme with the overlays of a staging; used for drawing, never stored."""

    call: CallToAction | None = None  # a bar at the foot
    speaker: Speaker | None = None  # a corner that text stays clear of
    kept_foot_px: int = 0  # under the speaker, for a bar that comes later
