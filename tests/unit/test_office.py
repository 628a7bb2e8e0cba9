"""Slides go out as PowerPoint, Word and tables, and come back as they went."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsl.basics import office_package as ooxml
from vsl.errors import BadInput, TooLarge
from vsl.export.office.page import Page, Row
from vsl.export.office.powerpoint import display_times_ms, write_pptx
from vsl.export.office.powerpoint_frame import LookVariant, PresentationLook, Rectangle
from vsl.export.office.readers import extract_rows, read_paper
from vsl.export.office.table import read_csv, to_csv
from vsl.export.office.voice_clips import stretches
from vsl.export.office.word import write_docx
from vsl.model.appearance import Highlight, Theme
from vsl.model.project import Emphasis, Slide, Word

_LOOK = PresentationLook(
    family="Inter Display",
    bold=True,
    text=Rectangle(86, 86, 1748, 908),
    variants=(
        LookVariant("", "", Theme()),
        LookVariant("price", "Price", Theme(background="#111111", ink="#FFFFFF")),
    ),
)


def _page(
    number: int,
    text: str,
    *,
    strong: frozenset[int] = frozenset(),
    title: str = "",
    hidden: bool = False,
) -> Page:
    start_ms = 1000 * number
    slide = Slide(
        f"s{start_ms}",
        text,
        start_ms,
        start_ms + 1000,
        emphasis=tuple(Emphasis(token, "script") for token in sorted(strong)),
        hidden=hidden,
    )
    said = (Word("so", start_ms, start_ms + 900),)
    return Page(slide, "price" if title == "Price" else "", title, said, text=text, size_px=120)


def _row(page: Page) -> Row:
    slide = page.slide
    strong = frozenset(each.token for each in slide.emphasis)
    return Row(slide.id, " ".join(slide.text.split()), strong, page.title, slide.hidden)


def _pptx(pages: list[Page], folder: Path, look: PresentationLook = _LOOK) -> Path:
    path = folder / "deck.pptx"
    write_pptx(path, pages, look, duration_ms=1000 * len(pages))
    return path


def _docx(pages: list[Page], folder: Path) -> Path:
    path = folder / "deck.docx"
    write_docx(path, pages)
    return path


_LETTERS = "".join(map(chr, range(0x21, 0x7F))) + "éßñ中文שלוםمرحبا💰\u200b’“—"
_TEXTS = st.lists(st.text(_LETTERS, min_size=1, max_size=6), min_size=1, max_size=5).map(" ".join)
_TITLES = st.sampled_from(("", "Hook", "Price", "Q & <A>"))


@st.composite
def _decks(draw: st.DrawFn) -> list[Page]:
    pages, title = list[Page](), ""
    for number in range(draw(st.integers(1, 4))):
        text, title, hidden = draw(_TEXTS), draw(_TITLES) or title, draw(st.booleans())
        tokens = st.integers(0, len(text.split()) - 1)
        strong = draw(st.frozensets(tokens, max_size=2))
        pages.append(_page(number, text, strong=strong, title=title, hidden=hidden))
    return [*pages, _page(9, "plain", title=title)]


@settings(max_examples=15)
@given(pages=_decks())
def test_whatever_goes_out_comes_back(
    pages: list[Page], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("papers")
    wanted = [_row(page) for page in pages]
    assert list(read_paper(_docx(pages, folder), "deck")) == wanted
    assert list(read_csv(to_csv(pages).encode(), "deck")) == [
        replace(row, strong=None) for row in wanted
    ]
    if not any(row.title for row in wanted):
        wanted = [replace(row, title=None) for row in wanted]
    assert list(read_paper(_pptx(pages, folder), "deck")) == wanted


def test_a_presentation_comes_back_with_looks_sections_and_what_is_hidden(tmp_path: Path) -> None:
    pages = [
        _page(0, "Shown to all"),
        _page(1, "It is & costs <$47>", strong=frozenset({3}), title="Hook"),
        _page(2, "hidden away", title="Hook", hidden=True),
        _page(3, "On its own ground", strong=frozenset({1, 2}), title="Price"),
    ]
    assert list(read_paper(_pptx(pages, tmp_path), "deck")) == [_row(page) for page in pages]


@pytest.mark.parametrize("style", ["colour", "marker", "underline", "box", "none"])
def test_every_way_to_stand_out_is_found_again(style: str, tmp_path: Path) -> None:
    theme = Theme(highlight=Highlight(style))
    look = PresentationLook("Inter", True, _LOOK.text, (LookVariant("", "", theme),))
    page = _page(0, "for just $47 today", strong=frozenset({2}))
    (row,) = read_paper(_pptx([page], tmp_path, look), "deck")
    assert row.strong == {2}


def test_a_document_comes_back_with_what_is_bold_and_struck_through(tmp_path: Path) -> None:
    pages = [
        _page(0, "It is & costs <$47>", strong=frozenset({3}), title="Hook"),
        _page(1, "struck out", strong=frozenset({1}), title="Hook", hidden=True),
        _page(2, "the end", title="Price"),
    ]
    assert list(read_paper(_docx(pages, tmp_path), "deck")) == [_row(page) for page in pages]


def test_no_cell_of_a_table_is_a_formula() -> None:
    texts = ["=1+1", "+you", "-50%", "@home", "'=quoted", "'tis"]
    pages = [_page(number, text) for number, text in enumerate(texts)]
    cells = [line.split(",")[6] for line in to_csv(pages).splitlines()[1:]]
    assert cells == ["'=1+1", "'+you", "'-50%", "'@home", "''=quoted", "'tis"]
    assert [row.text for row in read_csv(to_csv(pages).encode(), "the table")] == texts


@pytest.mark.parametrize(
    "saved",
    [
        "id;text\r\ns1;água já\r\n".encode("cp1252"),
        "id\ttext\ns1\tágua já\n".encode("utf-16"),
        "\ufefftext,id\n água  já,s1\n\n".encode(),
    ],
)
def test_tables_are_read_as_spreadsheets_save_them(saved: bytes) -> None:
    assert read_csv(saved, "the table") == (Row("s1", "água já"),)


def test_slides_stand_as_long_as_the_video_shows_them() -> None:
    pages = [
        _page(1, "first"),
        _page(2, "hidden", hidden=True),
        _page(4, "last"),
    ]
    assert display_times_ms(pages, 9000) == [4000, 2000, 5000]


def test_the_voice_is_cut_at_pauses_only() -> None:
    def page(number: int, start_ms: int, said_until_ms: int) -> Page:
        slide = Slide(f"s{number}", "text", start_ms, start_ms + 1)
        return Page(slide, "", "", (Word("so", start_ms, said_until_ms),))

    pages = [page(0, 500, 3000), page(1, 3000, 5000), page(2, 5000, 5900), page(3, 9000, 9500)]
    first, second = stretches(pages, 12_000)
    assert (first.first_page, first.slide_count, first.start_ms, first.end_ms) == (0, 3, 0, 9000)
    assert (second.first_page, second.slide_count, second.end_ms) == (3, 1, 12_000)


def test_the_same_deck_makes_the_same_bytes(tmp_path: Path) -> None:
    pages = [_page(0, "once"), _page(1, "and again")]
    one = _pptx(pages, tmp_path).read_bytes()
    assert _pptx(pages, tmp_path).read_bytes() == one


def _changed(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The package with each part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_words_that_a_program_saved_with_looks_of_their_own_are_plain(tmp_path: Path) -> None:
    pages = [_page(0, "all of it plain"), _page(1, "one word stands out", strong=frozenset({1}))]

    def explicit(_: str, content: bytes) -> bytes:
        ink = b'<a:rPr b="1"><a:solidFill><a:srgbClr val="111111"/></a:solidFill></a:rPr>'
        return content.replace(b"<a:rPr/>", ink)

    rows = read_paper(_changed(_pptx(pages, tmp_path), explicit), "deck")
    assert [row.strong for row in rows] == [frozenset(), frozenset({1})]


def test_text_beside_the_slide_is_not_lost(tmp_path: Path) -> None:
    run = b"<a:p><a:r><a:t>and more</a:t></a:r></a:p>"
    box = b"<p:sp><p:nvSpPr><p:cNvPr id='9' name='Box'/></p:nvSpPr><p:txBody>%b</p:txBody></p:sp>"
    path = _pptx([_page(0, "some text")], tmp_path)
    end = b"</p:spTree>"
    _changed(path, lambda _, content: content.replace(end, box % run + end))
    (row,) = read_paper(path, "deck")
    assert (row.id, row.text) == ("s0", "some text and more")


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p:sld'
    path = _pptx([_page(0, "some text")], tmp_path)
    with pytest.raises(BadInput, match=r"^deck is broken"):
        read_paper(_changed(path, lambda _, content: content.replace(b"<p:sld", bomb)), "deck")


def test_a_file_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _pptx([_page(0, "some text")], tmp_path)
    monkeypatch.setattr(ooxml, "_MOST_BYTES", 5000)
    changed = _changed(path, lambda _, content: content + b" " * 100_000)
    with changed.open("rb") as file, pytest.raises(TooLarge, match="unpacks to more"):
        extract_rows(file, "deck", None)


@pytest.mark.parametrize("depth", [201, 40_000])
def test_tags_inside_one_another_are_refused_at_once(tmp_path: Path, depth: int) -> None:
    path = _pptx([_page(0, "some text")], tmp_path)
    deep = b"<a:g>" * depth + b"</a:g>" * depth
    changed = _changed(path, lambda _, content: content.replace(b"</p:sld>", deep + b"</p:sld>"))
    with pytest.raises(BadInput, match="deck is broken"):
        read_paper(changed, "deck")


def _archive() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"%PDF-1.7", "is no PowerPoint presentation, whatever its name says"),
        (b"\x00\x01\x02\x03", "is no PowerPoint presentation, whatever its name says"),
        (b"PK\x03\x04 no archive", "is broken"),
        (_archive(), "is no PowerPoint presentation; save it"),
        (b"", "is no PowerPoint presentation, whatever its name says"),
    ],
)
def test_other_files_are_told_in_one_line(content: bytes, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "edited.pptx"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=complaint):
        read_paper(path, "edited.pptx")
    with pytest.raises(BadInput, match=complaint):
        read_paper(path, "The file", "edited.pptx")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"%PDF-1.7", "has no column called text"),
        (b"\x00\x01\x02\x03", "bring back a .pptx"),
        (b"", "has no column called text"),
        (b'text\n"' + b"x" * 200_000 + b'"\n', "field larger than field limit"),
    ],
)
def test_other_tables_are_told_in_one_line(content: bytes, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "edited.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=complaint):
        read_paper(path, "edited.csv")


def test_a_table_is_decoded_by_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "edited.csv"
    path.write_bytes("id;text\ns0;Это предложение закроется в пятницу\n".encode("cp1251"))
    assert [row.text for row in read_paper(path, "edited.csv")] == [
        "Это предложение закроется в пятницу"
    ]


def test_a_table_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "edited.pptx"
    path.write_bytes(b"id,text\ns0,Hello\n")
    assert [row.text for row in read_paper(path, "edited.pptx")] == ["Hello"]


def test_a_document_without_our_table_is_refused(tmp_path: Path) -> None:
    path = _docx([_page(0, "text")], tmp_path)
    _changed(path, lambda _, content: content.replace(b"On the screen", b"Mine"))
    with pytest.raises(BadInput, match="no table with a column called On the screen"):
        read_paper(path, "deck")
