"""The verdict follows the figures; the figures are cheap."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from vsl.basics.files import CacheFolder
from vsl.ops.health import DEGRADED, DOWN, FULL_DISK_BYTES, LOW_DISK_BYTES, OK, Health, judge_health
from vsl.ops.metrics import Metrics, StageRun
from vsl.ops.system import Disk, Gauge, Memory, System, read_memory, usable_cores

GB = 1 << 30


def _system(*, free: int = 50 * GB, available: int = 4 * GB) -> System:
    return System(2, 10.0, Memory(8 * GB, available, GB), Disk(100 * GB, free))


@pytest.mark.parametrize(
    ("system", "database_answers", "status"),
    [
        (_system(), True, OK),
        (_system(free=LOW_DISK_BYTES - 1), True, DEGRADED),
        (_system(available=GB // 10), True, DEGRADED),
        (_system(free=FULL_DISK_BYTES - 1), True, DOWN),
        (_system(), False, DOWN),
    ],
)
def test_the_verdict_follows_the_figures(
    system: System, database_answers: bool, status: str
) -> None:
    verdict = judge_health(system, database_answers=database_answers)
    assert verdict.status == status
    assert bool(verdict.problems) == (status != OK)


def _health(tmp_path: Path, count_tasks: object = None) -> tuple[Health, CacheFolder, Metrics]:
    cache, metrics = CacheFolder(tmp_path / "cache", "slides", ".png"), Metrics(tmp_path / "m")
    count = count_tasks if callable(count_tasks) else lambda: {"queued": 3}
    return Health(tmp_path, caches=[cache], metrics=metrics, count_tasks=count), cache, metrics


def test_a_report_holds_cache_sizes_hits_queue_and_stages(tmp_path: Path) -> None:
    health, cache, metrics = _health(tmp_path)
    with cache.writing("00aa") as path:
        path.write_bytes(b"12345")
    metrics.record(StageRun("draw", 2.0, 4.0, caches={"slides": (7, 1)}))
    report = health.report()
    assert report["caches"] == {"slides": {"files": 1, "size_bytes": 5, "hits": 7, "misses": 1}}
    assert report["queue"] == {"queued": 3}
    assert report["stages"]["draw"]["real_time_factor"] == 0.5
    assert report["cpu"]["cores"] >= 1
    assert 0 < report["memory"]["available_bytes"] <= report["memory"]["total_bytes"]


def test_folders_are_not_walked_again_within_some_seconds(tmp_path: Path) -> None:
    health, cache, _ = _health(tmp_path)
    health.report()
    with cache.writing("00aa") as path:
        path.write_bytes(b"12345")
    assert health.report()["caches"]["slides"]["files"] == 0


def test_a_database_that_does_not_answer_means_down(tmp_path: Path) -> None:
    def count() -> Mapping[str, int]:
        raise OperationalError("select", {}, Exception("gone"))

    report = _health(tmp_path, count)[0].report()
    assert (report["status"], report["queue"]) == (DOWN, {})
    assert "DATABASE_URL" in report["problems"][0]


def test_a_containers_limits_count_and_its_file_pages_do_not(tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    (tmp_path / "memory.max").write_text(f"{GB // 4}\n")
    (tmp_path / "memory.current").write_text(f"{GB // 8}\n")
    (tmp_path / "memory.stat").write_text(f"anon 1\ninactive_file {GB // 16}\nslab 3\n")
    memory = read_memory(tmp_path)
    assert usable_cores(tmp_path) == 1
    assert memory.total_bytes == GB // 4
    assert memory.available_bytes == GB // 4 - GB // 16


def test_no_limit_means_the_whole_machine(tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert read_memory(tmp_path).total_bytes == read_memory(tmp_path / "none").total_bytes
    assert usable_cores(tmp_path) == usable_cores(tmp_path / "none")


def test_the_gauge_reads_the_disk_of_a_folder_not_made_yet(tmp_path: Path) -> None:
    reading = Gauge(tmp_path / "not" / "yet").read()
    assert reading.disk.total_bytes > reading.disk.free_bytes > 0
    assert 0 <= reading.cpu_percent <= 100
