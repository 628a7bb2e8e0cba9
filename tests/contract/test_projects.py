"""What every database under the projects and their versions must hold to."""

from __future__ import annotations

import multiprocessing
import threading
import time
from multiprocessing.queues import SimpleQueue

import pytest
from sqlalchemy import Engine
from sqlalchemy import text as sql

from vsl.errors import BadInput, Conflict, NotFound
from vsl.store.database import connect
from vsl.store.projects import ProjectStore
from vsl.store.versions import StoredDocument


@pytest.fixture
def store(engine: Engine) -> ProjectStore:
    return ProjectStore(engine)


@pytest.fixture
def project(store: ProjectStore) -> str:
    return store.create("pitch.mp4", "a" * 64, {}).id


def test_a_project_is_found_as_it_was_made(store: ProjectStore) -> None:
    made = store.create("мой питч.mp4", "a" * 64, {"language": "ru", "fps": 30})
    assert store.get(made.id) == made
    assert (made.name, made.version, made.options["fps"]) == ("мой питч.mp4", 0, 30)


def test_ids_are_long_and_never_the_same(store: ProjectStore) -> None:
    ids = {store.create("x", "a" * 64, {}).id for _ in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) >= 16


def test_an_unknown_project_is_not_found(store: ProjectStore) -> None:
    for ask in (store.get, store.document, lambda name: store.save_document(name, "{}")):
        with pytest.raises(NotFound, match="no project nothing"):
            ask("nothing")


def test_a_project_has_no_document_at_first(store: ProjectStore, project: str) -> None:
    with pytest.raises(NotFound, match="no slides yet"):
        store.document(project)


def test_each_save_raises_the_version(store: ProjectStore, project: str) -> None:
    assert store.save_document(project, '{"a": 1}') == 1
    assert store.save_document(project, '{"a": 2}', expected_version=1) == 2
    assert store.get(project).version == 2
    document = store.document(project)
    assert (document.text, document.version) == ('{"a": 2}', 2)


def test_a_change_made_from_an_old_version_is_refused_and_loses_nothing(
    store: ProjectStore, project: str
) -> None:
    store.save_document(project, "first")
    store.save_document(project, "second", expected_version=1)
    with pytest.raises(Conflict, match="version 2, not 1"):
        store.save_document(project, "late", expected_version=1)
    assert store.document(project).text == "second"


def test_exports_belong_to_their_project(store: ProjectStore, project: str) -> None:
    other = store.create("other.mp4", "b" * 64, {}).id
    video = store.add_export(project, "mp4", {"fps": "30000/1001"})
    captions = store.add_export(project, "srt", {})
    store.add_export(other, "mp4", {})
    found = store.get_export(video)
    assert (found.project_id, found.format) == (project, "mp4")
    assert found.options == {"fps": "30000/1001"}
    assert {row.id for row in store.exports(project)} == {video, captions}


def test_exports_of_nothing_are_refused(store: ProjectStore) -> None:
    with pytest.raises(NotFound, match="no project nothing"):
        store.add_export("nothing", "mp4", {})
    with pytest.raises(NotFound, match="no export nothing"):
        store.get_export("nothing")
    assert store.exports("nothing") == ()


def test_what_was_done_can_be_undone_and_done_again(store: ProjectStore, project: str) -> None:
    for text in ("one", "two", "three"):
        store.save_document(project, text, what=f"Wrote {text}")
    versions = store.versions
    assert (versions.undo(project).text, versions.undo(project).text) == ("two", "one")
    with pytest.raises(Conflict, match="nothing to undo"):
        versions.undo(project)
    assert versions.redo(project).text == "two"
    assert store.document(project) == StoredDocument("two", 6)
    page = versions.page(project, limit=9)
    assert (page.current, page.undo, page.redo) == (6, "Wrote two", "Wrote three")
    assert [row.what for row in page.versions[:3]] == [
        "Redid: Wrote two",
        "Undid: Wrote two",
        "Undid: Wrote three",
    ]


def test_an_edit_after_undo_leaves_nothing_to_redo_and_loses_nothing(
    store: ProjectStore, project: str
) -> None:
    for text in ("one", "two"):
        store.save_document(project, text)
    store.versions.undo(project)
    store.save_document(project, "other")
    with pytest.raises(Conflict, match="nothing to redo"):
        store.versions.redo(project)
    assert store.versions.restore(project, 2).text == "two"
    assert store.versions.undo(project).text == "other"
    assert store.versions.undo(project).text == "one"


def test_restoring_what_stands_changes_nothing(store: ProjectStore, project: str) -> None:
    store.save_document(project, "one")
    assert store.versions.restore(project, 1) == StoredDocument("one", 1)
    with pytest.raises(NotFound, match="version 7"):
        store.versions.restore(project, 7)


def test_undo_from_an_old_version_is_refused(store: ProjectStore, project: str) -> None:
    for text in ("one", "two", "three"):
        store.save_document(project, text)
    for step in (store.versions.undo, store.versions.redo):
        with pytest.raises(Conflict, match="version 3, not 2"):
            step(project, expected=2)
    with pytest.raises(Conflict, match="version 3, not 2"):
        store.versions.restore(project, 1, expected=2)


def test_versions_come_in_pages_newest_first(store: ProjectStore, project: str) -> None:
    for number in range(5):
        store.save_document(project, str(number))
    first = store.versions.page(project, limit=3)
    assert ([row.number for row in first.versions], first.next) == ([5, 4, 3], 3)
    last = store.versions.page(project, limit=3, below=first.next)
    assert ([row.number for row in last.versions], last.next) == ([2, 1], None)


def test_without_a_document_there_is_no_history(store: ProjectStore, project: str) -> None:
    for ask in (store.versions.undo, store.versions.redo):
        with pytest.raises(NotFound, match="no slides yet"):
            ask(project)
        with pytest.raises(NotFound, match="no project nothing"):
            ask("nothing")
    with pytest.raises(NotFound, match="no slides yet"):
        store.versions.page(project, limit=1)


def _save_often(url: str, project: str, outcome: SimpleQueue[int]) -> None:
    engine = connect(url)
    store, saved = ProjectStore(engine), 0
    while saved < 10:
        stands = store.document(project)
        try:
            new = f"{stands.text}."
            store.save_document(project, new, expected_version=stands.version)
            saved += 1
        except Conflict:
            continue
    engine.dispose()
    outcome.put(saved)


def test_writers_in_several_processes_lose_nothing(
    store: ProjectStore, project: str, database_url: str
) -> None:
    store.save_document(project, "")
    forking = multiprocessing.get_context("fork")
    outcome: SimpleQueue[int] = forking.SimpleQueue()
    writers = [
        forking.Process(target=_save_often, args=(database_url, project, outcome)) for _ in range(3)
    ]
    for writer in writers:
        writer.start()
    assert [outcome.get() for _ in writers] == [10] * 3
    for writer in writers:
        writer.join()
    assert store.document(project) == StoredDocument("." * 30, 31)


def test_an_id_that_nobody_can_have_is_no_accident(store: ProjectStore) -> None:
    with pytest.raises((NotFound, BadInput)):
        store.get("a\0b")


def test_projects_are_listed_newest_first_in_pages(store: ProjectStore) -> None:
    made = [store.create(str(number), "a" * 64, {}) for number in range(5)]
    first = store.page(limit=2)
    rest = store.page(limit=9, after=(first[-1].created, first[-1].id))
    by_age = sorted(made, key=lambda row: (row.created, row.id), reverse=True)
    assert [*first, *rest] == by_age


def test_a_removed_project_leaves_nothing(store: ProjectStore, project: str) -> None:
    store.save_document(project, "{}")
    video = store.add_export(project, "mp4", {})
    other = store.create("other", "b" * 64, {}).id
    forgotten: list[str] = []
    assert [row.id for row in store.remove(project, forgotten.append)] == [video]
    assert forgotten == ["a" * 64]
    for ask in (store.get, store.document, store.versions.undo):
        with pytest.raises(NotFound):
            ask(project)
    with pytest.raises(NotFound):
        store.get_export(video)
    with pytest.raises(NotFound):
        store.remove(project, forgotten.append)
    assert store.get(other).id == other


def test_a_recording_stays_as_long_as_a_project_has_it(store: ProjectStore, project: str) -> None:
    twin = store.create("again", "a" * 64, {}).id
    forgotten: list[str] = []
    store.remove(project, forgotten.append)
    assert forgotten == []
    store.remove(twin, forgotten.append)
    assert forgotten == ["a" * 64]


def test_a_recording_that_cannot_be_forgotten_keeps_its_project(
    store: ProjectStore, project: str
) -> None:
    def refuse(_sha256: str) -> None:
        raise Conflict("The file store is away.")

    with pytest.raises(Conflict):
        store.remove(project, refuse)
    assert store.get(project).id == project


def test_nobody_makes_a_project_of_a_recording_while_it_is_forgotten(
    store: ProjectStore, project: str
) -> None:
    made = threading.Event()

    def make() -> None:
        store.create("again", "a" * 64, {})
        made.set()

    maker = threading.Thread(target=make)

    def forget(_sha256: str) -> None:
        maker.start()
        assert not made.wait(0.3)

    store.remove(project, forget)
    maker.join()
    assert made.is_set()


def test_whatever_was_done_to_a_project_counts_as_touching_it(
    store: ProjectStore, engine: Engine
) -> None:
    old, changed, exported = (store.create(name, "a" * 64, {}).id for name in "oce")
    moment = time.time() + 10
    for each in (changed, exported):
        store.save_document(each, "{}")
    store.add_export(exported, "srt", {})
    assert set(store.untouched_since(moment)) == {old, changed, exported}
    with engine.begin() as connection:
        connection.execute(sql("UPDATE project SET created = 0"))
        connection.execute(sql(f"UPDATE version SET created = 0 WHERE project_id = '{exported}'"))
    assert store.untouched_since(1.0) == (old,)


def test_whoever_only_reads_sees_one_moment_and_waits_for_nobody(
    store: ProjectStore, engine: Engine
) -> None:
    count = sql("SELECT count(*) FROM project")
    with engine.execution_options(read_only=True).begin() as reading:
        assert reading.scalar(count) == 0
        store.create("meanwhile", "a" * 64, {})
        assert reading.scalar(count) == 0
    assert len(store.page(limit=9)) == 1
