"""Small PDFs for tests: pieces of text at their places, as programs draw them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

Piece = tuple[int, int, str]  # x, y from below, in points, and text

_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <00> <FF> endcodespacerange
1 beginbfchar <7E> <FB01> endbfchar endcmap end end"""
"""Reads ~ as the ligature fi, and shows that the text's own map is used."""


def make_pdf(*pages: Sequence[Piece]) -> bytes:
    """Return a PDF in Helvetica, 10 points high, whose letters have a map to Unicode."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    letters = DecodedStreamObject()
    letters.set_data(_MAP)
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(name) for key, name in names.items()})
    font[NameObject("/ToUnicode")] = writer._add_object(letters)
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    for pieces in pages:
        page = writer.add_blank_page(width=595, height=842)
        drawn = (f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in pieces)
        content = DecodedStreamObject()
        content.set_data("\n".join(drawn).encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def draw_columns(*columns: Sequence[str], top: int = 700, by_row: bool = True) -> list[Piece]:
    """Return columns of lines side by side, drawn row by row or one column after the other."""
    width = 500 // len(columns)
    places = [
        (row, 40 + column * width, line)
        for column, lines in enumerate(columns)
        for row, line in enumerate(lines)
    ]
    ordered = sorted(places) if by_row else places
    return [(x, top - 14 * row, line) for row, x, line in ordered]


def draw_lines(*lines: str, top: int = 780) -> list[Piece]:
    """Return lines below one another."""
    return [(40, top - 14 * row, line) for row, line in enumerate(lines)]
