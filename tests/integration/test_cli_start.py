"""What the command does before any of its work: lists itself, and stops in one line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vsl.cli import main as cli


def test_help_loads_nothing_heavy() -> None:
    check = (
        "import sys, vsl.cli.main\n"
        "try: vsl.cli.main.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'sqlalchemy', 'PIL', 'vsl.bootstrap'}.intersection(sys.modules)\n"
        "print('heavy:', *sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].strip() == "heavy:"
    assert all(name in done.stdout for name in cli.ENTRIES)


@pytest.mark.parametrize("name", cli.ENTRIES)
def test_every_command_of_the_list_is_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([name, "--help"])
    assert not stopped.value.code
    assert f" {name} " in capsys.readouterr().out.splitlines()[0]


def test_an_unknown_command_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["mkae"])
    assert stopped.value.code == cli.BAD_INPUT
    assert capsys.readouterr().err.count("\n") == 1


def test_stopping_while_a_command_loads_gets_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "import_module", interrupted)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["make", "a.wav", "-o", "b.mp4"])
    assert stopped.value.code == cli.STOPPED
    assert capsys.readouterr().err.strip() == "vsl: Stopped; nothing was written."
