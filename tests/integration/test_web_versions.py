"""Each change of a deck can be taken back, done again and found in the list of versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from vsl.bootstrap import Services
from vsl.slides.editing.edits import EDITS
from vsl.web.change_summaries import describe_edits


@pytest.fixture
def address(project_id: str) -> str:
    return f"/api/projects/{project_id}"


def retype(client: FlaskClient, address: str, text: str, **headers: str) -> TestResponse:
    edits = [{"edit": "retype", "slide": "s1", "text": text}]
    return client.post(f"{address}/edits", json={"edits": edits}, headers=headers)


def first_text(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.get_json()["slides"][0]["text"])


def whats(client: FlaskClient, address: str) -> Sequence[str]:
    return [row["what"] for row in client.get(f"{address}/versions").get_json()["versions"]]


def test_undo_walks_back_and_redo_forth(client: FlaskClient, address: str) -> None:
    retype(client, address, "One")
    retype(client, address, "Two")
    assert first_text(client.post(f"{address}/undo")) == "One"
    undone = client.post(f"{address}/undo")
    assert (first_text(undone), undone.headers["ETag"]) == ("Hello", '"5"')
    assert first_text(client.post(f"{address}/redo")) == "One"
    assert first_text(client.get(f"{address}/deck")) == "One"
    page = client.get(f"{address}/versions").get_json()
    assert (page["undo"], page["redo"]) == ("Retyped a slide", "Retyped a slide")
    newest = page["versions"][0]
    assert (newest["number"], newest["same_as"], newest["current"]) == (6, 2, True)
    assert newest["what"] == "Redid: Retyped a slide"


def test_where_nothing_is_left_undo_and_redo_say_so(client: FlaskClient, address: str) -> None:
    page = client.get(f"{address}/versions").get_json()
    assert (page["undo"], page["redo"], page["next"]) == (None, None, None)
    for step in ("undo", "redo"):
        answer = client.post(f"{address}/{step}")
        assert (answer.status_code, answer.get_json()["error"]) == (409, "conflict")
        assert step in answer.get_json()["message"]


def test_an_edit_after_undo_ends_redo_and_any_version_can_be_restored(
    client: FlaskClient, address: str
) -> None:
    retype(client, address, "One")
    client.post(f"{address}/undo")
    retype(client, address, "Other")
    assert client.post(f"{address}/redo").status_code == 409
    assert first_text(client.post(f"{address}/versions/2/restore")) == "One"
    assert first_text(client.post(f"{address}/undo")) == "Other"
    assert whats(client, address)[1] == "Restored version 2"
    assert client.post(f"{address}/versions/99/restore").status_code == 404


@pytest.mark.parametrize("step", ["undo", "redo", "versions/1/restore"])
def test_a_tab_that_knows_an_older_version_takes_nothing_back(
    client: FlaskClient, address: str, step: str
) -> None:
    known = {"If-Match": client.get(f"{address}/deck").headers["ETag"]}
    retype(client, address, "One")
    late = client.post(f"{address}/{step}", headers=known)
    assert (late.status_code, late.headers["ETag"]) == (412, '"2"')
    assert first_text(client.get(f"{address}/deck")) == "One"


def test_the_second_of_two_tabs_is_refused_and_nothing_is_lost(
    client: FlaskClient, address: str
) -> None:
    known = client.get(f"{address}/deck").headers["ETag"]
    assert first_text(retype(client, address, "Mine", **{"If-Match": known})) == "Mine"
    assert retype(client, address, "Late", **{"If-Match": known}).status_code == 412
    assert first_text(client.get(f"{address}/deck")) == "Mine"


def test_an_undo_that_is_overtaken_says_so(
    client: FlaskClient, services: Services, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    retype(client, address, "One")
    project_id = address.rpartition("/")[2]
    real = type(services.projects.versions).undo

    def undone_late(store: Any, project: str, **options: Any) -> Any:
        services.projects.save_document(project_id, json.dumps({"theirs": 1}))
        return real(store, project, **options)

    monkeypatch.setattr(type(services.projects.versions), "undo", undone_late)
    late = client.post(f"{address}/undo", headers={"If-Match": '"2"'})
    assert (late.status_code, late.headers["ETag"]) == (412, '"3"')


def test_versions_come_in_pages(client: FlaskClient, address: str) -> None:
    for number in range(4):
        retype(client, address, str(number))
    seen, after = [], ""
    while after is not None:
        page = client.get(f"{address}/versions?limit=2&after={after}").get_json()
        seen += [row["number"] for row in page["versions"]]
        after = page["next"]
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=201", "after=x", "after=1e9"])
def test_a_page_that_makes_no_sense_is_refused(
    client: FlaskClient, address: str, query: str
) -> None:
    answer = client.get(f"{address}/versions?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.get_json()["message"]


def test_every_edit_has_words_of_its_own() -> None:
    told = {describe_edits([{"edit": name}]) for name in EDITS}
    assert len(told) == len(EDITS)
    assert describe_edits([{"edit": "hide", "hidden": False}]) == "Showed a slide again"
    assert describe_edits([{"edit": "merge"}, {"edit": "split"}]) == "Joined two slides and 1 more"
    assert describe_edits("nonsense") == describe_edits([]) == "Changed nothing"
