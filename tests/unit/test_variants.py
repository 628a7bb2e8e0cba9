"""Which combinations there are, and what they are called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import AudioStream, Deck, MediaInfo, Project, Transcript
from vsl.render.themes.theme import find_theme
from vsl.workflows.make_variants import Axes, combinations, hook_name, size_name
from vsl.workflows.replace_intro import Take

_MEDIA = MediaInfo("0" * 64, 9, "wav", 2000, AudioStream("pcm_s16le", 16_000, 1))


def _take(name: str, language: str = "en") -> Take:
    transcript = Transcript((), language, "scripted")
    return Take(name, Project(_MEDIA, transcript, Deck((), Theme(), 2000)))


_EN, _PT = _take("en"), _take("pt", "pt")
_HOOK = _take("hookb")
_LOOKS = (find_theme("classic"), find_theme("night"))


def _names(axes: Axes) -> list[str]:
    return [each.name for each in combinations("pitch", axes)]


def test_every_combination_has_a_name_that_tells_it() -> None:
    names = _names(Axes((_EN,), _LOOKS, ("16:9", "9:16"), (_HOOK,)))
    assert names[0] == "pitch-classic-16x9-own"
    assert names[-1] == "pitch-night-9x16-hookb"
    assert len(set(names)) == 2 * 2 * 2


def test_what_nobody_varies_is_not_told() -> None:
    assert _names(Axes((_EN,))) == ["pitch"]
    assert _names(Axes((_EN, _PT))) == ["pitch-en", "pitch-pt"]
    assert _names(Axes((_EN,), sizes=("1:1@720p",))) == ["pitch-1x1-720p"]


def test_a_hook_goes_with_decks_of_its_language_alone() -> None:
    assert _names(Axes((_EN, _PT), hooks=(_HOOK,))) == [
        "pitch-en-own", "pitch-en-hookb", "pitch-pt-own",
    ]  # fmt: skip
    with pytest.raises(BadInput, match="is in fr"):
        combinations("pitch", Axes((_EN,), hooks=(_take("hookf", "fr"),)))


def test_a_look_keeps_the_canvas_of_the_deck_and_a_size_changes_it() -> None:
    deck = replace(_EN.project.deck, theme=Theme(width_px=1080, height_px=1080))
    square = replace(_EN, project=replace(_EN.project, deck=deck))
    kept, wide = combinations("p", Axes((square,), _LOOKS[1:], ("1:1", "16:9")))
    assert (kept.theme.name, kept.theme.width_px) == ("night", 1080)
    assert (wide.theme.name, wide.theme.width_px) == ("night", 1920)


@pytest.mark.parametrize(
    ("axes", "complaint"),
    [
        (Axes((_EN,), sizes=("wide",)), "can't be read"),
        (Axes((_EN,), sizes=("9:16", "9:16")), "would be called pitch-9x16"),
        (Axes((_EN, _EN)), "would be called pitch-en"),
        (Axes((_EN,), _LOOKS, ("1:1",) * 251), "at most 500"),
    ],
)
def test_what_can_not_be_combined_is_told_before_any_work(axes: Axes, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        combinations("pitch", axes)


def test_no_name_of_a_look_leads_out_of_the_folder() -> None:
    kit = Theme("../My kit")
    assert _names(Axes((_EN,), (kit,))) == ["pitch-My-kit"]


def test_names_of_sizes_and_hooks_are_fit_for_files() -> None:
    assert [size_name(each) for each in ("9:16", "1:1@4K", "1920x1080")] == [
        "9x16", "1x1-4k", "1920x1080",
    ]  # fmt: skip
    assert [hook_name(each) for each in ("hook-b", "Gancho 2", "-")] == [
        "hookb", "Gancho2", "hook",
    ]  # fmt: skip
