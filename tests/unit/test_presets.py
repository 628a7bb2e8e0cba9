from __future__ import annotations

import pytest

from vsl.errors import BadInput
from vsl.slides.segmentation.presets import CLASSIC, PRESETS, find_preset


def test_a_preset_is_found_by_its_name() -> None:
    assert find_preset("classic") is CLASSIC
    assert all(find_preset(name).name == name for name in PRESETS)


def test_an_unknown_preset_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"'loud'.*classic, punchy, sentence, script, captions"):
        find_preset("loud")
