"""The package as syntax trees, parsed once for all tests of how it is written."""

from __future__ import annotations

from scripts.house_figures import House

HOUSE = House()
