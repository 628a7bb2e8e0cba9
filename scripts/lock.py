"""Pin every package that the project needs into requirements.txt and requirements-dev.txt.

    .venv/bin/python scripts/lock.py

Left out: PyTorch, which the set-up installs to suit the machine, and the GPU packages that PyTorch
and openai-whisper name.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TORCH = "torch==2.13.0"
LEFT_OUT = {"torch", "triton"}
_FOR_TESTS = ("fast", "parakeet", "api", "postgres", "s3", "celery", "dev")  # extras
HEAD = "# Written by scripts/lock.py; install with --no-deps after PyTorch.\n"


def main() -> None:
    """Write both files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = project["dependencies"] + extras["languages"]
    run = _resolve(needed)
    _write("requirements.txt", run)
    _write(
        "requirements-dev.txt",
        _resolve(needed + [each for name in _FOR_TESTS for each in extras[name]]) - run,
    )


def _resolve(requirements: Sequence[str]) -> set[str]:
    arguments = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", TORCH]
    report = subprocess.run(
        [sys.executable, "-m", "pip", *arguments, *requirements],
        stdout=subprocess.PIPE,
        check=True,
    )
    chosen = [item["metadata"] for item in json.loads(report.stdout)["install"]]
    return {f"{m['name']}=={m['version']}" for m in chosen if not _is_left_out(m["name"])}


def _is_left_out(name: str) -> bool:
    return name.lower() in LEFT_OUT or name.lower().startswith(("nvidia-", "cuda-"))


def _write(name: str, pins: set[str]) -> None:
    (ROOT / name).write_text(HEAD + "\n".join(sorted(pins, key=str.lower)) + "\n")


if __name__ == "__main__":
    main()
