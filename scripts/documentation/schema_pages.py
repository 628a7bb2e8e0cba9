"""Pages of the documentation out of JSON schemas: the HTTP API and the project document."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

Json = dict[str, Any]


def read_openapi() -> Json:
    """Return the OpenAPI document that an installation with the usual settings answers."""
    from vsl.settings import Settings
    from vsl.web.application import create_app
    from vsl.web.openapi import document

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(Settings(instance_dir=folder / "instance", cache_dir=folder / "cache"))
        with app.app_context():
            return document(app)


API_INTRODUCTION = """# HTTP API

The same as a document for programs: `/openapi.json` (OpenAPI {openapi}) of any studio, which
`/api/docs` shows there.

With an `API_KEY` in the [settings](../settings.md) programs send `Authorization: Bearer KEY`. A
POST may carry an `Idempotency-Key`: sent again within a day, it has no second effect and gets the
same answer. Times are milliseconds where their name ends in `_ms`. Fields may be added to answers,
never removed.

An error is JSON with [`error`](#error), a line for people in `message`, and `retryable`: whether
the same request may succeed later.

The fields of `POST /api/projects` are the options of [`vsl make`](command-line.md#vsl-make), those
of an export the options of [`vsl export`](command-line.md#vsl-export), with underscores.

For Python there is [a client](../client.md). Clients of OpenAI's transcription service work with
the address `/v1`.
"""


def describe_api(openapi: Json) -> Iterator[str]:
    """Yield the page of the HTTP API: operations by their first tag, then the schemas."""
    yield API_INTRODUCTION.format(**openapi)
    groups: dict[str, list[tuple[str, Json]]] = {tag: [] for tag in TITLES}
    for path, item in openapi["paths"].items():
        for method, operation in item.items():
            heading = f"{method.upper()} {path}"
            groups.setdefault(operation["tags"][0], []).append((heading, operation))
    for tag, operations in groups.items():
        yield f"\n## {TITLES.get(tag, tag.capitalize())}\n"
        for heading, operation in operations:
            yield from describe_operation(heading, operation)
    yield "\n## Schemas\n"
    for name, schema in openapi["components"]["schemas"].items():
        if not name.startswith("Document"):
            yield f"\n### {name}\n"
            yield from describe_fields(schema)


TITLES = {
    "projects": "Projects",
    "revisions": "Changes of a deck",
    "exports": "Exports",
    "variants": "Variants",
    "imports": "Edited files",
    "retake": "New takes",
    "jobs": "Jobs",
    "events": "Events",
    "deliveries": "Webhooks",
    "uploads": "Uploads",
    "themes": "Themes",
    "advice": "Forecasts",
    "transcriptions": "OpenAI's interface",
    "health": "Health",
    "openapi": "Description",
}
"""Titles of the groups of operations, in order; a group that is not named here comes last."""


def describe_operation(heading: str, operation: Json) -> Iterator[str]:
    """Yield the section of one operation."""
    method, _, path = heading.partition(" ")
    yield f"\n### **{method}** `{path}` {{ #{operation['operationId']} }}\n"
    if operation["summary"]:
        yield escape(operation["summary"]) + ".\n"
    if "description" in operation:
        yield escape(operation["description"]) + "\n"
    if operation["parameters"]:
        yield "| Parameter | In | Type |\n|---|---|---|"
        for each in operation["parameters"]:
            needed = ", needed" if each.get("required") else ""
            yield f"| `{each['name']}` | {each['in']}{needed} | {type_of(each['schema'])} |"
        yield ""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"Takes `{media_type}`{describe_body(content['schema'])}\n"
        yield from describe_fields(content["schema"])
    for status, answer in operation["responses"].items():
        if status != "default":
            content = answer["content"]
            bodies = [f"`{kind}`{describe_body(each['schema'])}" for kind, each in content.items()]
            yield f"Answers **{status}** {' or '.join(bodies)}\n"
            for each in content.values():
                yield from describe_fields(each["schema"])


def describe_body(schema: Json) -> str:
    """Return the type of a body, unless its fields are listed."""
    return "" if "properties" in schema else f": {type_of(schema)}"


def describe_fields(schema: Json) -> Iterator[str]:
    """Yield the table of an object's fields; nothing for other schemas."""
    if "properties" not in schema:
        return
    required = schema.get("required", ())
    yield "\n| Field | Type | Meaning |\n|---|---|---|"
    for name, field in schema["properties"].items():
        needed = "needed" if name in required else ""
        note = escape(field.get("description", "")) or needed
        note = f"needed; {note}" if needed and note != needed else note
        yield f"| `{name}` | {type_of(field)} | {note} |"
    yield ""


def type_of(schema: Json) -> str:
    """Return what a JSON Schema allows, in a few words.

    >>> type_of({"type": "array", "items": {"$ref": "#/components/schemas/Job"}})
    'list of [Job](#job)'
    >>> type_of({"type": "integer", "minimum": 1, "maximum": 200})
    'whole number, 1 to 200'
    """
    if "$ref" in schema:
        return link_to(schema["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(type_of(each) for each in schema[several])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{each}`" for each in schema["enum"])
    kind: str = schema.get("type", "anything")
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if kind == "object" and "properties" in schema:
        fields = (f"`{name}`: {type_of(field)}" for name, field in schema["properties"].items())
        return f"object ({', '.join(fields)})"
    name = NAMES_OF_TYPES.get(schema.get("format", kind)) or str(kind)
    return name + limits_of(schema)


NAMES_OF_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "binary": "a file",
    "null": "`null`",
}


def limits_of(schema: Json) -> str:
    """Return the bounds of a number or the pattern of a text, as it follows its type."""
    if "minimum" in schema and "maximum" in schema:
        return f", {schema['minimum']} to {schema['maximum']}"
    if "minimum" in schema:
        return f", {schema['minimum']} or more"
    if "pattern" in schema:
        return f" like `{schema['pattern']}`".replace("|", "\\|")
    return ""


def link_to(name: str) -> str:
    """Return a link to the schema of that name, on the page where it is."""
    document, _, part = name.rpartition(".")
    if name == "Document":
        return "[project document](project-document.md)"
    if document:
        return f"[{part}](project-document.md#{part})"
    return f"[{name}](#{name.lower()})"


def read_schema() -> Json:
    """Return the schema of the project document, its references named as in the HTTP API."""
    text = (ROOT / "vsl" / "model" / "project.schema.json").read_text()
    schema: Json = json.loads(text.replace("#/$defs/", "#/Document."))
    return schema


def describe_document(schema: Json) -> Iterator[str]:
    """Yield the page of the project document."""
    yield "# Project document\n"
    yield escape(schema["description"]) + "\n"
    yield (
        "`vsl make` writes it beside the video; every command and the page start from it. The "
        "schema is `vsl/model/project.schema.json`; what it does not name is refused. In Python, "
        "[`vsl.model.document`](python/model.md) reads and writes it.\n"
    )
    yield from describe_fields(schema)
    for name, part in schema["$defs"].items():
        yield f"\n## {name} {{ #{name} }}\n"
        if "description" in part:
            yield escape(part["description"]) + "\n"
        if "properties" in part:
            yield from describe_fields(part)
        else:
            yield type_of(part).capitalize() + ".\n"


def escape(text: str) -> str:
    """Return plain text for a table or a paragraph of Markdown."""
    parts = re.split(r"(``?[^`]+``?)", text)  # every second one is code
    signs = str.maketrans({"<": "&lt;", "*": "\\*", "_": "\\_"})
    parts[::2] = [part.translate(signs) for part in parts[::2]]
    return "".join(parts).replace("|", "\\|")
