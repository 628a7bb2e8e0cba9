"""Captions in a theme's colours, whole or word by word, read by pysubs2."""

from __future__ import annotations

import re

import pysubs2

from vsl.export.captions.ass import TimedCaption, to_ass
from vsl.model.appearance import Highlight, Theme
from vsl.model.project import Slide, Word

_THEME = Theme(ink="#102030", background="#FFEEDD", highlight=Highlight(colour="#C8102E"))


def _read(*captions: TimedCaption) -> pysubs2.SSAFile:
    return pysubs2.SSAFile.from_string(to_ass(captions, _THEME, "Inter Display"))


def test_captions_keep_their_times_lines_and_the_themes_colours() -> None:
    script = _read(TimedCaption(Slide("a", "Only today:\n$47", 3_605_120, 3_607_000)))
    (line,) = script.events
    assert (line.start, line.end, line.plaintext) == (3_605_120, 3_607_000, "Only today:\n$47")
    style = script.styles["Default"]
    assert (style.fontname, style.bold, style.alignment) == ("Inter Display", True, 2)
    assert style.primarycolor == pysubs2.Color(0x10, 0x20, 0x30)
    assert style.outlinecolor == pysubs2.Color(0xFF, 0xEE, 0xDD)
    assert script.info["PlayResX"] == "1920"


def test_words_light_up_when_they_are_said() -> None:
    tokens = (Word("Only", 1200, 1500), Word("today:", 1500, 1900), Word("$47", 2400, 2900))
    script = _read(TimedCaption(Slide("a", "Only today:\n$47", 1000, 3000), tokens))
    (line,) = script.events
    assert line.text == r"{\k20}{\k30}Only {\k90}today:\N{\k60}$47"
    assert line.plaintext == "Only today:\n$47"
    lengths = [int(each) for each in re.findall(r"\\k(\d+)", line.text)]
    assert sum(lengths) * 10 == line.duration
    assert script.styles["Default"].primarycolor == pysubs2.Color(0xC8, 0x10, 0x2E)
    assert script.styles["Default"].secondarycolor == pysubs2.Color(0x10, 0x20, 0x30)


def test_no_text_is_taken_for_a_command() -> None:
    script = _read(
        TimedCaption(Slide("a", r"{\b1}C:\new", 0, 900)), TimedCaption(Slide("b", " ", 900, 990))
    )
    (line,) = script.events
    assert "{" not in line.text
    assert r"\n" not in line.text
    assert line.plaintext.replace("\u2060", "") == r"(\b1)C:\new"
