"""PDF scripts, each read by a process of its own."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from vsl.errors import BadInput
from vsl.text.readers.script_file import read_script

pypdf = pytest.importorskip("pypdf", reason="pip install pypdf")


def _pdf(*pages: list[str], password: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(width=595, height=842)
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 16 TL 50 780 Td {shown} ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_lines_are_read_without_page_numbers_and_headers() -> None:
    text = read_script(
        _pdf(
            ["My letter", "It costs just $47, and it is amaz-", "ing.", "1"],
            ["My letter", "Click the button.", "Page 2 of 3"],
            ["My letter", "Do it now.", "3"],
        )
    )
    assert text == "It costs just $47, and it is amazing.\nClick the button.\nDo it now."


def test_a_protected_pdf_is_refused_with_the_cure() -> None:
    with pytest.raises(BadInput, match="password; save it without"):
        read_script(_pdf(["Secret."], password="hush"))


def test_a_pdf_of_pictures_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(_pdf([]))
    with pytest.raises(BadInput, match=r"^scan\.pdf holds pictures of text"):
        read_script(tmp_path / "scan.pdf")


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(BadInput, match="can't be read as PDF"):
        read_script(b"%PDF-1.7 and then nothing")
