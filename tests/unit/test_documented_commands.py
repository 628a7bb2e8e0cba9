"""Every command line in the documents is one that the program takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.documents import DOCUMENTS, name_document, read_blocks
from vsl.cli.main import vsl

_CALL = re.compile(r"(?:[A-Z_]+=\S+ )*vsl (.+)")
_DOES_NOT_END_THERE = "…"


def _commands(path: Path) -> Iterator[str]:
    """Yield the arguments of each call of vsl, which variables may precede."""
    for block in read_blocks(path, "sh", ""):
        for line in block.replace("\\\n", " ").splitlines():
            call = _CALL.match(line)
            if call and _DOES_NOT_END_THERE not in call[1]:
                yield call[1]


_COMMANDS = [(name_document(path), line) for path in DOCUMENTS for line in _commands(path)]


def test_there_are_some() -> None:
    assert len({document for document, _ in _COMMANDS}) > 5


@pytest.mark.parametrize(("document", "line"), _COMMANDS)
def test_it_is_understood(document: str, line: str) -> None:
    arguments = shlex.split(line, comments=True)
    command: click.Command = vsl
    context = click.Context(vsl)
    while isinstance(command, click.Group):
        found = command.get_command(context, name := arguments.pop(0))
        assert found, f"{document} calls vsl {name}, which does not exist"
        command = found
    command.make_context(line, arguments)
