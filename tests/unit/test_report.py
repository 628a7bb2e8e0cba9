"""What a script has and the voice lacks, and the other way round."""

from __future__ import annotations

import json

import pytest

from vsl.errors import NotFound
from vsl.model.project import UNRECOGNISED, Reading, Word
from vsl.text.script.differences import compare_script
from vsl.text.script.reading import words_of
from vsl.text.script.report import Report, decide, reconcile, say

_SCRIPT = """# Offer
It costs just $47 today.
This line is here, but nobody ever says it aloud.
[PAUSE - 4 seconds]
Click the button below now."""


def _heard(text: str, *, start_ms: int = 0) -> tuple[Word, ...]:
    return tuple(
        Word(token, start_ms + n * 300, start_ms + (n + 1) * 300, 0.9)
        for n, token in enumerate(text.split())
    )


def _report(heard: str, script: str = _SCRIPT, **decisions: bool) -> Report:
    words = _heard(heard)
    return reconcile(Reading(script, words, decisions), "en", words[-1].end_ms)


_SAID = "it costs just ninety seven dollars today click the button below now well by the way hello"


def test_every_line_has_its_share_and_its_times() -> None:
    first, second, third = _report(_SAID).lines
    assert (first.number, first.share, first.start_ms, first.end_ms) == (2, 0.8, 0, 2100)
    assert (second.share, second.start_ms, second.end_ms) == (0.0, None, None)
    assert (third.number, third.share, third.start_ms) == (5, 1.0, 2100)


@pytest.mark.parametrize(
    ("script", "heard"),
    [
        ("A fern to one hundred and twenty neighbors.", "a fern to 120 neighbors"),
        ("A fern to 120 neighbors.", "a fern to one hundred and twenty neighbors"),
        ("One hundred and eleven ferns.", "111 ferns"),
    ],
)
def test_a_number_is_heard_whole_in_figures_and_in_words(script: str, heard: str) -> None:
    report = _report(heard, script)
    assert (report.heard_share, report.differences) == (1.0, ())


def test_each_kind_of_difference_is_told_with_its_line() -> None:
    found = [(each.kind, each.line, each.script, each.heard) for each in _report(_SAID).differences]
    assert found == [
        ("changed", 2, "$47", "ninety seven dollars"),
        ("unspoken", 3, "This line is here, but nobody ever says it aloud.", ""),
        ("ad_lib", 5, "", "well by the way hello"),
    ]


def test_ids_stay_when_other_places_change() -> None:
    before = {each.id for each in _report(_SAID).differences}
    edited = _SCRIPT.replace("Click the button below now", "Click the green button right now")
    after = {each.id for each in _report(_SAID, edited).differences}
    assert before < after


def test_the_same_difference_twice_has_two_ids() -> None:
    script = "Buy it for $47 today. It is yours for ever. Buy it for $47 today."
    said = "buy it for fifty dollars today it is yours for ever buy it for fifty dollars today"
    one, other = _report(said, script).differences
    assert (one.script, one.heard) == (other.script, other.heard)
    assert other.id == f"{one.id}-2"


def test_a_long_time_without_words_is_asked_about_unless_the_script_pauses() -> None:
    heard = (*_heard("it costs just forty seven dollars today"), *_heard("click", start_ms=9000))
    report = reconcile(Reading("It costs just $47 today. Click", heard), "en", 9300)
    (hole,) = report.differences
    assert (hole.kind, hole.heard, hole.start_ms, hole.end_ms) == ("ad_lib", "", 2100, 9000)
    assert "No word was recognised from 0:02 to 0:09" in report.warnings()[0]
    paused = "It costs just $47 today. [PAUSE - 7 seconds] Click"
    assert reconcile(Reading(paused, heard), "en", 9300).differences == ()


def test_speech_without_words_is_asked_about_wherever_it_is() -> None:
    told = [Word(UNRECOGNISED, start_ms, start_ms + 1500, 0.0) for start_ms in (0, 4000, 7000)]
    one, other = _heard("we go on", start_ms=2000), _heard("and on", start_ms=6000)
    reading = Reading("We go on.\nAnd on.", (told[0], *one, told[1], *other, told[2]))
    report = reconcile(reading, "pt", 9000)
    found = [(each.kind, each.heard, each.line, each.start_ms) for each in report.differences]
    assert found == [("ad_lib", "", 1, 0), ("ad_lib", "", 1, 4000), ("ad_lib", "", 2, 7000)]
    assert "No word was recognised from 0:04 to 0:05" in report.warnings()[1]
    assert len({each.id for each in report.differences}) == 3
    decided = decide(reading, report.differences[1].id, True)
    for each in (reading, decided):
        assert [word.text for word in words_of(each, compare_script(each, "pt", 9000))[0]] == [
            "We",
            "go",
            "on.",
            "And",
            "on.",
        ]


def test_speech_without_words_is_the_script_s_where_words_of_it_are_shown() -> None:
    heard = (*_heard("we"), Word(UNRECOGNISED, 300, 900, 0.0), *_heard("on", start_ms=900))
    assert reconcile(Reading("We go on.", heard), "en", 1200).differences == ()


def test_a_report_is_plain_json() -> None:
    plain = _report(_SAID).to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["differences"][0]["follows_voice"] is None
    assert set(plain["differences"][0]) == {
        *("id", "kind", "script", "heard", "start_ms", "end_ms", "line", "follows_voice", "shown"),
    }


def test_a_report_reads_well() -> None:
    words = _heard(_SAID)
    price = _report(_SAID).differences[0]
    reading = decide(Reading(_SCRIPT, words), price.id, True)
    text = say(reconcile(reading, "en", words[-1].end_ms))
    assert (
        "In the script, but nobody says it (left out; decide --script ID brings it back):" in text
    )
    assert "0:02  line 3: “This line is here, but nobody ever says it aloud.”" in text
    assert "line 2: “$47”, heard “ninety seven dollars”  [voice]" in text


def test_a_reading_without_differences_says_so() -> None:
    assert "Nothing differs." in say(_report("we go on", "We go on."))


def test_many_differences_are_told_in_few_warnings() -> None:
    lines = [f"Number {n} is about $4{n}, {'and so on ' * 3}." for n in range(9)]
    said = " ".join(f"number {n} is about ninety dollars {'and so on ' * 3}" for n in range(9))
    warnings = _report(said, "\n".join(lines)).warnings()
    assert len(warnings) == 7
    assert warnings[-1] == "3 more places differ; see the report."


def test_an_unknown_difference_is_not_found() -> None:
    with pytest.raises(NotFound, match="look at the report again"):
        _report("we go on", "We go on.").find("nothing")


def test_decisions_that_fit_no_difference_are_not_in_the_report() -> None:
    assert _report("we go on", "We go on.", gone=True).decisions == {}


def test_a_share_is_never_rounded_up_to_all() -> None:
    script = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
    report = _report(script.replace("wordaa", "window"), script)
    assert say(report).startswith("The voice says 99% of the script's words.")
    assert 0.99 < report.to_json()["heard_share"] < 1


def test_a_word_that_is_not_heard_is_listed_with_its_time() -> None:
    heard = (*_heard("we begin"), *_heard("today", start_ms=1200))
    report = reconcile(Reading("We begin again today.", heard), "en", 1500)
    (found,) = report.differences
    assert (found.kind, found.script, found.heard) == ("changed", "again", "")
    assert 600 <= found.start_ms < found.end_ms <= 1200
    assert "Written, but not heard (the script is shown):" in say(report)


def test_whose_words_are_shown_is_told() -> None:
    report = _report(_SAID)
    changed, unspoken, ad_lib = report.differences
    assert [report.shown_at(each) for each in report.differences] == ["script", None, "voice"]
    decided = _report(_SAID, **{changed.id: True, unspoken.id: False, ad_lib.id: False})
    assert [decided.shown_at(each) for each in decided.differences] == ["voice", "script", None]
    assert "In the script, not said, and shown:" in say(decided)
