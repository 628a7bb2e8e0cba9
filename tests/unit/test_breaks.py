from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.spacing import NEVER_FIRST, NEVER_LAST
from vsl.render.layout.breaks import cut, join, normal, paragraphs
from vsl.render.layout.wrap import wrap


def texts(line: str) -> list[str]:
    return [piece.text for (pieces) in paragraphs(line) for piece in pieces]


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("two  words", ["two", "words"]),
        ("47\u00a0000 euros", ["47\u00a0000", "euros"]),
        ("Vraiment ? Oui !", ["Vraiment ?", "Oui !"]),
        ("« Oui » dit-il", ["« Oui »", "dit-il"]),
        ("weeks — Sarah", ["weeks —", "Sarah"]),
        ("simple—nobody", ["simple—", "nobody"]),
        ("$ 47", ["$ 47"]),
        ("só R$ 1.297,00 hoje", ["só", "R$ 1.297,00", "hoje"]),
        ("US$ 47", ["US$ 47"]),
        ("です。「はい」", ["です。", "「はい」"]),
        ("テキストを", ["テキストを"]),
        ("ยินดีต้อนรับเสนอ", ["ยิน", "ดี", "ต้อน", "รับ", "เสนอ"]),
        ("នេះជា", ["នេះ", "ជា"]),
    ],
)
def test_a_line_may_end_only_where_a_reader_expects_it(line: str, pieces: list[str]) -> None:
    assert texts(line) == pieces


def test_explicit_line_ends_stay_and_blank_lines_shrink_to_one() -> None:
    assert normal("\n one\ntwo \r\n\n\n\nthree\n\n") == "one\ntwo\n\nthree"


def test_no_text_has_no_paragraphs() -> None:
    assert paragraphs(" \n\t ") == ()


def test_a_word_is_cut_between_characters_only() -> None:
    ((piece,),) = paragraphs("ae\u0301👍🏽")
    assert [part.text for part in cut(piece)] == ["a", "e\u0301", "👍🏽"]
    assert join(cut(piece)) == piece.text


@given(st.text())
def test_the_normal_form_has_the_words_of_the_text(text: str) -> None:
    assert "".join(normal(text).split()) == "".join(text.split())


@given(st.text())
def test_the_normal_form_of_the_normal_form_is_the_same(text: str) -> None:
    assert normal(normal(text)) == normal(text)


_JAPANESE = "今日東京のはをにコーヒーっょゃ、。！？「」（）々："


@given(st.text(_JAPANESE, min_size=1, max_size=40))
def test_no_line_begins_or_ends_with_a_sign_that_may_not(text: str) -> None:
    pieces = [piece for line in paragraphs(text) for piece in line]
    parts = [part for piece in pieces for part in cut(piece)]
    assert "".join(part.text for part in parts) == text
    for before, after in pairwise(parts):
        assert after.text[0] not in NEVER_FIRST
        assert before.text[-1] not in NEVER_LAST


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("あなたの人生を変える話をします。", ["あなたの人生を", "変える話をします。"]),
        ("只要47美元，你就可以开始。", ["只要47美元，", "你就可以开始。"]),
        ("สวัสดี วันนี้ผมมา", ["สวัสดี", "วันนี้ผมมา"]),
        ("東京大学経済学部研究科附属図書館", ["東京大学経済学部", "研究科附属図書館"]),
    ],
)
def test_lines_end_between_phrases(text: str, lines: list[str]) -> None:
    (pieces,) = paragraphs(text)
    found = wrap(pieces, 9, lambda part: sum(not unicodedata.combining(c) for c in part) * 1.0)
    assert list(found) == lines
