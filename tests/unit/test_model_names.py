"""People read a model's name, never a path."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics import model_names
from vsl.basics.model_names import TITLES, name_listener, name_model, strip_path


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("base", "Whisper base"),
        ("tiny.en", "Whisper tiny.en"),
        ("turbo", "Whisper turbo"),
        ("large-v3-turbo", "Whisper turbo"),
        ("large-v3", "Whisper large-v3"),
        ("/srv/models/acme-v2.1.pt", "Whisper acme-v2.1"),
        ("models/converted/", "Whisper converted"),
        ("C:\\models\\acme.pt", "Whisper acme"),
        ("", "Whisper"),
    ],
)
def test_whispers_models_have_names_for_people(model: str, name: str) -> None:
    assert name_model(model) == name_model(model, "faster-whisper") == name


def test_the_engine_is_named_where_it_is_not_the_models_own() -> None:
    assert name_listener("whisper", "base") == "Whisper base"
    assert name_listener("faster-whisper", "base") == "Whisper base (faster-whisper)"
    assert name_listener("parakeet", "parakeet-tdt-0.6b-v3") == "Parakeet tdt-0.6b-v3"
    assert name_listener("sphinx", "en-us") == "PocketSphinx"
    assert name_listener("openai", "whisper-1") == "OpenAI service (whisper-1)"
    assert name_listener("captions") == "Your captions"


@given(st.lists(st.text("ab.", min_size=1, max_size=5), min_size=2, max_size=4))
def test_no_folder_is_told(parts: list[str]) -> None:
    path = "/" + "/".join(f"folder{part}" for part in parts[:-1]) + f"/{parts[-1]}"
    for engine in TITLES:
        assert "folder" not in name_listener(engine, path)
        assert "/" not in strip_path(path)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(model_names).failed == 0
