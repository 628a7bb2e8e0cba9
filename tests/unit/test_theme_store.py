from __future__ import annotations

from pathlib import Path

import pytest

from vsl.errors import BadInput, Conflict, NotFound
from vsl.model.appearance import Gradient, Theme
from vsl.render.themes.catalogue import THEMES
from vsl.render.themes.theme_store import ThemeStore


@pytest.fixture
def wardrobe(tmp_path: Path) -> ThemeStore:
    return ThemeStore(tmp_path / "themes")


def test_a_theme_of_the_user_is_found_beside_the_finished_ones(wardrobe: ThemeStore) -> None:
    own = Theme("acme-2", background="#101010", ink="#FFFFFF", gradient=Gradient("#202020"))
    wardrobe.keep(own)
    assert wardrobe.find("acme-2") == own
    assert wardrobe.find("night") == THEMES["night"]
    assert wardrobe.names() == (*THEMES, "acme-2")


def test_a_theme_kept_again_is_replaced(wardrobe: ThemeStore) -> None:
    wardrobe.keep(Theme("acme"))
    wardrobe.keep(Theme("acme", ink="#000000"))
    assert wardrobe.find("acme").ink == "#000000"


def test_a_removed_theme_is_gone(wardrobe: ThemeStore) -> None:
    wardrobe.keep(Theme("acme"))
    wardrobe.remove("acme")
    assert wardrobe.names() == tuple(THEMES)
    with pytest.raises(NotFound, match="of your own"):
        wardrobe.remove("acme")


@pytest.mark.parametrize("name", ["", "Acme", "../x", "a b", "-a", "a" * 41, "a.json", "ação"])
def test_a_name_that_is_no_file_name_is_refused(wardrobe: ThemeStore, name: str) -> None:
    with pytest.raises(BadInput, match="small letters"):
        wardrobe.keep(Theme(name))
    with pytest.raises(BadInput, match="There is no theme"):
        wardrobe.find(name)
    with pytest.raises(NotFound):
        wardrobe.remove(name)


def test_finished_themes_are_neither_replaced_nor_removed(wardrobe: ThemeStore) -> None:
    with pytest.raises(Conflict, match="choose another name"):
        wardrobe.keep(Theme("night"))
    with pytest.raises(Conflict, match="stays"):
        wardrobe.remove("night")


def test_what_a_job_is_told_finds_a_theme_that_was_removed_meanwhile(wardrobe: ThemeStore) -> None:
    own = Theme("acme", ink="#000000")
    wardrobe.keep(own)
    told = wardrobe.as_found_anywhere("acme")
    wardrobe.remove("acme")
    assert wardrobe.find(told) == own
    assert wardrobe.as_found_anywhere("night") == "night"
    for wrong in ("{", '{"ink": "red"}', '{"font": "comic"}'):
        with pytest.raises(BadInput):
            wardrobe.find(wrong)


@pytest.mark.parametrize("text", ["{", "[]", '{"ink": "red"}', "\xff"])
def test_a_damaged_file_is_named(wardrobe: ThemeStore, text: str) -> None:
    wardrobe.keep(Theme("acme"))
    (wardrobe.folder / "acme.json").write_text(text, "latin-1")
    with pytest.raises(BadInput, match="theme"):
        wardrobe.find("acme")
