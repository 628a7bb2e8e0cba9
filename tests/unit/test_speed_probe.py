"""The set-up measures how fast this machine listens, and goes on where that fails."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def set_up() -> ModuleType:
    """scripts/set_up.py, loaded as a module."""
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "scripts" / "set_up.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("exit_code", "fails"), [(0, False), (1, True)])
def test_the_probe_is_run_once_and_may_fail(
    set_up: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    exit_code: int,
    fails: bool,
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], *, cwd: Path) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        assert (cwd / command[1]).is_file()
        return subprocess.CompletedProcess(command, exit_code)

    monkeypatch.setattr(set_up.subprocess, "run", run)
    set_up._probe()
    assert [command[1:] for command in commands] == [
        ["performance_monitor.py", "--action", "probe"]
    ]
    assert ("That failed" in capsys.readouterr().out) == fails
