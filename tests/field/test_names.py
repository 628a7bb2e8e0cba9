"""Names of files: any letters, and as long as file systems take them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.download_names import download_name
from vsl.basics.files import write_atomically
from vsl.cli.main import main
from vsl.web.file_names import display_name

_LONGEST = 255  # bytes of a name


@pytest.mark.parametrize("letter", ["x", "ж", "好", "🎉"])
def test_a_name_is_as_long_as_file_systems_take(tmp_path: Path, letter: str) -> None:
    name = letter * ((_LONGEST - 4) // len(letter.encode())) + ".srt"
    write_atomically(tmp_path / name, "Hello")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_whose_extension_is_long_is_written_too(tmp_path: Path) -> None:
    target = tmp_path / ("a." + "b" * (_LONGEST - 2))
    write_atomically(target, "Hello")
    assert target.read_text() == "Hello"


@pytest.mark.parametrize("output", ["x" * 251 + ".mp4", "ж" * 130 + ".mp4", "y" * 300 + "/a.mp4"])
def test_a_name_that_is_too_long_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    # vsl make writes a .json beside the .mp4, whose name has one letter more
    with pytest.raises(SystemExit) as raised:
        main(["make", str(tmp_path / "voice.wav"), "-o", str(tmp_path / output)])
    message = capsys.readouterr().err
    assert raised.value.code == 2
    assert message.count("\n") == 1
    assert "a file's name has 255 at most" in message


@given(st.text(max_size=400))
def test_a_download_has_a_name_that_can_be_saved(name: str) -> None:
    saved = download_name(display_name(name) * 9, ".player.zip")
    assert saved.endswith(".player.zip")
    assert len(saved.encode()) <= _LONGEST


def test_names_that_windows_keeps_for_itself_are_changed() -> None:
    assert download_name("con", ".mp4") == "_con.mp4"
    assert download_name("Contract", ".mp4") == "Contract.mp4"
