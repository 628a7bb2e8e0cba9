"""Which language a window is heard in: another one only where that is clear."""

from __future__ import annotations

import pytest

from vsl.speech.windows.languages import (
    label_parts,
    main_language,
    may_be_mixed,
    window_language,
)


def test_all_windows_together_tell_the_recordings_language() -> None:
    assert main_language([{"es": 1.0, "en": 0.0}, {"en": 0.9}, {"en": 0.6, "es": 0.4}]) == "en"


@pytest.mark.parametrize(
    ("shares", "heard"),
    [
        ({"es": 0.95, "en": 0.02}, "es"),
        ({"es": 0.95}, "es"),
        ({"es": 0.79, "en": 0.02}, "en"),  # not sure enough
        ({"es": 0.85, "en": 0.12}, "en"),  # both may be spoken
        ({"en": 0.4, "es": 0.3}, "en"),
        ({"en": 1.0}, "en"),
    ],
)
def test_another_language_is_heard_only_where_it_is_clear(
    shares: dict[str, float], heard: str
) -> None:
    assert window_language(shares, "en") == heard


@pytest.mark.parametrize(("twin", "main"), [("gl", "pt"), ("gl", "es"), ("ca", "es"), ("nn", "no")])
def test_a_language_is_not_taken_for_its_twin(twin: str, main: str) -> None:
    assert window_language({twin: 0.99, main: 0.0}, main) == main
    assert window_language({twin: 0.99, "en": 0.0}, "en") == twin
    assert window_language({main: 0.99, twin: 0.0}, twin) == main


def test_a_window_may_be_mixed_unless_its_language_is_certain() -> None:
    assert not may_be_mixed({"en": 0.8, "es": 0.2}, "en")
    assert may_be_mixed({"en": 0.7, "es": 0.3}, "en")
    assert may_be_mixed({"es": 1.0}, "en")


def test_parts_get_the_language_that_is_clear_in_seconds_of_them() -> None:
    english, spanish = {"en": 0.98, "es": 0.01}, {"en": 0.02, "es": 0.97}
    parts = [(english, 5.0), (spanish, 4.0), (english, 4.0), (spanish, 0.5)]
    assert label_parts(parts, "en") == ["en", "es", "en", "es"]


def test_a_few_clear_seconds_are_no_language() -> None:
    assert label_parts([({"en": 0.98}, 5.0), ({"cy": 0.97}, 2.9)], "en") == ["en", "en"]
    assert label_parts([({"en": 0.98}, 5.0), ({"cy": 0.97}, 3.0)], "en") == ["en", "cy"]


def test_a_part_in_doubt_goes_with_the_likelier_language_that_is_spoken() -> None:
    doubt = {"de": 0.5, "es": 0.3, "en": 0.2}
    spanish = {"en": 0.01, "es": 0.97}
    assert label_parts([(spanish, 5.0), (doubt, 5.0)], "en") == ["es", "es"]
    assert label_parts([(doubt, 5.0), (doubt, 5.0)], "en") == ["en", "en"]
    assert label_parts([], "en") == []
