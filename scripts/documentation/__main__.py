"""Build the documentation as a site in out/site, or serve it while it is written.

    .venv/bin/python -m scripts.documentation [--serve]

MkDocs and its theme have an environment of their own, `.venv-docs`, which is made at the first
call, so that running and testing the project does not need them. A warning ends the build.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from . import reference

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv-docs"
PYTHON = VENV / "bin" / "python"
PINS = ROOT / "requirements-docs.txt"
STAMP = VENV / "set-up.sha256"
SITE = ROOT / "out" / "site"


def main() -> None:
    """Build or serve the site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="on http://127.0.0.1:8000")
    serves = parser.parse_args().serve
    install()
    reference.main()
    command = ["serve"] if serves else ["build", "--strict", "--clean"]
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # decision 19 says what comes next
    command = [str(PYTHON), "-m", "mkdocs", *command]
    if code := subprocess.run(command, cwd=ROOT, env=environ).returncode:
        sys.exit(code)
    print(f"The documentation is at {SITE.relative_to(ROOT)}/index.html")


def install() -> None:
    """Install the pinned packages unless they are there."""
    digest = hashlib.sha256(PINS.read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text() == digest:
        return
    print("· Installing what the documentation is built with", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
    ]
    if subprocess.run([*pip, "-r", str(PINS)]).returncode:
        sys.exit("pip failed; its message stands above. Run the same command again to go on.")
    STAMP.write_text(digest)


if __name__ == "__main__":
    main()
