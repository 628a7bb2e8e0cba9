"""Captions from the field are read right, or refused by the row."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from tests.field.cases import FieldCase, name_case
from vsl.errors import BadInput
from vsl.text.readers.captions import read_captions


def _srt(*cues: tuple[str, str]) -> str:
    return "\n".join(f"{n}\n{times}\n{text}\n" for n, (times, text) in enumerate(cues, start=1))


def _short(*cues: tuple[float, float, str]) -> str:
    return _srt(*((f"{_clock(start)} --> {_clock(end)}", text) for start, end, text in cues))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}"


def _ttml(body: str, root: str = "") -> str:
    return f'<tt xmlns="http://www.w3.org/ns/ttml" {root}><body><div>{body}</div></body></tt>'


def _ass(*events: str) -> str:
    head = "[Script Info]\nTitle: x\n\n[V4+ Styles]\nStyle: Default,Arial\n\n[Events]\n"
    return head + "Format: Layer, Start, End, Style, Text\n" + "\n".join(events) + "\n"


_ROLLS = (
    FieldCase(
        "each row three times, as SRT",
        "yt-dlp#6274",
        _short(
            (0, 2, "most people think"),
            (2, 2.01, "most people think"),
            (2.01, 4, "most people think\nthey need more time"),
            (4, 4.01, "they need more time"),
            (4.01, 6, "they need more time\nbut the truth is"),
        ),
        "most people think they need more time but the truth is",
    ),
    FieldCase(
        "three rows roll",
        "yt-dlp#1734",
        _short(
            (0, 2, "a one\nb two"), (2, 4, "a one\nb two\nc three"), (4, 6, "b two\nc three\nd")
        ),
        "a one b two c three d",
    ),
    FieldCase(
        "a row grows word by word",
        "YTSage#102",
        _short((0, 1, "only"), (1, 2, "only until"), (2, 3, "only until noon"), (3, 4, "call us")),
        "only until noon call us",
    ),
    FieldCase(
        "rolling rows of WebVTT without inner times",
        "ytdlnis#433",
        "WEBVTT\n\n00:00.000 --> 00:02.000\nwe can\n\n00:02.000 --> 00:04.000\nwe can\ndo it\n\n"
        "00:04.000 --> 00:06.000\ndo it\ntoday\n",
        "we can do it today",
    ),
    FieldCase(
        "speech that repeats itself does not roll",
        "own",
        _short(
            (0, 1, "No!"), (1, 2, "No!"), (2, 4, "Never again."), (4, 5, "Never!"), (5, 6, "Yes.")
        ),
        "No! No! Never again. Never! Yes.",
    ),
)
_OVERLAPS = (
    FieldCase(
        "two speakers at once",
        "subtitleedit#5562",
        _short((0, 4, "I say this now"), (2, 6, "and I say that")),
        "I say this now and I say that",
    ),
    FieldCase(
        "a short cue inside a long one",
        "own",
        _short((0, 9, "this is the long one of the two"), (0.2, 1, "quite so")),
        "this is the long one of the two quite so",
    ),
    FieldCase(
        "two cues with the same times",
        "own",
        _short((1, 3, "first of all"), (1, 3, "then the other")),
        "first of all then the other",
    ),
    FieldCase(
        "cues out of order",
        "srt#52",
        _short((5, 6, "at last"), (1, 2, "at first"), (3, 4, "and then")),
        "at first and then at last",
    ),
    FieldCase(
        "words of two segments interleave",
        "whisperX#1115",
        json.dumps(
            {
                "segments": [
                    {
                        "start": a,
                        "end": a + 2,
                        "words": [
                            {"word": f"{who}{n}", "start": a + n * 0.5, "end": a + n * 0.5 + 0.4}
                            for n in range(4)
                        ],
                    }
                    for a, who in ((0.0, "ann"), (1.2, "bob"))
                ]
            }
        ),
        "ann0 ann1 ann2 ann3 bob0 bob1 bob2 bob3",
    ),
    FieldCase(
        "layers of one text",
        "own",
        _ass(
            "Dialogue: 0,0:00:01.00,0:00:02.00,Default,{\\bord3}Buy now",
            "Dialogue: 1,0:00:01.00,0:00:02.00,Default,{\\bord0}Buy now",
        ),
        "Buy now",
    ),
)
_UNTIMED = (
    FieldCase(
        "figures without times",
        "whisperX#717",
        '{"segments": [{"start": 1, "end": 3, "words": [{"word": "Only", "start": 1, "end": 1.5},'
        '{"word": "$47"}, {"word": "now", "start": 2, "end": 2.4}, {"word": "2026"}]}]}',
        "Only $47 now 2026",
    ),
    FieldCase(
        "times that are null",
        "whisperX#253",
        '{"word_segments": [], "segments": [{"start": 1, "end": 3, "text": "x", "words": ['
        '{"word": "47", "start": null, "end": null, "score": null},'
        '{"word": "dollars", "start": 1.0, "end": 2.0}]},'
        '{"start": null, "end": null, "text": "today", "words": null}]}',
        "47 dollars today",
    ),
    FieldCase(
        "the last chunk has no end",
        "transformers#23231",
        '{"text": "a b", "chunks": [{"timestamp": [0.0, 2.0], "text": " Only now"},'
        '{"timestamp": [2.0, null], "text": " call us"}]}',
        "Only now call us",
    ),
)
_CLOCKS = (
    FieldCase("1000 ms", "srt#52", _srt(("00:00:00,200 --> 00:00:01,1000", "Hi"),
        ("00:00:01,1000 --> 00:00:03,500", "you")), "Hi you"),
    FieldCase("short clocks", "srt#55", _srt(("0:0:0,5 --> 0:0:2,00", "Hi"),
        ("0:0:2 --> 0:0:3.4", "you")), "Hi you"),
    FieldCase("clocks with spaces", "own", _srt(("00: 00: 00, 500 -> 00: 00: 02, 000", "Hi"),
        ("00:00:02,000 –> 00:00:03,000", "you")), "Hi you"),
    FieldCase("times below zero", "own", _srt(("-00:00:01,500 --> 00:00:00,400", "Hi"),
        ("00:00:02,000 --> 00:00:01,-20", "you")), "Hi you"),
    FieldCase("minutes and seconds alone", "webvtt-py#46", _srt(("00:01,5 --> 00:02,5", "Hi"),
        ("75:00 --> 75:02", "you")), "Hi you"),
    FieldCase("a hundred hours", "own", _srt(("100:00:01,000 --> 100:00:02,000", "Hi")), "Hi"),
    FieldCase("settings behind the clock", "own",
        _srt(("00:00:01,000 --> 00:00:02,000 X1:117 X2:619 Y1:042 Y2:428", "Hi")), "Hi"),
    FieldCase("\\r\\r\\n at line ends", "openwhispr#1293",
        _srt(("00:00:01,000 --> 00:00:02,000", "Hi you")).replace("\n", "\r\r\n"), "Hi you"),
    FieldCase("a blank row behind the time line", "webvtt-py#46",
        "WEBVTT\n\n00:01.000 --> 00:02.000 line:79%\n\nHi\nyou\n\n00:02.000 --> 00:03.000\nall\n",
        "Hi you all"),
    FieldCase("a blank row inside a cue", "webvtt-py#46",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n\nyou\n\nNOTE\nnot this\n\n"
        "last\n00:02.000 --> 00:03.000\nall\n", "Hi you all"),
    FieldCase("no blank rows", "own",
        "WEBVTT\n1\n00:01.000 --> 00:02.000\nHi\n2\n00:02.000 --> 00:03.000\nyou\n", "Hi you"),
    FieldCase("SubViewer", "own",
        "0:00:01.000,0:00:02.000\nHi\nyou\n\n0:00:02.000,0:00:03.000\nall\n", "Hi you all"),
)  # fmt: skip
_DEAF = (
    FieldCase("a sound over two rows", "subtitleedit#13681",
        _short((1, 2, "[upbeat music\ncontinues]"), (2, 3, "Hi")), "Hi"),
    FieldCase("a sound inside a row", "bazarr#2921",
        _short((1, 3, "This (clears throat) closes (or so I think) now")),
        "This closes (or so I think) now"),
    FieldCase("speakers' names", "subtitleedit#6024",
        _short((1, 3, "ANN: This offer\n- BOB: closes"), (3, 4, ">> DR. LEE (O.S.): on Friday.")),
        "This offer closes on Friday."),
    FieldCase("what is said before a colon", "own",
        _short((1, 3, "YOUR BONUS: you get two.\nTHE END: now."),
        (3, 4, "Step 1: call. It is simple: 10:30 sharp.")),
        "YOUR BONUS: you get two. THE END: now. Step 1: call. It is simple: 10:30 sharp."),
    FieldCase("brackets of full width", "own", _short((1, 3, "（拍手）Call ［music］us 【笑】now")),
        "Call us now"),
    FieldCase("escapes of SubStation", "own", _short((1, 3, "{\\an8}Call us\\Ntoday.\\hNow")),
        "Call us today. Now"),
    FieldCase("songs", "own",
        _short((1, 3, "♪ la la ♪\nHi"), (3, 4, "# oh baby #"), (4, 5, "you ♪")), "Hi you"),
    FieldCase("turns", "own", _short((1, 3, "&gt;&gt; Hi\n-You"), (3, 4, "– All")), "Hi You All"),
    FieldCase("names in capital letters of another script", "own",
        _short((1, 3, "ИВАН: Привет")), "Привет"),
)  # fmt: skip
_DEAF_TOO = (
    FieldCase("two turns in a row", "own", _short((1, 3, "- Hello. - Hi. MARY: Why?")),
        "Hello. Hi. Why?"),
    FieldCase("names in round brackets", "own",
        _short((1, 3, "(John) Hello there")), "Hello there"),
    FieldCase("names in small letters, twice", "own",
        _short((1, 3, "Narrator: Hello."), (3, 5, "Narrator: Hi."), (5, 7, "Only once: this.")),
        "Hello. Hi. Only once: this."),
    FieldCase("clocks with dots", "own", _srt(("00.00.01,000 --> 00.00.02,500", "Hi")), "Hi"),
    FieldCase("an arrow in a sentence", "own",
        _short((1, 3, "Step A -> step B")), "Step A -> step B"),
    FieldCase("a number alone is said", "own", _short((1, 2, "10"), (2, 3, "9\n8")), "10 9 8"),
    FieldCase("cues one after the other", "own",
        '<tt xmlns="http://www.w3.org/ns/ttml"><body><div timeContainer="seq"><p dur="1s">Hi</p>'
        '<p dur="2s">you</p></div></body></tt>', "Hi you"),
    FieldCase("a sound over two cues", "own",
        _short((1, 3, "Hi [music"), (3, 5, "continues] you")), "Hi you"),
    FieldCase("names before full-width colons", "own",
        _short((1, 3, "Анна：Привет"), (3, 5, "Анна：Да"), (5, 7, "Итог: это")),
        "Привет Да Итог: это"),
    FieldCase("times of TTML that name no unit", "own",
        '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1" end="2.5">Hi</p></div>'
        "</body></tt>", "Hi"),
    FieldCase("rows that roll with other signs", "own",
        _short((0, 2, "we can"), (2, 4, "We can,\nfor $47"), (4, 6, "for $47\ntoday")),
        "we can for $47 today"),
    FieldCase("words without segments", "own",
        '{"word_segments": [{"word": "Hi", "start": 0.5, "end": 1}, {"word": "$5"}]}', "Hi $5"),
)  # fmt: skip
_TIMED_TEXT = (
    FieldCase("timed spans within text", "subby#28",
        _ttml('<p begin="0.5s" end="3s">This <span begin="0s" end="1s">closes</span> on '
        '<span begin="1s" end="2s">Friday.</span> Hurry.</p>'), "This closes on Friday. Hurry."),
    FieldCase("p without end", "go-astisub#130",
        _ttml('<p begin="1s">Hi</p><p begin="3s">you</p>'), "Hi you"),
    FieldCase("a comma in the clock", "dash.js#920",
        _ttml('<p begin="00:00:01,500" end="00:00:03,000">Hi</p>'), "Hi"),
    FieldCase("two regions at once", "own",
        _ttml('<p region="a" begin="1s" end="5s">I say this</p>'
        '<p region="b" begin="1s" end="5s">you say that</p>'), "I say this you say that"),
    FieldCase("times of the div", "own",
        '<tt xmlns="http://www.w3.org/ns/ttml"><body><div begin="1s" end="2s"><p>Hi</p></div>'
        '<div begin="2s" end="3s"><p>you</p></div></body></tt>', "Hi you"),
    FieldCase("ruby", "own",
        _ttml('<p begin="1s" end="2s"><s:span xmlns:s="http://www.w3.org/ns/ttml">Hi</s:span>'
        '<span t:ruby="text" xmlns:t="http://www.w3.org/ns/ttml#styling">hai</span> you</p>'),
        "Hi you"),
    FieldCase("YouTube's first XML", "own",
        '<transcript><text start="0.5" dur="1.5">Fish &amp;amp; chips</text></transcript>',
        "Fish & chips"),
    FieldCase("YouTube's third XML", "own",
        '<timedtext format="3"><body><p t="0" d="900"><s>Hi</s><s t="400"> you</s></p>'
        '<p t="400" d="900" a="1">\n</p></body></timedtext>', "Hi you"),
    FieldCase("SubStation", "own",
        _ass("Comment: 0,0:00:00.00,0:00:01.00,Default,not this",
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,{\\k40}Hi, {\\k60}you",
        "Dialogue: 0,0:00:02.00,0:00:03.00,Default,{\\p1}m 0 0 l 9 9{\\p0}all"), "Hi, you all"),
    FieldCase("whisper.cpp", "own",
        '{"result": {"language": "en"}, "transcription": [{"timestamps": {}, '
        '"offsets": {"from": 0, "to": 900}, "text": " Hi you"}]}', "Hi you"),
    FieldCase("a list with durations", "own",
        '[{"text": "Hi", "start": 1.0, "duration": 2.0}, '
        '{"text": "you", "start": 2.0, "duration": 2.0}]', "Hi you"),
    FieldCase("UTF-16", "own",
        b"\xff\xfe" + _short((1, 2, "Hi Größe")).encode("utf-16-le"), "Hi Größe"),
)  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [*_ROLLS, *_OVERLAPS, *_UNTIMED, *_CLOCKS, *_DEAF, *_DEAF_TOO, *_TIMED_TEXT],
    ids=name_case,
)
def test_captions_say_what_is_said(case: FieldCase) -> None:
    words = read_captions(case.content_bytes).words
    assert " ".join(word.text for word in words) == case.right
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(words))
    assert all(word.end_ms > word.start_ms for word in words)


def test_a_word_without_time_fills_the_gap_between_its_neighbours() -> None:
    words = read_captions(_UNTIMED[0].content_bytes).words
    assert [(word.start_ms, word.end_ms) for word in words] == [
        (1000, 1500),
        (1500, 2000),
        (2000, 2400),
        (2400, 3000),
    ]


def test_a_cue_is_cut_where_the_next_begins() -> None:
    words = read_captions(_OVERLAPS[0].content_bytes).words
    assert [word.start_ms for word in words if word.text == "and"] == [2000]


def test_a_missing_end_is_the_next_begin() -> None:
    words = read_captions(_TIMED_TEXT[1].content_bytes).words
    assert (words[0].start_ms, words[0].end_ms) == (1000, 3000)


@pytest.mark.parametrize(
    "times",
    [
        "00:00:xx,000 --> 00:00:02,000",
        "00:00:01,000 --> ",
        "00:00:01,000 --> soon",
        "0:1:2:3:4:5 --> 00:00:02,000",
        "00:00:01,000,5 --> 00:00:02,000",
    ],
)
def test_a_clock_that_cannot_be_read_is_refused_by_its_row(times: str) -> None:
    content = _srt(("00:00:00,000 --> 00:00:01,000", "Hi"), (times, "you"))
    with pytest.raises(BadInput, match=re.escape("Row 6 of the captions is no time line")):
        read_captions(content.encode())


def test_what_is_not_shown_is_told() -> None:
    heard = read_captions(_short((1, 3, "ANN: Hi (laughs)\n[music]")).encode())
    assert heard.warnings == (
        "Left out of the captions as not spoken: 2 sounds or songs, 1 name of a speaker.",
    )
