from __future__ import annotations

from pathlib import Path
from typing import get_type_hints

import pytest

from vsl.bootstrap import ServiceOverrides, Services, build_tools
from vsl.render.pictures import Pictures
from vsl.settings import Settings


def test_every_service_can_be_overridden_with_its_own_type() -> None:
    made = get_type_hints(Services)
    del made["settings"]
    assert get_type_hints(ServiceOverrides) == made


def test_a_given_tool_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache")
    usual = build_tools(settings)
    given = Pictures(usual.pictures.cache, 1)
    assert build_tools(settings, pictures=given).pictures is given
    with pytest.raises(TypeError, match="cameras"):
        build_tools(settings, cameras=given)  # type: ignore[call-arg]
