"""Script files that can't be used, made when they are asked for, and what is said about each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)


def docx(text: str) -> bytes:
    """A Word document of one paragraph."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", _DOCUMENT.format(text))
    return content.getvalue()


UNUSABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing.txt": (lambda: b"", "is empty"),
    "five_mb.txt": (lambda: b"word " * 1_000_000, "more than 200,000 words"),
    "more_than_five_mb.md": (lambda: b"word " * 1_100_000, "more than 5 MB of text"),
    "one_word.txt": (lambda: b"x" * 2_000_000, "a word of 2,000,000 letters"),
    "binary.txt": (lambda: bytes(range(256)) * 8, "is no text file"),
    "headings.md": (lambda: b"# A heading\n\n" * 1000, "holds no spoken words"),
    "bomb.docx": (lambda: docx("x" * (65 << 20)), "unpacks to more than 64 MB"),
    "picture.docx": (lambda: b"PK\x03\x04 no archive", "is broken"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0 old", "save it as .docx or .txt"),
    "broken.pdf": (lambda: b"%PDF-1.4 nothing more", "can't be read as PDF"),
}
"""By file name: its content, and words of the line that says what is wrong."""
