"""``vsl theme``: list themes, and keep brand kits as the user's own themes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import click

from vsl.basics.json_codec import to_plain
from vsl.bootstrap import Tools, build_tools
from vsl.cli.terminal import FILE, json_option
from vsl.model.appearance import Theme
from vsl.render.themes.brand_kit import read_kit_file
from vsl.render.themes.catalogue import THEMES
from vsl.render.themes.contrast import doubts
from vsl.settings import Settings


@click.group()
def theme() -> None:
    """List looks, and keep brand kits (JSON files) as looks of your own."""


@theme.command("list")
@json_option
def list_themes(as_json: bool) -> None:
    """List all looks."""
    names = _tools().themes.names()
    if as_json:
        click.echo(json.dumps([{"name": name, "own": name not in THEMES} for name in names]))
    else:
        click.echo("\n".join(name if name in THEMES else f"{name} (yours)" for name in names))


@theme.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a look as JSON, with all fields that a brand kit may have."""
    shown_theme = _tools().themes.find(name)
    click.echo(json.dumps(to_plain(shown_theme), ensure_ascii=False, indent=1))


@theme.command()
@click.argument("kit", metavar="FILE", type=FILE)
def check(kit: Path) -> None:
    """Say whether a brand kit can be used, and what would be hard to read in it."""
    kit_theme = read_kit_file(kit, _tools().assets)
    click.echo("\n".join([*_notes(kit_theme), f"{kit} can be used."]))


@theme.command()
@click.argument("kit", metavar="FILE", type=FILE)
def add(kit: Path) -> None:
    """Keep a brand kit, with its images and fonts, under its name."""
    tools = _tools()
    kit_theme = read_kit_file(kit, tools.assets)
    tools.themes.keep(kit_theme)
    click.echo("\n".join([*_notes(kit_theme), f"Kept as {kit_theme.name}: use it with --theme."]))


@theme.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a look of your own; what was made with it keeps it."""
    _tools().themes.remove(name)
    click.echo(f"Removed {name}.")


def theme_finder(tools: Tools) -> Callable[[str], Theme]:
    """Return a function from the value of ``--theme``, a name or a brand kit's file, to a theme."""

    def find(text: str) -> Theme:
        if text.lower().endswith(".json"):
            return read_kit_file(Path(text), tools.assets)
        return tools.themes.find(text)

    return find


def _tools() -> Tools:
    return build_tools(Settings.from_environ(os.environ))


def _notes(theme: Theme) -> list[str]:
    return [f"Note: {doubt}" for doubt in doubts(theme)]
