"""The bill of materials names everything that is pinned and shipped, once, with its digests."""

from __future__ import annotations

import json
import re
from pathlib import Path

from scripts.bill_of_materials import describe_materials
from scripts.lock import TORCH

ROOT = Path(__file__).parents[2]


def test_every_pin_is_in_the_bill_once() -> None:
    bill = describe_materials()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    purls = [component["purl"] for component in bill["components"]]
    assert len(purls) == len(set(purls))
    pins = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.M)
    assert len(pins) > 40
    for name, version in pins:
        assert f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}" in purls
    assert f"pkg:pypi/{TORCH.replace('==', '@')}" in purls
    assert bill["dependencies"] == [{"ref": "vsl", "dependsOn": purls}]


def test_what_the_page_loads_is_in_the_bill_with_its_digest() -> None:
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text())["dependencies"]
    page = {
        each["name"]: each
        for each in describe_materials()["components"]
        if each["purl"].startswith("pkg:npm/")
    }
    for name, version in wanted.items():
        assert page[name]["version"] == version
        assert len(page[name]["hashes"][0]["content"]) == 128


def test_weights_are_in_the_bill_with_their_digests() -> None:
    named = re.findall(r"sha256:(\w{64})", (ROOT / "requirements-weights.txt").read_text())
    hashes = [
        digest["content"]
        for each in describe_materials()["components"]
        for digest in each.get("hashes", ())
        if digest["alg"] == "SHA-256"
    ]
    assert named
    assert set(named) <= set(hashes)


def test_equal_pins_make_equal_bills() -> None:
    assert describe_materials() == describe_materials()
