"""What engines are told of a script, and whose words are aligned with the voice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vsl.model.project import UNRECOGNISED, Reading, Transcript, Word
from vsl.progress import Progress
from vsl.speech.recogniser import ListenOptions
from vsl.text.correction.glossary import Glossary, Term
from vsl.workflows import scripted_transcription as scripted_listening
from vsl.workflows.scripted_transcription import align_script, align_to_voice, tell_engine

_SCRIPT = "Hi, my name is Sarah Whitfield. [PAUSE] It costs $47, says Dr. Mercer."
_SOUND = np.zeros(16_000, np.float32)


def test_engines_get_the_names_of_a_script_and_not_its_text() -> None:
    told = tell_engine(ListenOptions("en", _SCRIPT), Glossary())
    assert told.prompt == "Sarah Whitfield, Dr. Mercer"
    assert "costs" not in told.prompt


def test_a_script_is_told_as_a_voice_reads_it_in_its_language() -> None:
    told = tell_engine(ListenOptions(None, _SCRIPT), Glossary())
    assert told.language == "en"
    assert told.script == (
        "hi my name is sarah whitfield it costs forty seven dollars says doctor mercer"
    )
    assert tell_engine(ListenOptions("pt-BR", "Custa R$ 97."), Glossary()).language == "pt"


def test_hot_words_come_first_each_once() -> None:
    glossary = Glossary((Term("Acme"), Term("ClickFunnels")))
    told = tell_engine(ListenOptions("en", _SCRIPT, hot_words=("Acme", "Dr. Mercer")), glossary)
    assert told.hot_words == ("Acme", "Dr. Mercer", "ClickFunnels", "Sarah Whitfield")


def test_without_a_script_only_names_that_were_listed_are_told() -> None:
    given = ListenOptions(None, hot_words=("Bob", "Bob"))
    told = tell_engine(given, Glossary((Term("Acme"),)))
    assert (told.hot_words, told.language, told.script) == (("Bob", "Acme"), None, "")
    assert tell_engine(ListenOptions(), Glossary()).prompt == ""


@pytest.mark.parametrize("engine", ["sphinx", "captions", "scripted"])
def test_who_places_words_itself_is_left_alone(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripted_listening, "align_words", lambda *_: pytest.fail("aligned"))
    heard = Transcript((Word("Hi", 0, 500),), "en", engine)
    assert align_to_voice(heard, _SOUND, Progress()) is heard


def test_all_others_words_are_aligned_by_what_the_voice_says_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []

    def align(_samples: object, words: object, tokens: object, *more: object) -> object:
        seen.append((tokens, more[0]))
        return words

    monkeypatch.setattr(scripted_listening, "align_words", align)
    words = (Word("$47,", 0, 500), Word(UNRECOGNISED, 500, 900), Word("Dr.", 900, 990))
    heard = Transcript(words, "en", "whisper")
    assert align_to_voice(heard, _SOUND, Progress()) == replace(heard, words=list(words))
    ((tokens, language),) = seen
    assert [tuple(each) for each in tokens] == [("forty", "seven", "dollars"), (), ("doctor",)]
    assert language == "en"


def test_sentences_are_settled_by_the_scripts_own_signs() -> None:
    sound = np.zeros(2_600 * 16, np.float32)
    sound[300 * 16 : 1000 * 16 : 2] = sound[1600 * 16 : 2100 * 16 : 2] = 0.3
    words = (Word("tarde.", 300, 960), Word("Y", 970, 1200), Word("jugaba", 1600, 2100))
    settled = align_script(Transcript(words, "es", "whisper"), sound, Progress())
    assert [word.start_ms // 10 for word in settled.words[:2]] == [30, 160]


def test_a_lone_sign_is_aligned_with_its_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripted_listening, "align_words", lambda _samples, words, *_: words)
    words = [Word("por", 0, 90), Word("R$", 90, 800), Word("97", 800, 810), Word("hoje", 810, 900)]
    aligned = align_to_voice(Transcript(tuple(words), "pt", "whisper"), _SOUND, Progress())
    assert [word.text for word in aligned.words] == ["por", "R$ 97", "hoje"]
    assert (aligned.words[1].start_ms, aligned.words[1].end_ms) == (90, 810)


def test_only_words_that_were_heard_otherwise_are_aligned_by_the_script(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def align(_samples: object, words: object, *_: object, doubtful: set[int]) -> object:
        asked.append(doubtful)
        return words

    monkeypatch.setattr(scripted_listening, "align_words", align)
    heard = (Word("she", 0, 200), Word("went", 200, 500))
    written = (Word("she", 0, 200), Word("has", 210, 250), Word("won", 250, 500))
    align_script(
        Transcript(written, "en", "whisper", reading=Reading("she has won", heard)),
        _SOUND,
        Progress(),
    )
    assert asked == [{1, 2}]
