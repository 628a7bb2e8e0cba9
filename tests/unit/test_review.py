"""A transcript is reviewed: what was missed is heard again, what stays unheard is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from tests.spoken_words import spoken
from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.basics.timecode import clock
from vsl.errors import BadInput, Cancelled
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech import review as reviewed
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import ListenOptions
from vsl.speech.review import ReviewedRecogniser, describe_unheard, insert_words

_TALK = spoken(
    "We sell shoes. They last for years. Nobody ever sent a pair back to us. Try them on."
)
_MISSED = slice(7, 15)  # "Nobody ... us."
_UNHEARD = (
    "Somebody seems to speak from 0:02 to 0:05, but no words were understood there; listen to it"
    " and add them."
)


@dataclass
class Engine:
    """Hears the talk without a sentence, and in parts of it what it is told to hear."""

    again: Sequence[Word] | Exception = ()  # at their times in the talk
    first: Sequence[Word] = (*_TALK[: _MISSED.start], *_TALK[_MISSED.stop :])
    name: str = "sphinx"
    language: str = "en"
    tells_language: bool = False  # of the parts, with its time
    told: list[ListenOptions] = field(default_factory=list)
    heard_ms: list[int] = field(default_factory=list)

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        self.told.append(options)
        self.heard_ms.append(duration_ms(samples))
        progress(0.5)
        if len(self.told) == 1:
            return Transcript(tuple(self.first), self.language, self.name, "m", ("A draft.",))
        if isinstance(self.again, Exception):
            raise self.again
        offset_ms = options.starts_at_ms - self.told[0].starts_at_ms
        words = (
            replace(word, start_ms=word.start_ms - offset_ms, end_ms=word.end_ms - offset_ms)
            for word in self.again
        )
        note = f"Spanish is spoken from {clock(options.starts_at_ms)} on."
        notes = ("A draft.", note) if self.tells_language else ("A draft.",)
        return Transcript(tuple(words), self.language, self.name, "m", notes)


def _sound() -> Samples:
    """A buzz wherever a word of the talk is said, whose words touch within a sentence."""
    samples = np.zeros(_TALK[-1].end_ms * SAMPLE_RATE_HZ // 1000, np.float32)
    for word in _TALK:
        samples[word.start_ms * 16 : word.end_ms * 16 : 2] = 0.3
    return samples


@pytest.fixture(autouse=True)
def _voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Voice activity detection finds the sentences."""
    spans = [(0, 900), (1250, 2450), (2800, 5200), (5550, 6450)]
    found = tuple(AudioPiece(start * 16, stop * 16) for start, stop in spans)
    monkeypatch.setattr(reviewed, "speech", lambda _samples: found)


def _review(engine: Engine, options: ListenOptions | None = None) -> Transcript:
    review = ReviewedRecogniser(engine)
    return review.transcribe(_sound(), options or ListenOptions(), Progress())


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def test_a_missed_sentence_is_heard_by_itself_and_put_in_its_place_once() -> None:
    engine = Engine(again=_TALK[_MISSED])
    heard = _review(engine)
    assert _texts(heard.words) == _texts(_TALK)
    assert [word.start_ms for word in heard.words] == [word.start_ms for word in _TALK]
    assert heard.warnings == ("A draft.",)
    assert len(engine.told) == 2
    assert engine.heard_ms[1] == 2400 + 2 * 300
    assert engine.told[1].starts_at_ms == 2500
    assert engine.told[1].may_switch_language


def test_neighbours_that_are_heard_once_more_are_not_doubled() -> None:
    heard = _review(Engine(again=_TALK[_MISSED.start - 1 : _MISSED.stop + 1]))
    assert _texts(heard.words) == _texts(_TALK)


@pytest.mark.parametrize("stretched", ["years.", "Try", "both"])
def test_a_sentence_under_stretched_words_is_put_where_it_was_said(stretched: str) -> None:
    kept = [*_TALK[: _MISSED.start], *_TALK[_MISSED.stop :]]
    middle_ms = 4000 if stretched == "both" else 2700 if stretched == "Try" else 5550
    if stretched != "Try":
        kept[6] = replace(kept[6], end_ms=middle_ms)
    if stretched != "years.":
        kept[7] = replace(kept[7], start_ms=middle_ms)
    heard = _review(Engine(again=_TALK[_MISSED.start - 1 : _MISSED.stop + 1], first=kept))
    texts = _texts(heard.words)
    assert [texts.count(word) for word in ("years.", "Try", "us.")] == [1, 1, 1]
    assert texts[-6:] == ["back", "to", "us.", "Try", "them", "on."]
    assert heard.words[-3].start_ms == 5550


def test_a_language_of_several_missed_sentences_is_told_once() -> None:
    kept = [*_TALK[:3], *_TALK[_MISSED.stop :]]
    engine = Engine(again=[*_TALK[3:7], *_TALK[_MISSED]], first=kept, tells_language=True)
    heard = _review(engine)
    assert _texts(heard.words) == _texts(_TALK)
    assert len(engine.told) == 3
    assert heard.warnings == ("A draft.", "Spanish is spoken from 0:00 on.")


def test_what_is_never_heard_is_told_with_its_time() -> None:
    assert _review(Engine()).warnings == ("A draft.", _UNHEARD)
    assert _texts(_review(Engine()).words) == _texts(Engine().first)


def test_times_of_notes_count_from_where_the_recording_begins() -> None:
    (_, note) = _review(Engine(), ListenOptions(starts_at_ms=600_000)).warnings
    assert note.startswith("Somebody seems to speak from 10:02 to 10:05,")


@pytest.mark.parametrize(
    "again",
    [
        [replace(word, confidence=0.3) for word in _TALK[_MISSED]],
        spoken("nobody ever sent nobody ever sent nobody ever sent"),
        BadInput("Another language is spoken there."),
    ],
    ids=["a guess", "a loop", "another language"],
)
def test_a_guess_or_a_loop_is_not_taken(again: Sequence[Word] | Exception) -> None:
    if not isinstance(again, Exception):
        again = [
            replace(word, start_ms=word.start_ms // 2 + 2800, end_ms=word.end_ms // 2 + 2800)
            if word.start_ms < 2800
            else word
            for word in again
        ]
    heard = _review(Engine(again=again))
    assert _texts(heard.words) == _texts(Engine().first)
    assert heard.warnings == ("A draft.", _UNHEARD)


def test_where_nothing_is_missed_nobody_listens_twice() -> None:
    engine = Engine(first=_TALK)
    assert _texts(_review(engine).words) == _texts(_TALK)
    assert len(engine.told) == 1


def test_who_places_a_script_has_marked_what_it_does_not_know() -> None:
    engine = Engine()
    heard = _review(engine, ListenOptions(script="We sell shoes."))
    assert (len(engine.told), heard.warnings) == (1, ("A draft.",))


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("whisper", None, "en"),  # and another one where that is clear
        ("faster-whisper", "pt", "pt"),
        ("openai", None, None),  # finds it out by itself
    ],
)
def test_missed_speech_may_be_in_another_language(
    name: str, given: str | None, told: str | None
) -> None:
    engine = Engine(name=name)
    _review(engine, ListenOptions(given))
    assert (engine.told[1].language, engine.told[1].may_switch_language) == (told, True)


def test_a_stop_while_missed_speech_is_heard_ends_the_work() -> None:
    engine = Engine(again=_TALK[_MISSED])

    def stop(_stage: str, _done: float) -> None:
        if len(engine.told) == 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        ReviewedRecogniser(engine).transcribe(_sound(), ListenOptions(), Progress(stop))
    assert len(engine.told) == 2


def test_an_engine_that_breaks_on_missed_speech_is_not_passed_over() -> None:
    with pytest.raises(Cancelled):
        _review(Engine(again=Cancelled("stopped")))


def test_progress_rises_while_missed_speech_is_heard() -> None:
    told: list[float] = []
    engine, progress = (
        Engine(again=_TALK[_MISSED]),
        Progress(lambda _stage, done: told.append(done)),
    )
    ReviewedRecogniser(engine).transcribe(_sound(), ListenOptions(), progress)
    assert (told, told[-1]) == (sorted(told), 1.0)


def test_many_unheard_places_are_counted() -> None:
    pieces = [
        AudioPiece(second * SAMPLE_RATE_HZ, (second + 1) * SAMPLE_RATE_HZ) for second in range(11)
    ]
    notes = describe_unheard(pieces)
    assert len(notes) == 9
    assert notes[-1] == "No words were understood in 3 more places."
    assert len(describe_unheard(pieces[:8])) == 8
    assert describe_unheard([]) == ()


def test_found_words_outside_the_missed_speech_are_left_out() -> None:
    words = [Word("a", 0, 500), Word("b", 3000, 3500)]
    found = [Word("early", 200, 600), Word("in", 1000, 1500), Word("late", 2900, 3300)]
    piece = AudioPiece(700 * 16, 2800 * 16)
    assert _texts(insert_words(words, found, piece)) == ["a", "in", "b"]
    assert insert_words(words, [], piece) == words
    assert insert_words([], found[1:2], piece) == found[1:2]
