"""The wheel alone, in an environment without the checkout: it serves the page and makes a video."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
CAPTIONS = "1\n00:00:00,500 --> 00:00:02,000\nFrom a wheel alone\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--no-deps", "--quiet", "--wheel-dir", str(folder), str(ROOT))
    subprocess.run([sys.executable, "-m", "pip", *build], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel and what it depends on, but no checkout."""
    folder = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    # the packages that are installed here, without the links (.pth) that stand beside them
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    install = ("install", "--no-deps", "--quiet", "--ignore-installed", str(wheel))
    subprocess.run([*pip, *install], check=True)
    return folder / "bin"


def environ(folder: Path) -> Mapping[str, str]:
    own = {"INSTANCE_DIR": str(folder / "i"), "CACHE_DIR": str(folder / "c")}
    return {name: at for name, at in os.environ.items() if name != "PYTHONPATH"} | own


def test_it_holds_the_package_alone(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"vsl"}
    for file in ("templates/vsl.html", "static/dist/.vite/manifest.json", "samples/pitch.mp4"):
        assert f"vsl/{file}" in names


def test_it_makes_a_video_in_any_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "words.srt").write_text(CAPTIONS)
    make = ("make", ROOT / "samples" / "pitch.mp4", "--captions", "words.srt", "-o", "out.mp4")
    command = [installed / "vsl", *make, "--size", "640x360"]
    subprocess.run(command, cwd=tmp_path, env=environ(tmp_path), check=True)
    assert (tmp_path / "out.mp4").stat().st_size > 10_000
    where = "import vsl; print(vsl.__file__)"
    found = subprocess.check_output([installed / "python", "-c", where], cwd=tmp_path, text=True)
    assert found.startswith(str(installed.parent))


def test_it_serves_the_page_with_its_script_and_the_sample(installed: Path, tmp_path: Path) -> None:
    port = str(free_port())
    command = [installed / "vsl", "serve", "--port", port]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environ(tmp_path), stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            server.stdout.readline()
            page = urlopen(f"http://127.0.0.1:{port}/", timeout=60).read().decode()
            script = page.partition('src="/static/dist/')[2].partition('"')[0]
            address = f"http://127.0.0.1:{port}/static/dist/{script}"
            assert len(urlopen(address, timeout=60).read()) > 10_000
        finally:
            server.terminate()
