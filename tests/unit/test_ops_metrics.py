"""Metric files hold one line a stage and add up to honest figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vsl.basics.files import CacheFolder
from vsl.ops.metrics import Metrics, StageRun, factors, look_ups, summary

AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


def test_a_recorded_run_comes_back_with_its_time(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.record(StageRun("listen", 3.5, 7.0, "sphinx", {"samples": (1, 2)}))
    (run,) = metrics.runs(AN_HOUR_AGO)
    assert (run.stage, run.seconds, run.media_seconds, run.engine) == ("listen", 3.5, 7.0, "sphinx")
    assert run.caches == {"samples": (1, 2)}
    assert datetime.fromisoformat(run.at) > AN_HOUR_AGO


def test_each_run_is_one_line_of_todays_file(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.record(StageRun("draw", 1))
    metrics.record(StageRun("draw", 2))
    (file,) = tmp_path.iterdir()
    assert datetime.strptime(file.name, "%Y-%m-%d.jsonl")
    assert len(file.read_text().splitlines()) == 2


def test_runs_before_the_moment_asked_for_are_left_out(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.record(StageRun("draw", 1))
    assert metrics.runs(datetime.now(UTC) + timedelta(seconds=1)) == ()
    (tmp_path / "2001-01-01.jsonl").write_text(
        '{"stage":"old","seconds":1,"media_seconds":0,"engine":"","caches":{},'
        '"at":"2001-01-01T00:00:00.000+00:00"}\n'
    )
    assert [run.stage for run in metrics.runs(AN_HOUR_AGO)] == ["draw"]
    assert [run.stage for run in metrics.runs(datetime(2000, 1, 1, tzinfo=UTC))] == ["old", "draw"]


def test_torn_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.record(StageRun("draw", 1))
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text() + '{"stage": "dr\n[1]\nnull\n{"stage": "draw"}\n')
    assert [run.stage for run in metrics.runs(AN_HOUR_AGO)] == ["draw"]


def test_switched_off_nothing_is_written(tmp_path: Path) -> None:
    Metrics(tmp_path / "none", enabled=False).record(StageRun("draw", 1))
    assert not (tmp_path / "none").exists()


def test_a_timed_block_counts_only_its_own_cache_look_ups(tmp_path: Path) -> None:
    metrics, cache = Metrics(tmp_path / "metrics"), CacheFolder(tmp_path, "slides", ".png")
    cache.find("00aa")
    with metrics.time_stage("draw", media_ms=2000, caches=[cache]):
        cache.find("00bb")
    (run,) = metrics.runs(AN_HOUR_AGO)
    assert run.caches == {"slides": (0, 1)}
    assert run.media_seconds == 2.0


def test_a_timed_block_may_learn_its_length_and_engine_on_the_way(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    with metrics.time_stage("listen") as timing:
        timing.media_ms, timing.engine, timing.model = 4000, "whisper", "base"
    (run,) = metrics.runs(AN_HOUR_AGO)
    assert (run.media_seconds, run.engine, run.model) == (4.0, "whisper", "base")


def test_a_block_that_fails_is_not_recorded(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    with pytest.raises(ZeroDivisionError), metrics.time_stage("draw"):
        raise ZeroDivisionError
    assert metrics.runs(AN_HOUR_AGO) == ()


def test_a_summary_has_median_p95_and_real_time_factor_of_each_stage() -> None:
    runs = [StageRun("listen", seconds, 10.0) for seconds in range(1, 101)]
    figures = summary([*runs, StageRun("draw", 4.0)])
    assert list(figures) == ["draw", "listen"]
    listen = figures["listen"]
    assert (listen.count, listen.median_s, listen.real_time_factor) == (100, 50.5, 5.05)
    assert listen.p95_s == pytest.approx(95.05)
    assert (figures["draw"].p95_s, figures["draw"].real_time_factor) == (4.0, None)


def test_look_ups_of_many_runs_are_added_by_kind() -> None:
    runs = [StageRun("a", 1, caches={"x": (1, 2)}), StageRun("b", 1, caches={"x": (3, 0)})]
    assert look_ups(runs) == {"x": (4, 2)}


def test_factors_are_medians_by_engine_and_model() -> None:
    runs = [
        StageRun("listen", 10, 100, "whisper", model="base"),
        StageRun("listen", 30, 100, "whisper", model="base"),
        StageRun("listen", 12, 100, "whisper", model="base"),
        StageRun("listen", 40, 100, "whisper", model="small"),
        StageRun("export", 90, 100),
    ]
    assert factors(runs) == {("whisper", "base"): 0.12, ("whisper", "small"): 0.4}


def test_what_was_heard_before_and_what_is_very_short_tells_no_factor() -> None:
    cached = StageRun("listen", 0.1, 600, "sphinx", {"transcripts": (1, 0)})
    short = StageRun("listen", 9, 10, "sphinx", {"transcripts": (0, 1)})
    assert factors([cached, short]) == {}


def test_a_line_without_a_model_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "2001-01-01.jsonl").write_text(
        '{"stage":"listen","seconds":1,"media_seconds":60,"engine":"sphinx","caches":{},'
        '"at":"2001-01-01T00:00:00.000+00:00"}\n'
    )
    (run,) = Metrics(tmp_path).runs(datetime(2000, 1, 1, tzinfo=UTC))
    assert (run.engine, run.model) == ("sphinx", "")


def test_figures_that_cannot_be_kept_stop_no_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Metrics(tmp_path / "file" / "metrics").record(StageRun("draw", 1))
