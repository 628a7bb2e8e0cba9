from __future__ import annotations

import pytest

from vsl.errors import BadInput
from vsl.model.project import EMPHASIS_KINDS, EmphasisSettings
from vsl.slides.emphasis.settings import parse_settings


def test_nothing_written_means_the_defaults() -> None:
    assert parse_settings("", " ") == EmphasisSettings()
    assert not {"address", "negative"} & set(EmphasisSettings().kinds)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("free, price", ("price", "free")),
        (" Price  number,", ("price", "number")),
        ("all", EMPHASIS_KINDS),
        ("none", ()),
    ],
)
def test_kinds_are_read_in_any_order(text: str, kinds: tuple[str, ...]) -> None:
    assert parse_settings(text, "").kinds == kinds


@pytest.mark.parametrize(("text", "share"), [("0.5", 0.5), ("30%", 0.3), ("0", 0.0), ("1", 1.0)])
def test_a_share_is_read_as_a_number_or_a_percentage(text: str, share: float) -> None:
    assert parse_settings("", text).most_share == pytest.approx(share)


@pytest.mark.parametrize(
    ("kinds", "share", "complaint"),
    [
        ("loud", "", "'loud'; name some of script, guarantee"),
        ("price, none", "", "'none'; name some"),
        ("", "half", "highlight_share='half' is no share of the slides; write 0.5 or 50%"),
        ("", "150%", "write 0.5 or 50%"),
        ("", "nan", "write 0.5 or 50%"),
    ],
)
def test_what_can_t_be_read_is_named_with_what_would_do(
    kinds: str, share: str, complaint: str
) -> None:
    with pytest.raises(BadInput, match=complaint):
        parse_settings(kinds, share)
