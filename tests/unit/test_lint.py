from __future__ import annotations

from dataclasses import replace

import pytest

from vsl.model.appearance import Theme
from vsl.model.project import Deck, Section, Slide, Word, WordRange
from vsl.slides.editing.apply import apply
from vsl.slides.editing.retype import Draft
from vsl.slides.lint.checks import LintVerdict, lint
from vsl.slides.lint.findings import Finding

_MINUTES_18 = 18 * 60_000


def _draft(
    *texts: str, step_ms: int = 3000, duration_ms: int = _MINUTES_18, **look: object
) -> Draft:
    """Slides of ``step_ms``, each with its words spread over four fifths of it."""
    words: list[Word] = []
    slides = []
    for number, text in enumerate(texts):
        start_ms = number * step_ms
        tokens = text.split()
        first = len(words)
        for n, token in enumerate(tokens):
            at_ms = start_ms + n * step_ms * 4 // 5 // len(tokens)
            words.append(Word(token, at_ms, at_ms + 100))
        span = WordRange(first, len(words) - 1)
        slides.append(Slide(f"s{number}", text, start_ms, start_ms + step_ms, span))
    return Draft(Deck(tuple(slides), Theme(**look), duration_ms), tuple(words))


def _lint(draft: Draft, **more: object) -> LintVerdict:
    return lint(draft.deck, draft.words, "en", **more)


def _only(draft: Draft, rule: str, **more: object) -> Finding:
    found = [finding for finding in _lint(draft, **more).findings if finding.rule == rule]
    assert len(found) == 1
    return found[0]


def _rules(draft: Draft) -> set[str]:
    return {finding.rule for finding in _lint(draft).findings}


def _with(draft: Draft, position: int, **changes: object) -> Draft:
    slide = replace(draft.deck.slides[position], **changes)
    return draft.with_slides(position, 1, [slide])


_GOOD = ("You water it every day.", "You move it to the window.", "And still it gives up.")


def test_a_good_deck_has_no_findings_and_full_marks() -> None:
    assert _lint(_draft(*_GOOD)) == LintVerdict((), 100)


MENDED = [
    (_with(_draft(*_GOOD, step_ms=800), 2, end_ms=9000), "too short"),
    (_draft("One thought, and then another one.", step_ms=9000), "too long"),
    (_draft("You water", "it.", "And still it gives up."), "orphan"),
    (_draft("It pays back 47", "dollars in one month."), "number split"),
    (_draft("We asked Mister John", "Miller about it."), "name split"),
    (_draft("DO NOT EVER WAIT"), "all capitals"),
    (_draft(*_GOOD, ink="#AAAAAA"), "contrast"),
    (_draft(*_GOOD, margin_share=0.01), "safe area"),
    (_draft("I made $47,000 in June.", *_GOOD), "earnings claim"),
    (_draft("It cures nearly everything.", *_GOOD), "health claim"),
]


@pytest.mark.parametrize(("draft", "rule"), MENDED, ids=[rule for _, rule in MENDED])
def test_a_finding_s_fix_is_an_edit_that_mends_it(draft: Draft, rule: str) -> None:
    before = _lint(draft)
    finding = next(each for each in before.findings if each.rule == rule)
    assert finding.fix is not None
    mended = apply(draft, finding.fix).draft
    after = _lint(mended)
    assert [f for f in after.findings if f.rule == rule and f.slide == finding.slide] == []
    assert before.score < 100


def test_text_before_the_voice_is_moved_to_it() -> None:
    draft = _draft(*_GOOD)
    late = tuple(
        replace(word, start_ms=word.start_ms + 500, end_ms=word.end_ms + 500)
        for word in draft.words
    )
    draft = replace(draft, words=late)
    found = [f for f in _lint(draft).findings if f.rule == "text before voice"]
    assert len(found) == 3
    mended = apply(draft, found[1].fix).draft  # type: ignore[arg-type]
    assert mended.deck.slides[1].start_ms == 3500


@pytest.mark.parametrize(
    ("text", "step_ms", "is_fast"),
    [
        ("今日はあなたの人生を変える", 2000, False),  # 6.5 letters a second
        ("今日はあなたの人生を変える", 1500, True),
        ("今天告诉你改变人生的秘密", 1200, False),  # 10
        ("今天告诉你改变人生的秘密", 1000, True),
        ("วันนี้จะเล่าเรื่องชีวิต", 1200, False),  # 15: marks above and below count nothing
    ],
)
def test_letters_without_spaces_read_at_the_speed_of_their_script(
    text: str, step_ms: int, is_fast: bool
) -> None:
    assert ("too fast to read" in _rules(_draft(text, step_ms=step_ms))) == is_fast


def test_speed_is_told_by_slide_and_by_section() -> None:
    fast = _draft("Nobody can read as many characters as these in a single second", step_ms=1000)
    assert _only(fast, "too fast to read").weight == 0.8
    slow = _draft(*["One word."] * 8)
    slow = replace(slow, deck=replace(slow.deck, sections=(Section("story", "s0"),)))
    assert _only(slow, "slow section").slide == "s0"


def test_a_punchy_slide_may_be_as_short_as_its_preset_lets_it() -> None:
    draft = _with(_draft(*_GOOD, step_ms=800), 2, end_ms=9000)
    punchy = replace(draft, deck=replace(draft.deck, preset="punchy"))
    assert "too short" in _rules(draft)
    assert "too short" not in _rules(punchy)


def test_a_late_start_and_a_short_letter_are_told_for_the_deck() -> None:
    draft = _draft("All of it for $97.", duration_ms=120_000)
    assert "15 to 20 min" in _only(draft, "length for the price").reason
    late = _with(_draft(*_GOOD), 0, start_ms=1500)
    assert _only(late, "late start").slide == ""


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("just $1,997 today", "30 to 45"),
        ("só R$ 497,00 hoje", "20 to 30"),
        ("nur 1.250 €", "30 to 45"),
    ],
)
def test_prices_are_read_in_any_notation(text: str, band: str) -> None:
    assert band in _only(_draft(text, duration_ms=60_000), "length for the price").reason


def test_words_in_silence_are_told_where_speech_is_known() -> None:
    draft = _draft(*_GOOD)
    finding = _only(draft, "words in silence", speech=[(0, 3000), (6000, 9000)])
    assert finding.slide == "s1"
    assert "words in silence" not in _rules(draft)


def test_doubtful_words_are_named() -> None:
    draft = _draft(*_GOOD)
    unsure = replace(draft.words[1], text="watter", confidence=0.2)
    draft = replace(draft, words=(draft.words[0], unsure, *draft.words[2:]))
    assert "watter" in _only(draft, "low confidence").reason


def test_a_claim_beside_its_disclaimer_is_no_finding() -> None:
    draft = _draft("I made $47,000 in June.", "Individual results; see below.", *_GOOD)
    assert "earnings claim" not in _rules(draft)


def test_one_word_that_is_a_sentence_is_no_orphan() -> None:
    assert "orphan" not in _rules(_draft("You water it.", "Never.", "And still it gives up."))


def test_hidden_slides_are_not_looked_at() -> None:
    assert "all capitals" not in _rules(_with(_draft("DO NOT EVER WAIT"), 0, hidden=True))


def test_an_empty_deck_is_no_failure() -> None:
    assert lint(Deck((), Theme(), 0), (), "en") == LintVerdict((), 100)
