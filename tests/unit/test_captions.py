"""Caption files a player can read."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from vsl.export.captions.subrip_webvtt import to_srt, to_txt, to_vtt
from vsl.model.project import Slide

SLIDES = [
    Slide("a", "Stop paying\nfor clicks", 0, 1500),
    Slide("b", "  ", 1500, 2000),
    Slide("c", "R&D <now> --> later", 3_723_004, 360_000_000),
]


def test_subrip_numbers_the_cues_that_have_text() -> None:
    assert to_srt(SLIDES) == (
        "1\n00:00:00,000 --> 00:00:01,500\nStop paying\nfor clicks\n\n"
        "2\n01:02:03,004 --> 100:00:00,000\nR&D <now> → later\n\n"
    )


def test_webvtt_escapes_what_would_be_markup() -> None:
    assert to_vtt(SLIDES) == (
        "WEBVTT\n"
        "\n00:00:00.000 --> 00:00:01.500\nStop paying\nfor clicks\n"
        "\n01:02:03.004 --> 100:00:00.000\nR&amp;D &lt;now&gt; --&gt; later\n"
    )


def test_plain_text_has_a_line_a_slide() -> None:
    assert to_txt(SLIDES) == "Stop paying for clicks\nR&D <now> --> later\n"


def test_blank_lines_and_foreign_line_ends_do_not_break_a_cue() -> None:
    slide = Slide("a", "one\r\n\r\n \u2028two\rthree", 0, 1000)
    assert to_srt([slide]).split("\n", 2)[2] == "one\ntwo\nthree\n\n"


def test_no_slides_make_empty_but_valid_files() -> None:
    assert (to_srt([]), to_vtt([]), to_txt([])) == ("", "WEBVTT\n", "")


@given(st.lists(st.text(), max_size=8))
def test_whatever_the_texts_are_each_shown_slide_is_one_cue(texts: list[str]) -> None:
    slides = [Slide(str(n), text, n * 1000, n * 1000 + 900) for n, text in enumerate(texts)]
    shown = sum(bool(text.strip()) for text in texts)
    for captions in (to_srt(slides), to_vtt(slides)):
        blocks = [block for block in re.split(r"\n{2,}", captions) if "-->" in block]
        assert len(blocks) == captions.count("-->") == shown
    assert to_txt(slides).count("\n") == shown
