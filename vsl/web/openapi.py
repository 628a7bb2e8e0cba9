"""/openapi.json and /api/docs: the description of the HTTP interface, for programs and for people.

Source: https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from flask import Blueprint, Flask, current_app, render_template
from werkzeug.routing import IntegerConverter, Rule

import vsl
from vsl.web.addresses import root_path
from vsl.web.idempotency import HEADER, KEY_SCHEMA, is_covered
from vsl.web.json_schemas import TEXT, Json, ref, schemas
from vsl.web.operations import JSON, OPERATIONS, Content, Operation
from vsl.web.services import services_of
from vsl.web.sessions import COOKIE

blueprint = Blueprint("openapi", __name__)

_DESCRIBED_PREFIXES = ("/api/", "/v1/", "/health")
_OPENAI_PREFIX = "/v1/"
_OPEN_PREFIX = "/health"
_WITH_KEY: list[Json] = [{"key": []}, {"signedIn": []}]
_AUTOMATIC_METHODS = ("HEAD", "OPTIONS")  # added by Flask
_VARIABLE = re.compile(r"<(?:[^<>]*:)?(\w+)>")


@blueprint.get("/openapi.json")
def show() -> Json:
    """Return this interface's OpenAPI document."""
    servers = {"servers": [{"url": root_path()}]} if root_path() else {}
    return {**document(current_app), **servers}


@blueprint.get("/api/docs")
def page() -> str:
    """Return the documentation page of this interface."""
    groups: dict[str, list[tuple[str, str, Json]]] = {}
    for path, item in document(current_app)["paths"].items():
        for method, operation in item.items():
            groups.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    return render_template("api.html", groups=groups, version=vsl.__version__)


def document(app: Flask) -> Json:
    """Return the OpenAPI document of ``app``."""
    paths: dict[str, Json] = {}
    for rule, method in list_operations(app):
        if operation := OPERATIONS.get(rule.endpoint):
            item = paths.setdefault(_VARIABLE.sub(r"{\1}", rule.rule), {})
            view = app.view_functions[rule.endpoint]
            item[method.lower()] = _operation(rule, method, operation, _docstring_of(view))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "VSL",
            "version": vsl.__version__,
            "description": "A spoken sales video goes in; the same voice with slides comes out.",
        },
        "paths": paths,
        "webhooks": {"jobEnded": {"post": _job_ended()}},
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "signedIn": {"type": "apiKey", "in": "cookie", "name": COOKIE},
            },
        },
        "security": _WITH_KEY if services_of(app).settings.api_key else [],
    }


def list_operations(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield each documented rule with each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if not rule.rule.startswith(_DESCRIBED_PREFIXES):
            continue
        methods = sorted(rule.methods or ())
        documented = [method for method in methods if method not in _AUTOMATIC_METHODS]
        for method in documented or methods[:1]:
            yield rule, method


def _operation(rule: Rule, method: str, operation: Operation, docstring: str) -> Json:
    is_openai = rule.rule.startswith(_OPENAI_PREFIX)
    error = ref("OpenAiError" if is_openai else "Error")
    summary, _, description = docstring.partition("\n\n")
    answers = {str(status): _answer(content) for status, content in operation.answers.items()}
    operation_json: Json = {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.partition(".")[0]],
        "summary": " ".join(summary.split()).removesuffix("."),
        "parameters": [
            *_path_parameters(rule),
            *_parameters(operation),
            *_key_parameter(rule, method),
        ],
        "responses": {**answers, "default": {"description": "Why not", **_content({JSON: error})}},
    }
    if description:
        operation_json["description"] = description
    if operation.body:
        operation_json["requestBody"] = _content(operation.body)
    if rule.rule.startswith(_OPEN_PREFIX):
        operation_json["security"] = []
    return operation_json


def _job_ended() -> Json:
    """Source: https://www.standardwebhooks.com."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return {
        "operationId": "job_ended",
        "tags": ["deliveries"],
        "summary": "What receivers are told when a job is done or has failed",
        "description": "Signed as the Standard Webhooks specification says.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": TEXT} for name in names
        ],
        "requestBody": _content({JSON: ref("JobEnded")}),
        "responses": {"2XX": {"description": "Heard; anything else is tried again for three days"}},
        "security": [],
    }


def _key_parameter(rule: Rule, method: str) -> list[Json]:
    if method != "POST" or not is_covered(rule.rule):
        return []
    return [{"name": HEADER, "in": "header", "schema": KEY_SCHEMA}]


def _path_parameters(rule: Rule) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(rule, name)}
        for name in _VARIABLE.findall(rule.rule)
    ]


def _path_schema(rule: Rule, name: str) -> Json:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return {"type": "integer", "minimum": 0, "maximum": converter.max or 0}
    return {"type": "string", "pattern": "^[^/]+$"}


def _parameters(operation: Operation) -> list[Json]:
    fields_by_place: Mapping[str, Mapping[str, Json]] = {
        "query": operation.query,
        "header": operation.headers,
    }
    return [
        {"name": name, "in": place, "schema": schema}
        for place, fields in fields_by_place.items()
        for name, schema in fields.items()
    ]


def _answer(content: Content) -> Json:
    return {"description": "Done", **_content(content)}


def _content(content: Content) -> Json:
    return {"content": {kind: {"schema": schema} for kind, schema in content.items()}}


def _docstring_of(view: Callable[..., Any]) -> str:
    return (inspect.getdoc(inspect.unwrap(view)) or "").replace("``", "")


_schemas = cache(schemas)
