"""What a script writes and what a recogniser writes for it: the same, or truly different."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsl.model.project import Reading, Word
from vsl.text.script.report import reconcile

_ROWS = [
    line.split("\t")
    for line in Path(__file__).with_suffix("").with_name("said_the_same.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]  # fmt: skip


def _heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(token, n * 300, n * 300 + 300, 0.9) for n, token in enumerate(text.split()))


@pytest.mark.parametrize(("language", "script", "said", "verdict"), _ROWS)
def test_only_what_is_truly_different_is_reported(
    language: str, script: str, said: str, verdict: str
) -> None:
    heard = _heard(said)
    report = reconcile(Reading(script, heard), language, heard[-1].end_ms)
    found = [(each.kind, each.script, each.heard) for each in report.differences]
    assert bool(found) == (verdict == "different"), found
    assert (report.heard_share == 1) == (verdict == "same")


def test_the_table_covers_six_languages_and_both_verdicts() -> None:
    for language in ("en", "pt", "es", "fr", "de", "it"):
        verdicts = {verdict for code, _, _, verdict in _ROWS if code == language}
        assert verdicts == {"same", "different"}
    assert len(_ROWS) >= 120
