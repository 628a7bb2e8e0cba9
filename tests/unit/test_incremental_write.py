"""Files that grow by other files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from vsl.store.incremental_write import append_file

PART = os.urandom(3_000_000)


def joined(folder: Path) -> bytes:
    (folder / "part").write_bytes(PART)
    (folder / "whole").write_bytes(b"begins")
    with (folder / "part").open("rb") as part, (folder / "whole").open("r+b") as whole:
        whole.seek(0, os.SEEK_END)
        append_file(part, whole)
    return (folder / "whole").read_bytes()


def test_a_file_is_appended_by_the_kernel(tmp_path: Path) -> None:
    assert joined(tmp_path) == b"begins" + PART


@pytest.mark.parametrize("problem", [OSError(errno.EXDEV, "other disk"), AttributeError("macOS")])
def test_a_file_is_appended_where_the_kernel_does_not_copy(
    problem: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise problem

    monkeypatch.setattr(os, "copy_file_range", refuse)
    assert joined(tmp_path) == b"begins" + PART


def test_another_problem_of_the_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "copy_file_range", refuse)
    with pytest.raises(OSError, match="broken"):
        joined(tmp_path)
