"""The script's spelling on the voice's times."""

from __future__ import annotations

import random
import string
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vsl.errors import BadInput, TooLarge
from vsl.model.project import Break, Mark, Reading, Transcript, Word
from vsl.text.script.alignment import lay_script
from vsl.text.script.differences import compare_script
from vsl.text.script.reading import align_script, apply_script, words_of
from vsl.text.script.report import decide, reconcile
from vsl.text.written import read_manuscript, script_as_spoken, script_words

_texts = st.text(alphabet=string.ascii_letters + string.digits + "$%.,'-—é ", max_size=12)
_scripts = st.lists(_texts, min_size=1, max_size=30).map(" ".join)
_voices = st.lists(
    st.tuples(_texts, st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=30
)
_LETTER = """# The hook
Have you ever watched a plant you love drop another leaf?

You water it. You move it to the window. You talk to it, and still it gives up.
We made a small wooden stick that can help: **Rootwink**.

Push it into the soil, and the tip turns blue when the roots are thirsty.
Today you get three of them for just $47. Shipping is FREE.
[PAUSE - 2 seconds]
Click the button below now and start your order while it lasts."""


def _heard(text: str, *, start_ms: int = 0, each_ms: int = 300) -> tuple[Word, ...]:
    return tuple(
        Word(token, start_ms + n * each_ms, start_ms + (n + 1) * each_ms, 0.9)
        for n, token in enumerate(text.split())
    )


def _voice(parts: list[tuple[str, int, int]]) -> list[Word]:
    words, time = [], 0
    for text, pause, length in parts:
        words.append(Word(text, time + pause, time + pause + length, 0.5))
        time += pause + length
    return words


def _words_and_marks(reading: Reading, end_ms: int) -> tuple[tuple[Word, ...], tuple[Mark, ...]]:
    return words_of(reading, compare_script(reading, "en", end_ms))


def _shown(script: str, heard: tuple[Word, ...], **decisions: bool) -> str:
    words, _ = _words_and_marks(Reading(script, heard, decisions), heard[-1].end_ms)
    return " ".join(word.text for word in words)


@given(_scripts, _voices)
def test_the_words_are_the_scripts_whatever_was_heard(
    script: str, parts: list[tuple[str, int, int]]
) -> None:
    written = script_words(script)
    if not written:
        return
    words = align_script(_voice(parts), script)
    assert Counter(word.text for word in words) == Counter(word.text for word in written)


@given(_scripts, _voices)
def test_times_are_in_order_and_inside_the_recording(
    script: str, parts: list[tuple[str, int, int]]
) -> None:
    if not script_words(script):
        return
    voice = _voice(parts)
    reading = Reading(script, tuple(voice))
    for words in (align_script(voice, script), _words_and_marks(reading, voice[-1].end_ms)[0]):
        times = [0, *(time for word in words for time in (word.start_ms, word.end_ms))]
        assert times == sorted(times)
        assert times[-1] <= voice[-1].end_ms


@given(st.integers(min_value=0), st.sampled_from([0.05, 0.15, 0.3]))
@example(1_033, 0.3)  # a sentence without time among misheard words
@example(1_981, 0.3)  # the same at the end
@example(1_006, 0.3)  # a short sentence missed among guessed words
@example(1_101, 0.3)  # the same behind a price
@example(2_852, 0.3)  # a word matched by chance within the passage
@example(1_008_397, 0.3)  # the last word matched too early
def test_the_slides_show_the_script_whatever_the_recogniser_mishears(
    seed: int, share: float
) -> None:
    dice = random.Random(seed)
    said = [token for word in script_words(_LETTER) for token in word.tokens]
    heard = []
    for word in _heard(" ".join(said)):
        fate = dice.random() / share
        if fate > 1 / 3:
            text = dice.choice(said) if fate < 2 / 3 else word.text
            heard.append(Word(text, word.start_ms, word.end_ms, 0.5))
        if 2 / 3 < fate < 1:
            heard.append(Word(dice.choice(said), word.end_ms, word.end_ms, 0.3))
    shown = _shown(_LETTER, tuple(heard))
    assert shown == " ".join(word.text for word in script_words(_LETTER))


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


@pytest.mark.parametrize(
    ("language", "script", "said"),
    [
        ("en", "Save 2.5% now", "save two and a half percent now"),
        ("en", "We made $1.2M that year", "we made one point two million dollars that year"),
        ("en", "Made $1.5 million in May", "made one point five million dollars in may"),
        ("pt", "São R$ 2 mil hoje", "são dois mil reais hoje"),
        ("en", "Call 24/7 now", "call twenty four seven now"),
        (
            "en",
            "In 2024 we sold 1,500 units",
            "in twenty twenty four we sold fifteen hundred units",
        ),
        ("en", "On March 3rd, 1998 it began", "on march third nineteen ninety eight it began"),
        (
            "en",
            "Call 555-123-4567 now",
            "call five five five one two three four five six seven now",
        ),
        ("en", "Go to example.com today", "go to example dot com today"),
        ("en", "Just forty-seven dollars now", "just $47 now"),
        ("pt", "Custa R$ 97 hoje", "custa noventa e sete reais hoje"),
        ("es", "Cuesta 97 € hoy", "cuesta noventa y siete euros hoy"),
        ("fr", "Ça coûte 97 € ce soir", "ça coûte quatre vingt dix sept euros ce soir"),
        ("de", "Es kostet 47 € heute", "es kostet siebenundvierzig euro heute"),
        ("it", "Costa 47 € oggi", "costa quarantasette euro oggi"),
    ],
)
def test_a_figure_matches_what_a_voice_says_for_it(language: str, script: str, said: str) -> None:
    heard = _heard(said)
    report = reconcile(Reading(script, heard), language, heard[-1].end_ms)
    assert report.differences == ()
    assert report.heard_share == 1


def test_what_a_voice_reads_as_one_is_one_word_wherever_its_signs_stand() -> None:
    texts = [word.text for word in script_words("We made **$1.5 million** at 10 am, all of $5")]
    assert texts == ["We", "made", "$1.5 million", "at", "10 am,", "all", "of", "$5"]


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
    assert words[1].confidence < words[2].confidence


def test_a_word_nobody_heard_lies_in_the_silence_between_its_neighbours() -> None:
    voice = [*_heard("one two"), *_heard("four five", start_ms=2000)]
    three = align_script(voice, "one two three four five")[2]
    assert three.text == "three"
    assert 600 <= three.start_ms < three.end_ms <= 2000


def test_words_before_the_first_and_after_the_last_heard_stay_close_to_them() -> None:
    words, _ = _words_and_marks(
        Reading("Oh hello world again.", _heard("hello world", start_ms=5000)), 9000
    )
    assert words[0].end_ms == 5000
    assert words[0].start_ms > 4000
    assert words[-1].start_ms < 5700
    assert words[-1].end_ms < 7000


def test_a_swallowed_word_is_said_after_the_pause_that_ends_a_sentence() -> None:
    voice = (*_heard("one two"), *_heard("four five", start_ms=3000))
    before, after = align_script(voice, "One two. Three four five")[1:3]
    assert before.end_ms == 600
    assert after.start_ms > 2000
    before, after = align_script(voice, "One two three. Four five")[1:3]
    assert before.end_ms == 600
    assert after.end_ms < 1500


def test_a_paragraph_nobody_had_time_to_say_is_left_out_and_can_be_shown() -> None:
    script = "We begin here. This whole paragraph was cut from the take. And go on."
    heard = _heard("we begin here and go on")
    (cut,) = reconcile(Reading(script, heard), "en", 1800).differences
    assert (cut.kind, cut.start_ms) == ("unspoken", 900)
    assert cut.script == "This whole paragraph was cut from the take."
    assert _shown(script, heard) == "We begin here. And go on."
    assert _shown(script, heard, **{cut.id: False}) == script


def test_speech_that_is_not_in_the_script_is_shown_unless_the_script_is_followed() -> None:
    heard = _heard("we begin here and by the way hello mother and go on")
    script = "We begin here. And go on."
    (extra,) = reconcile(Reading(script, heard), "en", 3600).differences
    assert (extra.kind, extra.heard) == ("ad_lib", "and by the way hello mother")
    assert (extra.start_ms, extra.end_ms) == (900, 2700)
    assert _shown(script, heard) == "We begin here. And by the way hello mother. And go on."
    assert _shown(script, heard, **{extra.id: False}) == script
    assert [word.start_ms for word in align_script(heard, script)][-2:] == [3000, 3300]


def test_what_the_voice_adds_is_written_with_figures_and_the_script_s_names() -> None:
    script = "We meet Ana Quilter here. And go on."
    heard = _heard("we meet ana quilter here then quilter paid forty seven dollars and go on")
    assert _shown(script, heard) == ("We meet Ana Quilter here. Then quilter paid $47. And go on.")


@pytest.mark.parametrize(
    "said",
    [
        "we begin here oh well and go on",  # a word or two
        "we begin and go we begin here and go on",  # an earlier take
    ],
)
def test_a_slip_of_the_tongue_is_not_shown(said: str) -> None:
    assert _shown("We begin here. And go on.", _heard(said)) == "We begin here. And go on."


def test_speech_that_the_recogniser_doubts_is_not_shown() -> None:
    heard = [*_heard("we begin here"), *_heard("murmur tables of soup", start_ms=900),
             *_heard("and go on", start_ms=2100)]  # fmt: skip
    doubted = tuple(
        Word(w.text, w.start_ms, w.end_ms, 0.3 if 900 <= w.start_ms < 2100 else 0.9) for w in heard
    )
    script = "We begin here. And go on."
    (extra,) = reconcile(Reading(script, doubted), "en", 3000).differences
    assert (extra.kind, extra.follows_voice) == ("ad_lib", False)
    assert _shown(script, doubted) == script


def test_a_price_said_otherwise_than_written_is_told_and_shown_as_written() -> None:
    heard = _heard("it costs just ninety seven dollars today")
    script = "It costs just $47 today."
    report = reconcile(Reading(script, heard), "en", 2100)
    (price,) = report.differences
    assert (price.kind, price.script, price.heard) == ("changed", "$47", "ninety seven dollars")
    assert "ninety seven dollars" in report.warnings()[0]
    words, _ = _words_and_marks(Reading(script, heard), 2100)
    assert (words[3].text, words[3].spoken) == ("$47", "ninety seven dollars")
    assert _shown(script, heard, **{price.id: True}) == (
        "It costs just ninety seven dollars today."
    )


def test_deciding_twice_is_deciding_once_and_can_be_taken_back() -> None:
    reading = Reading(
        "We begin here. And go on.", _heard("we begin here by the way hello and go on")
    )
    (extra,) = reconcile(reading, "en", 2700).differences
    once = decide(reading, extra.id, True)
    assert decide(once, extra.id, True) == once
    assert reconcile(once, "en", 2700).differences == (extra,)
    assert decide(once, extra.id, None) == reading


def test_decisions_on_differences_that_are_gone_change_nothing() -> None:
    assert _shown("We go on.", _heard("we go on"), gone=True) == "We go on."


def test_of_two_takes_the_last_counts() -> None:
    heard = _heard("we begin here sorry let me say that again we begin here and go on")
    words = align_script(heard, "We begin here. And go on.")
    assert [word.start_ms // 300 for word in words] == [9, 10, 11, 12, 13, 14]
    (first,) = reconcile(
        Reading("We begin here. And go on.", heard), "en", heard[-1].end_ms
    ).differences
    assert first.heard == "we begin here sorry let me say that again"


def test_swapped_paragraphs_follow_the_voice() -> None:
    one = "First of all we look at what the plant really needs from you."
    other = "Later on you will learn about light, and water, and better soil."
    heard = _heard(f"well {other} {one} done".lower())
    reading = Reading(f"Well.\n\n{one}\n\n{other}\n\nDone.", heard)
    words, _ = _words_and_marks(reading, heard[-1].end_ms)
    assert " ".join(word.text for word in words) == f"Well. {other} {one} Done."
    assert [word.start_ms for word in words] == [word.start_ms for word in heard]
    lines = reconcile(reading, "en", heard[-1].end_ms).lines
    assert [line.is_moved for line in lines] == [False, False, True, False]
    assert {line.share for line in lines} == {1.0}


def test_a_passage_cut_between_two_like_sentences_is_cut_at_its_start() -> None:
    script = "It was red. And the dog sat here. And the cat ran."
    assert _shown(script, _heard("it was red and the cat ran")) == ("It was red. And the cat ran.")


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
    heard = Transcript(_heard("a b c d e f g h i j"), "en", "test")
    laid = apply_script(heard, "entirely other words stand here today", 3000)
    assert "is it the script of this recording" in laid.warnings[0]


def test_a_transcript_in_the_script_keeps_what_it_was_made_of() -> None:
    heard = Transcript(_heard("we begin here and go on"), "en", "test", warnings=("Noise.",))
    laid = apply_script(heard, "# Start\nWe **begin** here.\n[PAUSE - 2 seconds]\nAnd go on.", 1800)
    assert laid.reading == Reading(
        "# Start\nWe **begin** here.\n[PAUSE - 2 seconds]\nAnd go on.", heard.words
    )
    assert laid.marks == (Mark("heading", "Start", 0), Mark("pause", "2", 3))
    assert laid.warnings == ("Noise.",)
    assert [word.text for word in laid.words if word.emphasised] == ["begin"]
    assert [word.break_before for word in laid.words] == [0, 0, 0, Break.SLIDE, 0, 0]


def test_what_is_left_out_takes_its_marks_and_leaves_its_breaks() -> None:
    script = (
        "We begin here.\n\n# Bonus\nThere is a bonus [ON SCREEN: Bonus!] for all of you now.\n"
        "\nAnd we go on."
    )
    words, marks = _words_and_marks(Reading(script, _heard("we begin here and we go on")), 2100)
    assert marks == ()
    assert [word.break_before for word in words][3] == Break.SLIDE


def test_the_words_a_voice_says_for_a_figure_are_kept() -> None:
    words = align_script(_heard("only forty seven dollars today"), "Only $47 today!")
    assert [word.spoken for word in words] == ["", "forty seven dollars", ""]


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
    assert script_as_spoken(script) == (
        "only forty seven dollars not one thousand two hundred dollars and fifty cents\n"
        "don't wait twenty four seven"
    )


def test_a_script_of_marks_alone_is_refused() -> None:
    with pytest.raises(BadInput, match="no spoken words"):
        align_script(_heard("hello"), "# Heading\n[PAUSE]")


def test_a_thousand_headings_are_no_words() -> None:
    manuscript = read_manuscript("# One\n" * 1000 + "Go.")
    assert len(manuscript.marks) == 1000
    assert [word.text for word in manuscript.words] == ["Go."]


def test_more_words_than_anybody_reads_out_are_refused() -> None:
    with pytest.raises(TooLarge, match="words"):
        read_manuscript("a " * 200_001)


def test_a_right_to_left_script_is_followed() -> None:
    script = "هذه هي الطريقة السهلة. اضغط الزر الآن."
    words = align_script(_heard("هذه هي الطريقة السهلة اضغط الزر الآن"), script, language="ar")
    assert " ".join(word.text for word in words) == script
    assert [word.start_ms for word in words] == list(range(0, 2100, 300))


def test_nothing_heard_gives_no_words() -> None:
    assert align_script([], "Hello there.") == ()
    assert lay_script("Hello there.", ()).heard_share == 0


def test_a_line_of_a_hundred_thousand_brackets_is_read_at_once() -> None:
    assert len(script_words("[" * 100_000 + " hello " + "_" * 100_000 + "a")) == 2


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("67 €, oui", "soixante sept euros oui"),
        ("2\xa0400\xa0€.", "deux mille quatre cents euros"),
        ("89 %, déjà", "quatre vingt neuf pour cent déjà"),
    ],
)
def test_a_sign_behind_its_figure_is_said_whatever_closes_it(script: str, said: str) -> None:
    assert script_as_spoken(script, "fr") == said
