"""People come into a studio that has a key, with scripts and without."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_PATIENCE_MS = 30_000
_OPENS = """() => new Promise((tell) => {
  const source = new EventSource("/api/events?job=none");
  source.onopen = () => { source.close(); tell("open"); };
  source.onerror = () => { source.close(); tell("refused"); };
})"""
_UPLOADS = """async () => {
  const headers = { "Tus-Resumable": "1.0.0", "Upload-Length": "9" };
  return (await fetch("/api/uploads", { method: "POST", headers })).status;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a studio that has a key."""
    with serving(tmp_path_factory.mktemp("studio"), API_KEY="open sesame, please") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one a test is skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("scripts", [False, True])
@pytest.mark.parametrize("width", [360, 1440])
def test_a_form_lets_people_in_and_a_button_out(
    browser: Browser, address: str, scripts: bool, width: int
) -> None:
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800}
    )
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{address}/api/docs")
    page.get_by_label("Key").fill("guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not the key", timeout=_PATIENCE_MS)
    page.get_by_label("Key").fill("open sesame, please")
    page.get_by_label("Key").press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Addresses for programs", timeout=_PATIENCE_MS)
    page.goto(address)
    if scripts:
        assert page.evaluate("() => document.documentElement.scrollWidth") == width
        assert (page.evaluate(_OPENS), page.evaluate(_UPLOADS)) == ("open", 201)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Key")).to_be_visible(timeout=_PATIENCE_MS)
    context.close()
