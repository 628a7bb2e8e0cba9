"""Write the pages of the documentation that are made of the program itself.

The command line comes out of its parsers, the HTTP API out of its OpenAPI document, the project
document out of its schema, packages out of their docstrings, decisions out of their first lines.
Git ignores what is written.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from .schema_pages import (
    describe_api,
    describe_document,
    escape,
    read_openapi,
    read_schema,
)

ROOT = Path(__file__).resolve().parents[2]
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


_HEAD = re.compile(r"# (\d+)\. (.+)\n\n\*\*Status\.\*\* (.+?), (\d{4}-\d\d-\d\d)(.*)\n")


def list_decisions() -> Iterator[str]:
    """Yield the page that lists every decision with its status and date."""
    yield "# Decisions\n"
    yield (
        "What was decided where an alternative was worth naming. Numbers stay; a decision that no "
        "longer holds says what took its place.\n"
    )
    yield "| | Decision | Status | Date |\n|--:|---|---|---|"
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        try:
            number, title, status, date = read_decision(path.read_text())
        except ValueError as error:
            raise SystemExit(f"{path}: {error}") from error
        yield f"| {number} | [{title}]({path.name}) | {status} | {date} |"


def read_decision(text: str) -> tuple[str, str, str, str]:
    """Return the number, title, status and date at the head of a decision.

    >>> read_decision("# 3. A title\\n\\n**Status.** Accepted, 2026-11-21.\\n")
    ('3', 'A title', 'Accepted', '2026-11-21')
    >>> read_decision("# 6. Another\\n\\n**Status.** Accepted, 2026-11-21; replaced by 7.\\n")
    ('6', 'Another', 'Accepted; replaced by 7', '2026-11-21')

    Raises:
        ValueError: it begins otherwise; the message says how it should.
    """
    found = _HEAD.match(text)
    if found is None:
        raise ValueError(
            'begin with "# 3. Title", an empty line, "**Status.** Accepted, 2026-11-21."'
        )
    number, title, status, date, more = found.groups()
    return number, title, f"{status}{more}".removesuffix("."), date
