"""Decks are looked over and changed over HTTP; each change is a new version of the document."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from vsl.bootstrap import Services
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import EMPHASIS_KINDS, AudioStream, MediaInfo, Project, Transcript, Word
from vsl.render.assets.store import AssetStore
from vsl.slides.editing import edits
from vsl.text.script.reading import apply_script
from vsl.web import revisions
from vsl.workflows.build_deck import make_deck

_SCRIPT = "You water it every single day.\n\nYou move it to the window for just $47."
_HEARD = (
    "you water it every single day by the way my neighbour laughed about that"
    " you move it to the window for just forty seven dollars"
)


def _project(script: str) -> Project:
    words = tuple(Word(t, 400 * n, 400 * n + 300) for n, t in enumerate(_HEARD.split()))
    end_ms = words[-1].end_ms + 500
    heard = Transcript(words, "en", "scripted")
    heard = apply_script(heard, script, end_ms) if script else heard
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))
    return Project(media, heard, make_deck(heard, end_ms, Theme()))


def _kept(services: Services, project: Project) -> str:
    row = services.projects.create("My pitch", "0" * 64, {})
    services.projects.save_document(row.id, document.dumps(project))
    return f"/api/projects/{row.id}"


@pytest.fixture
def address(services: Services) -> str:
    """Of a project that was made with a script, from which the voice strayed once."""
    return _kept(services, _project(_SCRIPT))


def _shown(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    document.from_json(answer.get_json())
    return " ".join(slide["text"] for slide in answer.get_json()["slides"])


def _first_slide(client: FlaskClient, address: str) -> dict[str, Any]:
    first: dict[str, Any] = client.get(f"{address}/deck").get_json()["slides"][0]
    return first


def test_the_report_names_what_differs_and_a_decision_hides_it(
    client: FlaskClient, address: str
) -> None:
    (found,) = client.get(f"{address}/report").get_json()["differences"]
    assert (found["kind"], found["follows_voice"]) == ("ad_lib", None)

    def decide(follow_voice: bool | None) -> TestResponse:
        given = {"difference": found["id"], "follow_voice": follow_voice}
        return client.post(f"{address}/decisions", json=given)

    assert found["shown"] == "voice"
    followed = decide(False)
    assert "neighbour" not in _shown(followed)
    (found,) = client.get(f"{address}/report").get_json()["differences"]
    assert (found["follows_voice"], found["shown"]) == (False, None)
    again = decide(False)
    assert again.headers["ETag"] == followed.headers["ETag"]
    assert "neighbour" in _shown(decide(None))


def test_a_paragraph_nobody_says_has_no_slide_and_comes_back_with_one_request(
    client: FlaskClient, services: Services
) -> None:
    script = _SCRIPT.replace("\n\n", "\n\nMost people never read this line at all.\n\n")
    address = _kept(services, _project(script))
    assert "Most people" not in _shown(client.get(f"{address}/deck"))
    rows = client.get(f"{address}/report").get_json()["differences"]
    (unread,) = [row for row in rows if row["kind"] == "unspoken"]
    assert (unread["line"], unread["shown"]) == (3, None)
    given = {"difference": unread["id"], "follow_voice": False}
    back = client.post(f"{address}/decisions", json=given)
    assert "Most people never read this line at all." in _shown(back)


@pytest.mark.parametrize(
    ("given", "status", "named"),
    [
        ({"difference": "0" * 12, "follow_voice": True}, 404, "0" * 12),
        ({"difference": "0" * 12}, 422, "follow_voice"),
        ({"difference": "0" * 12, "follow_voice": "yes"}, 422, "follow_voice"),
        ({"follow_voice": True}, 422, "difference"),
        (["difference"], 422, "JSON object"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    client: FlaskClient, address: str, given: Any, status: int, named: str
) -> None:
    answer = client.post(f"{address}/decisions", json=given)
    assert answer.status_code == status
    assert named in answer.get_json()["message"]


def test_without_a_script_there_is_nothing_to_report(
    client: FlaskClient, services: Services
) -> None:
    answer = client.get(f"{_kept(services, _project(''))}/report")
    assert answer.status_code == 422
    assert "without a script" in answer.get_json()["message"]


def test_a_fix_that_lint_proposes_can_be_sent_back(client: FlaskClient, services: Services) -> None:
    project = _project("")
    last = project.deck.slides[-1]
    torn = edits.Split(last.id, len(last.text.split()) - 1)
    address = _kept(services, project)
    client.post(f"{address}/edits", json={"edits": [edits.to_json(torn)]})
    before = client.get(f"{address}/lint").get_json()
    found = next(each for each in before["findings"] if each["rule"] == "orphan")
    assert found["reason"]
    mended = client.post(f"{address}/edits", json={"edits": [found["fix"]]})
    assert mended.status_code == 200
    assert client.get(f"{address}/lint").get_json()["score"] > before["score"]


def test_edits_are_done_together_or_not_at_all(client: FlaskClient, address: str) -> None:
    slide = _first_slide(client, address)
    retype = {"edit": "retype", "slide": slide["id"], "text": "You flood it."}
    hide = {"edit": "hide", "slide": slide["id"]}
    before = client.get(f"{address}/deck")
    refused = client.post(
        f"{address}/edits", json={"edits": [retype, {"edit": "hide", "slide": "s?"}]}
    )
    assert refused.status_code == 422
    assert refused.get_json()["message"].startswith("Edit 2 of 2: ")
    assert client.get(f"{address}/deck").headers["ETag"] == before.headers["ETag"]
    done = client.post(f"{address}/edits", json={"edits": [retype, hide]})
    assert _shown(done).startswith("You flood it.")
    first = done.get_json()["slides"][0]
    assert (first["hidden"], first["pinned"]) == (True, True)
    assert client.get(f"{address}/deck").data == done.data


_THEME = {"edit": "set_theme"}
_REPLACE = {"edit": "replace_all", "whole_words": False}


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        ({"edit": "explode"}, "explode"),
        ("merge", "No edit"),
        (_THEME | {"theme": {"width_px": "wide"}}, "width_px"),
        (_THEME | {"theme": {"width_px": 80_000}}, "7680"),
        (_THEME | {"theme": {"ink": "black"}}, "ink"),
        (_THEME | {"theme": {"font": "nobody"}}, "nobody"),
        ({"edit": "emphasise", "tokens": [0], "kind": "<b>"}, "kind"),
        ({"edit": "set_section", "kind": "No Such!"}, "kind"),
        ({"edit": "retype", "text": "half \ud800"}, "half a character"),
        ({"edit": "retype", "text": "x" * 501}, "500"),
        (_REPLACE | {"find": "e", "replacement": "e" * 500}, "longer than any"),
        ({"edit": "retype", "text": " "}, "text"),
    ],
)
def test_an_edit_that_would_spoil_the_document_is_refused(
    client: FlaskClient, address: str, edit: Any, named: str
) -> None:
    if isinstance(edit, dict) and edit["edit"] in ("emphasise", "set_section", "retype"):
        edit = edit | {"slide": _first_slide(client, address)["id"]}
    answer = client.post(f"{address}/edits", json={"edits": [edit]})
    assert answer.status_code in (413, 422)
    assert named in answer.get_json()["message"]
    assert "\n" not in answer.get_json()["message"]
    assert client.get(f"{address}/deck").headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 422), ("[]", 422), ('{"edits": {}}', 422), ("{}", 422), ("[" * 200_000, 422)],
)
def test_what_is_no_list_of_edits_is_refused(
    client: FlaskClient, address: str, body: str, status: int
) -> None:
    answer = client.post(f"{address}/edits", data=body, content_type="application/json")
    assert answer.status_code == status


def test_no_more_edits_are_taken_than_anybody_makes(client: FlaskClient, address: str) -> None:
    hide = {"edit": "hide", "slide": "s1"}
    answer = client.post(f"{address}/edits", json={"edits": [hide] * 1001})
    assert (answer.status_code, answer.get_json()["error"]) == (413, "too_large")


def test_the_words_are_broken_anew_by_another_preset(client: FlaskClient, address: str) -> None:
    whole = client.post(f"{address}/recut", json={"preset": "sentence"}).get_json()
    punchy = client.post(f"{address}/recut", json={"preset": "punchy"}).get_json()
    assert (whole["preset"], punchy["preset"]) == ("sentence", "punchy")
    assert len(punchy["slides"]) > len(whole["slides"])
    wrong = client.post(f"{address}/recut", json={"preset": "loud"})
    assert (wrong.status_code, "punchy" in wrong.get_json()["message"]) == (422, True)
    assert client.post(f"{address}/recut", json={}).status_code == 422


def test_what_stands_out_is_chosen_anew_and_undone(client: FlaskClient, address: str) -> None:
    def lit(document: Any) -> list[str]:
        return [slide["id"] for slide in document["slides"] if slide.get("emphasis")]

    before = client.get(f"{address}/deck").get_json()
    chosen = {"kinds": list(EMPHASIS_KINDS), "most_share": 1, "names": ["Rootwink"]}
    after = client.post(f"{address}/highlights", json=chosen).get_json()
    assert after["emphasis"] == chosen
    assert len(lit(after)) > len(lit(before))
    dark = client.post(f"{address}/highlights", json={"kinds": []}).get_json()
    assert (lit(dark), dark["emphasis"]["names"]) == ([], ["Rootwink"])
    assert lit(client.post(f"{address}/undo").get_json()) == lit(after)
    wrong = client.post(f"{address}/highlights", json={"kinds": ["loud"]})
    assert (wrong.status_code, "loud" in wrong.get_json()["message"]) == (422, True)


def test_a_document_with_another_choice_of_highlights_is_lit_by_it(
    client: FlaskClient, address: str
) -> None:
    row = client.get(f"{address}/deck").get_json()
    row["emphasis"] = {"kinds": ["address", "negative"], "most_share": 1}
    taken = client.put(f"{address}/deck", json=row)
    assert taken.status_code == 200
    kinds = {e["kind"] for s in taken.get_json()["slides"] for e in s.get("emphasis", ())}
    assert kinds
    assert kinds <= {"address", "negative"}


def test_a_change_from_an_older_version_is_refused_and_told_the_newer(
    client: FlaskClient, address: str
) -> None:
    slide = _first_slide(client, address)["id"]
    known = {"If-Match": client.get(f"{address}/deck").headers["ETag"]}

    def retype(text: str, headers: dict[str, str]) -> TestResponse:
        given = {"edits": [{"edit": "retype", "slide": slide, "text": text}]}
        return client.post(f"{address}/edits", json=given, headers=headers)

    first = retype("First", known)
    late = retype("Late", known)
    assert (late.status_code, late.get_json()["error"]) == (412, "precondition_failed")
    assert late.headers["ETag"] == first.headers["ETag"] == '"2"'
    assert "version 2" in late.get_json()["message"]
    assert _shown(retype("Weak", {"If-Match": 'W/"2"'})).startswith("Weak")
    assert _shown(retype("Any", {"If-Match": "*"})).startswith("Any")
    assert _shown(retype("Last", {})).startswith("Last")


@pytest.mark.parametrize("knows", [True, False])
def test_a_change_that_is_overtaken_is_done_again_unless_it_named_its_version(
    client: FlaskClient,
    services: Services,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    knows: bool,
) -> None:
    project_id = address.rpartition("/")[2]
    overtaking = [_project(_SCRIPT)]

    def edited_late(project: Project, rows: Any, assets: AssetStore) -> Project:
        if overtaking:
            services.projects.save_document(project_id, document.dumps(overtaking.pop()))
        return real(project, rows, assets)

    real = revisions.apply_requests
    monkeypatch.setattr(revisions, "apply_requests", edited_late)
    given = {
        "edits": [{"edit": "retype", "slide": _first_slide(client, address)["id"], "text": "New"}]
    }
    headers = {"If-Match": '"1"'} if knows else {}
    answer = client.post(f"{address}/edits", json=given, headers=headers)
    assert answer.status_code == (412 if knows else 200)
    assert answer.headers["ETag"] == ('"2"' if knows else '"3"')


@pytest.mark.parametrize("rest", ["report", "lint", "decisions", "edits", "recut"])
def test_what_is_not_there_or_not_ready_is_not_found(
    client: FlaskClient, services: Services, rest: str
) -> None:
    given = {"edits": [], "preset": "punchy", "difference": "x", "follow_voice": None}
    waiting = services.projects.create("New", "0" * 64, {}).id
    for project in ("nobody", waiting):
        address = f"/api/projects/{project}/{rest}"
        reads = rest in ("report", "lint")
        answer = client.get(address) if reads else client.post(address, json=given)
        assert (answer.status_code, answer.get_json()["error"]) == (404, "not_found")
