"""What every blob store must do: files appear whole, stay as they are, and go when deleted."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.s3 import KEYS, make_bucket
from vsl.basics.blob_store import BlobStore
from vsl.errors import BadSetting, NotFound, ToolFailed
from vsl.store.files import FileStore
from vsl.store.local_blobs import LocalBlobStore
from vsl.store.s3 import Bucket, open_bucket

CONTENT = os.urandom(12 << 20)  # more than one block, and more than one part
NAME = "recordings/ab/abc"
HOUR = timedelta(hours=1)


@pytest.fixture
def bucket(
    s3: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Bucket:
    """A bucket of this test's own, with its copies in a folder of its own."""
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    url = make_bucket(s3, f"b{abs(hash(request.node.nodeid))}")
    return open_bucket(url, tmp_path / "cache")


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    if request.param == "folder":
        yield LocalBlobStore(tmp_path / "instance")
    else:
        yield request.getfixturevalue("bucket")


def put(blobs: BlobStore, name: str = NAME, content: bytes = CONTENT) -> None:
    blobs.staging_dir.mkdir(parents=True, exist_ok=True)
    part = blobs.staging_dir / ".x.part"
    part.write_bytes(content)
    blobs.put(name, part)
    assert not part.exists()


def elsewhere(blobs: BlobStore, tmp_path: Path) -> BlobStore:
    """The store as another machine sees it, without this one's copies."""
    if isinstance(blobs, Bucket):
        return Bucket(blobs.store, type(blobs.copies)(tmp_path / "other", "files"))
    return blobs


def test_what_was_put_is_there_as_it_was(blobs: BlobStore, tmp_path: Path) -> None:
    assert not blobs.has(NAME)
    put(blobs)
    for seen in (blobs, elsewhere(blobs, tmp_path)):
        assert seen.has(NAME)
        assert seen.local(NAME).read_bytes() == CONTENT


def test_any_range_can_be_read_without_the_rest(blobs: BlobStore, tmp_path: Path) -> None:
    put(blobs)
    file, size_bytes = elsewhere(blobs, tmp_path).open(NAME)
    with file:
        assert size_bytes == len(CONTENT)
        for start, length in ((5, 10), (len(CONTENT) - 3, 9), (0, 1), (9 << 20, 70_000)):
            assert file.seek(start) == start
            assert file.read(length) == CONTENT[start : start + length]
        assert file.seek(0, os.SEEK_END) == len(CONTENT)
        assert file.read(1) == b""
    assert not list((tmp_path / "other").rglob("??/*"))


def test_an_empty_file_is_a_file(blobs: BlobStore, tmp_path: Path) -> None:
    put(blobs, content=b"")
    assert elsewhere(blobs, tmp_path).local(NAME).read_bytes() == b""


def test_what_is_removed_or_was_never_put_is_not_found(blobs: BlobStore) -> None:
    put(blobs)
    for _ in range(2):
        blobs.remove(NAME)
        assert not blobs.has(NAME)
        for ask in (blobs.local, blobs.open):
            with pytest.raises(NotFound):
                ask(NAME)


def test_a_link_gives_the_file_to_whoever_has_it(blobs: BlobStore) -> None:
    put(blobs)
    link = blobs.link(NAME, HOUR)
    if isinstance(blobs, LocalBlobStore):
        assert link is None
        return
    assert link is not None
    with urllib.request.urlopen(link, timeout=30) as answer:
        assert answer.read() == CONTENT


def test_recordings_and_exports_are_kept_on_it(blobs: BlobStore, tmp_path: Path) -> None:
    files = FileStore(blobs)
    source = tmp_path / "pitch.wav"
    source.write_bytes(CONTENT)
    kept = files.keep(source)
    assert files.keep(source) == kept
    assert files.recording(kept.sha256).read_bytes() == CONTENT
    with files.writing_export("e1", ".mp4") as path:
        path.write_bytes(b"video")
    file, _ = files.open_export("e1", ".mp4")
    with file:
        assert file.read() == b"video"
    files.remove_recording(kept.sha256)
    with pytest.raises(NotFound, match="upload it again"):
        files.recording(kept.sha256)
    assert not list(blobs.staging_dir.glob(".*"))


def test_copies_that_nobody_asks_for_go_and_are_fetched_anew(bucket: Bucket) -> None:
    put(bucket)
    day_ago = time.time() - 25 * 3600
    bucket.clean_up()
    assert len(bucket.copies.files()) == 1
    os.utime(bucket.local(NAME), (day_ago, day_ago))
    bucket.clean_up()
    assert bucket.copies.files() == []
    assert bucket.local(NAME).read_bytes() == CONTENT


def test_a_service_that_is_not_there_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("obstore", reason="needs obstore: pip install 'vsl[s3]'")
    monkeypatch.setattr("vsl.store.s3._RETRIES", 0)
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    gone = open_bucket("s3://bucket?endpoint=http://127.0.0.1:1&region=us-east-1", tmp_path)
    with pytest.raises(ToolFailed, match="did not answer") as failed:
        gone.local(NAME)
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("url", ["bucket", "http://host/b", "s3://", "s3://b?endpont=http://h"])
def test_a_storage_url_of_no_bucket_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="STORAGE_URL"):
        open_bucket(url, tmp_path)
