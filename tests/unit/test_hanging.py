from __future__ import annotations

import pytest

from vsl.model.appearance import Theme
from vsl.render.layout.hanging import hanging
from vsl.render.layout.runs import Typography, width_em

FONT = Theme().font
LATIN = Typography(FONT)


@pytest.mark.parametrize("line", ["plain", "Why?", "$47", "(so)", "...", "“”"])
def test_letters_and_heavy_marks_do_not_hang(line: str) -> None:
    assert hanging(line, LATIN) == (0, 0)


def test_quotes_hang_on_both_sides() -> None:
    left, right = hanging("“yes”", LATIN)
    assert (left, right) == (width_em("“", LATIN), width_em("”", LATIN))


def test_a_bullet_hangs_with_its_space() -> None:
    assert hanging("• point", LATIN)[0] == pytest.approx(min(0.5, width_em("• ", LATIN)))


def test_a_long_dash_hangs_half_an_em_at_most() -> None:
    assert hanging("wait —", LATIN) == (0, 0.5)


def test_where_text_runs_from_right_to_left_its_end_hangs_on_the_left() -> None:
    line = "هذا هو السر."
    left, right = hanging(line, Typography.of(line, FONT))
    assert left > 0
    assert right == 0
