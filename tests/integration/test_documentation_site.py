"""The pages that are made of the program, and the site that `make docs` builds of all."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from scripts.documentation import reference, schema_pages
from vsl.bootstrap import Services
from vsl.cli.main import ENTRIES
from vsl.web.openapi import document

ROOT = Path(__file__).parents[2]
BUILDER = ROOT / ".venv-docs" / "bin" / "python"
_LOADED = re.compile(
    r'<(?:script|img|iframe|source)\b[^>]*\ssrc="(?:https?:)?//|url\(["\']?https?:'
)
_LINKED = re.compile(r"<link\b[^>]*>")


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services=services)


def test_every_command_has_its_section() -> None:
    page = "\n".join(reference.describe_commands())
    assert all(f"\n## vsl {name}\n" in page for name in ENTRIES)
    assert "\n### vsl theme add\n" in page
    assert "| `--script` `PATH` |  | What the speaker reads" in page


def test_every_operation_and_schema_has_its_section(app: Flask) -> None:
    with app.app_context():
        openapi = document(app)
    page = "\n".join(schema_pages.describe_api(openapi))
    operations = [
        f"### **{method.upper()}** `{path}`"
        for path, item in openapi["paths"].items()
        for method in item
    ]
    assert [heading for heading in operations if heading not in page] == []
    links = re.findall(r"\]\(#(\w+)\)", page)
    names = {name.lower() for name in openapi["components"]["schemas"]}
    assert links
    assert set(links) <= names
    assert not [line for line in page.splitlines() if line.endswith("`: .")]


def test_every_decision_is_listed_with_status_and_date() -> None:
    rows = [line for line in reference.list_decisions() if re.match(r"\| \d", line)]
    assert len(rows) == len(list((ROOT / "docs" / "decisions").glob("[0-9]*.md")))
    assert all(
        re.fullmatch(r"\| \d+ \| \[.+\]\(.+\) \| .+ \| \d{4}-\d\d-\d\d \|", row) for row in rows
    )


def test_every_part_of_the_document_is_linked_where_it_is_described() -> None:
    page = "\n".join(schema_pages.describe_document(schema_pages.read_schema()))
    parts = set(re.findall(r"\{ #(\w+) \}", page))
    assert {"word", "slide", "theme", "staging"} <= parts
    assert set(re.findall(r"project-document\.md#(\w+)", page)) <= parts


@pytest.mark.slow
def test_it_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    if not BUILDER.exists():
        pytest.skip("needs what the documentation is built with: make docs")
    reference.main()
    command = [BUILDER, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path]
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 40
    for path in (*pages, *tmp_path.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        assert not _LOADED.search(text), path
        assert not [link for link in _LINKED.findall(text) if _is_foreign(link)], path


def _is_foreign(link: str) -> bool:
    """Return whether a link element loads something from another host."""
    return bool(re.search(r'href="(?:https?:)?//', link)) and 'rel="canonical"' not in link
