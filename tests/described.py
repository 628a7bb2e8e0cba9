"""Holds answers against the description of the HTTP surface."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from vsl.web.json_schemas import schemas
from vsl.web.openapi import document

_PLACES = ("/api/", "/v1/")


def check_described(app: Flask, response: TestResponse) -> None:
    """Nothing, if the answer is one that /openapi.json foretells."""
    request = response.request
    if not request.path.startswith(_PLACES):
        return
    try:
        rule, _ = app.create_url_adapter(request).match(return_rule=True)  # type: ignore[union-attr, arg-type]
    except HTTPException:
        return
    answers = _answers(app).get((rule.endpoint.replace(".", "_"), request.method))
    if answers is None:
        return
    place = f"{request.method} {request.path} → {response.status_code}"
    answer = answers.get(str(response.status_code), answers["default"])
    status_told = str(response.status_code) in answers or response.status_code >= 400
    assert status_told, f"{place} is not described"
    content = answer["content"]
    if not content or request.method == "HEAD" or response.status_code == 304:
        return
    kinds = {response.mimetype, "*/*"} & set(content)
    assert kinds, f"{place} is {response.mimetype}, not one of {', '.join(content)}"
    if "application/json" in kinds and not response.content_encoding:
        _check(response.get_json(), content["application/json"]["schema"], place)


def _check(value: Any, schema: Any, place: str) -> None:
    whole = {**schema, "components": {"schemas": _schemas()}}
    for error in Draft202012Validator(whole).iter_errors(value):
        raise AssertionError(f"{place} is not as described: {error.json_path}: {error.message}")


@cache
def _schemas() -> dict[str, Any]:
    return schemas()


def _answers(app: Flask) -> dict[tuple[str, str], dict[str, Any]]:
    """The answers that are described, by operation and method."""
    if "described" not in app.extensions:
        app.extensions["described"] = {
            (operation["operationId"], method.upper()): operation["responses"]
            for item in document(app)["paths"].values()
            for method, operation in item.items()
        }
    answers: dict[tuple[str, str], dict[str, Any]] = app.extensions["described"]
    return answers
