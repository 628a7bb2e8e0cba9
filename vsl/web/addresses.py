"""The addresses of this site: under its root, or under a proxy's sub-path."""

from __future__ import annotations

from flask import request


def root_path() -> str:
    """Return the sub-path under which this request reached the site; empty at the root."""
    return request.script_root


def site_address(path: str) -> str:
    """Return the address, for browsers, of a path of this site.

    Args:
        path: starts with a slash.
    """
    return root_path() + path
