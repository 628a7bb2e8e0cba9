"""The disk is promised once: what was declared has room, and edits and exports keep theirs."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from vsl.bootstrap import bootstrap
from vsl.errors import DiskFull
from vsl.settings import Settings
from vsl.store import uploads as uploads_module
from vsl.store.uploads import UploadFolder
from vsl.web.application import create_app

_GB = 1 << 30
TUS = {"Tus-Resumable": "1.0.0"}


class Disk:
    """A disk of so many bytes, of which uploads alone take some."""

    def __init__(self, size_bytes: int, folder: Path) -> None:
        self.size_bytes, self.folder = size_bytes, folder

    def free_bytes(self, _folder: Path) -> int:
        return self.size_bytes - sum(part.stat().st_size for part in self.folder.glob("*.part"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UploadFolder:
    """Uploads on a disk with 65 GB, a quarter of one reserved."""
    disk = Disk(65 * _GB, tmp_path)
    monkeypatch.setattr(uploads_module, "free_bytes", disk.free_bytes)
    return UploadFolder(tmp_path)


def _age(folder: UploadFolder, upload_id: str, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(folder.folder / f"{upload_id}.part", (moment, moment))


def test_no_more_is_declared_than_fits(folder: UploadFolder) -> None:
    def declare(_number: int) -> str:
        try:
            return folder.create(5 * _GB, {}).id
        except DiskFull:
            return ""

    with ThreadPoolExecutor(16) as pool:
        declared = [each for each in pool.map(declare, range(320)) if each]
    assert len(declared) == 12
    folder.remove(declared[0])
    assert declare(0)


def test_the_room_of_a_silent_upload_goes_to_others_until_it_speaks(folder: UploadFolder) -> None:
    silent = [folder.create(5 * _GB, {}) for _ in range(12)]
    for upload in silent:
        _age(folder, upload.id, 3600)
    others = [folder.create(5 * _GB, {}) for _ in range(12)]
    with pytest.raises(DiskFull):
        folder.append(silent[0], 0, [b"x"])
    folder.remove(others[0].id)
    assert folder.append(silent[0], 0, [b"x"]).offset == 1


def test_an_upload_of_unknown_length_leaves_the_reserve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(100 << 20, tmp_path)
    monkeypatch.setattr(uploads_module, "free_bytes", disk.free_bytes)
    folder = UploadFolder(tmp_path, reserve_bytes=40 << 20)
    growing = folder.create(None, {})
    with pytest.raises(DiskFull):
        folder.append(growing, 0, (bytes(1 << 20) for _ in range(100)))
    assert 40 << 20 <= disk.free_bytes(tmp_path) <= 60 << 20
    kept = folder.find(growing.id).offset
    assert kept > 0
    with pytest.raises(DiskFull):
        folder.create(20 << 20, {})


def test_a_declared_upload_fills_its_room_to_the_last_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(10 << 20, tmp_path)
    monkeypatch.setattr(uploads_module, "free_bytes", disk.free_bytes)
    folder = UploadFolder(tmp_path, reserve_bytes=4 << 20)
    upload = folder.create(6 << 20, {})
    assert folder.append(upload, 0, (bytes(1 << 20) for _ in range(6))).is_complete


def test_a_finished_upload_becomes_one_project(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache")
    real = bootstrap(settings, start_runner=lambda: None)
    together = threading.Barrier(6)

    def slow_probe(path: Path, /, *, sha256: str = "") -> None:
        raise AssertionError("the upload was probed when it ended")

    app = create_app(services=replace(real, probe=slow_probe))
    upload = real.uploads.append(real.uploads.create(3, {"filename": "a.wav"}), 0, [b"abc"])
    real.uploads.note(upload, {"media_type": "audio/wav"})

    def make(_number: int) -> int:
        together.wait(60)
        form = {"upload": upload.id, "engine": "scripted", "script": "Hello there."}
        return app.test_client().post("/api/projects", data=form).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = Counter(pool.map(make, range(6)))
    assert statuses[202] == 1
    assert set(statuses) <= {202, 404, 423}
    assert len(real.projects.page(limit=9)) == 1


def test_what_a_dead_process_has_begun_is_finished_or_taken_back(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache")
    services = bootstrap(settings, start_runner=lambda: None)
    file = tmp_path / "lost"
    file.write_bytes(b"lost")
    lost = services.files.keep(file).sha256
    file.write_bytes(b"owned")
    owned = services.files.keep(file).sha256
    jobless = services.projects.create("p", owned, {})
    assert services.deletion.finish_what_was_begun() == 0  # it may be under way
    assert services.deletion.finish_what_was_begun(older_than_s=-1) == 2
    assert not services.files.has_recording(lost)
    assert services.files.has_recording(owned)
    job = services.tasks.latest_for_project(jobless.id)
    assert job
    assert job.state == "queued"
    assert services.deletion.finish_what_was_begun(older_than_s=-1) == 0
