from __future__ import annotations

from vsl.slides.emphasis.passage import Passage, is_form_of, plural_forms

_TEXT = Passage.read(["He", "said:", '"Buy', "it,", 'now."', "Then", "he", "left."], "en")


def test_outside_the_text_there_are_only_empty_words() -> None:
    assert [_TEXT.word(n) for n in (-1, 0, 8, 99)] == ["", "he", "", ""]
    assert not _TEXT.is_a(-1, "pronouns")
    assert not _TEXT.goes_on(len(_TEXT) - 1)


def test_a_sign_parts_what_stands_beside_it() -> None:
    assert [_TEXT.goes_on(n) for n in range(8)] == [
        *(True, False, True, False, False, True, True, False)
    ]
    assert _TEXT.stop_of(0, ("he", "said")) == 2
    assert _TEXT.stop_of(1, ("said", "buy")) == 0


def test_sentences_begin_after_full_stops_colons_and_quotes() -> None:
    assert [n for n in range(len(_TEXT)) if _TEXT.begins_sentence(n)] == [0, 2, 5]


def test_a_plural_is_a_form_of_its_word() -> None:
    assert all(is_form_of(form, frozenset({"monat", "day"})) for form in plural_forms("day"))
    assert not is_form_of("", frozenset({"day"}))
