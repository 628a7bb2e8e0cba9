"""Talks in languages without spaces, from what an engine hears to every format and back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from vsl.basics.parallel_split import cut_alike
from vsl.basics.reading_limits import measure
from vsl.basics.spacing import (
    NEVER_FIRST,
    NEVER_LAST,
    count_tokens,
    join_lines,
    join_words,
    split_tokens,
    split_words,
)
from vsl.basics.word_breaks import find_word_ends
from vsl.export.captions.ass import TimedCaption, to_ass
from vsl.export.captions.lines import caption_lines
from vsl.export.captions.subrip_webvtt import to_srt, to_txt, to_vtt
from vsl.export.office.page import Page
from vsl.export.office.readers import read_paper
from vsl.export.office.word import write_docx
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import AudioStream, Emphasis, MediaInfo, Project, Slide, Transcript, Word
from vsl.model.word_timing import even_pace
from vsl.slides.editing import apply as edit
from vsl.slides.editing import edits
from vsl.slides.editing.retype import Draft
from vsl.slides.segmentation.presets import CAPTIONS, CLASSIC, PRESETS
from vsl.slides.segmentation.segment import segment
from vsl.slides.timing import text_of
from vsl.slides.tokens import speaks_its_words, token_times
from vsl.text.readers.captions import read_captions
from vsl.text.script.reading import apply_script
from vsl.text.script.report import reconcile
from vsl.web.openai_format import format_transcript
from vsl.workflows.build_deck import captions_of, make_deck, showings

SCRIPTS = {
    "ja": (
        "こんにちは。今日は、あなたの人生を変える話をします。\n"
        "たった47ドルで、このコーヒーの秘密をお伝えします。\n\n"
        "「本当ですか？」と思うかもしれません。しかし、3週間で結果が出ました。"
        "iPhoneのアプリも使えます。"
    ),
    "zh": (
        "大家好。今天我想告诉你一个改变人生的秘密。\n"
        "只要47美元，你就可以开始。\n\n"
        "“真的吗？”你可能会问。三个星期以后，我们看到了结果。请打开iPhone应用。"
    ),
    "yue": "大家好。今日我想同你講一個改變人生嘅秘密。\n只要47蚊，你就可以開始。",
    "th": (
        "สวัสดีครับ วันนี้ผมจะมาเล่าเรื่องที่จะเปลี่ยนชีวิตของคุณ\n"
        "ราคาเพียง 47 ดอลลาร์เท่านั้น\n"
        "คุณสามารถเริ่มต้นได้ทันที ไม่ต้องรอ"
    ),
    "lo": "ສະບາຍດີ ມື້ນີ້ຂ້ອຍຢາກເວົ້າກ່ຽວກັບຊີວິດຂອງເຈົ້າ",
    "km": "ថ្ងៃនេះខ្ញុំចង់និយាយអំពីជីវិតរបស់អ្នក។ តម្លៃតែ 47 ដុល្លារ។",
    "my": "မင်္ဂလာပါ။ ဒီနေ့ ကျွန်တော် ပြောပြချင်ပါတယ်။",
}
_LETTER_MS = 160


def _heard(script: str, seed: int) -> tuple[Word, ...]:
    """What an engine makes of ``script``: pieces of one to four characters, few signs, no lines."""
    dice = random.Random(seed)
    text = "".join(char for char in script if not char.isspace() and char not in "「」“”？")
    pieces = [""]
    for before, char in pairwise(f" {text}"):
        is_latin = before.isascii() and char.isascii() and before.isalnum() and char.isalnum()
        if not is_latin and len(pieces[-1]) >= dice.choice((1, 1, 2, 4)):
            pieces.append("")
        pieces[-1] += char
    return even_pace(pieces, 0, _LETTER_MS * len(text))


def _project(language: str, preset: str = CLASSIC.name) -> Project:
    script = SCRIPTS[language]
    end_ms = _LETTER_MS * len(script) + 1000
    transcript = apply_script(Transcript(_heard(script, 7), language, "whisper"), script, end_ms)
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))
    return Project(media, transcript, make_deck(transcript, end_ms, Theme(), preset=preset))


def _unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("seed", range(3))
def test_an_exact_script_is_heard_whole_however_the_engine_cuts_it(
    language: str, seed: int
) -> None:
    script = SCRIPTS[language]
    heard = _heard(script, seed)
    transcript = apply_script(Transcript(heard, language, "whisper"), script, heard[-1].end_ms)
    assert transcript.reading is not None
    report = reconcile(transcript.reading, language, heard[-1].end_ms)
    assert report.heard_share == 1.0
    assert [line.share for line in report.lines] == [1.0] * len(report.lines)
    assert (report.differences, transcript.warnings) == ((), ())
    assert join_words([word.text for word in transcript.words]) == join_lines(script)


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_script_stands_at_the_time_of_its_letters(language: str) -> None:
    script = SCRIPTS[language]
    heard = _heard(script, 1)
    words = apply_script(Transcript(heard, language, "whisper"), script, heard[-1].end_ms).words
    letters = "".join(word.text for word in heard)
    place = 0
    for word in words:
        bare = word.text.strip().strip("「」“”？")
        place = letters.index(bare, place)
        assert abs(word.start_ms - _LETTER_MS * place) <= 3 * _LETTER_MS
        place += len(bare)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(words))


def test_letters_heard_wrong_or_left_out_are_told() -> None:
    script = "今日は天気がいいので、友達とコーヒーを飲みに行きます。明日は仕事があります。"
    heard = even_pace(
        split_words("今日は天汽がいいので、友達とコーヒーを飲みに行きます。"), 0, 6000
    )
    transcript = apply_script(Transcript(heard, "ja", "whisper"), script, 6000)
    assert transcript.reading is not None
    report = reconcile(transcript.reading, "ja", 6000)
    assert [(each.kind, each.script, each.heard) for each in report.differences] == [
        ("changed", "気", "汽"),
        ("unspoken", "明日は仕事があります。", ""),
    ]
    assert join_words([word.text for word in transcript.words]) == (
        "今日は天気がいいので、友達とコーヒーを飲みに行きます。"
    )


@pytest.mark.parametrize(
    ("language", "script", "heard"),
    [
        ("ja", "価格は47ドルです。", "価格は四十七ドルです"),
        ("zh", "只要105元。", "只要一百零五元"),
        ("zh", "2024年", "二〇二四年"),
        ("th", "ราคา 21 บาท", "ราคายี่สิบเอ็ดบาท"),
        ("ja", "コーヒーとりんご", "こーひーとリンゴ"),
        ("zh", "这是一个机会，改变你的人生。", "這是一個機會改變你的人生"),
    ],
)
def test_what_is_said_alike_is_heard_in_either_writing(
    language: str, script: str, heard: str
) -> None:
    words = even_pace(split_words(heard), 0, 4000)
    transcript = apply_script(Transcript(words, language, "whisper"), script, 4000)
    assert transcript.reading is not None
    assert reconcile(transcript.reading, language, 4000).heard_share == 1.0
    assert join_words([word.text for word in transcript.words]) == join_lines(script)


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("preset", PRESETS)
def test_slides_hold_the_text_without_added_spaces_and_part_no_phrase(
    language: str, preset: str
) -> None:
    project = _project(language, preset)
    words = project.transcript.words
    text = join_words([word.text for word in words])
    place = 0
    for slide in project.deck.slides:
        assert slide.text in text[place:]
        place = text.index(slide.text, place) + len(slide.text)
        assert speaks_its_words(slide, words)
        assert place == len(text) or text[place].isspace() or place in find_word_ends(text)
        assert slide.text[0] not in NEVER_FIRST
        assert slide.text[-1] not in NEVER_LAST
    assert _unspaced("".join(slide.text for slide in project.deck.slides)) == _unspaced(text)


@pytest.mark.parametrize(("language", "line"), [("ja", 13), ("zh", 16), ("yue", 16), ("th", 35)])
def test_captions_hold_two_lines_of_their_script(language: str, line: int) -> None:
    captions = captions_of(_project(language))
    assert max(measure(each.text) for each in captions) <= 2 * line
    sentences = SCRIPTS[language].count("。")
    assert len(captions) <= sentences + 6


@pytest.mark.parametrize(("language", "longest"), [("ja", 13), ("zh", 16), ("th", 35)])
def test_lines_of_a_caption_fit_and_end_where_the_script_lets_them(
    language: str, longest: int
) -> None:
    for caption in captions_of(_project(language, "sentence")):
        lines = caption_lines(caption.text)
        assert len(lines) <= 2
        assert all(measure(line) <= longest + 2 for line in lines)
        assert join_lines("\n".join(lines)) == caption.text
        assert not any(line[0] in NEVER_FIRST or line[-1] in NEVER_LAST for line in lines)


def test_a_line_of_a_caption_ends_behind_a_sign_where_both_parts_fit() -> None:
    assert caption_lines("三个星期以后，我们看到了最后的结果。") == [
        "三个星期以后，",
        "我们看到了最后的结果。",
    ]
    assert caption_lines("No spaces here?") == ["No spaces here?"]


def test_a_word_that_an_engine_cut_is_never_parted() -> None:
    words = even_pace(list("コーヒーを飲みながら、仕事の話をしましょう。"), 0, 5000)
    for preset in PRESETS.values():
        texts = [text_of(words, span) for span in segment(words, preset, "ja")]
        assert "".join(texts) == "コーヒーを飲みながら、仕事の話をしましょう。"
        assert not any(text.endswith(("コ", "コー", "飲", "仕", "しま")) for text in texts)


def test_a_pause_parts_what_no_sign_does() -> None:
    first, second = "今日は晴れです", "明日は雨です"
    words = [*even_pace(list(first), 0, 1500), *even_pace(list(second), 3000, 4500)]
    assert [text_of(words, span) for span in segment(words, CAPTIONS, "ja")] == [first, second]


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("write", [to_srt, to_vtt])
def test_captions_come_back_as_the_same_text(language: str, write: object, tmp_path: Path) -> None:
    captions = captions_of(_project(language))
    assert callable(write)
    content = str(write(captions))
    whole = "".join(content.splitlines())
    assert all(caption.text in whole for caption in captions)
    words = read_captions(content.encode()).words
    for caption in captions:
        inside = [w for w in words if caption.start_ms <= w.start_ms < caption.end_ms]
        assert join_words([word.text for word in inside]).strip() == caption.text


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_document_comes_back_as_itself(language: str) -> None:
    project = _project(language)
    text = document.dumps(project)
    assert document.load_stored(text) == project
    words = read_captions(text.encode()).words
    assert [word.text for word in words] == [word.text for word in project.transcript.words]


@pytest.mark.parametrize("language", SCRIPTS)
def test_plain_text_and_ass_have_no_space_that_the_script_lacks(language: str) -> None:
    project = _project(language)
    shown = [slide.text for slide in project.deck.slides]
    assert to_txt(project.deck.slides).splitlines() == shown
    timed = [
        TimedCaption(slide, token_times(slide, project.transcript.words))
        for slide in project.deck.slides
    ]
    events = to_ass(timed, Theme(), "Noto Sans").split("[Events]")[1].splitlines()[2:]
    sung = [event.split(",", 9)[9] for event in events]
    assert [_without_times(text) for text in sung] == shown
    assert [text.count("{\\k") for text in sung] == [count_tokens(text) for text in shown]


def _without_times(text: str) -> str:
    return "".join(part.rpartition("}")[2] for part in text.split("{")).replace("\\N", "")


@pytest.mark.parametrize("language", SCRIPTS)
def test_an_answer_at_v1_is_the_text_as_it_is_written(language: str) -> None:
    project = _project(language)
    text = join_lines(SCRIPTS[language])
    answer = format_transcript(project, "verbose_json", ("segment", "word"))
    assert isinstance(answer, dict)
    assert answer["text"] == text
    assert format_transcript(project, "text", ()) == f"{text}\n"
    assert _unspaced("".join(segment["text"] for segment in answer["segments"])) == _unspaced(text)
    assert "".join(word["word"] for word in answer["words"]) == _unspaced(text)
    if language in ("ja", "zh", "yue"):
        assert "".join(segment["text"] for segment in answer["segments"]) == text


def _draft(language: str) -> Draft:
    project = _project(language, "sentence")
    return Draft(project.deck, project.transcript.words)


def _whole(slides: Sequence[Slide]) -> str:
    return _unspaced("".join(slide.text for slide in slides))


@pytest.mark.parametrize("language", SCRIPTS)
def test_slides_are_split_and_merged_between_any_two_tokens(language: str) -> None:
    draft = _draft(language)
    slide = max(draft.deck.slides, key=lambda each: count_tokens(each.text))
    tokens = split_tokens(slide.text)
    marked = replace(slide, emphasis=(Emphasis(0, "power"), Emphasis(len(tokens) - 1, "power")))
    draft = draft.with_slides(draft.position(slide.id), 1, [marked])
    for token in range(1, len(tokens)):
        parted = edit.apply(draft, edits.Split(slide.id, token))
        left, right = parted.draft.deck.slides[draft.position(slide.id) :][:2]
        assert (split_tokens(left.text), split_tokens(right.text)) == (
            tokens[:token],
            tokens[token:],
        )
        assert speaks_its_words(left, draft.words)
        assert speaks_its_words(right, draft.words)
        assert [each.token for each in right.emphasis] == [len(tokens) - 1 - token]
        merged = edit.apply(parted.draft, edits.Merge(slide.id)).draft
        one = merged.deck.slides[merged.position(slide.id)]
        assert split_tokens(one.text) == tokens
        assert one.emphasis == marked.emphasis
        assert edit.apply(parted.draft, parted.inverse).draft == draft


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_break_moves_and_the_words_go_with_it(language: str) -> None:
    draft = _draft(language)
    if len(draft.deck.slides) < 2:
        draft = edit.apply(draft, edits.Split(draft.deck.slides[0].id, 6)).draft
    first = draft.deck.slides[0]
    moved = edit.apply(draft, edits.MoveBreak(first.id, 2)).draft
    left, right = moved.deck.slides[:2]
    assert split_tokens(left.text) == split_tokens(first.text)[:2]
    assert speaks_its_words(left, moved.words)
    assert speaks_its_words(right, moved.words)
    assert _whole(moved.deck.slides) == _whole(draft.deck.slides)


def test_a_retyped_slide_corrects_the_words_under_it() -> None:
    draft = _draft("zh")
    slide = draft.deck.slides[0]
    text = slide.text.replace("大家", "各位")
    after = edit.apply(draft, edits.Retype(slide.id, text)).draft
    assert after.deck.slides[0].text == text
    assert speaks_its_words(after.deck.slides[0], after.words)
    before = {word.text: word.start_ms for word in draft.words}
    assert all(word.start_ms == before[word.text] for word in after.words if word.text == "密。")
    replaced = edit.apply(draft, edits.ReplaceAll("秘密", "机密")).draft
    assert "机密" in _whole(replaced.deck.slides)
    assert all(speaks_its_words(each, replaced.words) for each in replaced.deck.slides)


@pytest.mark.parametrize("reveal", ["words", "karaoke", "lines"])
@pytest.mark.parametrize("language", ["ja", "zh", "th"])
def test_a_build_shows_every_token_in_the_order_of_the_voice(language: str, reveal: str) -> None:
    project = _project(language)
    slides = tuple(replace(slide, reveal=reveal) for slide in project.deck.slides)
    project = replace(project, deck=replace(project.deck, slides=slides))
    shown = [each for each in showings(project) if each.still.text == slides[0].text]
    count = count_tokens(slides[0].text)
    assert shown[-1].still.shown_tokens in (None, count)
    if reveal == "karaoke":
        assert [each.still.lit_token for each in shown] == list(range(count))
    if reveal == "words":
        assert [each.still.shown_tokens or count for each in shown] == list(range(1, count + 1))


def test_a_script_goes_out_in_word_and_comes_back(tmp_path: Path) -> None:
    project = _project("ja")
    marked = replace(
        project.deck.slides[1], emphasis=(Emphasis(2, "script"), Emphasis(3, "script"))
    )
    pages = [
        Page(slide, "", "", (), text=slide.text, size_px=100)
        for slide in (project.deck.slides[0], marked)
    ]
    write_docx(tmp_path / "deck.docx", pages)
    rows = read_paper(tmp_path / "deck.docx", "deck.docx")
    assert [row.text for row in rows] == [page.slide.text for page in pages]
    assert rows[1].strong == {2, 3}


def test_an_answer_is_cut_as_the_words_are() -> None:
    assert cut_alike("今天，天气很好。", ["今", "天天", "气很", "好"]) == [
        "今",
        "天，天",
        "气很",
        "好。",
    ]
    assert cut_alike("ราคา 47 บาท", ["ราคา", "47", "บาท"]) == ["ราคา ", "47 ", "บาท"]
