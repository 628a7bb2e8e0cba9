"""Read an edited document of any kind into rows. The kind is found by content, not by name."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.basics.text_encoding import load_detector
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

    It is read in a child process that can do nothing else.

    Args:
        sent_as: the uploaded file's name, if it is not ``name``.
    Raises:
        BadInput: it is none of ``PAPERS``, or a broken one.
        TooLarge: it holds more than a deck can.
    """
    kind = _OFFICE.get(Path(sent_as or name).suffix.lower())
    request = ReadingRequest(f"{__name__}:extract_rows", name, {"name": name, "kind": kind})
    return tuple(map(_row, json.loads(read_in_child(request, path))))


def prepare() -> None:
    """Import everything that a table's encoding may need, for ``read_in_child``."""
    load_detector()


def extract_rows(file: BinaryIO, name: str, kind: str | None) -> bytes:
    """Return the rows of a document as JSON, for ``read_in_child``; see ``read_paper``."""
    rows = [_row_to_json(row) for row in _read(file, name, kind)]
    return json.dumps(rows).encode()


def _read(file: BinaryIO, name: str, kind: str | None) -> tuple[Row, ...]:
    head = file.read(len(_ZIP))
    if head != _ZIP:
        content = head + file.read(_MOST_TABLE_BYTES)
        if len(content) > _MOST_TABLE_BYTES:
            raise TooLarge(f"{name} is larger than 20 MB; a table of slides is text.")
        return _table(content, name, kind)
    file.seek(0)
    if _holds(file, word_in.MAIN):
        return word_in.read_word(file, name)
    return powerpoint_in.read_pptx(file, name)


def _row_to_json(row: Row) -> dict[str, Any]:
    return {**asdict(row), "strong": None if row.strong is None else sorted(row.strong)}


def _row(values: dict[str, Any]) -> Row:
    strong = values["strong"]
    return Row(**{**values, "strong": None if strong is None else frozenset(strong)})


def _table(content: bytes, name: str, kind: str | None) -> tuple[Row, ...]:
    """Return the rows of a table; ``kind`` is the kind its file name claims, if another."""
    try:
        return read_csv(content, name)
    except BadInput as error:
        if kind is None:
            raise
        message = f"{name} is no {kind}, whatever its name says; save it as one again."
        raise BadInput(message) from error


def _holds(file: BinaryIO, part: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return part in archive.namelist()
    except (zipfile.BadZipFile, ValueError):
        return False  # the reader reports the error
    finally:
        file.seek(0)
