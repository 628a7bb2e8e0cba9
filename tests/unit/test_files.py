from __future__ import annotations

import errno
import hashlib
import io
import os
import time
from pathlib import Path
from random import Random

import pytest

from vsl.errors import DiskFull, NotFound, TooLarge
from vsl.ops.cleanup import remove_orphans
from vsl.store.files import FileStore
from vsl.store.local_blobs import LocalBlobStore

CONTENT = Random(0).randbytes(3 << 20)  # equal in every process that runs tests
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(LocalBlobStore(tmp_path / "instance"))


def files_in(store: FileStore) -> list[Path]:
    return [path for path in store.blobs.staging_dir.rglob("*") if path.is_file()]


def test_a_recording_is_found_under_its_hash(store: FileStore) -> None:
    kept = store.keep(io.BytesIO(CONTENT))
    assert (kept.sha256, kept.size_bytes) == (SHA256, len(CONTENT))
    path = store.recording(SHA256)
    assert path == store.blobs.staging_dir / "recordings" / SHA256[:2] / SHA256
    assert path.read_bytes() == CONTENT


def test_a_file_is_kept_as_its_content_and_stays_where_it_was(
    store: FileStore, tmp_path: Path
) -> None:
    original = tmp_path / "my pitch.mp4"
    original.write_bytes(CONTENT)
    assert store.keep(original).sha256 == SHA256
    assert original.read_bytes() == CONTENT


def test_a_finished_file_is_adopted_without_a_copy(store: FileStore, tmp_path: Path) -> None:
    arrived = tmp_path / "arrived.part"
    arrived.write_bytes(CONTENT)
    for _ in range(2):
        store.adopt(arrived, SHA256)
        assert store.recording(SHA256).samefile(arrived)
    assert len(files_in(store)) == 1
    arrived.unlink()
    assert store.recording(SHA256).read_bytes() == CONTENT


def test_what_is_stored_already_stays_when_the_same_is_adopted(
    store: FileStore, tmp_path: Path
) -> None:
    kept = store.recording(store.keep(io.BytesIO(CONTENT)).sha256)
    inode = kept.stat().st_ino
    arrived = tmp_path / "arrived.part"
    arrived.write_bytes(CONTENT)
    store.adopt(arrived, SHA256)
    assert kept.stat().st_ino == inode


def test_a_file_of_another_disk_is_adopted_as_a_copy(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    arrived = tmp_path / "arrived.part"
    arrived.write_bytes(CONTENT)
    store.adopt(arrived, SHA256)
    assert store.recording(SHA256).read_bytes() == CONTENT == arrived.read_bytes()
    assert not store.recording(SHA256).samefile(arrived)


def test_what_is_too_large_is_not_adopted(tmp_path: Path) -> None:
    store = FileStore(LocalBlobStore(tmp_path / "instance"), max_size_bytes=len(CONTENT) - 1)
    arrived = tmp_path / "arrived.part"
    arrived.write_bytes(CONTENT)
    with pytest.raises(TooLarge, match="3 MB"):
        store.adopt(arrived, SHA256)
    assert files_in(store) == []


def test_the_same_recording_is_stored_once(store: FileStore) -> None:
    assert store.keep(io.BytesIO(CONTENT)) == store.keep(io.BytesIO(CONTENT))
    assert len(files_in(store)) == 1


def test_a_recording_of_exactly_the_limit_is_kept(tmp_path: Path) -> None:
    store = FileStore(LocalBlobStore(tmp_path), max_size_bytes=len(CONTENT))
    assert store.keep(io.BytesIO(CONTENT)).size_bytes == len(CONTENT)


def test_one_byte_more_is_refused_with_the_limit_and_leaves_nothing(tmp_path: Path) -> None:
    store = FileStore(LocalBlobStore(tmp_path), max_size_bytes=len(CONTENT) - 1)
    with pytest.raises(TooLarge, match="3 MB"):
        store.keep(io.BytesIO(CONTENT))
    assert files_in(store) == []


def test_a_full_disk_is_refused_before_it_is_full(tmp_path: Path) -> None:
    store = FileStore(LocalBlobStore(tmp_path), reserve_bytes=1 << 60)
    with pytest.raises(DiskFull, match="free some space"):
        store.keep(io.BytesIO(CONTENT))
    assert files_in(store) == []


class Broken(io.BytesIO):
    """A stream that gives some bytes, then fails."""

    def __init__(self, error: OSError) -> None:
        super().__init__(CONTENT)
        self.error = error

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise self.error
        return super().read(size)


def test_a_disk_that_fills_up_meanwhile_is_told_as_such(store: FileStore) -> None:
    with pytest.raises(DiskFull):
        store.keep(Broken(OSError(errno.ENOSPC, "No space left on device")))
    assert files_in(store) == []


def test_an_upload_that_breaks_off_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(ConnectionResetError):
        store.keep(Broken(ConnectionResetError()))
    assert files_in(store) == []


@pytest.mark.parametrize("name", ["", SHA256, SHA256.upper(), "../" + SHA256, "..", "a" * 65])
def test_what_is_not_stored_is_not_found(store: FileStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.recording(name)


def test_an_export_is_there_once_it_is_whole(store: FileStore) -> None:
    with store.writing_export("-aB_9xyz", ".chapters.json") as path:
        assert path.name.endswith(".chapters.json")
        path.write_bytes(b"whole")
        assert not store.has_export("-aB_9xyz", ".chapters.json")
    file, size_bytes = store.open_export("-aB_9xyz", ".chapters.json")
    with file:
        assert (file.read(), size_bytes) == (b"whole", 5)
    store.remove_export("-aB_9xyz", ".chapters.json")
    assert files_in(store) == []


def test_an_export_that_breaks_off_leaves_nothing(store: FileStore) -> None:
    def write_half() -> None:
        with store.writing_export("abc", ".mp4") as path:
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull):
        write_half()
    assert files_in(store) == []


@pytest.mark.parametrize(
    ("export_id", "suffix"),
    [("../../etc", ".mp4"), ("", ".mp4"), ("a/b", ".mp4"), ("..", ".mp4"), ("abc\n", ".mp4"),
     ("abc", ""), ("abc", "mp4"), ("abc", "./x"), ("abc", ".MP4\n")],
)  # fmt: skip
def test_no_export_leaves_its_folder(store: FileStore, export_id: str, suffix: str) -> None:
    with pytest.raises(NotFound):
        store.has_export(export_id, suffix)


def test_only_old_unfinished_files_are_swept(store: FileStore) -> None:
    store.keep(io.BytesIO(CONTENT))
    old = store.blobs.staging_dir / "exports" / "ab" / ".0123456789ab.part.mp4"
    young = store.blobs.staging_dir / "recordings" / ".0123456789ab.part"
    old.parent.mkdir(parents=True)
    for part in (old, young):
        part.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    assert remove_orphans(store.blobs.staging_dir, 3600) == 4
    assert set(files_in(store)) == {store.recording(SHA256), young}
