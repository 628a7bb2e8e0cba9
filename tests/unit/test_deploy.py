"""The files that start many machines agree with the settings and the documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from vsl.jobs.celery_workers import WorkNotifier
from vsl.settings import Settings

yaml = pytest.importorskip("yaml", reason="needs PyYAML: pip install pyyaml")
ROOT = Path(__file__).parents[2]
_SECRETS_OF_CLIENTS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


@pytest.mark.parametrize("name", ["web", "worker"])
def test_programs_are_given_settings_that_fit_together(name: str, services: dict[str, Any]) -> None:
    given = services[name]["environment"]
    plain = {key: re.sub(r"\$\{\w+(?::[-?]([^}]*))?\}", r"\1", given[key]) for key in given}
    known = {field.upper() for field in Settings.__dataclass_fields__}
    assert set(given) <= known | _SECRETS_OF_CLIENTS
    settings = Settings.from_environ(plain)
    pytest.importorskip("celery", reason="needs Celery: pip install 'vsl[celery]'")
    WorkNotifier(settings.redis_url, settings.database)
    assert settings.storage_url


def test_everything_that_is_waited_for_can_say_that_it_is_ready(services: dict[str, Any]) -> None:
    for service in services.values():
        waited_for = service.get("depends_on", {})
        for name in waited_for:
            if isinstance(waited_for, dict) and waited_for[name]["condition"] == "service_healthy":
                assert "healthcheck" in services[name] or name == "web"  # the image has its own
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_our_programs_run_without_privileges(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "nginx"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    for service in services.values():
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_way_in_and_our_programs_reach_the_outside(services: dict[str, Any]) -> None:
    networks = yaml.safe_load((ROOT / "compose.yaml").read_text())["networks"]
    closed = {name for name, network in networks.items() if (network or {}).get("internal")}
    open_to_all = {name for name, service in services.items() if set(service["networks"]) - closed}
    assert open_to_all == {"nginx", "web", "worker"}
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


def test_every_image_is_of_a_version(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service.get("build") or re.search(r":(?!latest$)[\w.-]+$", service["image"])


def test_volumes_and_mounted_files_exist(services: dict[str, Any]) -> None:
    volumes = yaml.safe_load((ROOT / "compose.yaml").read_text())["volumes"]
    for service in services.values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in volumes or (ROOT / source).is_file()


def test_each_web_process_may_end_its_uploads(services: dict[str, Any]) -> None:
    graceful = re.search(
        r"^graceful_timeout = (\d+)",
        (ROOT / "vsl" / "web" / "gunicorn_settings.py").read_text(),
        re.M,
    )
    assert graceful
    assert int(services["web"]["stop_grace_period"].removesuffix("s")) > int(graceful[1])


def test_every_file_that_the_document_links_to_exists() -> None:
    document = ROOT / "docs" / "deploy.md"
    for link in re.findall(r"\]\(([^)]+)\)", document.read_text()):
        assert (document.parent / link).exists()
