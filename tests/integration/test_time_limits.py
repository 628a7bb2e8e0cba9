"""How long a job may take goes by the size of its recording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vsl.bootstrap import Services
from vsl.jobs.task import Claim
from vsl.settings import Settings
from vsl.worker import programs


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, processing_timeout_seconds=10, large_file_timeout_seconds=60)


def limit_s(services: Services, large_from_bytes: int, **payload: str) -> float:
    known = replace(services.settings, large_file_size=large_from_bytes)
    return programs.time_limit_s(replace(services, settings=known), Claim("t", "make", payload, 1))


def test_jobs_on_a_large_recording_have_longer(services: Services, project_id: str) -> None:
    row = services.projects.get(project_id)
    size_bytes = services.files.recording(row.sha256).stat().st_size
    export = services.projects.add_export(project_id, "srt", {})
    for payload in ({"project": project_id}, {"export": export}):
        assert limit_s(services, size_bytes, **payload) == 60
        assert limit_s(services, size_bytes + 1, **payload) == 10


def test_a_job_whose_project_is_gone_may_say_so_in_time(services: Services) -> None:
    assert limit_s(services, 0, project="gone") == 10
    assert limit_s(services, 0, export="gone") == 10
