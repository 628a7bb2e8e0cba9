"""Write slides as caption files (SubRip, WebVTT) and plain text, without empty slides. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from vsl.basics.spacing import join_lines
from vsl.export.captions.lines import caption_lines
from vsl.model.project import Slide


def to_srt(slides: Sequence[Slide]) -> str:
    """Return a SubRip file.

    The format has no escapes: an arrow that would read as a time line becomes the sign ``→``.
    """
    return "".join(
        f"{number}\n{_span(slide, ',')}\n{_lines(slide).replace('-->', '→')}\n\n"
        for number, slide in enumerate(_visible_slides(slides), start=1)
    )


def to_vtt(slides: Sequence[Slide]) -> str:
    """Return a WebVTT file.

    Source: cue text, https://www.w3.org/TR/webvtt1/#webvtt-cue-text-span.
    """
    cues = (
        f"\n{_span(slide, '.')}\n{_escape(_lines(slide))}\n" for slide in _visible_slides(slides)
    )
    return "WEBVTT\n" + "".join(cues)


def to_txt(slides: Sequence[Slide]) -> str:
    """Return the plain text, one line per slide."""
    return "".join(join_lines(slide.text) + "\n" for slide in _visible_slides(slides))


CAPTIONS: Mapping[str, Callable[[Sequence[Slide]], str]] = {
    ".srt": to_srt,
    ".vtt": to_vtt,
    ".txt": to_txt,
}
"""The writer of each format, by its file extension."""


def _visible_slides(slides: Sequence[Slide]) -> Iterator[Slide]:
    return (slide for slide in slides if slide.text.strip())


def _span(slide: Slide, point: str) -> str:
    return f"{_clock(slide.start_ms, point)} --> {_clock(slide.end_ms, point)}"


def _clock(t_ms: int, point: str) -> str:
    seconds, milliseconds = divmod(t_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{milliseconds:03}"


def _lines(slide: Slide) -> str:
    """Return the text without blank lines, which end a cue in both formats."""
    return "\n".join(caption_lines(slide.text))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
