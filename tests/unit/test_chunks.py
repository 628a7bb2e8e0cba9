"""Long recordings are cut in pauses, and put together without losing or doubling a word."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import Cancelled
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.chunks import cut, merge, transcribe_chunked
from vsl.speech.fake_recogniser import ScriptedRecogniser
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples, duration_ms

_CHUNK_S = 20
_MS = SAMPLE_RATE_HZ // 1000


def _ramp(seconds: float) -> Samples:
    """Sound without a pause; each sample tells its own place."""
    count = int(seconds * SAMPLE_RATE_HZ)
    return (np.arange(1, count + 1) / (1 << 22)).astype(np.float32)


@dataclass
class _Listener:
    """Hears those of ``spoken`` that lie whole in what it is given, and half words at the edges."""

    spoken: list[Word]
    chance: Random = field(default_factory=lambda: Random(1))
    most_shift_ms: int = 0  # by which it places all words of a chunk too early or too late
    languages: list[str | None] = field(default_factory=list)
    lengths_s: list[float] = field(default_factory=list)
    starts_ms: list[tuple[int, int]] = field(default_factory=list)  # as told, and as heard
    name: str = "whisper"

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        first_ms = (round(float(samples[0]) * (1 << 22)) - 1) // _MS
        last_ms = first_ms + duration_ms(samples)
        self.languages.append(options.language)
        self.starts_ms.append((options.starts_at_ms, first_ms))
        self.lengths_s.append(len(samples) / SAMPLE_RATE_HZ)
        for done in (0.0, 0.5, 1.0):
            progress(done)
        words = tuple(self._heard(first_ms, last_ms))
        language = options.language or ("pt" if words else "und")
        warnings = ("It is noisy.", *(() if words else ("Nobody speaks.",)))
        return Transcript(words, language, self.name, "base", warnings)

    def _heard(self, first_ms: int, last_ms: int) -> Iterator[Word]:
        chunk_shift = self.chance.randint(-self.most_shift_ms, self.most_shift_ms)
        for word in self.spoken:
            start, end = max(word.start_ms, first_ms), min(word.end_ms, last_ms)
            whole = (start, end) == (word.start_ms, word.end_ms)
            if start < end:
                shift = chunk_shift + self.chance.randint(-15, 15) if whole else 0
                text = word.text if whole else f"{word.text}-half"
                yield Word(text, max(0, start + shift - first_ms), end + shift - first_ms)


def _speech(chance: Random, vocabulary: int, gap_ms: int) -> list[Word]:
    """Words out of a vocabulary of so many, each up to ``gap_ms`` after the one before."""
    words, now = [], chance.randint(0, 3000)
    while now < 95_000:
        end = now + chance.randint(120, 1400)
        words.append(Word(f"word{chance.randrange(vocabulary)}", now, end))
        now = end + 40 + chance.randint(0, gap_ms)
    return words


_seeds = st.integers(0, 1 << 32).map(Random)
_gaps_ms = st.sampled_from([0, 300, 4000, 15_000])


@given(_seeds, _gaps_ms, st.integers(45, 96))
@pytest.mark.parametrize(("vocabulary", "most_shift_ms"), [(3, 0), (1_000_000, 150)])
def test_no_word_is_lost_or_doubled_where_nobody_pauses(
    vocabulary: int, most_shift_ms: int, chance: Random, gap_ms: int, seconds: int
) -> None:
    spoken = _speech(chance, vocabulary, gap_ms)
    spoken = [word for word in spoken if word.end_ms < seconds * 1000 - 200]
    heard = transcribe_chunked(
        _Listener(spoken, chance, most_shift_ms),
        _ramp(seconds),
        ListenOptions(),
        Progress(),
        chunk_s=_CHUNK_S,
    )
    assert [word.text for word in heard.words] == [word.text for word in spoken]
    for word, true in zip(heard.words, spoken, strict=True):
        assert abs(word.start_ms - true.start_ms) <= 2 * most_shift_ms + 30
    times = [time for word in heard.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)


def _with_pauses(seconds: float, *pauses_s: float) -> Samples:
    samples = np.random.default_rng(1).normal(0, 0.1, int(seconds * SAMPLE_RATE_HZ))
    for start in pauses_s:
        first = int(start * SAMPLE_RATE_HZ)
        samples[first : first + SAMPLE_RATE_HZ] *= 0.01
    return samples.astype(np.float32)


def test_a_short_recording_is_one_chunk() -> None:
    samples = _with_pauses(29)
    assert [chunk.heard for chunk in cut(samples, _CHUNK_S)] == [AudioPiece(0, len(samples))]


def test_cuts_lie_in_pauses_and_nothing_is_heard_twice() -> None:
    chunks = cut(_with_pauses(60, 17.5, 36.0), _CHUNK_S)
    cuts_s = [chunk.own.start / SAMPLE_RATE_HZ for chunk in chunks]
    assert cuts_s[1] == pytest.approx(18.0, abs=0.3)
    assert cuts_s[2] == pytest.approx(36.5, abs=0.3)
    assert all(chunk.own == chunk.heard for chunk in chunks)


def test_a_cut_without_a_pause_is_heard_from_both_sides() -> None:
    first, second = cut(_with_pauses(35), _CHUNK_S)
    assert first.own.stop == second.own.start
    assert first.heard.stop - first.own.stop == 4 * SAMPLE_RATE_HZ
    assert second.own.start - second.heard.start == 4 * SAMPLE_RATE_HZ


@given(st.integers(0, 4000), st.integers(10, 60))
def test_chunks_cover_the_recording_and_none_is_much_too_long(tenths: int, chunk_s: int) -> None:
    samples = np.zeros(tenths * SAMPLE_RATE_HZ // 10, np.float32)
    chunks = cut(samples, chunk_s)
    assert chunks[0].own.start == 0
    assert chunks[-1].own.stop == len(samples)
    assert all(one.own.stop == other.own.start for one, other in pairwise(chunks))
    assert all(c.own.stop - c.own.start <= 1.5 * chunk_s * SAMPLE_RATE_HZ for c in chunks)


def test_the_first_chunk_with_words_decides_the_language() -> None:
    listener = _Listener([Word("olá", 30_000, 30_500)])
    heard = transcribe_chunked(listener, _ramp(75), ListenOptions(), Progress(), chunk_s=_CHUNK_S)
    assert listener.languages == [None, None, "pt", "pt"]
    assert (heard.language, heard.engine, heard.model) == ("pt", "whisper", "base")


def test_a_warning_is_given_once() -> None:
    listener = _Listener([Word("olá", 30_000, 30_500)])
    heard = transcribe_chunked(listener, _ramp(80), ListenOptions(), Progress(), chunk_s=_CHUNK_S)
    assert heard.warnings == ("It is noisy.", "Nobody speaks.")


def test_each_chunk_is_told_where_it_begins_so_that_notes_name_the_recordings_times() -> None:
    listener, options = _Listener([]), ListenOptions(starts_at_ms=500)
    transcribe_chunked(listener, _ramp(80), options, Progress(), chunk_s=_CHUNK_S)
    assert len(listener.starts_ms) > 2
    assert [told - 500 for told, _ in listener.starts_ms] == [
        heard for _, heard in listener.starts_ms
    ]


def test_silence_yields_no_words_and_no_error() -> None:
    heard = transcribe_chunked(
        _Listener([]), _ramp(80), ListenOptions(), Progress(), chunk_s=_CHUNK_S
    )
    assert (heard.words, heard.language) == ((), "und")


def test_progress_rises_over_all_chunks_to_the_end() -> None:
    seen: list[tuple[str, float]] = []
    progress = Progress(lambda stage, done: seen.append((stage, done)), "listening")
    transcribe_chunked(_Listener([]), _ramp(80), ListenOptions(), progress, chunk_s=_CHUNK_S)
    shares = [done for _, done in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert {stage for stage, _ in seen} == {"listening"}


def test_the_work_stops_between_chunks() -> None:
    def stop(_stage: str, done: float) -> None:
        if done > 0.3:
            raise Cancelled("stopped")

    listener = _Listener([])
    with pytest.raises(Cancelled):
        transcribe_chunked(listener, _ramp(80), ListenOptions(), Progress(stop), chunk_s=_CHUNK_S)
    assert len(listener.lengths_s) == 2


def test_engines_that_place_a_whole_text_hear_the_whole_recording() -> None:
    options = ListenOptions("en", "one two three four")
    heard = transcribe_chunked(
        ScriptedRecogniser(), _ramp(80), options, Progress(), chunk_s=_CHUNK_S
    )
    assert [word.text for word in heard.words] == ["one", "two", "three", "four"]
    aligner = _Listener([], name="sphinx")
    transcribe_chunked(aligner, _ramp(80), options, Progress(), chunk_s=_CHUNK_S)
    transcribe_chunked(
        aligner, _ramp(80), replace(options, script=""), Progress(), chunk_s=_CHUNK_S
    )
    assert aligner.lengths_s[0] == 80
    assert max(aligner.lengths_s[1:]) <= 1.5 * _CHUNK_S + 8


def test_where_two_chunks_disagree_the_cut_decides_and_nothing_is_left_out() -> None:
    first = [Word("it", 700, 900), Word("sells", 900, 1_300)]
    second = [Word("itself", 750, 1_250), Word("daily", 1_300, 1_700)]
    assert [word.text for word in merge(first, second, 1_050)] == ["it", "itself", "daily"]
    assert [word.text for word in merge(first, second, 1_200)] == ["it", "sells", "daily"]
    assert merge(first, [], 1_200) == first
    assert merge([], second, 1_200) == second


def test_spelling_hides_no_agreement() -> None:
    first = [Word("Stop,", 0, 400), Word("now", 450, 800)]
    second = [Word("stop", 10, 420), Word("Now!", 440, 790), Word("and", 900, 1_000)]
    assert [word.text for word in merge(first, second, 0)] == ["Stop,", "Now!", "and"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, which Linux has")
def test_a_mapped_recording_that_was_heard_holds_no_memory(tmp_path: Path) -> None:
    _ramp(75).tofile(tmp_path / "samples")
    samples = np.memmap(tmp_path / "samples", np.float32, mode="r")
    (tmp_path / "samples").unlink()  # as a clean-up of caches may do meanwhile
    before = samples.sum()
    transcribe_chunked(_Listener([]), samples[5:], ListenOptions(), Progress(), chunk_s=_CHUNK_S)
    assert _resident_kb(tmp_path) == 0
    assert samples.sum() == before


def _resident_kb(folder: Path) -> int:
    """What this process holds of files in ``folder``: proc(5), smaps."""
    (mapped,) = re.findall(rf"{folder}/\S+ \(deleted\)\n(?:.+\n)*?Rss: +(\d+) kB", _smaps())
    return int(mapped)


def _smaps() -> str:
    return Path("/proc/self/smaps").read_text()


def test_samples_that_were_written_to_are_kept(tmp_path: Path) -> None:
    _ramp(75).tofile(tmp_path / "samples")
    samples = np.memmap(tmp_path / "samples", np.float32, mode="c")
    samples[77] = 0.5
    transcribe_chunked(_Listener([]), samples, ListenOptions(), Progress(), chunk_s=_CHUNK_S)
    assert samples[77] == 0.5


def test_one_of_several_equal_words_is_itself() -> None:
    first = [Word("no", 0, 200), Word("no", 240, 440), Word("no", 480, 680)]
    second = [Word("no", 235, 445), Word("no", 475, 685), Word("way", 700, 900)]
    assert [word.text for word in merge(first, second, 560)] == ["no", "no", "no", "way"]
