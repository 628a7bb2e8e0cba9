"""Nobody reaches a studio that has no key but its own machine, and no other name leads to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.ports import free_port
from vsl.bootstrap import Services, bootstrap
from vsl.errors import BadSetting
from vsl.settings import Settings
from vsl.web.application import create_app
from vsl.web.exposure import check_exposure, describe_exposure

ROOT = Path(__file__).parents[2]
KEY = "a key of some length"
GUNICORN = ["-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "app:app"]
Serve = Callable[..., FlaskClient]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Clients of a studio with these settings."""
    base = Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache")

    def client(**changes: object) -> FlaskClient:
        services: Services = bootstrap(replace(base, **changes), start_runner=lambda: None)
        app: Flask = create_app(services=services)
        app.add_url_rule("/api/whoami", view_func=_whoami)
        return app.test_client()

    return client


def _whoami() -> dict[str, str | None]:
    from flask import request

    return {"address": request.remote_addr, "scheme": request.scheme}


@pytest.mark.parametrize(
    "start",
    [
        [*GUNICORN],
        [*GUNICORN, "--bind", "[::]:{port}"],
        [*GUNICORN, "--bind", "127.0.0.1:{port}", "--bind", "0.0.0.0:{port}"],
        [str(ROOT / "app.py"), "--host", "0.0.0.0", "--port", "{port}"],
        ["-m", "vsl.cli.main", "serve", "--host", "0.0.0.0", "--port", "{port}"],
    ],
    ids=["image", "bind", "two binds", "app.py", "vsl serve"],
)
def test_without_a_key_no_server_starts_where_others_reach_it(
    start: list[str], tmp_path: Path
) -> None:
    port = str(free_port())
    named = {"HOST": "0.0.0.0", "PORT": port, "PYTHONPATH": str(ROOT), "API_KEY": ""}
    folders = {"INSTANCE_DIR": str(tmp_path / "i"), "CACHE_DIR": str(tmp_path / "c")}
    command = [sys.executable, *(word.format(port=port) for word in start)]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | named | folders | {"GUNICORN_LOG_LEVEL": "error"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert len(ended.stderr.splitlines()) == 1
    assert "API_KEY" in ended.stderr
    assert "HOST=127.0.0.1" in ended.stderr


@pytest.mark.parametrize("key", ["x", "sesame", "elevenchars"])
def test_a_key_that_is_soon_guessed_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(BadSetting, match="API_KEY can't be read: write 12 letters") as refused:
        Settings.from_environ({"API_KEY": key})
    assert f"{key!r}" not in str(refused.value)


def test_addresses_of_this_machine_alone_need_no_key() -> None:
    check_exposure(Settings(), ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", ""])
    check_exposure(Settings(api_key=KEY), ["0.0.0.0"])
    for host in ("0.0.0.0", "::", "[::]", "192.168.1.7", "studio", "::ffff:10.0.0.1"):
        with pytest.raises(BadSetting):
            check_exposure(Settings(), [host])


def test_the_start_says_who_can_reach_it() -> None:
    assert "Only this machine" in describe_exposure(Settings(), ["127.0.0.1"])
    open_wide = Settings(api_key=KEY, allowed_hosts=("a.example",), trusted_proxies=("10.0.0.0/8",))
    said = describe_exposure(open_wide, ["0.0.0.0"])
    assert all(part in said for part in ("Every machine", "a.example", "with the key", "10.0.0.0"))
    assert "\n" not in said


@pytest.mark.parametrize("peer", ["192.168.1.9", "203.0.113.7", "::ffff:192.168.1.9", "fe80::1"])
def test_other_machines_get_nothing_while_there_is_no_key(serve: Serve, peer: str) -> None:
    strangers = {"REMOTE_ADDR": peer}
    for path in ("/", "/api/projects", "/health", "/static/plain.css"):
        assert serve().get(path, environ_overrides=strangers).status_code == 403
    assert serve().get("/api/projects").status_code == 200


def test_a_proxy_lets_nobody_in_while_there_is_no_key(serve: Serve) -> None:
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert serve().get("/api/projects", headers={name: "203.0.113.7"}).status_code == 403
    trusting = serve(trusted_proxies=("127.0.0.1",))
    for address, status in (("203.0.113.7", 403), ("127.0.0.1", 200)):
        said = {"X-Forwarded-For": address}
        assert trusting.get("/api/projects", headers=said).status_code == status


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "10.0.0.1",
        "[::1].evil",
        "localhost:80:80",
        "localhost/",
        "localhost\t",
        "",
    ],
)
def test_no_other_name_leads_to_the_studio(serve: Serve, host: str) -> None:
    for settings in ({}, {"api_key": KEY}):
        answer = serve(**settings).get("/api/projects", environ_overrides={"HTTP_HOST": host})
        assert answer.status_code == 421
        assert "ALLOWED_HOSTS" in answer.get_json()["message"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7860", "127.0.0.1:1", "[::1]:7860"])
def test_its_own_names_do(serve: Serve, host: str) -> None:
    named = {"HTTP_HOST": host}
    assert serve().get("/api/projects", environ_overrides=named).status_code == 200


def test_further_names_are_set(serve: Serve) -> None:
    slides, other = ({"HTTP_HOST": name} for name in ("slides.example:443", "other.example"))
    client = serve(allowed_hosts=("slides.example",))
    assert client.get("/api/projects", environ_overrides=slides).status_code == 200
    assert client.get("/api/projects", environ_overrides=other).status_code == 421
    anybody = serve(allowed_hosts=("*",))
    assert anybody.get("/api/projects", environ_overrides=other).status_code == 200
    assert client.get("/health/live", environ_overrides=other).status_code == 204  # a probe


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.2", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "198.51.100.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("10.0.0.2", "not an address", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("::ffff:10.0.0.2", "203.0.113.7", "203.0.113.7"),
        ("192.168.1.9", "203.0.113.7", "192.168.1.9"),
        ("127.0.0.1", "203.0.113.7", "127.0.0.1"),
    ],
)
def test_only_trusted_proxies_name_a_client(
    serve: Serve, peer: str, forwarded: str, client: str
) -> None:
    asking = serve(api_key=KEY, trusted_proxies=("10.0.0.0/8",))
    headers = {"Authorization": f"Bearer {KEY}", "X-Forwarded-For": forwarded}
    headers["X-Forwarded-Proto"] = "https"
    told = asking.get("/api/whoami", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    scheme = "https" if "10.0.0.2" in peer else "http"
    assert told.get_json() == {"address": client, "scheme": scheme}


@pytest.mark.parametrize(
    ("name", "text"),
    [("TRUSTED_PROXIES", "somebody"), ("TRUSTED_PROXIES", "10.0.0.1/8"), ("ALLOWED_HOSTS", "a b")],
)
def test_lists_that_cannot_be_read_stop_the_start(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Settings.from_environ({name: text})
