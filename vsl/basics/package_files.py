"""Find files shipped with the program: templates, the built page, the sample."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def find_folder(name: str) -> Path:
    """Return the folder ``name``: inside an installed package, beside the package in a checkout."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
