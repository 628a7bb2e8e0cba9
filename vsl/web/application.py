"""The Flask application: built from settings, services and blueprints."""

from __future__ import annotations

import logging
import os
from functools import cache

from flask import Flask

from vsl.basics.child_slots import ChildSlots, limit_children
from vsl.basics.package_files import find_folder
from vsl.bootstrap import Services, bootstrap
from vsl.ops.system import usable_cores
from vsl.settings import Settings
from vsl.web.addresses import root_path
from vsl.web.blueprints import register
from vsl.web.cache_use import attribute_caches
from vsl.web.compression import compress_answers
from vsl.web.create_project import UploadRequest
from vsl.web.errors import register_errors
from vsl.web.idempotency import answer_once
from vsl.web.proxies import ProxyHeaders, ProxyList
from vsl.web.security import protect
from vsl.web.services import attach

_FIELD_BYTES = 1 << 20  # of any request but an upload, which sets its own limit
_MOST_PARTS = 32


def create_app(settings: Settings | None = None, services: Services | None = None) -> Flask:
    """Return the application on ``services``, or on services built from ``settings``.

    Without either, the settings come from the environment.
    """
    services = services or bootstrap(settings or Settings.from_environ(os.environ))
    app = Flask(
        __name__,
        template_folder=str(find_folder("templates")),
        static_folder=str(find_folder("static")),
        static_url_path="/static",
    )
    app.request_class = UploadRequest
    app.config.update(MAX_CONTENT_LENGTH=_FIELD_BYTES, MAX_FORM_PARTS=_MOST_PARTS)
    attach(app, services)
    attribute_caches(app)
    app.context_processor(lambda: {"root": root_path()})
    protect(app)
    compress_answers(app)
    answer_once(app)
    register_errors(app)
    register(app, services)
    proxies = ProxyList(services.settings.trusted_proxies)
    app.wsgi_app = ProxyHeaders(  # type: ignore[method-assign]
        app.wsgi_app, proxies, services.settings.root_path
    )
    return app


@cache
def serving_app() -> Flask:
    """Return the application of this process, with a background runner for its jobs."""
    settings = Settings.from_environ(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    services = bootstrap(settings)
    most = settings.max_file_checks or usable_cores()
    limit_children(ChildSlots(settings.instance_dir / "checks", most))
    services.start_runner()
    return create_app(services=services)


def __getattr__(name: str) -> Flask:
    """Return the attribute ``app`` for WSGI servers, built on first access."""
    if name == "app":
        return serving_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
