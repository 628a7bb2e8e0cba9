from __future__ import annotations

import json
from pathlib import Path

import pytest

from vsl.errors import BadInput, NotInstalled
from vsl.render import fonts
from vsl.render.fonts import face, files_for, look_fonts, missing_glyphs, shaping, shows_ascii
from vsl.render.layout.runs import Typography, runs, width_em

TABLE = json.loads((Path(fonts.__file__).with_name("fonts.json")).read_text("utf-8"))
ENTRIES = {entry["id"]: entry for entry in TABLE["faces"]}
LOOK = "inter-display-bold"


def faces_of(text: str) -> list[str]:
    return [run.file.face for run in runs(text, Typography.of(text, LOOK))]


@pytest.mark.parametrize("name", ENTRIES)
def test_every_face_is_installed_with_its_licence(name: str) -> None:
    assert face(name)
    assert (fonts.FOLDER / name / ENTRIES[name]["licence"]).is_file(), "run `make setup`"


@pytest.mark.parametrize("look", look_fonts())
def test_every_look_shows_all_of_latin_greek_and_cyrillic(look: str) -> None:
    assert shows_ascii(look)
    assert missing_glyphs("Ææß ñ Ż ſ ₿ Ελληνικά Кириллица Tiếng Việt", look) == ""
    assert {run.file.face for run in runs("Óleo às três: só R$ 47,90", Typography(look))} == {look}


def test_what_a_look_lacks_comes_from_the_widest_face_before_any_other() -> None:
    typography = Typography("anton")
    assert [run.file.face for run in runs("Только", typography)] == ["inter-display-bold"]
    assert {run.file.face for run in runs("Żółć", typography)} == {"anton"}


def test_an_unknown_font_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInput, match=r"'comic'.*inter-display-bold"):
        face("comic")


def test_missing_files_are_named_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(NotInstalled, match=r"Inter Display Bold.*make setup"):
        face.__wrapped__(LOOK)


def test_characters_without_a_glyph_are_reported_once() -> None:
    assert missing_glyphs("a\U000f0000b\U000f0000\U0010fffd \n\u200b") == "\U000f0000\U0010fffd"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中文", "noto-sans-sc"),
        ("日本の", "noto-sans-jp"),
        ("한국", "noto-sans-kr"),
        ("สวัสดี", "noto-sans-thai"),
        ("🔥", "noto-emoji"),
        ("☎️", "noto-emoji"),
        ("👨‍👩‍👧", "noto-emoji"),
        ("1️⃣", "noto-emoji"),
    ],
)
def test_each_script_has_its_face(text: str, expected: str) -> None:
    assert set(faces_of(text)) == {expected}


@pytest.mark.parametrize("text", ["❤️", "❤"])
def test_a_heart_is_solid_as_the_font_of_the_text_has_it(text: str) -> None:
    assert set(faces_of(text)) == {LOOK}


@pytest.mark.skipif(shaping() == "basic", reason="needs libfribidi (apt install libfribidi0)")
@pytest.mark.parametrize("sequence", ["👨‍👩‍👧", "👩‍💻", "👍🏽", "🇧🇷", "1️⃣"])
def test_an_emoji_of_several_characters_is_one_glyph(sequence: str) -> None:
    typography = Typography(LOOK)
    assert width_em(sequence, typography) == pytest.approx(width_em("🔥", typography))


@pytest.mark.skipif(shaping() == "basic", reason="needs libfribidi (apt install libfribidi0)")
def test_arabic_letters_are_joined() -> None:
    typography = Typography(LOOK, rtl=True)
    apart = width_em("ل", typography) + width_em("ا", typography)
    assert width_em("لا", typography) < 0.9 * apart


def test_a_line_of_arabic_keeps_brand_and_number_in_their_own_direction() -> None:
    text = "سعر Apple هو 47"
    seen = [run.text for run in runs(text, Typography.of(text, LOOK)) if run.text.strip()]
    assert seen == ["47", "هو", "Apple", "سعر"]


def test_a_cluster_that_no_file_shows_whole_is_shown_in_parts() -> None:
    assert faces_of("ก\u05b0") == ["noto-sans-thai", "noto-sans-hebrew"]


def test_every_file_answers_for_its_own_characters() -> None:
    for char in "aΩЖع好の한ก🔥":
        assert files_for(char, LOOK), char
