"""Write a time line for Final Cut Pro and DaVinci Resolve: stills over the voice.

Pure. Every time is a whole number of frames. Source: FCPXML 1.10,
https://developer.apple.com/documentation/professional-video-applications/fcpxml-reference; stills
are ``video`` elements whose assets have no duration and no frame rate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from xml.etree import ElementTree as Tree

from vsl.basics.spacing import join_lines
from vsl.export.timeline import FrameSpan, frame_at
from vsl.model.appearance import Theme
from vsl.model.project import Chapter, Still

_RATES: Final = {32_000: "32k", 44_100: "44.1k"}  # of sequences; others are played at 48k


@dataclass(frozen=True, slots=True)
class VoiceAsset:
    """The sound of the time line."""

    address: str
    duration_ms: int
    channels: int
    sample_rate_hz: int


def to_fcpxml(
    spans: Sequence[FrameSpan],
    stills: Mapping[Still, str],
    voice: VoiceAsset,
    *,
    theme: Theme,
    fps: Fraction,
    chapters: Sequence[Chapter] = (),
) -> str:
    """Return the FCPXML document of a project.

    Args:
        stills: addresses of pictures, relative to the document's folder.
    """
    root = Tree.Element("fcpxml", version="1.10")
    numbers = {still: f"still{number}" for number, still in enumerate(stills, 1)}
    _add_resources(root, {numbers[still]: each for still, each in stills.items()}, theme, fps)
    _add_voice(root, voice, fps)
    library = Tree.SubElement(root, "library")
    event = Tree.SubElement(library, "event", name="Slides")
    project = Tree.SubElement(event, "project", name="Slides")
    total = sum(span.frame_count for span in spans)
    sequence = Tree.SubElement(
        project, "sequence", format="timeline", duration=_time(total, fps), tcStart="0s",
        tcFormat="NDF", audioLayout="stereo", audioRate=_RATES.get(voice.sample_rate_hz, "48k"),
    )  # fmt: skip
    spine = Tree.SubElement(sequence, "spine")
    marks = {frame_at(each.start_ms, fps): each.title for each in chapters}
    for span in spans:
        clip = _clip(span, numbers[span.still], fps)
        if span is spans[0]:
            clip.append(_sound(voice, fps, total))
        clip.extend(_markers(span, marks, fps))
        spine.append(clip)
    Tree.indent(root, " ")
    body = Tree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'


def _add_resources(
    root: Tree.Element, addresses: Mapping[str, str], theme: Theme, fps: Fraction
) -> None:
    resources = Tree.SubElement(root, "resources")
    size = {"width": str(theme.width_px), "height": str(theme.height_px)}
    line = {"frameDuration": _time(1, fps), "colorSpace": "1-1-1 (Rec. 709)"}
    Tree.SubElement(resources, "format", {"id": "timeline", **line, **size})
    named = {"id": "picture", "name": "FFVideoFormatRateUndefined", **size}
    Tree.SubElement(resources, "format", named)
    for number, address in addresses.items():
        asset = Tree.SubElement(
            resources, "asset", id=number, name=address.rpartition("/")[2], start="0s",
            duration="0s", hasVideo="1", videoSources="1", format="picture",
        )  # fmt: skip
        Tree.SubElement(asset, "media-rep", kind="original-media", src=address)


def _add_voice(root: Tree.Element, voice: VoiceAsset, fps: Fraction) -> None:
    resources = root[0]
    asset = Tree.SubElement(
        resources, "asset", id="voice", name="voice", start="0s",
        duration=_time(frame_at(voice.duration_ms, fps), fps), hasAudio="1", audioSources="1",
        audioChannels=str(voice.channels), audioRate=str(voice.sample_rate_hz),
    )  # fmt: skip
    Tree.SubElement(asset, "media-rep", kind="original-media", src=voice.address)


def _clip(span: FrameSpan, asset: str, fps: Fraction) -> Tree.Element:
    name = join_lines(span.still.text) or "Blank"
    offset, duration = _time(span.first_frame, fps), _time(span.frame_count, fps)
    return Tree.Element("video", ref=asset, name=name, offset=offset, start="0s", duration=duration)


def _sound(voice: VoiceAsset, fps: Fraction, total: int) -> Tree.Element:
    length = min(total, frame_at(voice.duration_ms, fps))
    return Tree.Element(
        "asset-clip", ref="voice", lane="-1", name="Voice", offset="0s", start="0s",
        duration=_time(length, fps), audioRole="dialogue",
    )  # fmt: skip


def _markers(span: FrameSpan, marks: Mapping[int, str], fps: Fraction) -> Iterator[Tree.Element]:
    for frame, title in marks.items():
        if 0 <= frame - span.first_frame < span.frame_count:
            start = _time(frame - span.first_frame, fps)
            yield Tree.Element("chapter-marker", start=start, duration=_time(1, fps), value=title)


def _time(frames: int, fps: Fraction) -> str:
    seconds = frames / fps
    if seconds.denominator == 1:
        return f"{seconds.numerator}s"
    return f"{frames * fps.denominator}/{fps.numerator}s"
