"""Uploads in pieces, as the tus protocol has them."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from vsl.bootstrap import Services
from vsl.errors import BadInput, NotFound, WrongChecksum
from vsl.model.project import MediaInfo
from vsl.store.incremental_write import Checksum
from vsl.store.uploads import UploadFolder

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"
CONTENT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def encoded(**metadata: str) -> str:
    """The pairs of an Upload-Metadata header."""
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in metadata.items())


def begin(client: FlaskClient, length: int = len(CONTENT), **headers: str) -> TestResponse:
    """The answer to a new upload."""
    given = {"Upload-Length": str(length), "Upload-Metadata": encoded(filename="My pitch.mp4")}
    return client.post("/api/uploads", headers={**TUS, **given, **headers})


def send(
    client: FlaskClient, place: str, content: bytes, offset: int = 0, **headers: Any
) -> TestResponse:
    """The answer to a piece."""
    given = {**TUS, "Upload-Offset": str(offset), **headers}
    return client.patch(place, data=content, headers=given, content_type=PIECE)


def offset_of(client: FlaskClient, place: str) -> int:
    """How many bytes the server has."""
    return int(client.head(place, headers=TUS).headers["Upload-Offset"])


def test_the_server_says_what_it_can(client: FlaskClient) -> None:
    answer = client.options("/api/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert "concatenation" in answer.headers["Tus-Extension"].split(",")
    assert int(answer.headers["Tus-Max-Size"]) == 5 << 30


def test_an_upload_goes_on_where_it_stopped_and_becomes_a_project(
    client: FlaskClient, services: Services
) -> None:
    answer = begin(client)
    assert answer.status_code == 201
    place = answer.headers["Location"]
    assert send(client, place, CONTENT[:4000]).status_code == 204
    assert offset_of(client, place) == 4000
    done = send(client, place, CONTENT[4000:], 4000)
    assert (done.status_code, done.headers["Upload-Offset"]) == (204, str(len(CONTENT)))
    upload_id = place.rpartition("/")[2]
    made = client.post("/api/projects", data={"upload": upload_id, "language": "en"})
    assert made.status_code == 202
    project = services.projects.get(made.json["id"])
    assert project.name == "My pitch"
    assert project.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert client.head(place, headers=TUS).status_code == 404  # it is a project


def test_a_piece_for_another_place_is_refused_and_the_upload_stays(client: FlaskClient) -> None:
    place = begin(client).headers["Location"]
    send(client, place, CONTENT[:100])
    assert send(client, place, CONTENT[50:], 50).status_code == 409
    assert offset_of(client, place) == 100


def test_an_upload_may_come_whole_with_its_creation(client: FlaskClient) -> None:
    answer = client.post(
        "/api/uploads",
        data=CONTENT,
        headers={**TUS, "Upload-Length": str(len(CONTENT))},
        content_type=PIECE,
    )
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(CONTENT)))


def test_the_length_may_be_told_later(client: FlaskClient) -> None:
    answer = client.post("/api/uploads", headers={**TUS, "Upload-Defer-Length": "1"})
    place = answer.headers["Location"]
    send(client, place, CONTENT[:10])
    assert client.head(place, headers=TUS).headers["Upload-Defer-Length"] == "1"
    done = send(client, place, CONTENT[10:], 10, **{"Upload-Length": str(len(CONTENT))})
    assert done.status_code == 204
    assert client.head(place, headers=TUS).headers["Upload-Length"] == str(len(CONTENT))


def test_parts_sent_side_by_side_are_joined(client: FlaskClient, services: Services) -> None:
    halves = CONTENT[:3000], CONTENT[3000:]
    places = []
    for half in halves:
        places.append(begin(client, len(half), **{"Upload-Concat": "partial"}).headers["Location"])
        send(client, places[-1], half)
    given = {**TUS, "Upload-Concat": f"final;{places[0]} http://localhost{places[1]}"}
    answer = client.post("/api/uploads", headers=given)
    assert answer.status_code == 201
    whole = answer.headers["Location"]
    assert offset_of(client, whole) == len(CONTENT)
    assert "final;" in client.head(whole, headers=TUS).headers["Upload-Concat"]
    upload = services.uploads.find(whole.rpartition("/")[2])
    assert services.uploads.path(upload).read_bytes() == CONTENT
    assert client.head(places[0], headers=TUS).status_code == 404


def joined(client: FlaskClient, places: list[str]) -> TestResponse:
    """The answer to a wish to join parts."""
    return client.post(
        "/api/uploads", headers={**TUS, "Upload-Concat": f"final;{' '.join(places)}"}
    )


def in_parts(client: FlaskClient, *contents: bytes) -> list[str]:
    """The places of complete parts."""
    places = []
    for content in contents:
        part = begin(client, len(content), **{"Upload-Concat": "partial"})
        places.append(part.headers["Location"])
        send(client, places[-1], content)
    return places


def test_who_did_not_hear_that_parts_were_joined_may_ask_again(
    client: FlaskClient, services: Services
) -> None:
    places = in_parts(client, CONTENT[:3000], CONTENT[3000:])
    first, again = joined(client, places), joined(client, places)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(list(services.uploads.folder.glob("*.part"))) == 1
    made = client.post("/api/projects", data={"upload": first.headers["Location"][-32:]})
    assert services.projects.get(made.json["id"]).sha256 == SHA256


def test_a_join_that_was_killed_in_the_midst_is_done_again(
    client: FlaskClient, services: Services
) -> None:
    places = in_parts(client, CONTENT[:3000], CONTENT[3000:5000], CONTENT[5000:])
    folder = services.uploads.folder
    first = folder / f"{places[0][-32:]}.part"
    with first.open("ab") as part:
        part.write(CONTENT[3000:4000])
    whole_id = hashlib.sha256(" ".join(place[-32:] for place in places).encode()).hexdigest()[:32]
    (folder / f"{whole_id}.part").hardlink_to(first)
    assert offset_of(client, places[0]) == 3000
    whole = joined(client, places)
    assert whole.status_code == 201
    assert whole.headers["Location"][-32:] == whole_id
    upload = services.uploads.find(whole_id)
    assert services.uploads.path(upload).read_bytes() == CONTENT
    assert upload.sha256 == SHA256


def test_a_part_whose_bytes_are_a_recording_by_now_is_never_written_to(
    client: FlaskClient, services: Services
) -> None:
    places = in_parts(client, CONTENT[:3000], CONTENT[3000:])
    kept = services.uploads.folder.parent / "kept"
    kept.hardlink_to(services.uploads.folder / f"{places[0][-32:]}.part")
    assert joined(client, places).status_code == 404
    assert kept.read_bytes() == CONTENT[:3000]


def test_an_upload_that_is_removed_before_it_is_locked_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = UploadFolder(tmp_path, reserve_bytes=0)
    upload, lock = uploads.create(5, {}), fcntl.flock

    def remove_first(file: Any, operation: int) -> None:
        uploads.remove(upload.id)
        lock(file, operation)

    monkeypatch.setattr("vsl.store.uploads.fcntl.flock", remove_first)
    with pytest.raises(NotFound):
        uploads.append(upload, 0, [b"hello"])


def test_a_part_that_somebody_joins_is_locked(client: FlaskClient, services: Services) -> None:
    places = in_parts(client, CONTENT[:3000], CONTENT[3000:])
    with (services.uploads.folder / f"{places[0][-32:]}.part").open("r+b") as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        assert joined(client, places).status_code == 423
    assert joined(client, places).status_code == 201


def test_the_hash_grows_with_the_upload_whichever_process_takes_the_bytes(tmp_path: Path) -> None:
    upload = UploadFolder(tmp_path, reserve_bytes=0).create(len(CONTENT), {})
    processes = [UploadFolder(tmp_path, reserve_bytes=0) for _ in range(2)]
    for number, offset in enumerate(range(0, len(CONTENT), 1000)):
        mine = processes[number // 2 % 2]
        found = mine.find(upload.id)
        found = mine.append(found, offset, [CONTENT[offset : offset + 1000]])
    assert found.is_complete
    assert found.sha256 == SHA256 == processes[0].find(upload.id).sha256


def test_bytes_that_were_damaged_leave_no_trace_in_the_hash(tmp_path: Path) -> None:
    uploads = UploadFolder(tmp_path, reserve_bytes=0)
    upload = uploads.append(uploads.create(len(CONTENT), {}), 0, [CONTENT[:4000]])
    with pytest.raises(WrongChecksum):
        uploads.append(upload, 4000, [CONTENT[:100]], checksum=Checksum("md5", b"?"))
    assert uploads.append(upload, 4000, [CONTENT[4000:]]).sha256 == SHA256


def test_an_upload_whose_end_nobody_saw_is_hashed_when_it_is_asked_for(tmp_path: Path) -> None:
    uploads = UploadFolder(tmp_path, reserve_bytes=0)
    upload = uploads.create(len(CONTENT), {})
    (tmp_path / f"{upload.id}.part").write_bytes(CONTENT)  # killed before it could say so
    found = uploads.find(upload.id)
    assert (found.is_complete, found.sha256) == (True, "")
    assert uploads.sha256(found) == SHA256


def test_a_recording_is_looked_at_once_and_moved_into_its_place(
    client: FlaskClient, services: Services
) -> None:
    looked, believe = [], services.probe

    def look(path: Path, **known: str) -> MediaInfo:
        looked.append(known)
        return believe(path, **known)

    object.__setattr__(services, "probe", look)
    place = begin(client).headers["Location"]
    send(client, place, CONTENT)
    upload = services.uploads.find(place[-32:])
    inode = services.uploads.path(upload).stat().st_ino
    client.post("/api/projects", data={"upload": upload.id})
    assert looked == [{"sha256": SHA256}]
    assert services.files.recording(SHA256).stat().st_ino == inode


def test_an_upload_whose_end_nobody_saw_is_looked_at_when_it_becomes_a_project(
    client: FlaskClient, services: Services
) -> None:
    def refuse(_path: Path, **_known: str) -> None:
        raise BadInput("The file is not a recording.")

    object.__setattr__(services, "probe", refuse)
    upload = services.uploads.create(len(CONTENT), {})
    (services.uploads.folder / f"{upload.id}.part").write_bytes(CONTENT)
    answer = client.post("/api/projects", data={"upload": upload.id})
    assert (answer.status_code, answer.json["message"]) == (422, "The file is not a recording.")


def test_parts_that_are_not_complete_are_not_joined(client: FlaskClient) -> None:
    place = begin(client, 50, **{"Upload-Concat": "partial"}).headers["Location"]
    answer = client.post("/api/uploads", headers={**TUS, "Upload-Concat": f"final;{place}"})
    assert answer.status_code == 422
    assert "not complete" in answer.json["message"]


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_damaged_piece_leaves_no_trace(client: FlaskClient, algorithm: str) -> None:
    place = begin(client).headers["Location"]
    digest = base64.b64encode(hashlib.new(algorithm, CONTENT).digest()).decode()
    damaged = CONTENT[:-1] + b"?"
    checksum = {"Upload-Checksum": f"{algorithm} {digest}"}
    assert send(client, place, damaged, **checksum).status_code == 460
    assert offset_of(client, place) == 0
    assert send(client, place, CONTENT, **checksum).status_code == 204


def test_more_than_was_declared_is_refused(client: FlaskClient) -> None:
    place = begin(client, 100).headers["Location"]
    assert send(client, place, CONTENT).status_code == 413
    assert offset_of(client, place) == 0


def test_what_is_larger_than_the_limit_is_refused_at_once_and_the_limit_named(
    client: FlaskClient,
) -> None:
    answer = begin(client, 6 << 30)
    assert answer.status_code == 413
    assert "5120 MB" in answer.json["message"]


def test_a_disk_without_room_is_told_before_anything_is_sent(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsl.store.uploads.free_bytes", lambda _folder: 1 << 20)
    assert begin(client).status_code == 507


def test_an_upload_that_somebody_writes_to_is_locked(
    client: FlaskClient, services: Services
) -> None:
    place = begin(client).headers["Location"]
    part = services.uploads.folder / f"{place.rpartition('/')[2]}.part"
    with part.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert send(client, place, CONTENT).status_code == 423
    assert send(client, place, CONTENT).status_code == 204


def test_what_is_no_recording_is_refused_with_its_last_byte(
    client: FlaskClient, services: Services
) -> None:
    def refuse(_path: Path, **_known: str) -> None:
        raise BadInput("The file is not a recording.")

    object.__setattr__(services, "probe", refuse)
    place = begin(client).headers["Location"]
    answer = send(client, place, CONTENT)
    assert answer.status_code == 422
    assert answer.json["message"] == "The file is not a recording."
    assert client.head(place, headers=TUS).status_code == 404


def test_another_version_of_the_protocol_is_refused(client: FlaskClient) -> None:
    answer = client.post("/api/uploads", headers={"Upload-Length": "5"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "-5"}, 422),
        ({"Upload-Length": "9" * 30}, 422),
        ({"Upload-Length": ""}, 422),
        ({"Upload-Length": "5", "Upload-Metadata": "name ###"}, 422),
        ({"Upload-Length": "5", "Upload-Concat": "half"}, 422),
        ({"Upload-Concat": "final;"}, 422),
        ({"Upload-Concat": "final;/api/uploads/../../etc/passwd"}, 404),
    ],
)
def test_nonsense_is_told_in_one_line(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/api/uploads", headers={**TUS, **headers})
    assert answer.status_code == status
    assert "\n" not in answer.json["message"]


def test_a_terminated_upload_is_gone(client: FlaskClient, services: Services) -> None:
    place = begin(client).headers["Location"]
    assert client.delete(place, headers=TUS).status_code == 204
    assert client.head(place, headers=TUS).status_code == 404
    assert list(services.uploads.folder.iterdir()) == []


def test_uploads_that_do_not_go_on_are_swept(tmp_path: Path) -> None:
    uploads = UploadFolder(tmp_path, keep_s=3600, reserve_bytes=0)
    old, young = uploads.create(5, {}), uploads.create(5, {})
    past = time.time() - 7200
    os.utime(tmp_path / f"{old.id}.part", (past, past))
    assert uploads.sweep() == 1
    assert {path.stem for path in tmp_path.iterdir()} == {young.id}
