"""The URLs of the built page's script, styles and font, read from the build's manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vsl.errors import NotInstalled

_ENTRY = "src/main.ts"
_BASE = "/static/dist/"


@dataclass(frozen=True, slots=True)
class PageAssets:
    """The URLs that the page's markup needs."""

    js: str
    css: tuple[str, ...]
    font: str | None


def find_assets(static_folder: Path) -> PageAssets:
    """Return the assets of the last build.

    Raises:
        NotInstalled: the page was not built.
    """
    manifest = static_folder / "dist" / ".vite" / "manifest.json"
    try:
        return _read(manifest, manifest.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise NotInstalled("The page is not built yet: run `make setup`.") from error


@lru_cache(maxsize=2)
def _read(manifest: Path, _changed_ns: int) -> PageAssets:
    entry: dict[str, Any] = json.loads(manifest.read_text())[_ENTRY]
    fonts = [file for file in entry.get("assets", ()) if file.endswith(".woff2")]
    return PageAssets(
        js=_BASE + entry["file"],
        css=tuple(_BASE + sheet for sheet in entry.get("css", ())),
        font=_BASE + fonts[0] if fonts else None,
    )
