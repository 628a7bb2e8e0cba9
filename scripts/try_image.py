"""Build the image and check that it works, on a machine without a Docker engine.

    python3 scripts/try_image.py --help

As in a hardened cluster, the image is started on a read-only root folder and without root: /health
must answer, the sample pitch must become a video, transcribed with the weights in the image (with
``--no-weights`` by PocketSphinx), and the first process must exit on SIGTERM. Needs root on Linux,
and buildah; without ``--base`` also debootstrap, since a plain Debian then replaces the base image.
Package clients in the build get this machine's settings.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
IMAGE, STAND_IN = "localhost/vsl", "localhost/vsl-base"
_DEBIAN = ("bookworm", "python3,python3-venv,python3-pip,ca-certificates")
_START_S, _LEAVE_S = 120.0, 20.0
_STARTER = """
set -e
root=$1 user=$2 folder=$3
shift 3
mount --bind "$root" "$root"
for free in tmp data; do mount -t tmpfs -o mode=1777 tmpfs "$root/$free"; done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user:$user" "$root" /usr/bin/env -i -C "$folder" "$@"
"""


def main() -> None:
    """Build, start, check and stop the image; print the results."""
    given = _arguments()
    needed = ["buildah", "unshare", "nsenter", *([] if given.base else ["debootstrap"])]
    if missing := [name for name in needed if not shutil.which(name)]:
        sys.exit(f"Install {' and '.join(missing)}: apt-get install buildah debootstrap")
    with tempfile.TemporaryDirectory(prefix="vsl-image-", ignore_cleanup_errors=True) as temporary:
        workshop = Path(given.workshop or temporary).resolve()
        workshop.mkdir(exist_ok=True)
        store = Store(workshop, given.storage)
        build_args = {
            "BASE": given.base or _stand_in(store, workshop),
            "TORCH_INDEX": given.torch_index,
            "WEIGHTS": "0" if given.no_weights else "1",
        }
        _build(store, build_args, workshop)
        with store.mounted(IMAGE) as folder:
            print(f"The image has {_size_bytes(folder) / 1e9:.2f} GB", flush=True)
            heard_by = _try(folder, store.settings(IMAGE))
            if (heard_by == "sphinx") != given.no_weights:
                sys.exit(f"The image hears by {heard_by}, which is not what it was built for.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("--base", default="", help="the base image of the Dockerfile, or another")
    parser.add_argument("--torch-index", default="", help="where pip finds PyTorch for CPUs")
    parser.add_argument("--no-weights", action="store_true", help="leave Whisper base out")
    parser.add_argument("--workshop", default="", help="a folder to keep between runs")
    parser.add_argument("--storage", default="vfs", help="vfs works everywhere, overlay is faster")
    return parser.parse_args()


class _Raw(argparse.RawDescriptionHelpFormatter):
    pass


class Store:
    """Images in their own folder."""

    def __init__(self, workshop: Path, driver: str) -> None:
        places = ["--root", str(workshop / "images"), "--runroot", str(workshop / "run")]
        self._command = ["buildah", "--storage-driver", driver, *places]

    def run(self, *arguments: str) -> None:
        """Call buildah."""
        subprocess.run([*self._command, *arguments], check=True)

    def ask(self, *arguments: str) -> str:
        """Call buildah and return its output."""
        done = subprocess.run(
            [*self._command, *arguments], check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def has(self, image: str) -> bool:
        """Return whether the store has the image."""
        return bool(self.ask("images", "--quiet", "--filter", f"reference={image}"))

    def settings(self, image: str) -> dict[str, Any]:
        """Return the image's configuration for starting it."""
        found: dict[str, Any] = json.loads(self.ask("inspect", "--type", "image", image))
        settings: dict[str, Any] = found["Docker"]["config"]
        return settings

    @contextmanager
    def mounted(self, image: str) -> Iterator[Path]:
        """Yield the folder of all files of the image."""
        container = self.ask("from", image)
        try:
            yield Path(self.ask("mount", container))
        finally:
            self.run("rm", container)


def _stand_in(store: Store, workshop: Path) -> str:
    """Return the name of an image with Debian's Python that replaces the base image."""
    if not store.has(STAND_IN):
        folder = workshop / "debian"
        suite, packages = _DEBIAN
        options = ["--variant=minbase", f"--include={packages}"]
        subprocess.run(["debootstrap", *options, suite, str(folder)], check=True)
        (folder / "usr" / "bin" / "python").symlink_to("python3")
        container = store.ask("from", "scratch")
        store.run("add", "--quiet", container, str(folder), "/")
        store.run("commit", "--quiet", container, STAND_IN)
        store.run("rm", container)
        shutil.rmtree(folder)
    return STAND_IN


def _build(store: Store, build_args: Mapping[str, str], workshop: Path) -> None:
    """Build the Dockerfile with these build arguments; empty ones keep their defaults."""
    given = [f"--build-arg={name}={text}" for name, text in build_args.items() if text]
    # the OCI format has no health check
    how = ["--format", "docker", "--isolation", "chroot", "--network", "host", "--tag", IMAGE]
    volumes = [f"--volume={source}:{target}:ro" for source, target in _client_settings(workshop)]
    store.run("build", *how, *given, *volumes, str(ROOT))


def _client_settings(workshop: Path) -> Iterator[tuple[Path, str]]:
    """Yield this machine's settings of package clients, and the path of each in the build."""
    pip = subprocess.run(["pip", "config", "list"], stdout=subprocess.PIPE, text=True, check=True)
    pairs = [line.partition("=")[::2] for line in pip.stdout.splitlines()]
    settings = {name.rpartition(".")[2]: shlex.split(text)[0] for name, text in pairs}
    lines = [f"{name} = {text}" for name, text in settings.items()]
    (workshop / "pip.conf").write_text("\n".join(("[global]", *lines, "")))
    yield workshop / "pip.conf", "/etc/pip.conf"
    certificates = settings.get("cert")
    if certificates:
        (workshop / "npmrc").write_text(f"cafile = {certificates}\n")
        yield workshop / "npmrc", "/root/.npmrc"
    for word in {word for text in settings.values() for word in text.split()}:
        place = Path(word.removeprefix("file://"))
        if place.is_absolute() and place.exists():
            # an index of files refers to files beside itself
            source = place.parent if word.startswith("file://") else place
            yield source, str(source)


def _size_bytes(folder: Path) -> int:
    done = subprocess.run(
        ["du", "--summarize", "--bytes", str(folder)], stdout=subprocess.PIPE, text=True, check=True
    )
    return int(done.stdout.split()[0])


def _try(folder: Path, settings: dict[str, Any]) -> str:
    """Start the image's own command and check everything once.

    Returns:
        The engine that transcribed the sample.
    """
    port = _free_port()
    environ = [*settings["Env"], f"PORT={port}", "HOST=127.0.0.1", "HOME=/tmp"]
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    user, home = settings["User"], settings["WorkingDir"]
    starter = ["sh", "-c", _STARTER, "sh", str(folder), user, home, *environ, *settings["Cmd"]]
    outer = subprocess.Popen([*command, *starter], stdin=subprocess.DEVNULL)
    try:
        report = _health(port, outer)
        first = _only_child(outer.pid)
        print(f"/health: {report['status']}; {report['version']}; {report['protection']}")
        inside = ["nsenter", "-t", first, "-m", "-p", "-r", f"-S{user}", f"-G{user}"]
        inside += ["/usr/bin/env", "-i", "-C", home, *environ]
        subprocess.run([*inside, *settings["Healthcheck"]["Test"][1:]], check=True)
        making = ["vsl", "make", "samples/pitch.mp4", "--script", "samples/pitch.txt"]
        subprocess.run([*inside, *making, "-o", "/data/pitch.mp4"], check=True)
        heard_by = _engine_in([*inside, "cat", "/data/pitch.json"])
        print(f"The sample was heard by {heard_by}", flush=True)
        started = time.monotonic()
        os.kill(int(first), signal.SIGTERM)
        outer.wait(_LEAVE_S)
        print(f"It left after {time.monotonic() - started:.1f} s, with {outer.returncode}")
        return heard_by
    finally:
        outer.kill()
        outer.wait()


def _engine_in(reading: list[str]) -> str:
    """Return the engine named in the document that the command ``reading`` prints."""
    document = subprocess.run(reading, check=True, stdout=subprocess.PIPE).stdout
    engine: str = json.loads(document)["engine"]
    return engine


def _health(port: int, running: subprocess.Popen[bytes]) -> dict[str, Any]:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and running.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
            report: dict[str, Any] = json.load(answer)
            return report
        time.sleep(0.2)
    sys.exit("The image does not answer; what it said stands above.")


def _only_child(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
