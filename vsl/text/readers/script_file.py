"""Read a script file: text, Markdown, Word or PDF, in any usual encoding.

Bytes flow in, text flows out; Word's headings and bold become Markdown's.
"""

from __future__ import annotations

from pathlib import Path

from vsl.basics.text_encoding import DecodedText, decode_text
from vsl.errors import BadInput, TooLarge
from vsl.text.readers.docx import read_docx
from vsl.text.readers.final_draft import is_final_draft, read_final_draft
from vsl.text.readers.pdf import read_pdf

MAX_SIZE_BYTES = 20 << 20  # of a file; Word and PDF carry fonts and pictures
_MAX_TEXT_BYTES = 5 << 20  # 800,000 words, a hundred hours of speech
_TEXT_CONTROLS = set("\t\n\r\f\v\x1a")
_ZIP, _PDF, _OLD_WORD, _RICH_TEXT = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf"
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": None, "\ufeff": None})
_LOST_SHARE = 0.02  # of a text's characters: more that can't be read, and it is no text


def read_script(source: Path | bytes, *, name: str = "The script") -> str:
    """Return the text that ``read_text_file`` does, without its doubt."""
    return read_text_file(source, name=name).text


def read_text_file(source: Path | bytes, *, name: str = "The script") -> DecodedText:
    """Return the text of a .txt, .md, .docx or .pdf file, with ``\\n`` at line ends.

    The format is detected from the content, not from the name.

    Args:
        name: what messages call the file when ``source`` is bytes.
    Raises:
        BadInput: not a file, not text, or unreadable.
        TooLarge: more than 20 MB, or more than 5 MB of text.
    """
    if isinstance(source, Path):
        name, source = source.name, _read(source)
    if len(source) > MAX_SIZE_BYTES:
        raise TooLarge(f"{name} is larger than 20 MB; save the script as plain text.")
    decoded = _text(source, name)
    text = decoded.text
    lost = text.count("�") > _LOST_SHARE * len(text)
    if lost or any(char < " " and char not in _TEXT_CONTROLS for char in text):
        raise BadInput(
            f"{name} is no text file; save it as plain text in UTF-8, or a script as .docx or .pdf."
        )
    text = "\n".join(text.replace("\x1a", "").replace("\r\r\n", "\n").splitlines())
    if not text.strip():
        raise BadInput(f"{name} is empty; it should hold the words that are spoken.")
    return DecodedText(text.translate(_HYPHENS), decoded.doubt)


def _text(source: bytes, name: str) -> DecodedText:
    if source.startswith((_OLD_WORD, _RICH_TEXT)):
        raise BadInput(f"{name} is an old or a protected Word file; save it as .docx or .txt.")
    if source.startswith(_ZIP):
        decoded = read_docx(source, name)
    elif source.startswith(_PDF):
        decoded = read_pdf(source, name)
    else:
        is_long = len(source) > _MAX_TEXT_BYTES
        decoded = DecodedText("") if is_long else decode_text(source, name)
        if is_final_draft(decoded.text):
            decoded = DecodedText(read_final_draft(decoded.text, name), decoded.doubt)
    if max(len(source) if not decoded.text else 0, len(decoded.text)) > _MAX_TEXT_BYTES:
        raise TooLarge(f"{name} holds more than 5 MB of text; send the script alone.")
    return decoded


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_SIZE_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error
