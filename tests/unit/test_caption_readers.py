"""Captions of every kind become words with times."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadInput, TooLarge
from vsl.export.captions.subrip_webvtt import to_srt, to_vtt
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import AudioStream, Deck, MediaInfo, Project, Slide, Transcript, Word
from vsl.text.readers.captions import read_captions

_SRT = """1
00:00:01,000 --> 00:00:03,000 X1:0
<i>Only</i> $47,
{\\an8}today &amp; tonight!

2
00:00:03,500 --> 00:00:04,000
[Music] ♪

3
0:00:05,000 --> 0:00:06,000
- Hello

again
"""
_VTT = """WEBVTT
Kind: captions
Language: pt-BR

NOTE nothing to say

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.000 align:start
<v Ana>Olá <b>você</b>

00:00:03.000 --> 00:00:04.000
um<00:00:03.250><c> dois</c><00:00:03.750><c> três</c>
"""
_ROLLING = """WEBVTT

00:00:00.000 --> 00:00:02.000
\x20
yes<00:00:00.500><c> we</c><00:00:01.000><c> can</c>

00:00:02.000 --> 00:00:02.010
yes we can
\x20

00:00:02.010 --> 00:00:04.000
yes we can
yes<00:00:02.500><c> we</c><00:00:03.000><c> can</c>
"""
_TTML = """<?xml version="1.0" encoding="utf-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
    xml:lang="de-DE" ttp:frameRate="25" ttp:tickRate="10000000">
 <head><metadata><ttm:title xmlns:ttm="x">no</ttm:title></metadata></head>
 <body begin="1s"><div>
  <p begin="00:00:00:05" end="00:00:01.000">Guten<br/>Tag</p>
  <p begin="20000000t" dur="500ms">Nur <span>heute</span></p>
  <p begin="3s" end="4s"><span begin="0s" end="0.4s">ja</span> <span begin="0.4s">nein</span></p>
 </div></body>
</tt>"""
_YOUTUBE = {
    "wireMagic": "pb3",
    "events": [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
        {
            "tStartMs": 1000,
            "dDurationMs": 3000,
            "segs": [{"utf8": "only"}, {"utf8": " today", "tOffsetMs": 600}],
        },
        {"tStartMs": 2200, "dDurationMs": 9, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2200, "dDurationMs": 800, "segs": [{"utf8": "[Music]"}]},
    ],
}
_WHISPER = {
    "text": " Only today",
    "language": "en",
    "segments": [
        {
            "start": 0,
            "end": 2,
            "text": " Only today",
            "words": [
                {"word": " Only", "start": 0.1, "end": 0.5, "probability": 0.25},
                {"word": " 47"},
                {"word": " today", "start": 0.6, "end": 0.9, "score": 0.5},
            ],
        }
    ],
}


def _read(captions: str | dict[str, Any] | list[Any]) -> Transcript:
    text = captions if isinstance(captions, str) else json.dumps(captions)
    return read_captions(text.encode())


def _times(heard: Transcript) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in heard.words]


def test_subrip_lines_share_their_time_by_letters() -> None:
    heard = _read(_SRT)
    assert _times(heard) == [
        ("Only", 1000, 1363),
        ("$47,", 1363, 1727),
        ("today", 1727, 2181),
        ("&", 2181, 2272),
        ("tonight!", 2272, 3000),
        ("Hello", 5000, 5500),
        ("again", 5500, 6000),
    ]
    assert (heard.engine, heard.model, heard.language) == ("captions", "SubRip", "und")


def test_webvtt_may_time_words_inside_its_cues() -> None:
    heard = _read(_VTT)
    assert _times(heard) == [
        ("Olá", 1000, 1428),
        ("você", 1428, 2000),
        ("um", 3000, 3250),
        ("dois", 3250, 3750),
        ("três", 3750, 4000),
    ]
    assert (heard.model, heard.language) == ("WebVTT", "pt")


def test_captions_that_roll_up_are_read_once_even_when_speech_repeats() -> None:
    assert _times(_read(_ROLLING)) == [
        ("yes", 0, 500),
        ("we", 500, 1000),
        ("can", 1000, 2000),
        ("yes", 2010, 2500),
        ("we", 2500, 3000),
        ("can", 3000, 4000),
    ]


def test_a_line_said_twice_is_kept_twice() -> None:
    cue = "00:00:0{}.000 --> 00:00:0{}.000\nNo!\n\n"
    heard = _read("WEBVTT\n\n" + cue.format(1, 2) + cue.format(2, 3))
    assert [word.text for word in heard.words] == ["No!", "No!"]


def test_ttml_counts_times_from_the_element_around_them() -> None:
    heard = _read(_TTML)
    assert _times(heard) == [
        ("Guten", 1200, 1700),
        ("Tag", 1700, 2000),
        ("Nur", 3000, 3187),
        ("heute", 3187, 3500),
        ("ja", 4000, 4400),
        ("nein", 4400, 5000),
    ]
    assert (heard.model, heard.language) == ("TTML", "de")


def test_youtubes_timed_text_times_each_word() -> None:
    heard = _read(_YOUTUBE)
    assert _times(heard) == [("only", 1000, 1600), ("today", 1600, 4000)]


def test_whispers_json_keeps_confidence() -> None:
    heard = _read(_WHISPER)
    assert _times(heard) == [("Only", 100, 500), ("47", 500, 600), ("today", 600, 900)]
    assert [word.confidence for word in heard.words] == [0.25, 1.0, 0.5]
    assert heard.language == "en"


@pytest.mark.parametrize("wrap", [list, lambda segments: {"segments": segments}])
def test_whispers_segments_do_without_words(wrap: Any) -> None:
    assert _times(_read(wrap([{"start": 1, "end": 2, "text": " Hi you"}]))) == [
        ("Hi", 1000, 1400),
        ("you", 1400, 2000),
    ]


def test_a_document_of_this_project_gives_its_words_back() -> None:
    words = (Word("Olá", 0, 400, 0.5), Word("você", 500, 900))
    media = MediaInfo("0" * 64, 9, "wav", 1000, AudioStream("pcm_s16le", 16_000, 1))
    deck = Deck((Slide("s1", "Olá", 0, 1000),), Theme(), 1000)
    project = Project(media, Transcript(words, "pt", "whisper"), deck)
    heard = _read(document.dumps(project))
    assert (heard.words, heard.language, heard.model) == (words, "pt", "project")


@pytest.mark.parametrize("write", [to_srt, to_vtt])
@given(
    st.lists(
        st.lists(st.from_regex(r"[a-z$]{1,6}[,.&]?", fullmatch=True), min_size=1, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_what_this_project_writes_is_read_back(write: Any, lines: list[list[str]]) -> None:
    slides = tuple(
        Slide(str(number), " ".join(line), number * 1000, number * 1000 + 900)
        for number, line in enumerate(lines)
    )
    words = _read(write(slides)).words
    assert [word.text for word in words] == [text for line in lines for text in line]
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(words))


def test_captions_out_of_order_are_put_in_order_and_do_not_overlap() -> None:
    cues = "00:05.000 --> 00:09.000\nlate\n\n00:01.000 --> 00:07.000\nearly\n"
    assert _times(_read(f"WEBVTT\n\n{cues}")) == [("early", 1000, 5000), ("late", 5000, 9000)]


@pytest.mark.parametrize(
    "content",
    [
        "just prose, no times",
        "WEBVTT\n\n",
        "{}",
        "[1, 2]",
        '{"segments": [{"start": "x"}]}',
        '{"segments": [{"start": NaN, "end": 1, "text": "a"}]}',
        '{"segments": [{"start": 1e400, "end": 1, "text": "a"}]}',
        '{"events": [{"segs": [{"utf8": "a"}]}]}',
        '{"slides": [], "words": [{}]}',
        '{"broken": ',
        "[" * 5000,
        "<tt><p>",
        "<tt>" + "<div>" * 3000 + "</div>" * 3000 + "</tt>",
        '<!DOCTYPE x [<!ENTITY a "b">]><tt xmlns="x"><p begin="0s" end="1s">&a;</p></tt>',
        '<tt><p begin="soon" end="1s">a</p></tt>',
        '<tt xmlns:p="x" p:frameRate="0"><p begin="1f" end="9f">a</p></tt>',
        "1\n00:00:01,000 --> 00:00:02,000\n[Music]\n",
    ],
)
def test_what_holds_no_captions_is_refused_in_one_line(content: str) -> None:
    with pytest.raises(BadInput, match="holds no captions") as raised:
        _read(content)
    assert "\n" not in str(raised.value)


def test_messages_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_text("no times")
    with pytest.raises(BadInput, match=r"talk\.srt"):
        read_captions(path)
    path.write_bytes(bytes([0, 1, 2]))
    with pytest.raises(BadInput, match=r"talk\.srt"):
        read_captions(path)
    with pytest.raises(BadInput, match=r"none\.srt"):
        read_captions(tmp_path / "none.srt")


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge, match="5 MB"):
        read_captions(b"x" * ((5 << 20) + 1))
