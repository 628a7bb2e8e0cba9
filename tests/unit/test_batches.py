"""Correctors over batches: borders leave no trace, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.files import CacheFolder
from vsl.errors import BadInput, Cancelled, ToolFailed, VslError
from vsl.model.project import Break, Word
from vsl.progress import Progress
from vsl.text.correction.batches import Corrector, process_in_batches
from vsl.text.correction.cache import EditCache
from vsl.text.correction.corrector import NumberCorrector
from vsl.text.correction.edits import Edit, apply_edits, parts, retime_texts
from vsl.text.correction.fillers import Fillers
from vsl.text.correction.glossary import parse_glossary
from vsl.text.correction.glossary_match import GlossaryCorrector
from vsl.text.correction.punctuation import Punctuation

_GLOSSARY = parse_glossary("ClickFunnels\nRootwink: route wing\nRussell Brunson\nWink Click: a b")
_PHRASES = """um|the The|we was I|I was I was|will|click funnels|Click Funnels,|root wink
roots winks.|russel brunson|have you|what is|and but|which|...|a b|i...|so th- then|wing route|mr no
uh Um|forty seven dollars|two hundred|five percent"""
_SAID = _PHRASES.replace("\n", "|").split("|")


@st.composite
def spoken(draw: st.DrawFn) -> tuple[Word, ...]:
    """Words as a recogniser gives them, with pauses of all lengths."""
    phrases = draw(st.lists(st.sampled_from(_SAID), min_size=1, max_size=25))
    random = draw(st.randoms(use_true_random=False))
    words, now_ms = [], 0
    for text in " ".join(phrases).split():
        start_ms = now_ms + random.choice((0, 0, 40, 150, 300, 700, 1500))
        now_ms = start_ms + random.choice((1, 80, 400))
        words.append(Word(text, start_ms, now_ms, random.choice((0.2, 0.9))))
    return tuple(words)


def rules(words: Sequence[Word]) -> list[Corrector]:
    """Every corrector that needs nothing but this room."""
    return [
        Fillers("en"),
        GlossaryCorrector(_GLOSSARY, "en", is_word={"wing", "route", "then"}.__contains__),
        NumberCorrector("en"),
        Punctuation.of(words, "en"),
        Punctuation.of(words, "es"),
    ]


@given(spoken(), st.integers(1, 9))
def test_borders_leave_no_trace(words: tuple[Word, ...], batch_size: int) -> None:
    for corrector in rules(words):
        whole = apply_edits(words, corrector.edits(words))
        assert process_in_batches(words, corrector, batch_size) == whole, corrector.name


@given(spoken())
def test_every_edit_stays_in_the_time_of_its_words(words: tuple[Word, ...]) -> None:
    for corrector in rules(words):
        done = 0
        for edit in corrector.edits(words):
            old = words[edit.first : edit.stop]
            assert done <= edit.first < edit.stop <= len(words)
            assert edit.words or corrector.name == "fillers"
            times = [t for word in edit.words for t in (word.start_ms, word.end_ms)]
            assert times == sorted(times)
            assert all(old[0].start_ms <= t <= old[-1].end_ms for t in times)
            if edit.words:
                assert (times[0], times[-1]) == (old[0].start_ms, old[-1].end_ms)
            done = edit.stop


@given(spoken())
def test_who_is_not_a_filler_stays(words: tuple[Word, ...]) -> None:
    left = apply_edits(words, Fillers("en").edits(words))
    times = {(word.start_ms, word.end_ms): parts(word.text)[1].lower() for word in words}
    assert all(times[w.start_ms, w.end_ms] == parts(w.text)[1].lower() for w in left)


def test_a_merged_word_keeps_what_its_words_knew() -> None:
    words = (
        Word("forty", 100, 200, 0.9, break_before=Break.LINE),
        Word("seven", 250, 400, 0.4, emphasised=True),
    )
    (merged,) = retime_texts(words, ["47"])
    assert merged == Word("47", 100, 400, 0.4, emphasised=True, break_before=Break.LINE)


def test_an_edit_over_an_earlier_one_is_left_out() -> None:
    words = [Word(t, n, n) for n, t in enumerate("abc")]
    edits = [Edit(0, 2, (Word("x", 0, 1),)), Edit(1, 3, ())]
    assert [word.text for word in apply_edits(words, edits)] == ["x", "c"]


@dataclass
class Shouting:
    """Puts every word in capitals; counts how often it is asked."""

    broken: str = ""
    meet: Barrier | None = None
    asked: int = 0
    name: str = "shouting"
    digest: str = "1"
    parallel: bool = False
    reach: int = 2

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        self.asked += 1
        if self.meet:
            self.meet.wait(timeout=30)
        if self.broken and words[0].text == self.broken:
            raise ToolFailed("It broke.")
        return [Edit(n, n + 1, (replace(w, text=w.text.upper()),)) for n, w in enumerate(words)]


WORDS = tuple(Word(t, n * 10, n * 10 + 5) for n, t in enumerate("abcdefghij"))


def told(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)


def test_a_parallel_corrector_is_asked_by_many_threads_at_once() -> None:
    corrector = Shouting(meet=Barrier(2), parallel=True)  # alone, a thread would wait for ever
    assert told(process_in_batches(WORDS, corrector, 5)) == "ABCDEFGHIJ"


@pytest.mark.parametrize("parallel", [False, True])
def test_a_failed_batch_stays_as_it_is(parallel: bool) -> None:
    failures: list[VslError] = []
    corrector = Shouting(broken="b", parallel=parallel)
    found = process_in_batches(WORDS, corrector, 3, on_failure=failures.append)
    assert (told(found), len(failures)) == ("ABCdefGHIJ", 1)
    with pytest.raises(ToolFailed):
        process_in_batches(WORDS, corrector, 3)


def test_progress_is_told_and_may_cancel() -> None:
    heard: list[float] = []
    process_in_batches(WORDS, Shouting(), 5, progress=Progress(lambda _, done: heard.append(done)))
    assert heard == [0.5, 1.0]

    def stop(_stage: str, _done: float) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        process_in_batches(WORDS, Shouting(parallel=True), 5, progress=Progress(stop))


def test_the_same_words_are_asked_about_once(tmp_path: Path) -> None:
    kept = EditCache(CacheFolder(tmp_path, "corrections", ".json"))
    corrector = Shouting()
    for _ in range(2):
        assert told(process_in_batches(WORDS, corrector, 5, cache=kept)) == "ABCDEFGHIJ"
    assert corrector.asked == 2
    corrector.digest = "2"
    process_in_batches(WORDS, corrector, 5, cache=kept)
    assert corrector.asked == 4


def test_a_damaged_answer_is_asked_for_anew(tmp_path: Path) -> None:
    kept = EditCache.under(tmp_path)
    words = (Word("a", 0, 1, break_before=Break.PARAGRAPH),)
    first = process_in_batches(words, Shouting(), cache=kept)
    assert first == process_in_batches(words, Shouting(), cache=kept)
    assert first[0].break_before is Break.PARAGRAPH
    (file,) = kept.folder.files()
    file.write_text('[["x"]]')
    assert process_in_batches(words, Shouting(), cache=kept) == first


def test_a_batch_of_no_words_is_refused() -> None:
    with pytest.raises(BadInput, match="batch of 0"):
        process_in_batches(WORDS, Shouting(), 0)


def test_no_words_are_no_words() -> None:
    assert process_in_batches((), Shouting()) == ()
