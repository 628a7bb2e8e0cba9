"""Script files as editors save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsl.errors import BadInput, TooLarge
from vsl.text.readers.script_file import MAX_SIZE_BYTES, read_script

_TEXT = "Olá, você — só $47!\nFim."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert read_script(_TEXT.encode(encoding)) == _TEXT


def test_utf_16_of_either_byte_order_is_read() -> None:
    assert read_script(b"\xfe\xff" + _TEXT.encode("utf-16-be")) == _TEXT


def test_line_ends_of_windows_become_plain(tmp_path: Path) -> None:
    file = tmp_path / "letter.md"
    file.write_bytes(b"one\r\ntwo\r\n")
    assert read_script(file) == "one\ntwo"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"PK\x03\x04\x00\x00docx", "is broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old or a protected Word file"),
        (b"{\\rtf1\\ansi Hello}", "is an old or a protected Word file"),
        (bytes(range(256)), "is no text file"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, complaint: str) -> None:
    with pytest.raises(BadInput, match=f"The script {complaint}"):
        read_script(content)


def test_a_file_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(BadInput, match=r"^letter\.txt is empty"):
        read_script(tmp_path / "letter.txt")


def test_more_than_5_mb_of_text_are_refused() -> None:
    with pytest.raises(TooLarge, match="5 MB of text"):
        read_script(b"a" * ((5 << 20) + 1))


def test_a_file_of_more_than_20_mb_is_refused() -> None:
    with pytest.raises(TooLarge, match="20 MB"):
        read_script(b"a" * (MAX_SIZE_BYTES + 1))


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(BadInput, match="can't be read"):
            read_script(path)
