"""Attribution of cached files to the project that a request is about."""

from __future__ import annotations

from typing import Any

from flask import Flask

from vsl.basics.cache_owners import OWNER


def attribute_caches(app: Flask) -> None:
    """Attribute what each request of ``app`` draws to the project in its address."""
    app.url_value_preprocessor(_set_owner)
    app.teardown_request(_forget_owner)


def _set_owner(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    OWNER.set(str((values or {}).get("project_id", "")))


def _forget_owner(_error: BaseException | None) -> None:
    OWNER.set("")
