"""Names of uploads are fit to be shown and to be saved under."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.download_names import download_name
from vsl.web.file_names import display_name


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("My pitch.mp4", "My pitch"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\talk.MOV", "talk"),
        ("Offer v1.5", "Offer v1.5"),
        ("Preço: R$ 47 (ação).wav", "Preço: R$ 47 (ação)"),
        ("a\u202egpj.exe\n.mp3", "a gpj.exe"),
        (".mp4", "Recording"),
        ("", "Recording"),
    ],
)
def test_folders_extensions_and_invisible_characters_are_left_out(filename: str, name: str) -> None:
    assert display_name(filename) == name


@given(st.text())
def test_a_shown_name_is_one_short_visible_line(filename: str) -> None:
    name = display_name(filename)
    assert 0 < len(name) <= 80
    invisible = {c for c in name if unicodedata.category(c).startswith("C")}
    assert invisible <= {"\u200c", "\u200d"}  # Persian and emoji are written with them
    assert "/" not in name


@given(st.text())
def test_a_download_name_is_allowed_everywhere(name: str) -> None:
    saved = download_name(display_name(name), ".mp4")
    assert saved.endswith(".mp4")
    assert not set(saved) & set('<>:"/\\|?*\n\0')
    assert not saved.startswith((".", " "))


def test_what_file_names_forbid_becomes_a_space() -> None:
    assert download_name("Offer: 50/50?", ".srt") == "Offer 50 50.srt"
