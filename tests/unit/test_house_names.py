"""Names keep to the house's rules: a word means one thing, and a function says what it does."""

from __future__ import annotations

import pytest

from scripts.house_figures import is_participle
from tests.house import HOUSE

MOST_PARTICIPLES = 0.03
LEFT_BEHIND = ("bench", "doorbell", "shelf", "wardrobe", "workshop")
"""Metaphors for which the field has a word: worker, notifier, store, themes, staging."""


def test_no_public_class_name_stands_twice() -> None:
    assert not HOUSE.repeated_classes()


def test_hardly_a_function_starts_with_a_participle() -> None:
    assert len(HOUSE.participles()) <= MOST_PARTICIPLES * len(HOUSE.functions)


def test_no_function_of_a_module_is_a_bare_participle() -> None:
    names = {
        node.name
        for module in HOUSE.modules.values()
        for node in module.body
        if hasattr(node, "args") and "_" not in node.name
    }
    assert not {name for name in names if is_participle(name)}


@pytest.mark.parametrize("word", LEFT_BEHIND)
def test_metaphors_stay_away(word: str) -> None:
    names = [path.stem for path in HOUSE.modules] + [f.name for f in HOUSE.functions]
    assert not [name for name in names if word in name.split("_")]
