"""Read an edited document of any kind into rows. The kind is found by content, not by name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from vsl.errors import BadInput, TooLarge
from vsl.export.office import powerpoint_reader as powerpoint_in
from vsl.export.office import word_reader as word_in
from vsl.export.office.page import Row
from vsl.export.office.table import read_csv

PAPERS = (".pptx", ".docx", ".csv")
"""Extensions of documents that can be imported."""

_ZIP = b"PK\x03\x04"
_OFFICE = {".pptx": "PowerPoint presentation", ".docx": "Word document"}
_MOST_TABLE_BYTES = 20 << 20


def read_paper(path: Path, name: str, sent_as: str = "") -> tuple[Row, ...]:
    """Return the slides in the file at ``path``, called ``name`` in messages.

    Args:
        sent_as: the uploaded file's name, if it is not ``name``.
    Raises:
        BadInput: it is none of ``PAPERS``, or a broken one.
        TooLarge: it holds more than a deck can.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_ZIP))
            content = b"" if head == _ZIP else head + file.read(_MOST_TABLE_BYTES)
    except OSError as error:
        raise BadInput(f"{name} can't be read: {error.strerror}.") from error
    if head != _ZIP:
        if len(content) > _MOST_TABLE_BYTES:
            raise TooLarge(f"{name} is larger than 20 MB; a table of slides is text.")
        return _table(content, name, _OFFICE.get(Path(sent_as or name).suffix.lower()))
    if _holds(path, word_in.MAIN):
        return word_in.read_word(path, name)
    return powerpoint_in.read_pptx(path, name)


def _table(content: bytes, name: str, kind: str | None) -> tuple[Row, ...]:
    """Return the rows of a table; ``kind`` is the kind its file name claims, if another."""
    try:
        return read_csv(content, name)
    except BadInput as error:
        if kind is None:
            raise
        message = f"{name} is no {kind}, whatever its name says; save it as one again."
        raise BadInput(message) from error


def _holds(path: Path, part: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return part in archive.namelist()
    except (zipfile.BadZipFile, ValueError):
        return False  # the reader reports the error
