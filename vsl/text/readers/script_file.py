"""Read a script file: text, Markdown, Word or PDF, in any usual encoding.

Bytes flow in, text flows out; Word's headings and bold become Markdown's.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from vsl.errors import BadInput, TooLarge
from vsl.text.readers.docx import read_docx
from vsl.text.readers.pdf import read_pdf

MAX_SIZE_BYTES = 20 << 20  # of a file; Word and PDF carry fonts and pictures
_MAX_TEXT_BYTES = 5 << 20  # 800,000 words, a hundred hours of speech
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_TEXT_CONTROLS = set("\t\n\r\f\v\x1a")
_ZIP, _PDF, _OLD_WORD, _RICH_TEXT = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf"


def read_script(source: Path | bytes, *, name: str = "The script") -> str:
    """Return the text of a .txt, .md, .docx or .pdf file, with ``\\n`` at line ends.

    The format is detected from the content, not from the name.

    Args:
        name: what error messages call the file when ``source`` is bytes.
    Raises:
        BadInput: not a file, not text, or unreadable.
        TooLarge: more than 20 MB, or more than 5 MB of text.
    """
    if isinstance(source, Path):
        name, source = source.name, _read(source)
    if len(source) > MAX_SIZE_BYTES:
        raise TooLarge(f"{name} is larger than 20 MB; save the script as plain text.")
    text = _text(source, name)
    if any(char < " " and char not in _TEXT_CONTROLS for char in text) or "�" in text:
        raise BadInput(f"{name} is no text file; save the script as .txt, .md, .docx or .pdf.")
    text = "\n".join(text.replace("\x1a", "").splitlines())
    if not text.strip():
        raise BadInput(f"{name} is empty; it should hold the words that are spoken.")
    return text


def _text(source: bytes, name: str) -> str:
    if source.startswith((_OLD_WORD, _RICH_TEXT)):
        raise BadInput(f"{name} is an old or a protected Word file; save it as .docx or .txt.")
    if source.startswith(_ZIP):
        text = read_docx(source, name)
    elif source.startswith(_PDF):
        text = read_pdf(source, name)
    else:
        text = "" if len(source) > _MAX_TEXT_BYTES else _decode(source)
    if max(len(source) if not text else 0, len(text)) > _MAX_TEXT_BYTES:
        raise TooLarge(f"{name} holds more than 5 MB of text; send the script alone.")
    return text


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_SIZE_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error


def _decode(content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # Latin-1 as Windows writes it
