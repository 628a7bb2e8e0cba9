"""Time lines for editors: every frame stands on one clip, where the video has it."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree as Tree

import pytest

from vsl.export.timeline import spans
from vsl.export.timelines.edl import timecode, to_edl
from vsl.export.timelines.fcpxml import VoiceAsset, to_fcpxml
from vsl.model.appearance import Theme
from vsl.model.project import Chapter, Showing, Still

_RATES = [Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001)]
_SHOWN = (
    Showing(370, Still("Save 5 < 6 & more")),
    Showing(1900, Still("Two")),
    Showing(2500, Still("Save 5 < 6 & more")),
)
_CHAPTERS = (Chapter(0, "hook", "Hook"), Chapter(1900, "offer", "The “offer”"))


def _seconds(time: str) -> Fraction:
    assert re.fullmatch(r"\d+(/\d+)?s", time)
    return Fraction(time.removesuffix("s"))


def _fcpxml(fps: Fraction) -> Tree.Element:
    line = spans(_SHOWN, 4000, fps)
    stills = {span.still: f"media/{n}.png" for n, span in enumerate(line)}
    voice = VoiceAsset("media/voice.m4a", 4000, 2, 44100)
    text = to_fcpxml(line, stills, voice, theme=Theme(), fps=fps, chapters=_CHAPTERS)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n')
    return Tree.fromstring(text)


@pytest.mark.parametrize("fps", _RATES)
def test_clips_follow_one_another_on_whole_frames_to_the_end(fps: Fraction) -> None:
    root = _fcpxml(fps)
    sequence = root.find("./library/event/project/sequence")
    assert sequence is not None
    end = Fraction(0)
    for clip in sequence.iterfind("./spine/video"):
        assert _seconds(clip.attrib["offset"]) == end
        end += _seconds(clip.attrib["duration"])
        assert (end * fps).denominator == 1
    assert end == _seconds(sequence.attrib["duration"]) == round(4 * fps) / fps
    assert _seconds(root.find("./resources/format").attrib["frameDuration"]) == 1 / fps  # type: ignore[union-attr]


def test_everything_that_is_named_exists_and_stills_have_no_length() -> None:
    root = _fcpxml(Fraction(30))
    ids = [each.attrib["id"] for each in root.iterfind("./resources/*")]
    assert len(ids) == len(set(ids))
    named = [
        each.attrib[key] for each in root.iter() for key in ("ref", "format") if key in each.attrib
    ]
    assert set(named) <= set(ids)
    stills = [each for each in root.iterfind("./resources/asset") if each.get("hasVideo")]
    assert len(stills) == 3
    assert {each.attrib["duration"] for each in stills} == {"0s"}
    (voice,) = root.iterfind(".//spine/video/asset-clip")
    assert (voice.attrib["lane"], voice.attrib["ref"]) == ("-1", "voice")
    titles = [each.attrib["value"] for each in root.iter("chapter-marker")]
    assert titles == ["Hook", "The “offer”"]


def test_anchored_clips_stand_before_markers_as_the_definition_demands() -> None:
    first = _fcpxml(Fraction(30)).find(".//spine/video")
    assert first is not None
    assert [each.tag for each in first] == ["asset-clip", "chapter-marker"]


@pytest.mark.parametrize("fps", _RATES)
def test_the_list_of_cuts_has_each_frame_once(fps: Fraction) -> None:
    line = spans(_SHOWN, 4000, fps)
    text = to_edl(line, fps, clip="video.mp4", chapters={line[2].first_frame: "Offer"})
    rows = re.findall(r"^(\d{3})  AX       AA/V  C        (\S+) (\S+) (\S+) (\S+)$", text, re.M)
    assert [int(row[0]) for row in rows] == [1, 2, 3, 4]
    assert all(row[1:3] == row[3:5] for row in rows)
    ends = [row[2] for row in rows]
    assert [row[1] for row in rows] == ["00:00:00:00", *ends[:-1]]
    assert ends[-1] == timecode(round(4 * fps), fps)
    assert f"* LOC: {rows[2][1]} RED     Offer" in text


def test_timecode_counts_every_frame() -> None:
    assert timecode(30 * 3661 + 7, Fraction(30000, 1001)) == "01:01:01:07"
