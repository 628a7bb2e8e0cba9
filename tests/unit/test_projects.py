from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from vsl.errors import Conflict, NotFound
from vsl.store.database import connect, create_tables
from vsl.store.projects import ProjectStore, metadata


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    engine = connect(f"sqlite:///{tmp_path}/vsl.sqlite")
    create_tables(engine, metadata)
    yield ProjectStore(engine)
    engine.dispose()


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
