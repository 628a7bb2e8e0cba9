"""Take the pictures of the tutorial again: the page in Chromium, and frames of its export.

    .venv/bin/python scripts/take_pictures.py [--chromium /usr/bin/chromium]

Serves the studio on a free port with folders of its own, makes the sample letter on the page,
and writes the pictures to docs/tutorial. Needs Chromium, and an engine that can listen.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import av
from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "tutorial"
WIDTH_PX, HEIGHT_PX, SCALE = 1280, 760, 1.5
QUALITY = 82  # of WebP, 0..100
START_S, WORK_MS = 60, 600_000
SHOWN_AT_S = (2.4, 27.5, 51.6)  # frames of the export: the hook, the product, the price
FRAME_WIDTH_PX, GAP_PX = 640, 18
SETTLE_MS = 3000  # for panels and pictures that fade in
PICTURES_ARE_THERE = """() => [...document.images].every(image => {
  const box = image.getBoundingClientRect();
  const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isSeen = image.checkVisibility() && above && image.parentElement.contains(above);
  return !isSeen || (image.complete && image.naturalWidth > 0);
})"""


def main() -> None:
    """Write every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    chromium = parser.parse_args().chromium
    if not chromium:
        sys.exit("Chromium was not found: install it, or name it with --chromium.")
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, serve(Path(name)) as address:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(
                viewport={"width": WIDTH_PX, "height": HEIGHT_PX}, device_scale_factor=SCALE
            )
            video = walk_through(page, address, Path(name))
            browser.close()
        draw_frames(video)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the studio with its data in ``folder`` and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"INSTANCE_DIR": str(folder / "instance"), "CACHE_DIR": str(folder / "cache")}
    command = [sys.executable, "app.py", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own})
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Return once the studio answers."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}ready"):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    sys.exit(f"The studio did not start within {START_S} s.")


def walk_through(page: Page, address: str, folder: Path) -> Path:
    """Do what the tutorial says, take its pictures, and return the exported video."""
    page.goto(address)
    take(page, "start")
    page.locator("[data-part=sample]").click()
    page.get_by_text("Script check").wait_for(timeout=WORK_MS)
    take(page, "deck")
    page.locator("[data-part=pick]").nth(1).hover()
    page.locator("[data-part=edit]").nth(1).click()
    take(page, "edit")
    page.keyboard.press("Escape")
    page.locator("[data-part=look] > summary").click()
    with page.expect_response("**/look", timeout=WORK_MS):
        page.locator("[data-part=looks] input[value=gold]").check(force=True)
    take(page, "look")
    page.locator("[data-part=export-start]").click()
    page.locator("[data-part=download]").wait_for(timeout=WORK_MS)
    with page.expect_download() as download:
        page.locator("[data-part=download]").click()
    video = folder / "slides.mp4"
    download.value.save_as(video)
    return video


def take(page: Page, name: str) -> None:
    """Write what the page shows, once its pictures are there, as docs/tutorial/NAME.webp."""
    page.wait_for_function(PICTURES_ARE_THERE, timeout=WORK_MS)
    page.wait_for_timeout(SETTLE_MS)
    png = TARGET / f"{name}.png"
    page.screenshot(path=png)
    with Image.open(png) as picture:
        picture.save(TARGET / f"{name}.webp", quality=QUALITY, method=6)
    png.unlink()


def draw_frames(video: Path) -> None:
    """Write frames of the video side by side as docs/tutorial/frames.webp."""
    with av.open(str(video)) as container:
        pictures = [frame_at(container, seconds) for seconds in SHOWN_AT_S]
    width_px, height_px = pictures[0].size
    sheet = Image.new("RGBA", (len(pictures) * (width_px + GAP_PX) - GAP_PX, height_px))
    shape = Image.new("L", pictures[0].size)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, width_px, height_px), GAP_PX, fill=255)
    for n, picture in enumerate(pictures):
        sheet.paste(picture, (n * (width_px + GAP_PX), 0), shape)
    sheet.save(TARGET / "frames.webp", quality=QUALITY, method=6)


def frame_at(container: av.container.InputContainer, seconds: float) -> Image.Image:
    """Return the frame shown at that time, ``FRAME_WIDTH_PX`` wide."""
    stream = container.streams.video[0]
    assert stream.time_base is not None
    container.seek(int(seconds / stream.time_base), stream=stream)
    for frame in container.decode(stream):
        if frame.time is not None and frame.time >= seconds:
            picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
            height_px = picture.height * FRAME_WIDTH_PX // picture.width
            return picture.resize((FRAME_WIDTH_PX, height_px))
    sys.exit(f"The video ends before {seconds} s.")


if __name__ == "__main__":
    main()
