"""Values as plain JSON, and back."""

from __future__ import annotations

import json

import pytest

from vsl.basics.json_codec import from_plain, to_plain
from vsl.model.appearance import Card, Gradient, Highlight, SectionLook, Speaker, Staging, Theme

THEME = Theme(
    "mine",
    gradient=Gradient("#000000", 90),
    sections=(SectionLook("price", highlight=Highlight("marker")), SectionLook("hook")),
)
STAGING = Staging(speaker=Speaker(sections=("hook", "offer")), end=Card("Bye"))


@pytest.mark.parametrize("value", [Theme(), THEME, Staging(), STAGING])
def test_a_value_comes_back_out_of_json(value: Theme | Staging) -> None:
    row = json.loads(json.dumps(to_plain(value)))
    assert from_plain(type(value), row) == value


def test_what_is_not_named_takes_its_default() -> None:
    assert from_plain(Theme, {"name": "mine"}) == Theme("mine")


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError):
        from_plain(Theme, {"colour": "#000000"})
