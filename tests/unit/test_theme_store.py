from __future__ import annotations

from pathlib import Path

import pytest

from vsl.errors import BadInput, Conflict, NotFound
from vsl.model.appearance import Gradient, Theme
from vsl.render.assets.store import AssetStore
from vsl.render.themes.catalogue import THEMES
from vsl.render.themes.theme_store import ThemeStore


@pytest.fixture
def themes(tmp_path: Path) -> ThemeStore:
    return ThemeStore(tmp_path / "themes", AssetStore(tmp_path / "assets"))


def test_a_theme_of_the_user_is_found_beside_the_finished_ones(themes: ThemeStore) -> None:
    own = Theme("acme-2", background="#101010", ink="#FFFFFF", gradient=Gradient("#202020"))
    themes.keep(own)
    assert themes.find("acme-2") == own
    assert themes.find("night") == THEMES["night"]
    assert themes.names() == (*THEMES, "acme-2")


def test_a_theme_kept_again_is_replaced(themes: ThemeStore) -> None:
    themes.keep(Theme("acme"))
    themes.keep(Theme("acme", ink="#000000"))
    assert themes.find("acme").ink == "#000000"


def test_a_removed_theme_is_gone(themes: ThemeStore) -> None:
    themes.keep(Theme("acme"))
    themes.remove("acme")
    assert themes.names() == tuple(THEMES)
    with pytest.raises(NotFound, match="of your own"):
        themes.remove("acme")


@pytest.mark.parametrize("name", ["", "Acme", "../x", "a b", "-a", "a" * 41, "a.json", "ação"])
def test_a_name_that_is_no_file_name_is_refused(themes: ThemeStore, name: str) -> None:
    with pytest.raises(BadInput, match="small letters"):
        themes.keep(Theme(name))
    with pytest.raises(BadInput, match="There is no theme"):
        themes.find(name)
    with pytest.raises(NotFound):
        themes.remove(name)


def test_finished_themes_are_neither_replaced_nor_removed(themes: ThemeStore) -> None:
    with pytest.raises(Conflict, match="choose another name"):
        themes.keep(Theme("night"))
    with pytest.raises(Conflict, match="stays"):
        themes.remove("night")


def test_what_a_job_is_told_finds_a_theme_that_was_removed_meanwhile(themes: ThemeStore) -> None:
    own = Theme("acme", ink="#000000")
    themes.keep(own)
    told = themes.as_found_anywhere("acme")
    themes.remove("acme")
    assert themes.find(told) == own
    assert themes.as_found_anywhere("night") == "night"
    for wrong in ("{", '{"ink": "red"}', '{"font": "comic"}'):
        with pytest.raises(BadInput):
            themes.find(wrong)


@pytest.mark.parametrize("text", ["{", "[]", '{"ink": "red"}', "\xff"])
def test_a_damaged_file_is_named(themes: ThemeStore, text: str) -> None:
    themes.keep(Theme("acme"))
    (themes.folder / "acme.json").write_text(text, "latin-1")
    with pytest.raises(BadInput, match="theme"):
        themes.find("acme")
