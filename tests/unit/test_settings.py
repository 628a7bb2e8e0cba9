"""Settings are read from an environment, refused by name, and all documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadSetting
from vsl.settings import Settings, read_size, read_switch

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = re.compile(
    r"^\| `(?P<name>[A-Z_]+)` \| (?P<default>.+?) \| (?P<meaning>.+) \|$", re.MULTILINE
)


def _documented() -> dict[str, str]:
    return {row["name"]: row["default"].strip("`") for row in ROW.finditer(DOCUMENT.read_text())}


def test_the_document_lists_every_setting_and_no_other() -> None:
    assert list(_documented()) == [setting.name.upper() for setting in fields(Settings)]


def test_every_documented_default_is_the_real_one() -> None:
    environ = {name: "" if text == "(empty)" else text for name, text in _documented().items()}
    assert Settings.from_environ(environ) == Settings()


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environ({}) == Settings()
    assert Settings.from_environ({"MAX_FILE_SIZE": "  "}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("INSTANCE_DIR", "/srv/vsl", Path("/srv/vsl")),
        ("WHISPER_MODEL", " tiny ", "tiny"),
        ("ENABLE_GPU_ACCELERATION", "No", False),
        ("MAX_FILE_SIZE", "500MB", 500 << 20),
        ("MAX_WORKERS", "0", 0),
        ("LOG_LEVEL", "warning", "WARNING"),
    ],
)
def test_a_variable_is_read_into_its_type(name: str, text: str, value: Any) -> None:
    assert getattr(Settings.from_environ({name: text}), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MAX_FILE_SIZE", "many"),
        ("MAX_CONCURRENT_JOBS", "0"),
        ("MAX_CONCURRENT_JOBS", "two"),
        ("MAX_WORKERS", "-1"),
        ("ENABLE_GPU_ACCELERATION", "maybe"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_an_unreadable_value_is_refused_by_name_and_value(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=f"{name}='{text}'"):
        Settings.from_environ({name: text})


def test_the_database_lies_in_the_instance_folder_unless_named(tmp_path: Path) -> None:
    assert Settings(instance_dir=tmp_path).database == f"sqlite:///{tmp_path}/vsl.sqlite"
    assert Settings(database_url="sqlite:////x.db").database == "sqlite:////x.db"


@given(st.integers(min_value=0, max_value=1 << 50))  # a petabyte
def test_bytes_as_plain_numbers_mean_themselves(size: int) -> None:
    assert read_size(str(size)) == size


@pytest.mark.parametrize(
    ("text", "size"),
    [("1K", 1024), ("1.5 GB", 3 << 29), ("2TiB", 2 << 40), ("7b", 7), ("10mb", 10 << 20)],
)
def test_sizes_may_carry_units(text: str, size: int) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["-1", "1PB", "GB", "1 2", ""])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="500MB"):
        read_size(text)


@pytest.mark.parametrize(("text", "truth"), [("1", True), ("ON", True), ("off", False)])
def test_switches_are_read_in_any_case(text: str, truth: bool) -> None:
    assert read_switch(text) is truth


@pytest.mark.parametrize("key", ["a", "sesame", "12345678901"])
def test_a_key_that_is_soon_guessed_stops_the_start(key: str) -> None:
    with pytest.raises(BadSetting, match=r"API_KEY can't be read: .*12 letters or more"):
        Settings.from_environ({"API_KEY": key})


def test_a_key_of_twelve_letters_is_taken() -> None:
    assert Settings.from_environ({"API_KEY": " 123456789012 "}).api_key == "123456789012"
    assert Settings.from_environ({"API_KEY": ""}).api_key == ""
