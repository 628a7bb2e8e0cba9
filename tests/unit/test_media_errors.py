"""What the end of a child means to the user."""

from __future__ import annotations

import signal

import pytest

from vsl.errors import BadInput, TooLarge, ToolFailed, VslError
from vsl.media.sandbox import error_of


@pytest.mark.parametrize(
    ("code", "last_line", "kind", "message"),
    [
        (3, '{"code": "bad_input", "message": "No sound."}', BadInput, "No sound."),
        (3, '{"code": "too_large", "message": "Too long."}', TooLarge, "Too long."),
        (-signal.SIGXCPU, "", BadInput, "too long to decode"),
        (-signal.SIGSEGV, "", BadInput, "breaks its decoder"),
        (-signal.SIGABRT, "free(): invalid pointer", BadInput, "breaks its decoder"),
        (-signal.SIGKILL, "", ToolFailed, "stopped from outside"),
        (1, "ModuleNotFoundError: No module named 'av'", ToolFailed, "No module named 'av'"),
        (3, '{"code": "surprise", "message": "x"}', ToolFailed, "on this machine"),
        (1, "[]", ToolFailed, "on this machine"),
    ],
)
def test_the_end_of_a_child_is_one_clear_error(
    code: int, last_line: str, kind: type[VslError], message: str
) -> None:
    error = error_of(code, last_line)
    assert type(error) is kind
    assert message in str(error)
    assert "\n" not in str(error)
