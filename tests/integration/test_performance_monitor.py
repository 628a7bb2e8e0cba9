"""The operator's command does what the manual says, in text and in JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import wave
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

import performance_monitor
from tests.checkpoint.speak import recording as recording_of
from tests.checkpoint.takes import CHECKPOINT, takes
from vsl.basics.files import CacheFolder
from vsl.bootstrap import build_tools
from vsl.ops.metrics import Metrics, StageRun
from vsl.settings import Settings
from vsl.speech.listening_time import Pace
from vsl.workflows.machine_speed import read_probe
from vsl.workflows.make_options import MakeOptions

ROOT = Path(__file__).parents[2]


class Result(NamedTuple):
    exit_code: int | str
    stdout: str
    stderr: str


@pytest.fixture
def run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Runs the command on this test's own folders."""
    monkeypatch.setenv("INSTANCE_DIR", str(settings.instance_dir))
    monkeypatch.setenv("CACHE_DIR", str(settings.cache_dir))

    def run(*arguments: str) -> Result:
        with pytest.raises(SystemExit) as ended:
            performance_monitor.main(arguments)
        return Result(ended.value.code or 0, *capsys.readouterr())

    return run


def test_a_report_shows_machine_caches_jobs_stages_and_advice(run: Any, settings: Settings) -> None:
    Metrics(settings.instance_dir / "metrics").record(StageRun("listen", 30.0, 10.0, "whisper"))
    text = run("--action", "report").stdout
    for word in ("Status", "CPU", "Memory", "Disk", "0 queued", "listen", "Recommendations"):
        assert word in text
    found = json.loads(run("--action", "report", "--json").stdout)
    assert found["stages"]["listen"]["real_time_factor"] == 3.0
    assert any("WHISPER_MODEL=tiny" in advice for advice in found["recommendations"])


def test_a_cleanup_removes_what_is_older_than_its_age(run: Any, settings: Settings) -> None:
    cache = CacheFolder(settings.cache_dir, "slides")
    old, young = cache.path("aa01"), cache.path("bb01")
    for path, age_h in ((old, 3), (young, 1)):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x" * 1000)
        os.utime(path, (time.time() - age_h * 3600,) * 2)
    found = json.loads(run("--action", "cleanup", "--max-age", "2", "--json").stdout)
    assert (found["freed_bytes"], found["caches"]["slides"]) == (1000, 1000)
    assert (old.exists(), young.exists()) == (False, True)
    assert "Freed" in run("--action", "cleanup").stdout


def test_monitoring_prints_a_line_a_look_and_stops_after_the_count(run: Any) -> None:
    lines = run("--action", "monitor", "--interval", "0.05", "--count", "2").stdout.splitlines()
    assert len(lines) == 2
    objects = run("--action", "monitor", "--count", "1", "--json").stdout.splitlines()
    assert {"at", "cpu", "memory", "disk", "queue"} <= set(json.loads(objects[0]))


def test_a_benchmark_times_every_stage_or_says_why_not(run: Any, recording: Path) -> None:
    recording.with_suffix(".txt").write_text("Hello again")
    result = run("--action", "benchmark", "--recording", str(recording), "--json")
    found = json.loads(result.stdout)
    stages = {"decode", "listen", "align", "segment", "draw", "encode", "export"}
    assert {"model_load_cold", "model_load_cached"} | stages <= set(found)
    for figures in found.values():
        assert figures.get("skipped") or figures["seconds"] > 0
    for stage in ("decode", "segment", "draw", "encode", "export"):
        assert found[stage]["times_real_time"] > 0
    assert "speech" in found["listen"]["skipped"]  # the recording is silent


def test_the_probe_measures_what_the_first_forecast_promises(
    run: Any, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHISPER_MODEL", str(CHECKPOINT))
    known = [take for take in takes() if take.language == "en"]
    samples, _ = recording_of(known * 4, Random(0), pauses_s=(0.3, 0.6))
    voice = tmp_path / "voice.wav"
    with wave.open(str(voice), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
    (found,) = json.loads(run("--action", "probe", "--recording", str(voice), "--json").stdout)[
        "engines"
    ]
    assert (found["name"], found["failure"]) == ("Whisper whisper-espeak", "")
    own = replace(settings, whisper_model=str(CHECKPOINT))
    (short, long), start_s = found["pace"]["points"], found["pace"]["start_s"]
    pace = Pace(start_s, (tuple(short), tuple(long)))
    assert pace.start_s > 0.5  # PyTorch alone takes that long
    assert pace.factor > 0
    assert read_probe(own) == {("whisper", CHECKPOINT.stem): pace}
    tools = build_tools(own)
    promised = tools.forecast(10_000, MakeOptions(engine="whisper"))
    assert promised.seconds == pytest.approx(pace.seconds(10_000))
    assert "whisper-espeak" in run("--action", "probe", "--recording", str(voice)).stdout


def test_a_probe_that_hears_nothing_says_so_and_keeps_nothing(
    run: Any, settings: Settings, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHISPER_MODEL", str(CHECKPOINT))
    assert "skipped: No speech" in run("--action", "probe", "--recording", str(recording)).stdout
    assert read_probe(replace(settings, whisper_model=str(CHECKPOINT))) == {}


def test_a_recording_that_is_missing_is_named(run: Any, tmp_path: Path) -> None:
    result = run("--action", "benchmark", "--recording", str(tmp_path / "none.wav"))
    assert result.exit_code == 2
    assert "none.wav" in result.stderr


def test_a_setting_that_cannot_be_read_is_named(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_FILE_SIZE", "huge")
    result = run("--action", "report")
    assert result.exit_code == 1
    assert "MAX_FILE_SIZE='huge'" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("--action", "dance"), ("--max-age", "-1"), ("--interval", "0"), ("--count", "0")]
)
def test_arguments_that_make_no_sense_are_refused(run: Any, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_command_runs_as_the_manual_writes_it_and_without_flask(tmp_path: Path) -> None:
    environ = {**os.environ, "INSTANCE_DIR": str(tmp_path / "i"), "CACHE_DIR": str(tmp_path / "c")}
    script = f"""
import runpy, sys
sys.argv = ["performance_monitor.py", "--action", "report"]
try:
    runpy.run_path({str(ROOT / "performance_monitor.py")!r}, run_name="__main__")
except SystemExit as end:
    assert not end.code
assert not {{"flask", "torch", "av", "moviepy"}} & set(sys.modules)
"""
    command = [sys.executable, "-c", script]
    found = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")
    assert "Status" in found.stdout
