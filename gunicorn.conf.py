"""Production server settings: ``gunicorn -c gunicorn.conf.py app:app``.

They stand in ``vsl/web/gunicorn_settings.py``, where an installed package has them too.
"""

from __future__ import annotations

from vsl.web.gunicorn_settings import *  # noqa: F403 - gunicorn reads its settings by their names
