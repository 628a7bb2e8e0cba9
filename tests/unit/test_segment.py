from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spoken_words import spoken
from vsl.basics.word_set import word_set
from vsl.errors import BadInput
from vsl.model.project import Break, Mark, Word
from vsl.slides.segmentation.presets import (
    CAPTIONS,
    CLASSIC,
    PRESETS,
    PUNCHY,
    SCRIPT,
    SENTENCE,
    Preset,
)
from vsl.slides.segmentation.segment import segment


def cut(words: Sequence[Word], preset: Preset = CLASSIC, language: str = "en") -> list[str]:
    ranges = segment(words, preset, language)
    return [" ".join(w.text for w in words[r.first : r.last + 1]) for r in ranges]


def test_no_words_make_no_slides() -> None:
    assert segment([]) == ()


def test_each_short_sentence_is_a_slide() -> None:
    words = spoken("You work hard every single day. Yet nothing ever seems to change. Why me?")
    assert cut(words) == [
        "You work hard every single day.",
        "Yet nothing ever seems to change.",
        "Why me?",
    ]


def test_a_long_pause_starts_a_new_slide() -> None:
    words = spoken("this changes every single thing you know about money", pauses={"thing": 900})
    assert cut(words) == ["this changes every single thing", "you know about money"]


def test_a_pause_for_effect_does_not_tear_a_phrase_from_its_clause() -> None:
    text = "And so, my fellow Americans, ask not what your country can do for you,"
    words = spoken(text, pauses={"Americans,": 900, "not": 700})
    assert cut(words)[0] == "And so, my fellow Americans,"


def test_a_long_sentence_breaks_at_its_comma() -> None:
    words = spoken("If you have ever wondered why nothing works, then listen to this short story.")
    assert cut(words)[0] == "If you have ever wondered why nothing works,"


def test_a_quoted_full_stop_ends_a_sentence() -> None:
    words = spoken("He looked at me and said “stop.” Then he walked right out of there.")
    assert cut(words)[0].endswith("“stop.”")


def test_a_title_or_an_initial_ends_no_sentence() -> None:
    words = spoken("Then I met Dr. Elena Vasquez and John F. Kennedy. They smiled at me.")
    assert cut(words)[-1] == "They smiled at me."
    assert not any(slide.endswith(("Dr.", "F.")) for slide in cut(words))


def test_a_slide_too_short_to_read_joins_its_neighbour() -> None:
    assert cut(spoken("Stop. Listen to me now.", pauses={"Stop.": 100})) == [
        "Stop. Listen to me now."
    ]


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        (
            "We gave a small wooden stick to one hundred and twenty neighbors last year.",
            "en",
            "one hundred and twenty neighbors",
        ),
        ("All of it is yours for no more than 47 dollars when you act.", "en", "47 dollars"),
        (
            "My research was checked at length by Anna Maria Kowalski in London.",
            "en",
            "Anna Maria Kowalski",
        ),
        ("Gastei muito mais de R$ 3.500 em travesseiros caros no ano passado.", "pt", "R$ 3.500"),
        (
            "Os médicos dizem que noventa por cento das pessoas dormem mal.",
            "pt",
            "noventa por cento",
        ),
        (
            "Eu nasci numa pequena cidade no dia 4 de maio de 1980 com meu irmão.",
            "pt",
            "4 de maio de 1980",
        ),
        ("Ich habe das ganze Buch mit Frau Doktor Schmidt in 30 Tagen gelesen.", "de", "30 Tagen"),
        (
            "Elle a perdu presque tout son argent en vingt et un jours de vacances.",
            "fr",
            "vingt et un jours",
        ),
    ],
)
def test_numbers_and_names_stay_whole(text: str, language: str, whole: str) -> None:
    words = spoken(text)
    for preset in PRESETS.values():
        assert any(whole in slide for slide in cut(words, preset, language)), preset.name


HANGING = word_set(
    "a an the my to of and not o a uma minha e não única el la una mi y no sola le la un ma et ne"
    " pas der das ein mein nicht einziges il la una mia e non sola big old small quiet velha vieja"
    " vieille altes vecchia und"
)


@pytest.mark.parametrize(
    ("text", "language", "ends"),
    [
        ("I gave the whole of my life to a big old house and a small quiet garden", "en", "garden"),
        (
            "O médico olhou para a minha velha receita e não disse uma única palavra",
            "pt",
            "palavra",
        ),
        (
            "El médico miró mi vieja receta y no dijo una sola palabra en la consulta",
            "es",
            "consulta",
        ),
        ("Le médecin a regardé ma vieille ordonnance et il ne disait pas un mot", "fr", "mot"),
        ("Der Arzt sah sich mein altes Rezept an und sagte nicht ein einziges Wort", "de", "Wort"),
        ("Il medico guardava la mia vecchia ricetta e non diceva una sola parola", "it", "parola"),
    ],
)
def test_no_slide_ends_in_a_word_that_needs_the_next(text: str, language: str, ends: str) -> None:
    for slide in cut(spoken(text), PUNCHY, language):
        last = slide.split()[-1]
        assert last == ends or last.lower() not in HANGING


def test_a_price_that_is_led_up_to_stands_alone() -> None:
    words = spoken("Today you get three Rootwinks, and our guide to houseplants, for just $47.")
    assert cut(words)[-1] == "for just $47."


def test_items_of_a_countdown_stand_alone() -> None:
    words = spoken("Ready? Three, two, one, go!", word_ms=900)
    assert cut(words) == ["Ready?", "Three,", "two,", "one,", "go!"]


def test_the_items_of_a_row_stand_together_or_each_apart() -> None:
    words = spoken("She bought everything she could in shops, markets and fairs.", word_ms=500)
    assert cut(words)[-1].endswith("in shops, markets and fairs.")
    slow = spoken("She bought everything she could in shops, markets and fairs.", word_ms=900)
    assert cut(slow, PUNCHY)[-2:] == ["markets", "and fairs."]


def test_items_that_begin_alike_stand_apart_with_the_last_behind_its_conjunction() -> None:
    words = spoken("I did it without a plan, without a boss, and without any money at all.")
    assert cut(words) == [
        "I did it without a plan,",
        "without a boss,",
        "and without any money at all.",
    ]


def test_items_too_fast_to_stand_alone_stand_together() -> None:
    words = spoken("No rain. No wind. No snow.", word_ms=160)
    assert cut(words) == cut(words, PUNCHY) == ["No rain. No wind. No snow."]


def test_a_whole_sentence_may_have_nine_words_in_punchy() -> None:
    text = "Put that letter at the top of your pile."
    assert cut(spoken(text), PUNCHY) == [text]
    assert all(len(part.split()) <= 9 for part in cut(spoken(text[:-1] + " today."), PUNCHY))


def test_a_conjunction_that_joins_clauses_begins_a_slide_before_their_subjects() -> None:
    words = spoken("We have only nine seats left and the bright old theatre closes on Sunday")
    assert cut(words) == [
        "We have only nine seats left",
        "and the bright old theatre closes on Sunday",
    ]


def test_a_comma_where_the_voice_stops_parts_as_the_full_stop_it_stands_for() -> None:
    text = "You should hurry, only nine places are left for all of you"
    assert cut(spoken(text, pauses={"hurry,": 900}))[0] == "You should hurry,"


def test_a_comma_before_and_and_a_clause_parts_where_the_voice_stops() -> None:
    text = (
        "Hi, I'm Sarah Whitfield, and in the next three minutes I will show you exactly how I did"
        " it, without ads, without a big list, and without a single cold call."
    )
    pauses = {"Hi,": 370, "Whitfield,": 560, "it,": 370, "ads,": 380, "list,": 460}
    slides = cut(spoken(text, pauses=pauses), SENTENCE)
    assert slides[0] == "Hi, I'm Sarah Whitfield,"


@pytest.mark.parametrize("preset", [CLASSIC, PUNCHY])
def test_a_list_behind_a_colon_begins_a_slide(preset: Preset) -> None:
    text = "Every course that I found was the same thing: receipts, receipts, receipts."
    slides = cut(spoken(text, pauses={"receipts,": 300}), preset)
    assert any(slide.endswith("the same thing:") for slide in slides)


def test_a_name_that_is_called_stays_with_what_is_said_to_it() -> None:
    text = "Now you may be asking, “Martin, is this for real?” Yes."
    words = spoken(text, pauses={"asking,": 200, "“Martin,": 250})
    assert cut(words, PUNCHY)[:2] == ["Now you may be asking,", "“Martin, is this for real?”"]


def test_an_answer_stands_apart_from_its_question() -> None:
    words = spoken("Does it work? It does.", word_ms=500)
    assert cut(words) == cut(words, CAPTIONS) == ["Does it work?", "It does."]


def test_other_languages_break_at_punctuation_and_pauses() -> None:
    text = "yksi kaksi kolme neljä viisi, kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista"
    assert cut(spoken(text), CLASSIC, "fi")[0].endswith("viisi,")


def test_the_scripts_own_breaks_are_kept() -> None:
    words = spoken("one thought that is long and goes on")
    words[2] = replace(words[2], break_before=Break.SLIDE)
    words[6] = replace(words[6], break_before=Break.LINE)
    assert cut(words) == ["one thought", "that is long and goes on"]
    assert cut(words, SCRIPT) == ["one thought", "that is long and", "goes on"]


def test_a_mark_starts_a_new_slide() -> None:
    words = spoken("one thought that is long and goes on")
    ranges = segment(words, marks=[Mark("pause", "", 3), Mark("direction", "smile", 5)])
    assert [span.first for span in ranges] == [0, 3]


def test_names_from_a_glossary_stay_whole() -> None:
    words = spoken("we now want to tell you more about super grow today my dear friend")
    for position in range(4, 9):
        name = " ".join(word.text for word in words[position : position + 3])
        spans = segment(words, PUNCHY, names=[name])
        assert any(s.first <= position and position + 2 <= s.last for s in spans)


def test_captions_fit_two_lines_and_hold_more_than_slides() -> None:
    words = spoken(
        "Printing, in the only sense with which we are at present concerned, differs from most if"
        " not from all the arts and crafts represented in the Exhibition in being modern."
    )
    captions = cut(words, CAPTIONS)
    assert len(captions) < len(cut(words))
    assert all(_fits_two_lines(caption) for caption in captions)


def _fits_two_lines(text: str) -> bool:
    tokens = text.split()
    sides = ((" ".join(tokens[:n]), " ".join(tokens[n:])) for n in range(len(tokens)))
    return any(len(one) <= 42 and len(other) <= 42 for one, other in sides)


def test_overlapping_words_are_refused() -> None:
    with pytest.raises(BadInput, match="overlap"):
        segment([Word("a", 0, 500), Word("b", 400, 600)])


tokens = st.sampled_from(
    [
        *("the", "money", "47", "dollars", "of", "Anna", "Smith", "you", "don't", "R$", "stop."),
        *("why?", "so,", "—", "twenty", "and", "x" * 70, "“no", "l'été", "…"),
    ]
)
word_lists = st.lists(st.tuples(tokens, st.integers(0, 2000), st.integers(0, 1500)), max_size=24)
presets = st.sampled_from(list(PRESETS.values()))


def timed(raw: list[tuple[str, int, int]]) -> list[Word]:
    words, now = [], 0
    for text, length_ms, pause_ms in raw:
        words.append(Word(text, now, now + length_ms))
        now += length_ms + pause_ms
    return words


@given(word_lists, presets, st.sampled_from(["en", "pt-BR", "ja"]))
def test_every_word_is_on_exactly_one_slide_in_order(
    raw: list[tuple[str, int, int]], preset: Preset, language: str
) -> None:
    ranges = segment(timed(raw), preset, language)
    assert [i for r in ranges for i in range(r.first, r.last + 1)] == list(range(len(raw)))


@given(word_lists, presets)
def test_no_slide_of_several_words_is_beyond_the_limits(
    raw: list[tuple[str, int, int]], preset: Preset
) -> None:
    words = timed(raw)
    limit = PRESETS["sentence"] if preset is SCRIPT else preset
    for span in segment(words, preset):
        if len(span) > 1:
            part = words[span.first : span.last + 1]
            assert len(span) <= limit.max_words
            assert len(" ".join(w.text for w in part)) <= limit.max_characters
            assert part[-1].end_ms - part[0].start_ms <= limit.max_ms


@given(word_lists, presets)
def test_a_price_is_parted_only_where_the_limits_leave_no_choice(
    raw: list[tuple[str, int, int]], preset: Preset
) -> None:
    words = timed(raw)
    for span in segment(words, preset)[:-1]:
        left, right = words[span.last : span.last + 2]
        if (left.text, right.text) == ("47", "dollars"):
            assert right.end_ms - left.start_ms > preset.max_ms or _is_chained(words, span.last)


def _is_chained(words: list[Word], position: int) -> bool:
    """Whether the pair is part of a longer run of figures, which together may be too much."""
    around = words[max(0, position - 1) : position + 3]
    figures = {"47", "dollars", "R$", "twenty", "and", "—", "…", "money"}
    return sum(word.text in figures for word in around) > 2
