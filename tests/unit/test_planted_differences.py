"""Every difference that is planted between a script and a voice is found, and no other."""

from __future__ import annotations

import re

import pytest
from hypothesis import settings

from tests.planted import Case, plant, read_letter, swap
from vsl.model.project import Reading
from vsl.text.script.differences import compare_script
from vsl.text.script.reading import words_of
from vsl.text.script.report import Report, reconcile

_LANGUAGES = ("en", "es", "pt")
_SEEDS = range(min(12, settings.default.max_examples // 4))  # by Hypothesis' profile
_TAIL_MS = 800  # of silence behind the last word


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _written(text: str) -> str:
    return _bare(re.sub(r"\{([^|}]*)\|[^}]*\}", r"\1", text))


def _spoken(text: str) -> str:
    return _bare(re.sub(r"\{[^|}]*\|([^}]*)\}", r"\1", text))


def _report(case: Case, language: str) -> Report:
    heard = case.say()
    return reconcile(Reading(case.write(), heard), language, heard[-1].end_ms + _TAIL_MS)


def _found(report: Report) -> set[tuple[str, str, str]]:
    return {(each.kind, _bare(each.script), _bare(each.heard)) for each in report.differences}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_an_exact_script_is_heard_to_the_last_word(language: str) -> None:
    report = _report(Case(read_letter(language), read_letter(language)), language)
    assert (report.heard_share, report.differences) == (1.0, ())
    assert {line.share for line in report.lines} == {1.0}


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("seed", _SEEDS)
def test_every_planted_difference_is_found_and_none_is_invented(language: str, seed: int) -> None:
    case = plant(language, seed)
    report = _report(case, language)
    assert _found(report) == {
        *(("unspoken", _written(text), "") for text in case.unread),
        *(("ad_lib", "", _spoken(text)) for text in case.ad_libs),
        *(("changed", _bare(script), _bare(voice)) for script, voice in case.changed),
    }
    assert report.heard_share < 1
    assert not any(line.is_moved for line in report.lines)


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("seed", range(4))
def test_swapped_paragraphs_are_moved_and_nothing_differs(language: str, seed: int) -> None:
    case = swap(language, seed)
    report = _report(case, language)
    (moved,) = [line for line in report.lines if line.is_moved]
    assert _bare(moved.text) in {_written(text) for text in case.moved}
    assert (report.heard_share, report.differences) == (1.0, ())


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("seed", _SEEDS)
def test_what_nobody_says_is_not_shown_and_what_is_added_is(language: str, seed: int) -> None:
    case = plant(language, seed)
    heard = case.say()
    reading = Reading(case.write(), heard)
    comparison = compare_script(reading, language, heard[-1].end_ms + _TAIL_MS)
    words, _ = words_of(reading, comparison)
    shown = _bare("".join(word.text for word in words))
    assert not any(_written(text) in shown for text in case.unread)
    assert all(_written(text) in shown for text in case.ad_libs if "{" not in text)
    assert all(word.end_ms > word.start_ms for word in words)
