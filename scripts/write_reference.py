"""Write the pages of the documentation that are made of the program itself.

    .venv/bin/python scripts/write_reference.py

The command line comes out of its parsers, the HTTP API out of its OpenAPI document, the project
document out of its schema, packages out of their docstrings, decisions out of their first lines.
`make docs` runs this before it builds the site; git ignores what it writes.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
ASSETS = DOCS / "assets"
FONTS = {"inter.woff2": "static/dist/assets/InterVariable-*.woff2"}
PYTHON_PAGES: Mapping[str, Sequence[str]] = {
    "client": ("vsl.client",),
    "model": (
        "vsl.model.project",
        "vsl.model.appearance",
        "vsl.model.document",
        "vsl.model.word_timing",
    ),
    "moviepy": ("vsl.interop.moviepy",),
    "slides": (),
    "text": (),
}
"""The modules of each page; none: all of the package."""

Json = dict[str, Any]


def main() -> None:
    """Write every page."""
    (REFERENCE / "python").mkdir(parents=True, exist_ok=True)
    copy_assets()
    write(REFERENCE / "command-line.md", describe_commands())
    write(REFERENCE / "http-api.md", describe_api(read_openapi()))
    write(REFERENCE / "project-document.md", describe_document(read_schema()))
    write(REFERENCE / "changes.md", relink((ROOT / "CHANGELOG.md").read_text()))
    write(REFERENCE / "python" / "index.md", describe_packages())
    for name, modules in PYTHON_PAGES.items():
        page = describe_modules(name, modules or list_modules(ROOT / "vsl" / name))
        write(REFERENCE / "python" / f"{name}.md", page)
    write(DOCS / "decisions" / "index.md", list_decisions())


def write(path: Path, lines: str | Iterator[str]) -> None:
    """Write a page unless it is on the disk like this, so that a preview need not build it anew."""
    text = lines if isinstance(lines, str) else "\n".join(lines) + "\n"
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def copy_assets() -> None:
    """Copy the logo and the font that the page has too.

    Raises:
        SystemExit: the page is not built.
    """
    shutil.copy(ROOT / "static" / "favicon.svg", ASSETS / "logo.svg")
    for name, pattern in FONTS.items():
        found = sorted(ROOT.glob(pattern))
        if not found:
            raise SystemExit(f"There is no {pattern}: build the page with `make page` first.")
        shutil.copy(found[-1], ASSETS / name)


def relink(text: str) -> str:
    """Return a text of the root with its links as they are seen from ``docs/reference``.

    >>> relink("[how](docs/deploy.md), [why](https://example.com)")
    '[how](../deploy.md), [why](https://example.com)'
    """
    return text.replace("](docs/", "](../")


# The command line


def describe_commands() -> Iterator[str]:
    """Yield the page of the command line."""
    from vsl.cli.main import ENTRIES, vsl

    yield "# Command line\n"
    yield f"`vsl COMMAND --help` says the same. {EXIT_CODES}\n"
    yield "| Command | What it does |\n|---|---|"
    for name, entry in ENTRIES.items():
        yield f"| [`vsl {name}`](#vsl-{name}) | {entry.line} |"
    context = click.Context(vsl, info_name="vsl")
    for name in ENTRIES:
        command = vsl.get_command(context, name)
        if command is not None:
            yield from describe_command(command, f"vsl {name}")


EXIT_CODES = (
    "Input that can't be used gets one line on stderr and exit code 2, a failure here exit code 1, "
    "Ctrl-C exit code 130."
)


def describe_command(command: click.Command, name: str) -> Iterator[str]:
    """Yield the section of a command, and those of its own commands."""
    context = click.Context(command, info_name=name)
    yield f"\n## {name}\n" if name.count(" ") == 1 else f"\n### {name}\n"
    yield f"```text\n{name} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    yield escape((command.help or "").strip()) + "\n"
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    shown = [each for each in options if "--help" not in each.opts and not each.hidden]
    if shown:
        yield "| Option | Default | Meaning |\n|---|---|---|"
        for option in shown:
            yield describe_option(option, context)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            if below is not None:
                yield from describe_command(below, f"{name} {each}")


def describe_option(option: click.Option, context: click.Context) -> str:
    """Return the row of an option."""
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    taken = "" if option.is_flag else f" `{option.make_metavar(context)}`"
    info = option.get_help_extra(context)
    default = f"`{info['default']}`" if "default" in info else ""
    help_text = escape(option.help or "")
    if option.required:
        help_text = f"Needed. {help_text}".strip()
    if option.multiple:
        help_text = f"{help_text} May be given several times.".strip()
    if info.get("range"):
        help_text = f"{help_text} {escape(info['range'])}".strip()
    return f"| {names}{escape(taken)} | {default} | {help_text} |"


# The HTTP API


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


# The project document


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


# Python


def list_modules(folder: Path) -> list[str]:
    """Return the names of all modules of a package with a public name in them, in order."""
    modules = []
    for path in sorted(folder.rglob("*.py")):
        if any(is_public(node) for node in ast.parse(path.read_text()).body):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            modules.append(name.removesuffix(".__init__"))
    return modules


def is_public(node: ast.stmt) -> bool:
    """Return whether a statement defines a public function or class."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return isinstance(node, kinds) and not node.name.startswith("_")


def describe_modules(name: str, modules: Sequence[str]) -> Iterator[str]:
    """Yield the page of a package, which mkdocstrings fills."""
    title = modules[0] if len(modules) == 1 else f"vsl.{name}"
    yield f"# {title}\n"
    package = ROOT / "vsl" / name / "__init__.py"
    if len(modules) > 1:
        yield first_paragraph(package) + "\n"
    for module in modules:
        yield f"## {module}\n" if len(modules) > 1 else ""
        yield f"::: {module}\n    options: {{show_root_heading: false, heading_level: 3}}\n"


def describe_packages() -> Iterator[str]:
    """Yield the page that lists all packages."""
    yield "# Python packages\n"
    yield (
        "These parts have pages of their own, since programs elsewhere use them: "
        "[vsl.client](client.md), [vsl.model](model.md), [vsl.text](text.md), "
        "[vsl.slides](slides.md) and [vsl.interop.moviepy](moviepy.md). All others are named here "
        "for those who read the code; [the floors](../../architecture.md#the-floors) say which "
        "package imports which.\n"
    )
    yield "| Package | What it is |\n|---|---|"
    for path in sorted((ROOT / "vsl").rglob("__init__.py")):
        package = ".".join(path.parent.relative_to(ROOT).parts)
        if package != "vsl":
            yield f"| `{package}` | {escape(first_paragraph(path))} |"


def first_paragraph(path: Path) -> str:
    """Return the first paragraph of a module's docstring on one line."""
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    return " ".join(docstring.partition("\n\n")[0].split())


# Decisions


def list_decisions() -> Iterator[str]:
    """Yield the page that lists every decision with its status and date."""
    yield "# Decisions\n"
    yield (
        "What was decided where an alternative was worth naming. Numbers stay; a decision that no "
        "longer holds says what took its place.\n"
    )
    yield "| | Decision | Status | Date |\n|--:|---|---|---|"
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        number, title, status, date = read_decision(path.read_text())
        yield f"| {number} | [{title}]({path.name}) | {status} | {date} |"


def read_decision(text: str) -> tuple[str, str, str, str]:
    """Return the number, title, status and date at the head of a decision.

    >>> read_decision("# 3. A title\\n\\n**Status.** Accepted, 2026-11-21.\\n")
    ('3', 'A title', 'Accepted', '2026-11-21')
    """
    number, title = re.findall(r"^# (\d+)\. (.+)$", text, re.M)[0]
    head = re.findall(r"^\*\*Status\.\*\* (.+?), (\d{4}-\d\d-\d\d)\.? *(.*)$", text, re.M)
    status, date, more = head[0]
    return number, title, f"{status}. {more}".removesuffix(". "), date


def escape(text: str) -> str:
    """Return plain text for a table or a paragraph of Markdown."""
    parts = re.split(r"(``?[^`]+``?)", text)  # every second one is code
    signs = str.maketrans({"<": "&lt;", "*": "\\*", "_": "\\_"})
    parts[::2] = [part.translate(signs) for part in parts[::2]]
    return "".join(parts).replace("|", "\\|")


if __name__ == "__main__":
    main()
