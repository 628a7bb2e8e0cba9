"""The doctor finds each of the planted faults, says its cure, and mends what is safe to mend."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update

from vsl.basics.cache_owners import working_for
from vsl.basics.sealing import KEY_FILE, Seal
from vsl.bootstrap import Services
from vsl.cli.doctor import carry_out, examine, list_checks, repair_fault
from vsl.jobs.schema import delivery
from vsl.settings import Settings
from vsl.store.tables import project
from vsl.workflows.doctor import installation, machine
from vsl.workflows.doctor.fault import Fault, Premises

Run = Callable[..., tuple[int, str, str]]
_OLD_S = 3 * 86_400.0
_OF_INSTALLATION = ("packages", "weights", "fonts", "page", "disk")


@pytest.fixture
def premises(services: Services) -> Premises:
    """The studio as the doctor sees it."""
    return Premises(
        services.settings,
        services.projects.engine,
        services.files,
        services.tasks,
        services.seal,
    )


def _find(premises: Premises) -> list[Fault]:
    """The faults of the studio's own data; those of this machine's installation apart."""
    return [
        fault
        for check in list_checks()
        for fault in check(premises)
        if fault.check not in _OF_INSTALLATION
    ]


def _sql(services: Services, statement: str) -> None:
    with services.projects.engine.begin() as connection:
        connection.execute(text(statement))


def _recording(services: Services, project_id: str) -> Path:
    return services.files.recording(services.projects.get(project_id).sha256)


def _age(path: Path) -> None:
    os.utime(path, (time.time() - _OLD_S,) * 2)


def _lose_recording(services: Services, project_id: str) -> None:
    services.files.remove_recording(services.projects.get(project_id).sha256)


def _change_recording(services: Services, project_id: str) -> None:
    path = _recording(services, project_id)
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def _lose_export(services: Services, project_id: str) -> None:
    export_id = services.projects.add_export(project_id, "srt", {})
    services.projects.note_size(export_id, 9)


def _cut_export(services: Services, project_id: str) -> None:
    export_id = services.projects.add_export(project_id, "srt", {})
    with services.files.writing_export(export_id, ".srt") as target:
        target.write_text("half")
    services.projects.note_size(export_id, 8)


def _damage_document(services: Services, project_id: str) -> None:
    _sql(services, "UPDATE version SET document = x'00ff'")


def _lose_document(services: Services, project_id: str) -> None:
    _sql(services, "UPDATE project SET version = 77")


def _orphan_rows(services: Services, project_id: str) -> None:
    row = "(project_id, number, same_as, tip, what, created) VALUES ('gone', 1, 1, 1, 'x', 1)"
    engine = services.projects.engine
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(f"INSERT INTO version {row}")
        driver.execute("PRAGMA foreign_keys=ON")


def _old_tables(services: Services, project_id: str) -> None:
    _sql(services, "UPDATE alembic_version SET version_num = '0001'")


def _stuck_job(services: Services, project_id: str) -> None:
    services.tasks.submit("make", {"project": project_id}, project_id)
    assert services.tasks.claim("dead")
    _sql(services, f"UPDATE task SET lease_until = {time.time() - 4000}")


def _waiting_job(services: Services, project_id: str) -> None:
    services.tasks.submit("make", {"project": project_id}, project_id)
    _sql(services, f"UPDATE task SET created = {time.time() - 4000}")


def _job_of_tomorrow(services: Services, project_id: str) -> None:
    _waiting_job(services, project_id)
    _sql(services, f"UPDATE task SET not_before = {time.time() + 86_400}")


def _project_of_tomorrow(services: Services, project_id: str) -> None:
    _sql(services, f"UPDATE project SET created = {time.time() + 86_400}")


def _readable_key(services: Services, project_id: str) -> None:
    (services.settings.instance_dir / KEY_FILE).chmod(0o644)


def _open_folder(services: Services, project_id: str) -> None:
    services.settings.instance_dir.chmod(0o755)


def _plain_secret(services: Services, project_id: str) -> None:
    options = json.dumps({"webhook": "https://x.example/", "webhook_secret": "whsec_plain"})
    with services.projects.engine.begin() as connection:
        connection.execute(update(project).values(options=options))


def _other_key(services: Services, project_id: str) -> None:
    values = {
        **dict.fromkeys(("id", "task", "body", "state"), "x"),
        "project": project_id,
        "url": "sealed:x",
        "secret": Seal("another key " * 4).close("whsec_x"),
        "created": 1.0,
    }
    with services.projects.engine.begin() as connection:
        connection.execute(insert(delivery).values(values))


def _left_part(services: Services, project_id: str) -> None:
    part = services.settings.instance_dir / ".abc.part"
    part.write_bytes(b"x")
    _age(part)


def _left_cache(services: Services, project_id: str) -> None:
    with working_for("gone"), services.caches["slides"].writing("ab" * 16) as path:
        path.write_bytes(b"x")


FAULTS: dict[str, tuple[Callable[[Services, str], None], str, bool]] = {
    "a recording is missing": (_lose_recording, "recordings", False),
    "a recording was changed": (_change_recording, "recordings", False),
    "an export is missing": (_lose_export, "exports", False),
    "an export was cut": (_cut_export, "exports", False),
    "a document is damaged": (_damage_document, "documents", False),
    "a document is missing": (_lose_document, "documents", False),
    "rows have no project": (_orphan_rows, "database", False),
    "the tables are old": (_old_tables, "database", False),
    "a job is stuck": (_stuck_job, "jobs", True),
    "a job waits": (_waiting_job, "jobs", False),
    "a job waits for ever": (_job_of_tomorrow, "jobs", True),
    "a clock was wrong": (_project_of_tomorrow, "clock", False),
    "others may read the key": (_readable_key, "permissions", True),
    "others may look inside": (_open_folder, "permissions", True),
    "a secret is plain": (_plain_secret, "secrets", True),
    "a secret has another key": (_other_key, "secrets", False),
    "a part is left": (_left_part, "orphans", True),
    "a cached file is left": (_left_cache, "orphans", True),
}


def test_a_sound_studio_has_no_fault(premises: Premises, project_id: str) -> None:
    assert _find(premises) == []


@pytest.mark.parametrize("name", FAULTS)
def test_each_planted_fault_is_found_alone_with_its_cure(
    services: Services, premises: Premises, project_id: str, name: str
) -> None:
    plant, check, can_be_repaired = FAULTS[name]
    plant(services, project_id)
    found = _find(premises)
    assert {fault.check for fault in found} == {check}
    for fault in found:
        assert "\n" not in fault.problem
        assert ": " in fault.problem, "a cure follows"
    assert any(map(repair_fault, found)) == can_be_repaired
    if can_be_repaired and name != "a job waits for ever":  # it waits for the studio to start
        assert _find(premises) == []


def test_files_without_rows_are_found_and_deleted(
    services: Services, premises: Premises, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vsl.workflows.doctor import storage

    monkeypatch.setattr(storage, "_NEW_S", -60.0)
    other = tmp_path / "other.wav"
    other.write_bytes(b"sound")
    sha256 = services.files.keep(other).sha256
    with services.files.writing_export("e" * 16, ".srt") as target:
        target.write_text("x")
    found = _find(premises)
    assert [fault.check for fault in found] == ["orphans", "orphans"]
    assert all(map(repair_fault, found))
    assert not services.files.has_recording(sha256)
    assert not services.files.has_export("e" * 16, ".srt")


def test_faults_of_the_installation_are_found(
    premises: Premises, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(installation.check_packages(premises)) == []
    monkeypatch.setattr(
        "importlib.metadata.requires", lambda _: ["no-such-package>=1", "click>=999", "x; extra"]
    )
    assert [each.problem for each in installation.check_packages(premises)] == [
        each.problem for each in _expected_packages()
    ]
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (broken,) = installation.check_fonts(premises, tmp_path)
    assert "broken.ttf" in broken.problem
    (tmp_path / "empty").mkdir()
    assert len(list(installation.check_fonts(premises, tmp_path / "empty"))) == 1
    assert list(installation.check_fonts(premises)) == []
    (unbuilt,) = installation.check_page(premises, tmp_path)
    assert "make setup" in unbuilt.problem
    own = replace(premises, settings=replace(premises.settings, whisper_model="/no/such"))
    (unknown,) = installation.check_weights(own)
    assert "WHISPER_MODEL" in unknown.problem
    own = replace(premises, settings=replace(premises.settings, glossary_file=tmp_path / "no"))
    (missing,) = installation.check_settings(own)
    assert "GLOSSARY_FILE" in missing.problem


def _expected_packages() -> Iterator[Fault]:
    import importlib.metadata

    cure = "run `make setup`, or pip install vsl again."
    yield Fault("packages", f"The package no-such-package is missing: {cure}")
    click = importlib.metadata.version("click")
    yield Fault("packages", f"click {click} is older than 999: {cure}")


def test_a_full_disk_is_found(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "free_bytes", lambda _folder: 1 << 20)
    assert [each.severity for each in machine.check_disk(premises)] == ["error", "error"]


def test_a_database_that_is_none_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "vsl.sqlite").write_bytes(b"no database at all, but a letter" * 400)
    (fault,) = examine(Settings(instance_dir=folder, cache_dir=tmp_path / "cache"))
    assert fault.check == "database"
    assert "restore a backup" in fault.problem


def test_a_damaged_database_is_found(
    services: Services, premises: Premises, project_id: str
) -> None:
    for number in range(200):
        services.projects.create(f"Pitch {number} " * 20, "0" * 64, {})
    engine = services.projects.engine
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    engine.dispose()
    path = services.settings.instance_dir / "vsl.sqlite"
    content = bytearray(path.read_bytes())
    content[-3000:-2000] = b"\xff" * 1000
    path.write_bytes(content)
    found = list(carry_out(premises))
    assert any("damaged" in each.problem for each in found if each.check == "database")


def test_the_command_tells_repairs_and_has_an_exit_code(
    services: Services, project_id: str, run: Run
) -> None:
    _readable_key(services, project_id)
    _lose_recording(services, project_id)
    code, told, _ = run("doctor", "--json")
    rows = [row for row in json.loads(told)["faults"] if row["check"] not in _OF_INSTALLATION]
    assert code == 2
    assert {row["check"] for row in rows} == {"permissions", "recordings"}
    code, told, _ = run("doctor", "--repair")
    assert code == 2
    assert "repaired  permissions" in told
    assert (services.settings.instance_dir / KEY_FILE).stat().st_mode & 0o777 == 0o600
