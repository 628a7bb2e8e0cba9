"""The walls around the child that reads documents, pictures and fonts, each tried from inside."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from vsl.basics.call_filter import can_filter_calls
from vsl.basics.jail import Allowance, landlock_abi
from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.errors import BadInput, ToolFailed

_REFUSED = "Operation not permitted"


def _request(function: str, **allowance: int) -> ReadingRequest:
    request = ReadingRequest(f"tests.attacks.child_readers:{function}", "The file")
    return replace(request, allowance=Allowance(**allowance)) if allowance else request


def test_what_is_read_comes_back(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    path = tmp_path / "file"
    path.write_bytes(content)
    assert read_in_child(_request("echo"), content) == content
    assert read_in_child(_request("echo"), path) == content


@pytest.mark.skipif(not can_filter_calls(), reason="needs Linux on x86-64 or AArch64")
def test_no_way_leads_out_of_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "a secret of the server")
    found = json.loads(read_in_child(_request("break_out"), b""))
    families = {name: answer for name, answer in found.items() if name.startswith("AF_")}
    assert len(families) == 7
    assert set(families.values()) == {_REFUSED}
    for way in ("file", "fork", "program", "exec", "signal"):
        assert found[way] in ("PermissionError", "OSError"), way
    assert found["descriptor"] == "-1"
    assert "API_KEY" not in found["environment"]
    assert landlock_abi() >= 0


@pytest.mark.parametrize(
    ("function", "allowance", "message"),
    [
        ("work_for_ever", {"cpu_s": 1}, "too long to read"),
        ("take_memory", {"memory_bytes": 512 << 20}, "more memory than one may"),
        ("write_much", {"output_bytes": 1 << 20}, "damaged|breaks"),
        ("crash", {}, "breaks the program"),
        ("end_by_signal", {}, "breaks the program"),
        ("refuse", {}, "holds nothing"),
        ("stumble", {}, "damaged \\(KeyError\\)"),
    ],
)
def test_whatever_a_reader_does_ends_in_one_clear_error(
    function: str, allowance: dict[str, int], message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        read_in_child(_request(function, **allowance), b"x")


def test_a_child_that_can_not_start_is_no_fault_of_the_file() -> None:
    with pytest.raises(ToolFailed, match="on this machine"):
        read_in_child(_request("no_such_reader"), b"x")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        read_in_child(_request("echo"), tmp_path / "none")
