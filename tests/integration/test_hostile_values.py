"""Values that no form sends: each is refused by name, nothing of it is stored, nothing else breaks.

The places are read from the document's schema, so that a new field is attacked as well.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from flask.testing import FlaskClient

from vsl.bootstrap import Services
from vsl.model import document
from vsl.model.document import SCHEMA_FILE
from vsl.model.project import Project

SCHEMA = json.loads(SCHEMA_FILE.read_text("utf-8"))
RAW_VALUES = (
    *("NaN", "Infinity", "-Infinity", "1e400", "1e308", "-0.0", "1" * 400, "-1", "1.5", "null"),
    *('"\\ud800"', '"\\u0000"', '""', "[]", "{}", "true", "[[[[[]]]]]", '"' + "x" * 70_000 + '"'),
)
"""As JSON text, since some of them are no values of JSON at all."""


def _resolve(rule: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in rule:
        rule = SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]]
    return rule


def _places(rule: dict[str, Any], path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value below ``rule``; 0 stands for an item of a list."""
    rule = _resolve(rule)
    if path:
        yield path
    for choice in rule.get("oneOf", ()):
        yield from (place for place in _places(choice, path) if place != path)
    for name, inner in rule.get("properties", {}).items():
        yield from _places(inner, (*path, name))
    if isinstance(items := rule.get("items"), dict):
        yield from _places(items, (*path, 0))


_SAMPLES: dict[str, Any] = {
    "to": "#112233", "image": "0" * 64, "sound": "0" * 64, "text": "Hello", "section": "price",
    "kind": "pause", "slide": "s1",
}  # fmt: skip


def _with_value(row: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy of ``row`` with a mark at ``path``, and what has to stand beside it."""
    row = deepcopy(row)
    here = row
    for step, following in zip(path, (*path[1:], None), strict=True):
        inner: Any = "<MARK>" if following is None else [] if following == 0 else {}
        if step == 0:
            if not here:
                here.append(inner)
            elif following is None:
                here[0] = inner
            here = here[0]
        else:
            if following is None or not isinstance(here.get(step), type(inner)) or not here[step]:
                here[step] = inner
            here = here[step]
    return row


def _as_json(row: Any, raw: str) -> str:
    return json.dumps(row).replace('"<MARK>"', raw)


def _bodies(part: str, base: Any) -> Iterator[tuple[str, str]]:
    rule = SCHEMA["$defs"][part] if part else SCHEMA
    for path in _places(rule):
        marked = _with_value(base, path)
        for raw in RAW_VALUES:
            yield f"{'.'.join(map(str, path))}={raw[:12]}", _as_json(marked, raw)


def _check_pages(client: FlaskClient, project_id: str) -> None:
    for address in (
        "/", "/api/themes", "/api/projects", f"/projects/{project_id}",
        f"/api/projects/{project_id}", f"/api/projects/{project_id}/deck",
        f"/api/projects/{project_id}/lint",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code < 500, (address, answer.text[:300])


def _send(client: FlaskClient, method: str, address: str, body: str) -> int:
    answer = client.open(address, method=method, data=body, content_type="application/json")
    if answer.status_code >= 400 and answer.is_json:
        message = answer.get_json()["message"]
        assert message, body[:200]
        assert "\n" not in message
        assert len(message) < 600
    return answer.status_code


def test_no_value_of_a_kit_breaks_the_studio(client: FlaskClient, project_id: str) -> None:
    odd = []
    for name, body in _bodies("theme", {"name": "acme"}):
        status = _send(client, "POST", "/api/themes", body)
        if status not in (201, 400, 409, 413, 422):
            odd.append((name, status))
        if status == 201 and name.endswith("=1.5"):
            _check_pages(client, project_id)
    _check_pages(client, project_id)
    assert not odd, odd[:20]


def test_no_value_of_an_edit_breaks_a_deck(client: FlaskClient, project_id: str) -> None:
    odd = []
    for edit, part in (("set_theme", "theme"), ("set_staging", "staging")):
        field = edit.removeprefix("set_")
        for name, body in _bodies(part, {}):
            request = f'{{"edits": [{{"edit": "{edit}", "{field}": {body}}}]}}'
            status = _send(client, "POST", f"/api/projects/{project_id}/edits", request)
            if status not in (200, 400, 409, 413, 422):
                odd.append((name, status))
        _check_pages(client, project_id)
    assert not odd


def test_no_value_of_a_document_breaks_a_deck(
    client: FlaskClient, project_id: str, services: Services, pitch: Project
) -> None:
    base = json.loads(services.projects.document(project_id).text)
    odd = []
    for name, body in _bodies("", base):
        status = _send(client, "PUT", f"/api/projects/{project_id}/deck", body)
        if status not in (200, 400, 409, 413, 422):
            odd.append((name, status))
        if status == 200:
            document.loads(services.projects.document(project_id).text)
    _check_pages(client, project_id)
    assert not odd


@pytest.mark.parametrize("raw", RAW_VALUES)
def test_no_field_of_another_request_breaks_it(
    client: FlaskClient, project_id: str, raw: str
) -> None:
    project = f"/api/projects/{project_id}"
    for address, fields in {
        f"{project}/exports": ("format", "fps", "quality", "button_text", "button_url", "start",
                               "seconds", "seek", "button_at", "unknown"),
        f"{project}/variants": ("themes", "sizes", "formats", "fps"),
        f"{project}/recut": ("preset",),
        f"{project}/look": ("theme", "size"),
        f"{project}/decisions": ("difference", "follow_voice"),
        f"{project}/highlights": ("kinds", "most_share", "names"),
        f"{project}/edits": ("edits",),
    }.items():  # fmt: skip
        for field in fields:
            for body in (f'{{"{field}": {raw}}}', f'{{"{field}": [{raw}]}}', raw):
                status = _send(client, "POST", address, body)
                assert status < 500, (address, field, raw[:20])
    _check_pages(client, project_id)


DEEP = 30_000


@pytest.mark.parametrize(
    "body", ["[" * DEEP + "]" * DEEP, '{"edits":' * DEEP + "1" + "}" * DEEP, "[" * DEEP]
)
def test_deep_json_is_refused_in_one_line(client: FlaskClient, project_id: str, body: str) -> None:
    project = f"/api/projects/{project_id}"
    for name in ("exports", "variants", "recut", "look", "decisions", "highlights", "edits"):
        assert _send(client, "POST", f"{project}/{name}", body) in (400, 422)
    assert _send(client, "PUT", f"{project}/deck", body) in (400, 422)
    assert _send(client, "POST", "/api/themes", body) in (400, 422)


@pytest.mark.parametrize(
    "limit", ["1" * 5000, "0" * 400_000 + "1", "٣", "-1", "1e3", "², 1", "50" + "0" * 20]
)
def test_odd_limits_are_refused(client: FlaskClient, project_id: str, limit: str) -> None:
    for address in ("/api/projects", f"/api/projects/{project_id}/versions"):
        assert client.get(address, query_string={"limit": limit}).status_code in (400, 422)


@pytest.mark.parametrize("after", ["nan~x", "inf~x", "1e400~x", "9" * 5000 + "~x", "\0~", "١~x"])
def test_odd_cursors_are_refused(client: FlaskClient, after: str) -> None:
    answer = client.get("/api/projects", query_string={"after": after})
    assert answer.status_code in (200, 400, 422)


def test_a_stored_kit_that_no_longer_fits_is_left_out(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    services.themes.folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(
        ("{", '{"name": "x", "max_lines": NaN}', '{"name": "x", "max_lines": 1e308}', "[]",
         "[" * DEEP, '{"name": "x", "margin_share": 1e400}')
    ):  # fmt: skip
        (services.themes.folder / f"bad-{number}.json").write_text(text)
    (services.themes.folder / "bad-bytes.json").write_bytes(b"\xff\xfe\xff")
    _check_pages(client, project_id)
    names = [each["name"] for each in client.get("/api/themes").get_json()["themes"]]
    assert not [name for name in names if name.startswith("bad")]


def test_thousands_of_sections_are_refused(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    sections = [{"section": f"s{'x' * (n % 20)}", "ink": "#112233"} for n in range(6000)]
    body = json.dumps({"name": "acme", "sections": sections})
    assert _send(client, "POST", "/api/themes", body) in (413, 422)
    row = json.loads(services.projects.document(project_id).text)
    row["sections"] = [{"kind": "price", "slide": "s1", "title": "x"} for _ in range(6000)]
    assert _send(client, "PUT", f"/api/projects/{project_id}/deck", json.dumps(row)) in (413, 422)


def test_a_body_in_broken_chunks_is_refused(client: FlaskClient, project_id: str) -> None:
    errors = pytest.importorskip("gunicorn.http.errors", reason="gunicorn runs on Unix alone")

    class Chunks(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: Any) -> int:
            raise errors.InvalidChunkSize(b"zz")

    answer = client.post(
        f"/api/projects/{project_id}/recut",
        content_type="application/json",
        environ_overrides={
            "wsgi.input": Chunks(),
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )
    assert answer.status_code == 400
    assert "broken" in answer.get_json()["message"]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 1}', "[" * DEEP, '{"version": 1, "slides": NaN}', ""]
)
def test_a_stored_document_that_is_broken_breaks_no_other_page(
    client: FlaskClient, project_id: str, services: Services, text: str
) -> None:
    row = services.projects.create("Broken", "0" * 64, {"media_type": "audio/wav"})
    services.projects.save_document(row.id, text)
    _check_pages(client, project_id)
    assert client.get("/").status_code == 200
    names = [each["name"] for each in client.get("/api/projects").get_json()["projects"]]
    assert sorted(names) == ["Broken", "My pitch"]
    for address in (
        f"/projects/{row.id}",
        f"/api/projects/{row.id}",
        f"/api/projects/{row.id}/lint",
    ):
        assert client.get(address).status_code < 500, address


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("script", "Buy \0 now"),
        ("script", "a" * 501),
        ("script", "\ufffd"),
        ("captions", "1\n00:00:01,000 --> 00:00:02,000\n" + "." * 60_000),
        ("captions", '{"words": [{"text": "a", "start_ms": NaN, "end_ms": 1}]}'),
        ("captions", "[" * 90_000),
        ("captions", "<tt>" + "<p>" * 90_000),
        ("glossary", "{" * 90_000),
        ("glossary", "a" * 90_000),
        ("hot_words", "x," + "y" * 90_000),
        ("hot_words", ",".join(map(str, range(6000)))),
        ("language", "1" * 90_000),
        ("theme", '{"max_lines": NaN}'),
        ("theme", "x" * 90_000),
        ("size", "9" * 90_000),
        ("fps", "1e400"),
        ("fps", "1/0"),
        ("highlight_share", "nan"),
        ("preset", "\0"),
    ],
)
def test_an_odd_option_makes_no_project(client: FlaskClient, field: str, text: str) -> None:
    form = {"file": (io.BytesIO(b"RIFF"), "a.wav"), field: text}
    answer = client.post("/api/projects", data=form, content_type="multipart/form-data")
    assert answer.status_code in (400, 413, 422), answer.text[:200]
    assert len(answer.get_json()["message"]) < 600
    assert client.get("/api/projects").get_json()["projects"] == []
