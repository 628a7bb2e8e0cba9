"""Windows are transcribed batch by batch; where the language changes, they are cut at pauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.errors import Cancelled
from vsl.model.project import Word
from vsl.progress import Progress
from vsl.speech.pauses import AudioPiece
from vsl.speech.windows.languages import Shares
from vsl.speech.windows.packing import Window
from vsl.speech.windows.transcription import (
    HeardPassage,
    describe_passages,
    transcribe_windows,
    words_in_recording,
)

_SPOKEN = {"en": 0.25, "es": -0.25}  # what the samples are where somebody speaks it
_SOUND = np.zeros(120 * SAMPLE_RATE_HZ, np.float32)


def _window(*spans: tuple[float, float]) -> Window:
    pieces = [AudioPiece(*(int(second * SAMPLE_RATE_HZ) for second in span)) for span in spans]
    return Window(tuple(pieces))


def _speak(*spoken: tuple[str, float, float]) -> Samples:
    samples = _SOUND.copy()
    for language, start_s, stop_s in spoken:
        samples[int(start_s * SAMPLE_RATE_HZ) : int(stop_s * SAMPLE_RATE_HZ)] = _SPOKEN[language]
    return samples


@dataclass
class Decoder:
    """Knows a language by its samples; hears one word a window, named after how it was heard."""

    language: str | None = "en"
    tells_shares: bool = True
    loops: bool = False
    heard: list[tuple[int, Sequence[str] | None]] = field(default_factory=list)
    looked: int = 0  # at how many windows, for their languages alone

    def decode_windows(
        self,
        windows: Sequence[Window],
        samples: Samples,
        progress: Progress = Progress(),  # noqa: B008 - as in WindowDecoder
        *,
        languages: Sequence[str] | None = None,
    ) -> list[object]:
        from vsl.speech.windows.transcription import DecodedWindow

        self.heard.append((len(windows), languages))
        progress(0.5)
        decoded = []
        for number, window in enumerate(windows):
            shares = self._shares(window, samples)
            told = languages[number] if languages else self._choose(shares)
            word = Word(f" {told}", 500, 1000)
            known = shares if self.tells_shares and not languages else None
            decoded.append(DecodedWindow((word,), told, known, self.loops))
        return list(decoded)

    def detect_languages(self, windows: Sequence[Window], samples: Samples) -> list[Shares]:
        self.looked += len(windows)
        return [self._shares(window, samples) for window in windows]

    def _choose(self, shares: Shares) -> str:
        from vsl.speech.windows.languages import window_language

        return window_language(shares, str(self.language))

    def _shares(self, window: Window, samples: Samples) -> Mapping[str, float]:
        sound = np.concatenate([samples[piece.start : piece.stop] for piece in window.parts])
        english, spanish = (float(np.mean(sound == level)) for level in _SPOKEN.values())
        total = english + spanish or 1.0
        return {"en": english / total, "es": spanish / total}


def _transcribe(
    decoder: Decoder, windows: Sequence[Window], samples: Samples, batch_size: int = 8
) -> list[HeardPassage]:
    return transcribe_windows(
        decoder,  # type: ignore[arg-type]
        windows,
        samples,
        batch_size=batch_size,
        progress=Progress(),
    )


def test_a_recording_in_one_language_is_decoded_once() -> None:
    decoder = Decoder()
    windows = [_window((0, 10), (11, 28)), _window((30, 58))]
    passages = _transcribe(decoder, windows, _speak(("en", 0, 60)))
    assert [passage.window for passage in passages] == windows
    assert (decoder.heard, decoder.looked) == ([(2, None)], 0)
    assert describe_passages(passages, "en") == ()


def test_a_window_in_two_languages_is_cut_at_pauses_and_heard_in_both() -> None:
    decoder = Decoder()
    window = _window((0, 6), (7, 12), (13, 18), (19, 28))
    samples = _speak(("en", 0, 12.5), ("es", 12.5, 30))
    passages = _transcribe(decoder, [window], samples)
    assert [passage.decoded.language for passage in passages] == ["en", "es"]
    assert [passage.window for passage in passages] == [
        _window((0, 6), (7, 12)),
        _window((13, 18), (19, 28)),
    ]
    assert decoder.heard == [(1, None), (2, ["en", "es"])]
    assert decoder.looked == 4
    words = words_in_recording(passages)
    assert [(word.text, word.start_ms) for word in words] == [(" en", 500), (" es", 13_500)]


def test_parts_too_short_to_tell_a_language_are_heard_with_the_next() -> None:
    decoder = Decoder()
    window = _window((0, 1), (2, 3), (4, 8), (9, 12), (13, 20))
    _transcribe(decoder, [window], _speak(("en", 0, 8.5), ("es", 8.5, 20)))
    assert decoder.looked == 2  # six seconds up to 8 s, and the ten behind them


def test_windows_beside_a_change_of_language_are_looked_at_again() -> None:
    decoder = Decoder()
    windows = [_window((0, 28)), _window((30, 35), (36, 58)), _window((60, 88))]
    samples = _speak(("en", 0, 35.5), ("es", 35.5, 90))
    passages = _transcribe(decoder, windows, samples)
    assert [passage.decoded.language for passage in passages] == ["en", "en", "es", "es"]
    assert [passage.window for passage in passages] == [
        windows[0],
        _window((30, 35)),
        _window((36, 58)),
        windows[2],
    ]


def test_a_doubtful_window_that_proves_to_be_in_one_language_is_left_as_it_was() -> None:
    decoder = Decoder()
    window = _window((0, 14), (15, 28))
    samples = _speak(("en", 0, 28), ("es", 3, 6), ("es", 20, 23))
    passages = _transcribe(decoder, [window], samples)
    assert decoder.looked == 2
    assert len(decoder.heard) == 1
    assert [passage.window for passage in passages] == [window]


def test_who_was_told_the_language_asks_for_no_other() -> None:
    decoder = Decoder(tells_shares=False)
    window = _window((0, 12), (13, 28))
    _transcribe(decoder, [window], _speak(("en", 0, 12.5), ("es", 12.5, 30)))
    assert (len(decoder.heard), decoder.looked) == (1, 0)


def test_another_language_is_noted_once_with_its_time() -> None:
    windows = [_window((0, 28)), _window((30, 58)), _window((70, 98))]
    samples = _speak(("en", 0, 29), ("es", 29, 100))
    passages = _transcribe(Decoder(), windows, samples)
    assert describe_passages(passages, "en") == (
        "Spanish is spoken from 0:30 on, beside English; its words are kept as they were heard.",
    )
    (note,) = describe_passages(passages, "en", 600_000)  # a chunk of a longer recording
    assert note.startswith("Spanish is spoken from 10:30 on")


def test_a_window_that_goes_in_circles_is_noted_with_its_time() -> None:
    windows = [_window((70, 98))]
    passages = _transcribe(Decoder(loops=True), windows, _speak(("en", 0, 100)))
    assert describe_passages(passages, "en") == (
        "Whisper kept repeating itself in the 30 seconds from 1:10; compare the words there with"
        " the voice.",
    )
    assert "from 11:10;" in describe_passages(passages, "en", 600_000)[0]


def test_windows_are_heard_in_even_batches_and_progress_is_told_between_them() -> None:
    decoder, told = Decoder(), list[float]()
    windows = [_window((second, second + 1)) for second in range(5)]
    progress = Progress(lambda _stage, done: told.append(done))
    passages = transcribe_windows(
        decoder,  # type: ignore[arg-type]
        windows,
        _speak(("en", 0, 10)),
        batch_size=2,
        progress=progress,
    )
    assert [passage.window for passage in passages] == windows
    assert sum(count for count, _ in decoder.heard) == 5
    assert max(count for count, _ in decoder.heard) <= 2
    assert (told, told[-1]) == (sorted(told), 1.0)


def test_a_stop_between_batches_ends_the_work() -> None:
    decoder = Decoder()

    def stop(_stage: str, done: float) -> None:
        if done >= 0.3:
            raise Cancelled("stopped")

    windows = [_window((second, second + 1)) for second in range(3)]
    with pytest.raises(Cancelled):
        transcribe_windows(
            decoder,  # type: ignore[arg-type]
            windows,
            _speak(("en", 0, 10)),
            batch_size=1,
            progress=Progress(stop),
        )
    assert len(decoder.heard) == 1
