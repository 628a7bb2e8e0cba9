"""Passages that nobody says have no time, wherever the voice pauses or adds something."""

from __future__ import annotations

import pytest

from vsl.model.project import UNRECOGNISED, Reading, Word
from vsl.text.script.report import reconcile

_SCRIPT = "We begin here. This whole line was cut from the take. And go on."


def _heard(*parts: tuple[str, int, float]) -> tuple[Word, ...]:
    """Words of 300 ms: texts, the pause behind each, and the recogniser's confidence."""
    words, now = [], 0
    for text, pause_ms, sure in parts:
        for token in text.split():
            words.append(Word(token, now, now + 300, sure))
            now += 300
        now += pause_ms
    return tuple(words)


@pytest.mark.parametrize("pause_ms", [0, 400, 1500, 2800])
def test_a_pause_is_no_time_for_a_passage(pause_ms: int) -> None:
    heard = _heard(("we begin here", pause_ms, 0.9), ("and go on", 0, 0.9))
    (found,) = reconcile(Reading(_SCRIPT, heard), "en", heard[-1].end_ms).differences
    assert (found.kind, found.follows_voice) == ("unspoken", True)
    assert (found.start_ms, found.end_ms) == (900, 900 + pause_ms)


def test_an_ad_lib_is_no_time_for_a_passage() -> None:
    heard = _heard(("we begin here", 400, 0.9), ("my cat sleeps on warm tables", 400, 0.9),
                   ("and go on", 0, 0.9))  # fmt: skip
    found = reconcile(Reading(_SCRIPT, heard), "en", heard[-1].end_ms).differences
    assert [(each.kind, each.heard) for each in found] == [
        ("unspoken", ""),
        ("ad_lib", "my cat sleeps on warm tables"),
    ]


def test_speech_without_words_may_be_the_passage() -> None:
    heard = (*_heard(("we begin here", 0, 0.9)), Word(UNRECOGNISED, 1000, 3200, 0.0),
             *(Word(w, 3300 + 300 * n, 3600 + 300 * n, 0.9)
               for n, w in enumerate(("and", "go", "on"))))  # fmt: skip
    report = reconcile(Reading(_SCRIPT, heard), "en", 4200)
    assert (report.heard_share, report.differences) == (1.0, ())
