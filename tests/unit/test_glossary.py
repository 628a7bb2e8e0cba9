"""Names in a user's own text, and where they were heard."""

from __future__ import annotations

import json

import pytest

from vsl.errors import BadInput, TooLarge
from vsl.model.project import Word
from vsl.text.correction.edits import apply_edits
from vsl.text.correction.glossary import MOST_TERMS, Glossary, Term, parse_glossary
from vsl.text.correction.glossary_match import GlossaryCorrector

NAMES = parse_glossary("""
# the product and who made it
ClickFunnels: klick fumbles
Rootwink
Russell Brunson: russel bronson
Notion
Landis
Kleer: clear
WeTransfer
""")
COMMON = {"nation", "wink", "route", "root", "link", "funnels", "click", "clear", "notion", "plan"}


def corrected(text: str, glossary: Glossary = NAMES, language: str = "en") -> list[Word]:
    words = [Word(t, n * 300, n * 300 + 200) for n, t in enumerate(text.split())]
    corrector = GlossaryCorrector(glossary, language, is_word=COMMON.__contains__)
    return list(apply_edits(words, corrector.edits(words)))


def text_of(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        ("with click funnels, you", "with ClickFunnels, you"),
        ("“click funnels”", "“ClickFunnels”"),
        ("clickfunnels works", "ClickFunnels works"),
        ("klick fumbles works", "ClickFunnels works"),
        ("klik funnels works", "ClickFunnels works"),
        ("click funnels's price", "ClickFunnels's price"),
        ("two root winks today", "two Rootwinks today"),
        ("push the route wink in", "push the Rootwink in"),
        ("push the root link in", "push the Rootwink in"),
        ("the rootwing turns blue", "the Rootwink turns blue"),
        ("said russel bronson.", "said Russell Brunson."),
        ("said russell brunson", "said Russell Brunson"),
        ("i use notion daily", "i use Notion daily"),
        ("send it by we transfer", "send it by WeTransfer"),
        ("as clear as can be", "as Kleer as can be"),  # its entry says so
    ],
)
def test_a_name_is_found_by_spelling_and_by_sound(heard: str, shown: str) -> None:
    assert text_of(corrected(heard)) == shown


@pytest.mark.parametrize(
    "heard",
    [
        "one nation under god",  # sounds like Notion, but is a word
        "the land is good",  # reads like Landis
        "click. Funnels are",  # a sentence ends between
        "we transferred it",
        "the plan is to wink",
        "",
    ],
)
def test_common_words_are_no_names(heard: str) -> None:
    assert text_of(corrected(heard)) == heard


def test_a_name_takes_the_time_of_all_its_words() -> None:
    (name,) = corrected("click funnels")
    assert (name.text, name.start_ms, name.end_ms) == ("ClickFunnels", 0, 500)


def test_a_name_of_two_words_keeps_both_times() -> None:
    assert corrected("russel bronson") == [
        Word("Russell", 0, 200),
        Word("Brunson", 300, 500),
    ]


def test_a_name_heard_as_one_word_shares_its_time() -> None:
    one, other = corrected("russellbrunson")
    assert (one.text, other.text) == ("Russell", "Brunson")
    assert 0 == one.start_ms < one.end_ms == other.start_ms < other.end_ms == 200


def test_what_is_right_is_left_alone() -> None:
    words = [Word("ClickFunnels", 0, 400)]
    assert GlossaryCorrector(NAMES, "en", is_word=COMMON.__contains__).edits(words) == []


def test_where_two_names_claim_a_word_the_likelier_has_it() -> None:
    glossary = parse_glossary("Alpha Bravo\nBravo Charlie")
    assert text_of(corrected("alfa bravo charlie", glossary)) == "alfa Bravo Charlie"
    assert text_of(corrected("alfa bravo", glossary)) == "Alpha Bravo"


def test_other_languages_sound_otherwise() -> None:
    glossary = parse_glossary("Natuvida")
    assert text_of(corrected("conheça a natu vida hoje", glossary, "pt")) == (
        "conheça a Natuvida hoje"
    )


@pytest.mark.parametrize(
    ("heard", "shown"),
    [("j'aime l'acmée beaucoup", "j'aime l'Acmé beaucoup"), ("avec l'oréal", "avec L'Oréal")],
)
def test_an_elided_article_stays_before_the_name(heard: str, shown: str) -> None:
    assert text_of(corrected(heard, parse_glossary("Acmé: acmée\nL'Oréal"), "fr")) == shown


def test_lines_and_json_say_the_same() -> None:
    text = "ClickFunnels: click funnels, klick funnels\nRootwink\n"
    given = {"ClickFunnels": ["click funnels", "klick funnels"], "Rootwink": []}
    assert parse_glossary(text) == parse_glossary(json.dumps(given))
    assert parse_glossary(text).to_text() == text


def test_an_empty_text_is_an_empty_glossary() -> None:
    assert not parse_glossary("\n# nothing\n")


def test_a_projects_own_entry_wins() -> None:
    own = Glossary((Term("ROOTWINK"),))
    both = NAMES.with_project(own)
    assert both.hot_words()[0] == "ROOTWINK"
    assert "Rootwink" not in both.hot_words()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (": click funnels", "line 1 has no name"),
        ("A\n\nClickFunnels: a,,b", "line 3 has an empty"),
        ("ClickFunnels\nclickfunnels", "line 2: 'clickfunnels' stands there twice"),
        ("one two three four five six", "more than 5 words"),
        ("a" * 81, "80 letters"),
        ("--- : x", "unspoken"),
        ('{"A": "b"}', "'A': write its sound-alikes as a list"),
        ("{nonsense", "is not JSON"),
    ],
)
def test_what_cannot_be_used_is_named(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        parse_glossary(text)


def test_a_glossary_has_an_end() -> None:
    with pytest.raises(TooLarge, match="names"):
        parse_glossary("\n".join(f"name {n}" for n in range(MOST_TERMS + 1)))
