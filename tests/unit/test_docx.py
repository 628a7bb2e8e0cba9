"""Word documents as scripts."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from vsl.basics import office_package as ooxml
from vsl.errors import BadInput, TooLarge
from vsl.text.readers.docx import extract_paragraphs
from vsl.text.readers.script_file import read_script

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

_NOT_BOLD = '<w:b w:val="0"/>'


def _document(body: str, styles: str = "", *, declaration: str = "") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"{declaration}<w:document {_SPACE}>{body}</w:document>"
        )
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {_SPACE}>{styles}</w:styles>")
    return file.getvalue()


def _run(text: str, looks: str = "") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_paragraphs_bold_and_line_breaks_become_markdown() -> None:
    body = (
        f"<w:p>{_run('It costs ')}{_run('just ', '<w:b/>')}{_run('$47', '<w:b/>')}{_run('.')}</w:p>"
        f"<w:p>{_run('[SLIDE]')}<w:r><w:br/></w:r>{_run('Go', _NOT_BOLD)}</w:p>"
    )
    assert read_script(_document(body)) == "It costs **just $47**.\n\n[SLIDE]\nGo"


def test_headings_are_known_by_their_styles_name_in_any_language() -> None:
    styles = '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    style = '<w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>'
    body = f"<w:p>{style}{_run('Das Angebot', '<w:b/>')}</w:p><w:p>{_run('Nur heute.')}</w:p>"
    assert read_script(_document(body, styles)) == "# Das Angebot\n\nNur heute."


def test_hidden_and_deleted_text_is_not_the_script() -> None:
    body = (
        f"<w:p>{_run('Shown')}{_run(' hidden', '<w:vanish/>')}"
        f"<w:del><w:r><w:delText> gone</w:delText></w:r></w:del></w:p>"
    )
    assert read_script(_document(body)) == "Shown"


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "_MOST_BYTES", 1000)
    with pytest.raises(TooLarge, match="unpacks to more"):
        extract_paragraphs(BytesIO(_document(" " * 100_000)), "The script")


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(BadInput, match="is broken"):
        read_script(_document("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", declaration=bomb))


def test_a_document_without_words_is_empty() -> None:
    with pytest.raises(BadInput, match="is empty"):
        read_script(_document("<w:p/>"))


def test_another_kind_of_archive_is_no_word_document() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(BadInput, match="no Word document"):
        read_script(file.getvalue())


def test_broken_xml_is_refused() -> None:
    with pytest.raises(BadInput, match="is broken"):
        read_script(_document("<w:p>"))
