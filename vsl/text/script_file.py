"""The text of a script file, whatever editor saved it. The one reader of files in this room."""

from __future__ import annotations

import codecs
from pathlib import Path

from vsl.errors import BadInput, TooLarge

MAX_SIZE_BYTES = 5 << 20  # 800,000 words, a hundred hours of speech
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_TEXT_CONTROLS = set("\t\n\r\f\v\x1a")


def read_script(source: Path | bytes, *, name: str = "The script") -> str:
    """The text of a .txt or .md file, or of its bytes, with ``\\n`` at line ends.

    Args:
        name: what messages call it when ``source`` is bytes.
    Raises:
        BadInput: no file, no text, or not text at all.
        TooLarge: more than 5 MB.
    """
    if isinstance(source, Path):
        name, source = source.name, _read(source)
    if len(source) > MAX_SIZE_BYTES:
        raise TooLarge(f"{name} is larger than 5 MB; a script is plain text.")
    text = _decode(source)
    if any(char < " " and char not in _TEXT_CONTROLS for char in text) or "�" in text:
        raise BadInput(f"{name} is no text file; save the script as .txt or .md.")
    text = "\n".join(text.replace("\x1a", "").splitlines())
    if not text.strip():
        raise BadInput(f"{name} is empty; it should hold the words that are spoken.")
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
