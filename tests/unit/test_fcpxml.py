"""The document for Final Cut against what its definition allows: FCPXML 1.10's DTD, of Apple."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as Tree

import pytest

from vsl.export.timeline import spans
from vsl.export.timelines.fcpxml import VoiceAsset, to_fcpxml
from vsl.model.appearance import Theme
from vsl.model.project import Chapter, Showing, Still

# Element: its children in their order, the attributes it needs, those it may have.
_ALLOWED = {
    "fcpxml": ("resources library", "version", ""),
    "resources": ("format asset", "", ""),
    "format": ("", "id", "name frameDuration width height colorSpace"),
    "asset": (
        "media-rep",
        "id",
        "name start duration hasVideo format hasAudio videoSources audioSources audioChannels "
        "audioRate",
    ),
    "media-rep": ("", "src", "kind"),
    "library": ("event", "", "location"),
    "event": ("project", "", "name"),
    "project": ("sequence", "", "name"),
    "sequence": ("spine", "format", "duration tcStart tcFormat audioLayout audioRate"),
    "spine": ("video", "", ""),
    "video": ("asset-clip chapter-marker", "ref duration", "lane offset name start"),
    "asset-clip": ("", "ref", "lane offset name start duration audioRole"),
    "chapter-marker": ("", "start value", "duration"),
}
_RATES = (Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60))


def document(fps: Fraction) -> Tree.Element:
    showings = [
        Showing(0, Still("One & <two>")),
        Showing(1517, Still("three")),
        Showing(4004, Still()),
    ]
    line = spans(showings, 9009, fps)
    stills = {span.still: f"media/{number}.png" for number, span in enumerate(line)}
    chapters = (Chapter(0, "hook", "Hook"), Chapter(4004, "offer", "Offer"))
    voice = VoiceAsset("media/voice.m4a", 9009, 1, 48_000)
    text = to_fcpxml(line, stills, voice, theme=Theme(), fps=fps, chapters=chapters)
    return Tree.fromstring(text)


def seconds(time: str) -> Fraction:
    return Fraction(time.removesuffix("s"))


@pytest.mark.parametrize("fps", _RATES, ids=str)
def test_elements_have_the_children_and_attributes_of_the_definition(fps: Fraction) -> None:
    root = document(fps)
    for element in root.iter():
        children, needed, optional = (part.split() for part in _ALLOWED[element.tag])
        found = [child.tag for child in element]
        assert set(found) <= set(children), element.tag
        if element.tag != "resources":  # whose children may stand in any order
            assert found == sorted(found, key=children.index)
        assert set(needed) <= set(element.attrib) <= {*needed, *optional}, element.tag
    assert {each.tag for each in root.iter()} == set(_ALLOWED)
    assert (root.get("version"), root.find(".//sequence").get("audioRate")) == ("1.10", "48k")  # type: ignore[union-attr]


@pytest.mark.parametrize("fps", _RATES, ids=str)
def test_references_resolve_and_clips_follow_one_another_on_whole_frames(fps: Fraction) -> None:
    root = document(fps)
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    named = {each.attrib.get("ref") or each.get("format") for each in root.iter()} - {None}
    assert named <= set(ids)
    end = Fraction(0)
    for clip in root.iterfind(".//spine/video"):
        assert seconds(clip.attrib["offset"]) == end
        end += seconds(clip.attrib["duration"])
        assert (end * fps).denominator == 1
    (sequence,) = root.iterfind(".//sequence")
    assert seconds(sequence.attrib["duration"]) == end
