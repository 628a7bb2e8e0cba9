"""The script's spelling on the voice's times."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadInput
from vsl.model import Word, WordRange
from vsl.text.script import align_script, follow_script
from vsl.text.written import script_words, spoken_text

_texts = st.text(alphabet=string.ascii_letters + string.digits + "$%.,'-—é ", max_size=12)
_scripts = st.lists(_texts, min_size=1, max_size=30).map(" ".join)
_voices = st.lists(
    st.tuples(_texts, st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=30
)


def _heard(text: str, *, start_ms: int = 0, each_ms: int = 300) -> list[Word]:
    return [
        Word(token, start_ms + n * each_ms, start_ms + (n + 1) * each_ms, 0.9)
        for n, token in enumerate(text.split())
    ]


def _voice(parts: list[tuple[str, int, int]]) -> list[Word]:
    words, time = [], 0
    for text, pause, length in parts:
        words.append(Word(text, time + pause, time + pause + length, 0.5))
        time += pause + length
    return words


@given(_scripts, _voices)
def test_the_words_are_the_scripts_whatever_was_heard(
    script: str, parts: list[tuple[str, int, int]]
) -> None:
    written = script_words(script)
    if not written:
        return
    words = align_script(_voice(parts), script)
    assert [word.text for word in words] == [word.text for word in written]


@given(_scripts, _voices)
def test_times_are_in_order_and_inside_the_recording(
    script: str, parts: list[tuple[str, int, int]]
) -> None:
    if not script_words(script):
        return
    voice = _voice(parts)
    times = [0]
    for word in align_script(voice, script):
        times += [word.start_ms, word.end_ms]
    assert times == sorted(times)
    assert times[-1] <= voice[-1].end_ms


def test_punctuation_case_and_price_come_from_the_script_and_times_from_the_voice() -> None:
    words = align_script(
        _heard("it costs only forty seven dollars today"), "It costs only $47 TODAY!"
    )
    assert [(word.text, word.start_ms, word.end_ms) for word in words] == [
        ("It", 0, 300),
        ("costs", 300, 600),
        ("only", 600, 900),
        ("$47", 900, 1800),
        ("TODAY!", 1800, 2100),
    ]


def test_a_price_heard_in_figures_matches_one_written_in_words() -> None:
    words = align_script(_heard("just $47 now"), "Just forty-seven dollars now.")
    assert [word.text for word in words] == ["Just", "forty-seven", "dollars", "now."]
    assert words[1].start_ms == 300
    assert words[2].end_ms == 600
    assert min(word.confidence for word in words) == 0.9


def test_misheard_words_share_the_time_of_what_was_heard_instead() -> None:
    words = align_script(_heard("the wreck a nice speech system"), "The recognise speech system.")
    assert [(word.text, word.start_ms, word.end_ms) for word in words][:3] == [
        ("The", 0, 300),
        ("recognise", 300, 1200),
        ("speech", 1200, 1500),
    ]
    assert words[1].confidence < 0.5 < words[2].confidence


def test_a_word_nobody_heard_lies_in_the_silence_between_its_neighbours() -> None:
    voice = [*_heard("one two"), *_heard("four five", start_ms=2000)]
    three = align_script(voice, "one two three four five")[2]
    assert (three.text, three.start_ms, three.end_ms) == ("three", 600, 1400)


def test_words_before_the_first_and_after_the_last_heard_stay_close_to_them() -> None:
    voice = _heard("hello world", start_ms=5000)
    words = follow_script(voice, "Oh hello world again.", end_ms=9000).words
    assert words[0].end_ms == 5000
    assert words[0].start_ms > 4000
    assert words[-1].start_ms == 5600
    assert words[-1].end_ms < 7000


def test_a_paragraph_nobody_had_time_to_say_is_reported_and_can_be_left_out() -> None:
    script = "We begin here. This whole paragraph was cut from the take. And go on."
    laid = follow_script(_heard("we begin here and go on"), script)
    assert laid.unspoken == (WordRange(3, 10),)
    assert " ".join(word.text for word in laid.spoken_words()) == "We begin here. And go on."
    assert "This whole paragraph" in laid.warnings()[0]


def test_speech_that_is_not_in_the_script_is_reported() -> None:
    voice = _heard("we begin here and by the way hello mother and go on")
    laid = follow_script(voice, "We begin here. And go on.")
    assert [" ".join(word.text for word in run) for run in laid.ad_libs] == [
        "and by the way hello mother"
    ]
    assert "not in the script" in laid.warnings()[0]
    assert [word.start_ms for word in laid.words][-2:] == [3000, 3300]


def test_one_bad_region_does_not_shift_what_follows() -> None:
    said = "first comes the hook then the story mumble mumble mumble then the price is forty"
    words = align_script(
        _heard(said), "First comes the hook, then the story ends. Then the price is 40."
    )
    assert words[-2].start_ms == 300 * 13


def test_a_letter_that_says_everything_three_times_stays_in_place() -> None:
    part = "now click the button below and start your order today while it lasts"
    said = f"{part} {part} {part}".split()
    voice = [word for n, word in enumerate(_heard(" ".join(said))) if n not in (1, 17, 18, 33)]
    words = align_script(voice, " ".join(said))
    heard = set(range(len(said))) - {1, 17, 18, 33}
    assert all(words[n].start_ms == n * 300 for n in heard)


def test_another_recordings_script_is_told_from_the_right_one() -> None:
    laid = follow_script(_heard("a b c d e f g h i j"), "entirely other words stand here today")
    assert "is it the script of this recording" in laid.warnings()[0]


def test_marks_directions_and_headings_are_not_spoken() -> None:
    script = (
        "# The hook\n[PAUSE - 2 seconds]\n**Stop** [SLIDE] and _look_!\n---\n"
        "- See [our page](https://example.org) now\n(pause)\n<!-- draft -->"
    )
    assert " ".join(word.text for word in script_words(script)) == "Stop and look! See our page now"


def test_a_sign_that_is_not_spoken_stays_with_its_word() -> None:
    texts = [word.text for word in script_words("R$ 97 — só hoje 😀 ¿ vale ?", "pt")]
    assert texts == ["R$ 97 —", "só", "hoje 😀", "¿ vale?"]


def test_a_dash_ends_a_word() -> None:
    assert [word.text for word in script_words("I said so—yes.")] == ["I", "said", "so—", "yes."]


def test_engines_are_given_what_the_voice_says() -> None:
    script = "# Offer\nOnly $47, not $1,200.50!\n[SLIDE]\nDon’t wait: 24/7."
    assert spoken_text(script) == (
        "only forty seven dollars not one thousand two hundred dollars and fifty cents\n"
        "don't wait twenty four seven"
    )


def test_a_script_of_marks_alone_is_refused() -> None:
    with pytest.raises(BadInput, match="no spoken words"):
        align_script(_heard("hello"), "# Heading\n[PAUSE]")


def test_nothing_heard_gives_no_words() -> None:
    assert align_script([], "Hello there.") == ()


def test_a_line_of_a_hundred_thousand_brackets_is_read_at_once() -> None:
    assert len(script_words("[" * 100_000 + " hello " + "_" * 100_000 + "a")) == 2
