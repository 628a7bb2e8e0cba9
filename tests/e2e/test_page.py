"""The page as people meet it: Chromium drives the served application from recording to video."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ROOT = Path(__file__).parents[2]
_START_S = 60
_WORK_MS = 180_000
_PLAYS = 12  # a bad stream drops frames each time, a machine busy elsewhere now and then
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


_SAID = """1
00:00:00,400 --> 00:00:04,000
Most people never learn how letters sell.

2
00:00:04,200 --> 00:00:07,000
Honestly, this happened to my own mother.

3
00:00:07,200 --> 00:00:11,000
Last month she earned ten thousand dollars a month from home.
"""
_SCRIPT = """# Problem
Most people never learn how letters sell.

# Proof
Last month she earned $10,000 a month from home.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application, served with folders of its own."""
    folder = tmp_path_factory.mktemp("page")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "INSTANCE_DIR": str(folder / "instance"),
        "CACHE_DIR": str(folder / "cache"),
    }
    command = [sys.executable, "app.py", "--port", str(port)]
    log = folder / "log.txt"
    with log.open("wb") as said:
        server = subprocess.Popen(command, cwd=_ROOT, env=environ, stdout=said, stderr=said)
    try:
        url = f"http://127.0.0.1:{port}/"
        _wait_for(url, server, log)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            pytest.fail(f"The page answers {error.code}:\n{error.read().decode()}")
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The application does not serve:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one a test is skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The opened page. Whatever it throws fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert not thrown


def test_the_sample_becomes_a_video_that_plays_without_a_dropped_frame(page: Page) -> None:
    page.get_by_role("button", name="Try the sample").click()
    slides = _slides(page)
    expect(page).to_have_url(re.compile(r"#/projects/[\w-]+$"))
    assert len(slides) >= 5

    _export(page)
    video = page.locator("video")
    assert "/api/exports/" in video.get_attribute("src")
    duration_s = page.evaluate("() => document.querySelector('[data-part=track]').max / 1000")
    video.evaluate(
        "(video) => video.readyState >= 4 || new Promise((r) => video.oncanplaythrough = r)"
    )
    assert video.evaluate("(video) => video.duration") == pytest.approx(duration_s, abs=0.05)

    assert any(_plays_without_a_dropped_frame(page) for _ in range(_PLAYS))


def test_a_click_on_a_slide_seeks_both_the_preview_and_the_finished_video(page: Page) -> None:
    page.get_by_role("button", name="Try the sample").click()
    slides = _slides(page)
    for finished in (False, True):
        if finished:
            _export(page)
        for index in (len(slides) - 1, 1, len(slides) // 2):
            _click_slide(page, index)
            current = page.locator(".slide[aria-current]")
            expect(current.locator("img")).to_have_attribute("alt", slides[index]["text"])
            expect(page.locator("[data-part=picture]")).to_have_attribute(
                "alt", slides[index]["text"]
            )
            at_ms = page.locator("video").evaluate("(video) => 1000 * video.currentTime")
            assert slides[index]["start_ms"] <= at_ms <= slides[index]["end_ms"]
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".slide[aria-current] img")).to_have_attribute(
        "alt", slides[len(slides) // 2 - 1]["text"]
    )


def _save_as(page: Page, title: str) -> None:
    page.get_by_role("button", name="All formats").click()
    page.get_by_role("dialog").get_by_role("button", name=title).click()
    expect(page.get_by_role("dialog").get_by_text("is saved")).to_be_visible(timeout=_WORK_MS)
    page.keyboard.press("Escape")


def test_the_video_and_the_captions_are_saved_as_files(page: Page, tmp_path: Path) -> None:
    page.get_by_role("button", name="Try the sample").click()
    slides = _slides(page)
    _export(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download MP4").click()
    video = tmp_path / saved.value.suggested_filename
    saved.value.save_as(video)
    assert video.suffix == ".mp4"
    assert video.read_bytes()[4:8] == b"ftyp"
    with page.expect_download() as saved:
        _save_as(page, "For video sites")
    captions = tmp_path / saved.value.suggested_filename
    saved.value.save_as(captions)
    assert captions.suffix == ".srt"
    assert captions.read_text(encoding="utf-8").count("-->") >= len(slides) // 2


def test_a_player_with_its_button_is_saved_and_a_wrong_address_is_told(
    page: Page, tmp_path: Path
) -> None:
    _captioned(page, tmp_path)
    page.get_by_role("button", name="All formats").click()
    menu = page.get_by_role("dialog")
    menu.get_by_label("Its address").fill("javascript:alert(1)")
    menu.get_by_role("button", name="Player, one file").click()
    expect(page.get_by_role("alert")).to_contain_text("no address", timeout=_WORK_MS)
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="All formats").click()
    menu.get_by_label("Its address").fill("https://example.com/order")
    menu.get_by_label("When it appears").fill("0:02")
    menu.get_by_label("Viewers can skip ahead").uncheck()
    with page.expect_download(timeout=_WORK_MS) as saved:
        menu.get_by_role("button", name="Player, one file").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert saved.value.suggested_filename.endswith(".html")
    button = '"button": {"text": "Get started", "url": "https://example.com/order", "at": 2.0}'
    assert button in text
    assert '"seek": false' in text


def test_an_upload_with_its_script_comes_back_in_the_script_s_words(
    page: Page, speech: Path
) -> None:
    script = (speech / "jfk.txt").read_text(encoding="utf-8")
    page.set_input_files("#file", speech / "jfk.flac")
    _open(page, "Add your script")
    page.get_by_label("The text you read").fill(script)
    _open(page, "Options")
    page.get_by_label("Listener").select_option("sphinx")
    page.get_by_label("Shape").select_option("1080x1920")
    page.get_by_role("button", name="Make the slides").click()
    slides = _slides(page)
    shown = " ".join(slide["text"] for slide in slides)
    assert _words(shown) == _words(script)
    box = page.locator("[data-part=screen]").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(1080 / 1920, abs=0.01)


def test_who_listens_and_how_long_is_said_before_anything_is_sent(page: Page, speech: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.set_input_files("#file", speech / "jfk.flac")
    _open(page, "Options")
    page.get_by_label("Listener").select_option("sphinx")
    expect(page.get_by_text("PocketSphinx listens for about 5 s on this machine")).to_be_visible()
    expect(page.get_by_text("0:11, ")).to_be_visible()
    expect(page.get_by_label("Whisper model")).to_be_disabled()
    assert "POST" not in sent


def test_a_recommended_model_is_taken_by_a_click(page: Page, speech: Path) -> None:
    page.route("**/api/advice?*", _advise)
    page.set_input_files("#file", speech / "jfk.flac")
    expect(page.get_by_text("Whisper base listens for about 3 min")).to_be_visible()
    page.get_by_role("button", name="Whisper small would be more exact").click()
    expect(page.get_by_text("Whisper small listens for about 9 min")).to_be_visible()
    _open(page, "Options")
    expect(page.get_by_label("Whisper model")).to_have_value("small")
    page.unroute_all(behavior="ignoreErrors")


def test_an_engine_that_may_not_listen_says_why_before_the_upload(page: Page, speech: Path) -> None:
    page.set_input_files("#file", speech / "jfk.flac")
    _open(page, "Options")
    page.get_by_label("Listener").evaluate(
        "(select) => { select.add(new Option('A service', 'openai')); select.value = 'openai';"
        " select.dispatchEvent(new Event('change')) }"
    )
    expect(page.get_by_text("ALLOW_UPLOAD_TO_API=true")).to_be_visible()


def test_captions_spare_listening(page: Page, tmp_path: Path) -> None:
    captions = tmp_path / "words.srt"
    captions.write_text("1\n00:00:00,500 --> 00:00:02,000\nFrom the captions alone\n")
    page.set_input_files("#file", _ROOT / "samples" / "pitch.mp4")
    _open(page, "Options")
    page.get_by_label("Captions you have already").set_input_files(captions)
    expect(page.get_by_text("nobody needs to listen")).to_be_visible()
    expect(page.get_by_label("Listener")).to_be_disabled()
    page.get_by_role("button", name="Make the slides").click()
    shown = " ".join(slide["text"] for slide in _slides(page))
    assert shown.split() == ["From", "the", "captions", "alone"]


def test_a_script_file_is_read_into_the_field_or_sent_as_it_is(page: Page, tmp_path: Path) -> None:
    text, word = tmp_path / "letter.md", tmp_path / "letter.docx"
    text.write_text("# Hook\nHave you ever?\n", encoding="utf-8")
    word.write_bytes(b"PK")
    _open(page, "Add your script")
    field = page.get_by_label("The text you read")
    page.set_input_files("#script-file", text)
    expect(field).to_have_value("# Hook\nHave you ever?\n")
    page.set_input_files("#script-file", word)
    expect(page.get_by_text("letter.docx")).to_be_visible()
    expect(field).to_be_hidden()
    page.get_by_role("button", name="Remove").click()
    expect(field).to_have_value("# Hook\nHave you ever?\n")


def test_numbers_stay_words_where_the_box_is_not_ticked(page: Page) -> None:
    sent = "() => new FormData(document.querySelector('[data-part=start]')).get('numbers')"
    _open(page, "Options")
    assert page.evaluate(sent) == "true"
    page.get_by_label("Write numbers as figures").uncheck()
    assert page.evaluate(sent) == "false"


def test_another_preset_cuts_the_words_anew(page: Page, tmp_path: Path) -> None:
    _captioned(page, tmp_path)
    page.get_by_label("How the words are broken").select_option("punchy")
    expect(page.get_by_text(re.compile(r"Cut anew: \d+ slides"))).to_be_visible(timeout=_WORK_MS)
    assert max(len(slide["text"].split()) for slide in _slides(page)) <= 9
    page.get_by_label("How the words are broken").select_option("sentence")
    expect(page.locator(".slide")).to_have_count(3, timeout=_WORK_MS)


def test_a_finished_deck_is_put_in_another_look_shape_and_brand(page: Page, tmp_path: Path) -> None:
    _captioned(page, tmp_path)
    _open(page, "Look Classic, 1920 × 1080")
    page.get_by_role("radiogroup", name="Look").get_by_text("Gold").click()
    expect(page.get_by_text("Gold, 1920 × 1080")).to_be_visible(timeout=_WORK_MS)
    page.get_by_label("Size").select_option("1080x1350")
    expect(page.get_by_text("Gold, 1080 × 1350")).to_be_visible(timeout=_WORK_MS)
    kit = tmp_path / "acme.json"
    kit.write_text('{"name": "acme", "background": "#10203A", "ink": "#FFFFFF", "font": "anton"}')
    page.set_input_files("#kit", kit)
    expect(page.get_by_text("Acme, 1080 × 1350")).to_be_visible(timeout=_WORK_MS)
    expect(page.get_by_role("radio", name="Acme")).to_be_checked()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Gold, 1080 × 1350")).to_be_visible(timeout=_WORK_MS)


def test_a_decision_takes_what_the_script_lacks_off_the_slides(page: Page, tmp_path: Path) -> None:
    _captioned(page, tmp_path)
    honestly = page.get_by_role("img", name=re.compile("Honestly"))
    expect(honestly.first).to_be_attached(timeout=_WORK_MS)
    _open(page, "Script check")
    place = page.locator(".difference").filter(has_text="Honestly")
    place.get_by_role("button", name="Take it off the slides").click()
    expect(honestly).to_have_count(0, timeout=_WORK_MS)
    expect(place.get_by_role("button", name="Take it off the slides")).to_have_attribute(
        "aria-pressed", "true"
    )
    place.get_by_role("button", name="Undo").click()
    expect(honestly.first).to_be_attached(timeout=_WORK_MS)
    page.get_by_role("button", name="Go to 0:04").click()
    expect(page.locator("[data-part=position]")).to_have_text("0:04")


def test_a_retyped_text_stands_in_the_list_and_in_the_captions(page: Page, tmp_path: Path) -> None:
    _captioned(page, tmp_path)
    card = page.locator(".card").first
    card.locator(".slide").dblclick()
    field = page.get_by_label("Text of the slide")
    field.fill("Never mind")
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(card.locator(".slide")).to_be_focused()
    card.get_by_role("button", name="Edit the text").click()
    field.fill("Nearly nobody learns")
    field.press("Enter")
    expect(card.get_by_role("img", name="Nearly nobody learns")).to_be_visible(timeout=_WORK_MS)
    expect(field).to_have_count(0)
    with page.expect_download(timeout=_WORK_MS) as saved:
        _save_as(page, "For video sites")
    captions = tmp_path / "saved.srt"
    saved.value.save_as(captions)
    assert "Nearly nobody learns" in captions.read_text(encoding="utf-8").replace("\n", " ")


def test_slides_are_joined_and_hidden_and_chapters_are_saved(page: Page, tmp_path: Path) -> None:
    slides = _captioned(page, tmp_path)
    cards = page.locator(".card")
    first = cards.first.locator(".slide")
    first.focus()
    first.press("Tab")
    page.keyboard.press("Tab")
    expect(cards.first.get_by_role("button", name="Join with the next slide")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(len(slides) - 1, timeout=_WORK_MS)
    cards.first.get_by_role("button", name="Hide this slide").click()
    expect(cards.first.get_by_text("hidden")).to_be_visible(timeout=_WORK_MS)
    expect(page.locator("[data-part=picture]")).not_to_have_attribute(
        "alt", f"{slides[0]['text']} {slides[1]['text']}"
    )
    with page.expect_download(timeout=_WORK_MS) as saved:
        _save_as(page, "Chapters and pitch time")
    assert saved.value.suggested_filename.endswith(".chapters.json")


def test_a_fix_removes_its_finding(page: Page, tmp_path: Path) -> None:
    slides = _captioned(page, tmp_path)
    _open(page, "Checks")
    claims = page.locator(".group").filter(has_text="Earnings claim")
    expect(claims).to_be_visible()
    claims.get_by_role("button", name="Fix").first.click()
    expect(page.locator(".slide")).to_have_count(len(slides) + 1, timeout=_WORK_MS)
    expect(claims).to_have_count(0)


def test_a_change_made_elsewhere_is_shown_and_nothing_typed_is_lost(
    page: Page, tmp_path: Path
) -> None:
    _captioned(page, tmp_path)
    other = page.context.new_page()
    other.goto(page.url)
    card = page.locator(".card").first
    card.get_by_role("button", name="Edit the text").click()
    field = page.get_by_label("Text of the slide")
    field.fill("My own words")
    other.locator(".card").last.get_by_role("button", name="Hide this slide").click()
    expect(other.locator(".card").last.get_by_text("hidden")).to_be_visible(timeout=_WORK_MS)
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("changed somewhere else", timeout=_WORK_MS)
    expect(page.locator(".card").last.get_by_text("hidden")).to_be_visible()
    expect(field).to_have_value("My own words")
    field.press("Enter")
    expect(card.get_by_role("img", name="My own words")).to_be_visible(timeout=_WORK_MS)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_changes_are_undone_and_done_again_by_button_and_by_key(page: Page, tmp_path: Path) -> None:
    slides = _captioned(page, tmp_path)
    cards = page.locator(".card")
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    expect(undo).to_have_attribute("aria-disabled", "true")
    cards.first.get_by_role("button", name="Join with the next slide").click()
    expect(cards).to_have_count(len(slides) - 1, timeout=_WORK_MS)
    expect(undo).to_have_attribute("title", "Undo: Joined two slides", timeout=_WORK_MS)
    undo.click()
    expect(cards).to_have_count(len(slides), timeout=_WORK_MS)
    expect(redo).to_have_attribute("aria-disabled", "false", timeout=_WORK_MS)
    page.keyboard.press("Control+Shift+Z")
    expect(cards).to_have_count(len(slides) - 1, timeout=_WORK_MS)
    cards.first.get_by_role("button", name="Edit the text").click()
    field = page.get_by_label("Text of the slide")
    field.press_sequentially("typed")
    field.press("Control+z")
    expect(cards).to_have_count(len(slides) - 1)
    field.press("Escape")
    page.keyboard.press("Control+z")
    expect(cards).to_have_count(len(slides), timeout=_WORK_MS)


def test_an_edited_table_comes_back_after_a_look_at_its_changes(page: Page, tmp_path: Path) -> None:
    _captioned(page, tmp_path)
    with page.expect_download(timeout=_WORK_MS) as saved:
        _save_as(page, "Table, to edit")
    table = tmp_path / "edited.csv"
    saved.value.save_as(table)
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(text.replace("Most people", "Hardly anybody"), encoding="utf-8-sig")
    page.get_by_role("button", name="All formats").click()
    _open(page, "Bring back an edited file")
    page.set_input_files("#bring", table)
    expect(page.get_by_text("1 change in edited.csv")).to_be_visible(timeout=_WORK_MS)
    changed = page.locator(".card").get_by_role("img", name=re.compile("Hardly anybody"))
    expect(changed).to_have_count(0)
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=_WORK_MS)
    expect(changed.first).to_be_attached()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(changed).to_have_count(0, timeout=_WORK_MS)
    page.get_by_role("button", name="All formats").click()
    page.set_input_files("#bring", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"no table"})
    expect(page.get_by_role("alert")).to_be_visible(timeout=_WORK_MS)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_older_version_is_restored_out_of_the_history(page: Page, tmp_path: Path) -> None:
    slides = _captioned(page, tmp_path)
    cards = page.locator(".card")
    cards.first.get_by_role("button", name="Join with the next slide").click()
    expect(cards).to_have_count(len(slides) - 1, timeout=_WORK_MS)
    page.get_by_role("button", name="History").click()
    history = page.get_by_role("dialog", name="History")
    expect(history.get_by_role("listitem")).to_have_count(2, timeout=_WORK_MS)
    expect(history.get_by_role("listitem").first).to_contain_text("Joined two slides")
    history.get_by_role("button", name="Restore: Heard the recording").click()
    expect(history.get_by_role("listitem").first).to_contain_text(
        "Restored version 1", timeout=_WORK_MS
    )
    expect(cards).to_have_count(len(slides))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(cards).to_have_count(len(slides) - 1, timeout=_WORK_MS)


def test_several_looks_and_shapes_become_a_download_each(page: Page, tmp_path: Path) -> None:
    _captioned(page, tmp_path)
    page.get_by_role("button", name="All formats").click()
    _open(page, "Several looks and shapes")
    menu = page.get_by_role("dialog")
    expect(menu.get_by_role("button", name="Make the videos")).to_be_disabled()
    menu.get_by_text("Gold", exact=True).click()
    menu.get_by_label("Tall, 9:16").check()
    menu.get_by_label("Square, 1:1").check()
    menu.get_by_role("button", name="Make 2 videos").click()
    links = menu.get_by_role("link", name="Download")
    expect(links).to_have_count(2, timeout=_WORK_MS)
    with page.expect_download() as saved:
        menu.get_by_role("link", name="Download Gold, 9:16").click()
    assert saved.value.suggested_filename.endswith("gold-9x16.mp4")
    page.reload()
    _slides(page)
    page.get_by_role("button", name="All formats").click()
    _open(page, "Several looks and shapes")
    expect(links).to_have_count(2, timeout=_WORK_MS)


def test_a_job_that_waits_tells_its_place_in_line(page: Page, tmp_path: Path) -> None:
    _captioned(page, tmp_path)
    waiting = {
        "id": "w",
        "state": "queued",
        "stage": "",
        "percent": 0,
        "seconds_left": None,
        "message": None,
    }
    page.route("**/exports", lambda route: route.fulfill(json={"id": "e", "job": "w"}))
    page.route("**/api/events?*", lambda route: route.fulfill(status=503))
    page.route("**/api/jobs/w", lambda route: route.fulfill(json={**waiting, "queue_position": 2}))
    page.get_by_role("button", name="Export video").click()
    expect(page.get_by_text("Waiting for its turn: 2nd in line")).to_be_visible()
    page.goto("about:blank")
    page.unroute_all(behavior="ignoreErrors")


def test_what_was_typed_on_a_slide_that_goes_is_told(page: Page, tmp_path: Path) -> None:
    slides = _captioned(page, tmp_path)
    page.locator(".slide").nth(1).dblclick()
    page.get_by_label("Text of the slide").fill("My own words")
    page.locator(".card").first.get_by_role("button", name="Join with the next slide").click()
    expect(page.locator(".slide")).to_have_count(len(slides) - 1, timeout=_WORK_MS)
    expect(page.get_by_role("alert")).to_contain_text("My own words")


def test_a_reload_keeps_the_project_and_its_video(page: Page) -> None:
    page.get_by_role("button", name="Try the sample").click()
    slides = _slides(page)
    _export(page)
    page.reload()
    assert _slides(page) == slides
    expect(page.get_by_role("link", name="Download MP4")).to_be_visible()
    page.get_by_role("link", name="New recording").click()
    expect(page.get_by_text("Drop your recording here")).to_be_visible()


def test_a_file_that_is_no_recording_is_explained_and_stays_chosen(
    page: Page, tmp_path: Path
) -> None:
    wrong = tmp_path / "notes.mp4"
    wrong.write_text("ffconcat version 1.0\nfile '/etc/passwd'\n")
    page.set_input_files("#file", wrong)
    page.get_by_role("button", name="Make the slides").click()
    expect(page.get_by_role("alert")).to_be_visible(timeout=_WORK_MS)
    assert page.get_by_role("alert").locator("p").inner_text().strip()
    expect(page.get_by_text("notes.mp4").first).to_be_visible()
    expect(page.get_by_role("button", name="Make the slides")).to_be_enabled()
    assert page.locator("#file").evaluate("(input) => input.files[0].name") == "notes.mp4"


def test_a_project_that_is_gone_leads_back_to_the_start(page: Page, address: str) -> None:
    page.goto(f"{address}#/projects/no-such-project")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Drop your recording here")).to_be_visible()


@pytest.mark.parametrize("width_px", [1440, 768, 360])
def test_no_screen_is_too_narrow_for_the_page(page: Page, width_px: int) -> None:
    page.set_viewport_size({"width": width_px, "height": 640})
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
    page.get_by_role("button", name="Try the sample").click()
    _slides(page)
    assert page.evaluate(overflow) == 0


def test_without_javascript_the_form_leads_to_a_page_of_the_project(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#file")).to_be_visible()
    expect(page.get_by_role("button", name="Make the slides")).to_be_visible()
    page.get_by_role("button", name="Try the sample").click()
    expect(page).to_have_url(re.compile(r"/projects/[\w-]+$"))
    context.close()


def _open(page: Page, title: str) -> None:
    page.locator("summary").filter(has_text=title).click()


def _captioned(page: Page, folder: Path) -> list[dict[str, Any]]:
    """The slides of a recording whose captions say more than its script; nobody has to listen."""
    captions = folder / "said.srt"
    captions.write_text(_SAID, encoding="utf-8")
    page.set_input_files("#file", _ROOT / "samples" / "pitch.mp4")
    _open(page, "Add your script")
    page.get_by_label("The text you read").fill(_SCRIPT)
    _open(page, "Options")
    page.get_by_label("Captions you have already").set_input_files(captions)
    page.get_by_role("button", name="Make the slides").click()
    return _slides(page)


def _slides(page: Page) -> list[dict[str, Any]]:
    """The slides of the deck on the page, as soon as it is there."""
    _wait_for_either(page, "[data-part=deck]")
    slides: list[dict[str, Any]] = page.evaluate(
        "() => fetch('/api' + location.hash.slice(1) + '/deck')"
        ".then((answer) => answer.json()).then((deck) => deck.slides)"
    )
    expect(page.locator(".slide")).to_have_count(len(slides))
    return slides


def _advise(route: Route) -> None:
    """Answer as a machine would that has Whisper's weights."""
    small = "model=small" in route.request.url
    better = {"model": "small", "reason": "", "seconds": 540.0}
    advice = {
        "engine": "whisper",
        "title": "Whisper",
        "name": "Whisper small" if small else "Whisper base",
        "model": "small" if small else "base",
        "seconds": 540.0 if small else 180.0,
        "notice": None,
        "advice": None if small else "Whisper small would be more exact, about 9 min",
        "recommended": None if small else better,
        "models": [{"name": "base", "seconds": 180.0}, {"name": "small", "seconds": 540.0}],
    }
    route.fulfill(json=advice)


def _export(page: Page) -> None:
    page.get_by_role("button", name="Export video").click()
    _wait_for_either(page, "[data-part=download]")


def _plays_without_a_dropped_frame(page: Page) -> bool:
    """Whether each frame of a second from the start is shown."""
    video = page.locator("video")
    video.evaluate("(video) => { video.currentTime = 0 }")
    page.wait_for_function("() => !document.querySelector('video').seeking")
    before = _frames(page)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 1.2")
    page.get_by_role("button", name="Pause", exact=True).click()
    after = _frames(page)
    assert after["total"] - before["total"] > 30
    return after["dropped"] == before["dropped"]


def _frames(page: Page) -> dict[str, int]:
    frames: dict[str, int] = page.locator("video").evaluate(
        "(video) => { const { droppedVideoFrames, totalVideoFrames } = "
        "video.getVideoPlaybackQuality(); "
        "return { dropped: droppedVideoFrames, total: totalVideoFrames } }"
    )
    return frames


def _wait_for_either(page: Page, goal: str) -> None:
    """Wait until ``goal`` is shown; an error shown on the page instead fails the test at once."""
    page.locator(f"{goal}:visible, [role=alert]:visible").first.wait_for(timeout=_WORK_MS)
    alert = page.get_by_role("alert")
    assert not alert.is_visible(), alert.inner_text()


def _click_slide(page: Page, index: int) -> None:
    page.locator(".slide").nth(index).click()
    page.wait_for_function("() => !document.querySelector('video').seeking")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
