from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.render.layout.clusters import clusters


@pytest.mark.parametrize(
    "cluster",
    [
        "e\u0301",
        "👨‍👩‍👧",
        "👍🏽",
        "🇧🇷",
        "1️⃣",
        "❤️",
        "क्षि",
        "กำ",
        "🏴\U000e0067\U000e0062\U000e007f",
        "한",
    ],
)
def test_what_a_reader_takes_for_one_character_stays_whole(cluster: str) -> None:
    assert clusters(f"a{cluster}b") == ["a", cluster, "b"]


def test_two_flags_are_two_characters() -> None:
    assert clusters("🇧🇷🇵🇹") == ["🇧🇷", "🇵🇹"]


@given(st.text())
def test_nothing_is_lost(text: str) -> None:
    assert "".join(clusters(text)) == text
