"""Write slides as a Word document: a heading per section, a table row per slide.

Every row's number has a bookmark with the slide's id, by which the document is imported.
Source: ECMA-376 Part 1, §17.3 (paragraphs), §17.4 (tables), §17.13.6 (bookmarks).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from vsl.basics.office_package import write_package, xml_text
from vsl.basics.spacing import space_tokens
from vsl.export.office.page import Page, exact_clock, words_as_spoken

BOOKMARK: Final = "slide_"  # prefix of a slide's id
COLUMN: Final = "On the screen"  # heading of the text column

_SPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_COLUMNS: Final = (("№", 600), ("Time", 1300), (COLUMN, 4600), ("Said", 3100))
"""Titles, and widths in twentieths of a point."""

_ROOM: Final = (  # margins of a cell
    '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
)
_SHEET: Final = (  # A4
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134"'
    ' w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
_STYLES: Final = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"'
    ' w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>'
    '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/>'
    '<w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
)


def write_docx(target: Path, pages: Sequence[Page]) -> None:
    """Write the document of ``pages`` to ``target``."""
    write_package(target, _parts(pages))


def _parts(pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    )
    yield "_rels/.rels", _relation("officeDocument", "word/document.xml")
    yield "word/_rels/document.xml.rels", _relation("styles", "styles.xml")
    yield "word/styles.xml", f'{_HEAD}<w:styles xmlns:w="{_SPACE}">{_STYLES}</w:styles>'
    yield "word/document.xml", _document(pages)


def _relation(kind: str, target: str) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def _document(pages: Sequence[Page]) -> str:
    body = "".join(
        _heading(title) + _table(list(group))
        for title, group in groupby(enumerate(pages, start=1), key=lambda item: item[1].title)
    )
    return f'{_HEAD}<w:document xmlns:w="{_SPACE}"><w:body>{body}{_SHEET}</w:body></w:document>'


def _heading(title: str) -> str:
    """Return the heading of a section; an empty paragraph for slides without one."""
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if title else ""
    return f"<w:p>{style}{_run(title) if title else ''}</w:p>"


def _table(pages: Sequence[tuple[int, Page]]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for _, width in _COLUMNS)
    titles = "".join(_cell(_run(title, "<w:b/>"), width) for title, width in _COLUMNS)
    head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{titles}</w:tr>"
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BBBBBB"/>'
        for side in ("top", "bottom", "insideH")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(width for _, width in _COLUMNS)}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>{_ROOM}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{head}{''.join(_row(n, page) for n, page in pages)}"
        "</w:tbl>"
    )


def _row(number: int, page: Page) -> str:
    slide = page.slide
    mark = f'<w:bookmarkStart w:id="{number}" w:name="{BOOKMARK}{xml_text(slide.id)}"/>'
    cells = (
        f'{mark}{_run(str(number))}<w:bookmarkEnd w:id="{number}"/>',
        _run(exact_clock(slide.start_ms)),
        _text(page),
        _run(words_as_spoken(page.said), '<w:color w:val="666666"/>'),
    )
    filled = (_cell(cell, width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(filled)}</w:tr>"


def _text(page: Page) -> str:
    """Return the slide's text, emphasis in bold; struck through if the slide is hidden."""
    slide = page.slide
    strong = {each.token for each in slide.emphasis}
    struck = "<w:strike/>" if slide.hidden else ""
    return "".join(
        _run(space + token, ("<w:b/>" if n in strong else "") + struck)
        for n, (space, token) in enumerate(space_tokens(slide.text))
    )


def _cell(content: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{content}</w:p></w:tc>'


def _run(text: str, look: str = "") -> str:
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{xml_text(text)}</w:t></w:r>'
