"""JSON from outside: what can be kept comes through, everything else is refused by its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e15, 1e15).filter(lambda number: number != 0)
    | _TEXT
)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner), max_leaves=20
)


@given(_VALUES)
def test_what_can_be_kept_comes_through(value: Any) -> None:
    assert parse_json(json.dumps(value), "It") == value
    assert parse_json(json.dumps(value).encode(), "It") == value


@pytest.mark.parametrize(
    "raw", ["NaN", "Infinity", "-Infinity", "1e400", "-0.0", "-0", "1" * 17, "1" * 9000, "1e17"]
)
def test_a_number_that_no_field_can_hold_is_refused_by_its_place(raw: str) -> None:
    with pytest.raises(BadInput, match=r"It holds no usable number at \$\.a\[1\]\.b"):
        parse_json(f'{{"a": [0, {{"b": {raw}}}]}}', "It")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ('"\\u0000"', r"null character at \$\.a"),
        ('"\\ud83d"', r"half a character at \$\.a"),
        ("[" * 33 + "]" * 33, "nested too deeply"),
        ("[" * 90_000 + "]" * 90_000, "nested too deeply"),
        ("'x'", "is not JSON"),
    ],
)
def test_what_can_not_be_kept_is_refused(raw: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse_json(f'{{"a": {raw}}}', "It")


def test_names_of_fields_are_texts_too() -> None:
    with pytest.raises(BadInput, match="null character"):
        parse_json('{"a\\u0000": 1}', "It")


def test_whole_numbers_are_integers_however_they_are_written() -> None:
    found = parse_json("[1.0, 1e3, 0.0, 0, 2.5]", "It")
    assert found == [1, 1000, 0, 0, 2.5]
    assert [type(number) for number in found] == [int, int, int, int, float]
