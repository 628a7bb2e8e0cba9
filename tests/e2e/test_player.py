"""The page that plays by itself, as its viewers meet it: Chromium opens the file, no server."""

from __future__ import annotations

import math
import shutil
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from vsl.bootstrap import Tools, build_tools
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import Deck, Project, Slide, Transcript, Word, WordRange
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.workflows.export_project.options import ExportOptions

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_RATE_HZ = 16_000
_LENGTH_S = 40
_OFFER_S = 20
_WAIT_MS = 60_000
_CHOICES = {
    "button_url": "https://example.com/order",
    "button_text": "Yes, <b>please</b>",
    "button_at": str(_OFFER_S),
}
_LOOK = Theme(width_px=640, height_px=360)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium with its usual rules on autoplay; without one a test is skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("player")


@pytest.fixture(scope="module")
def tools(folder: Path) -> Tools:
    return build_tools(Settings(instance_dir=folder / "instance", cache_dir=folder / "cache"))


@pytest.fixture(scope="module")
def recording(folder: Path) -> Path:
    """A tone of forty seconds."""
    path = folder / "voice.wav"
    turn = 2 * math.pi * 220 / _RATE_HZ
    samples = (round(6000 * math.sin(n * turn)) for n in range(_RATE_HZ * _LENGTH_S))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


@pytest.fixture(scope="module")
def project(tools: Tools, recording: Path) -> Project:
    """Four slides of ten seconds."""
    media = tools.probe(recording)
    starts = range(0, _LENGTH_S * 1000, 10_000)
    texts = ("Does it work?", "It does.", "Only $47 today", "Order now")
    words = tuple(Word(text, t, t + 9000) for t, text in zip(starts, texts, strict=True))
    slides = tuple(
        Slide(f"s{n}", word.text, word.start_ms, word.start_ms + 10_000, WordRange(n, n))
        for n, word in enumerate(words)
    )
    deck = Deck(slides, _LOOK, media.duration_ms)
    return Project(media, Transcript(words, "en", "scripted"), deck)


@pytest.fixture(scope="module")
def file(tools: Tools, project: Project, recording: Path, folder: Path) -> Path:
    """The page in one file."""
    return _written(tools, project, recording, folder / "page.html", **_CHOICES)


def _written(tools: Tools, project: Project, recording: Path, target: Path, **choices: str) -> Path:
    options = ExportOptions.parse(choices)
    tools.export(project, recording, target, options, progress=Progress())
    return target


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A viewer's browser, with nothing remembered."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(_WAIT_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, file: Path) -> Iterator[Page]:
    """The opened page. Whatever it throws, logs or fetches fails the test."""
    page = context.new_page()
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: _note_fetch(request.url, told))
    page.goto(file.as_uri())
    yield page
    assert not told


def _note_fetch(url: str, told: list[str]) -> None:
    if not url.startswith(("file:", "blob:", "data:")):
        told.append(f"fetched {url}")


def _until(page: Page, condition: str) -> None:
    """Wait until a condition on the ``video`` holds; the page's policy forbids Playwright's own."""
    for _ in range(_WAIT_MS // 50):
        if page.evaluate(f"() => {{ const video = document.querySelector('video'); {condition} }}"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {condition}")


def _jump(page: Page, seconds: float) -> None:
    page.evaluate(f"() => {{ document.querySelector('video').currentTime = {seconds}; }}")


def test_it_begins_by_itself_without_sound_and_a_tap_begins_again_with_sound(page: Page) -> None:
    _until(page, "return !video.paused && video.muted && video.currentTime > 0.2")
    expect(page.get_by_role("button", name="Tap for sound")).to_be_visible()
    _jump(page, 9)
    _until(page, "return video.currentTime >= 9")
    page.get_by_role("button", name="Tap for sound").click()
    _until(page, "return !video.paused && !video.muted && video.currentTime < 9")
    expect(page.get_by_role("button", name="Tap for sound")).to_be_hidden()
    expect(page.get_by_role("button", name="Pause")).to_be_focused()


def test_the_button_appears_at_its_second_and_not_before(page: Page) -> None:
    page.get_by_role("button", name="Tap for sound").click()
    button = page.get_by_role("link", name="Yes, <b>please</b>")
    page.get_by_role("button", name="Pause").click()
    _jump(page, _OFFER_S - 0.5)
    _until(page, f"return !video.seeking && video.currentTime === {_OFFER_S - 0.5}")
    expect(button).to_be_hidden()
    page.get_by_role("button", name="Play").first.click()
    expect(button).to_be_visible()
    assert page.evaluate("() => document.querySelector('video').currentTime") >= _OFFER_S
    assert button.get_attribute("href") == "https://example.com/order"


def test_a_viewer_who_comes_back_goes_on_where_they_left(page: Page) -> None:
    page.get_by_role("button", name="Tap for sound").click()
    _jump(page, 24)
    _until(page, "return video.currentTime > 24 && !video.seeking")
    page.get_by_role("button", name="Pause").click()
    _until(page, "return video.paused")
    page.reload()
    expect(page.get_by_text("Welcome back")).to_be_visible()
    expect(page.get_by_role("link", name="please")).to_be_visible()
    page.get_by_role("button", name="Continue at 0:24").click()
    _until(page, "return !video.paused && !video.muted && video.currentTime >= 24")
    page.reload()
    page.get_by_role("button", name="Start over").click()
    _until(page, "return !video.paused && video.currentTime < 20")


def test_keys_play_mute_caption_and_jump(page: Page) -> None:
    page.get_by_role("button", name="Tap for sound").click()
    page.keyboard.press("k")
    _until(page, "return video.paused")
    page.keyboard.press("m")
    _until(page, "return video.muted")
    page.keyboard.press("c")
    expect(page.locator("#cue")).to_have_text("Does it work?")
    expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "true")
    before = page.evaluate("() => document.querySelector('video').currentTime")
    page.keyboard.press("ArrowRight")
    _until(page, f"return Math.abs(video.currentTime - {before + 5}) < 0.1")
    expect(page.get_by_role("slider", name="Position")).to_be_visible()


def test_at_the_end_it_can_be_seen_again(page: Page) -> None:
    page.get_by_role("button", name="Tap for sound").click()
    _jump(page, _LENGTH_S - 0.3)
    page.get_by_role("button", name="Watch again").click()
    _until(page, "return !video.paused && video.currentTime < 20")


def test_a_page_without_seek_bar_has_none_and_its_video_may_lie_beside(
    context: BrowserContext, tools: Tools, project: Project, recording: Path, folder: Path
) -> None:
    archive = _written(tools, project, recording, folder / "page.player.zip", seek="no")
    with ZipFile(archive) as files:
        files.extractall(folder / "site")
        assert files.namelist() == ["index.html", "captions.vtt", "video.mp4"]
    page = context.new_page()
    page.goto((folder / "site" / "index.html").as_uri())
    _until(page, "return !video.paused && video.muted && video.currentTime > 0.2")
    page.get_by_role("button", name="Tap for sound").click()
    before = page.evaluate("() => document.querySelector('video').currentTime")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("k")
    _until(page, "return video.paused")
    assert page.evaluate("() => document.querySelector('video').currentTime") < before + 4.5
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.locator("#button")).to_be_hidden()


def test_the_same_deck_gives_the_same_bytes(
    tools: Tools, project: Project, recording: Path, file: Path, folder: Path
) -> None:
    again = _written(tools, project, recording, folder / "again.html", **_CHOICES)
    assert again.read_bytes() == file.read_bytes()


def test_a_button_without_a_time_is_refused_before_any_work(
    tools: Tools, project: Project, recording: Path, folder: Path
) -> None:
    target = folder / "never.html"
    with pytest.raises(BadInput, match="no pitch"):
        _written(tools, project, recording, target, button_url="https://example.com")
    with pytest.raises(BadInput, match="after the end"):
        _written(
            tools, project, recording, target, button_url="https://example.com", button_at="1:00"
        )
    assert not target.exists()
