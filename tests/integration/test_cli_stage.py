"""``vsl stage``: what stands around a deck, set in its document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vsl.cli.main import vsl
from vsl.errors import VslError
from vsl.model import document
from vsl.model.appearance import CallToAction, Card, Speaker, Staging, Transition
from vsl.model.project import Project, Section, VideoStream


@pytest.fixture
def stage(
    pitch: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Staging]:
    """Runs the command on the pitch; the staging it wrote."""
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    path = tmp_path / "pitch.json"
    video = VideoStream("h264", 320, 180, frame_rate=25)  # type: ignore[arg-type]
    sections = (Section("hook", "s1"), Section("offer", "s2"))
    filmed = replace(
        pitch,
        media=replace(pitch.media, video=video),
        deck=replace(pitch.deck, sections=sections),
    )
    path.write_text(document.dumps(filmed))

    def run(*options: str) -> Staging:
        result: Result = CliRunner().invoke(vsl, ["stage", str(path), *options, "-o", str(path)])
        if isinstance(result.exception, VslError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return document.read(path).deck.staging

    return run


def test_what_is_named_is_set_and_the_rest_stays(stage: Callable[..., Staging]) -> None:
    first = stage("--intro", "Watch this", "--transition", "crossfade", "--speaker", "top-left")
    assert first == Staging(
        Transition("crossfade"), intro=Card("Watch this"), speaker=Speaker("top-left")
    )
    second = stage("--end", "Bye", "--speaker-in", "hook, offer", "--call", "Buy")
    assert second.intro == first.intro
    assert second.end == Card("Bye")
    assert second.speaker == Speaker("top-left", sections=("hook", "offer"))
    assert stage("--call-at", "1").call_to_action == CallToAction("Buy", 1000)
    assert stage("--call", "Order").call_to_action == CallToAction("Order", 1000)


def test_an_empty_text_or_none_takes_it_away(stage: Callable[..., Staging]) -> None:
    stage("--intro", "Watch this", "--speaker", "top-left")
    stage("--over-source", "--zoom", "0.1")
    assert stage("--intro", "", "--speaker", "none", "--on-slides", "--zoom", "0") == Staging()


def test_music_that_is_no_sound_is_refused(stage: Callable[..., Staging], tmp_path: Path) -> None:
    (tmp_path / "music.mp3").write_text("no music")
    with pytest.raises(VslError, match="not a recording"):
        stage("--music", str(tmp_path / "music.mp3"))


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--call-at", "1"), "needs a line"),
        (("--call", "Buy", "--call-at", "9:00"), "after the end"),
        (("--speaker-in", "nonsense"), "hook, offer"),
    ],
)
def test_what_would_never_show_is_refused(
    stage: Callable[..., Staging], options: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises(VslError, match=complaint):
        stage(*options)


def test_music_is_taken_off(stage: Callable[..., Staging]) -> None:
    assert stage("--music", "none").music is None
