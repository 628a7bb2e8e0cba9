"""What benchmarks/hearing.py makes of recordings, and how it counts what is heard in them."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks.hearing_peer import _join_pieces
from benchmarks.hearing_sounds import create_music, create_noise, find_voice_ms, mix_sounds

RATE_HZ = 16_000
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The modules of the benchmark, which import each other as scripts do."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    names = "recordings", "figures", "systems", "tables"
    found = {name: importlib.import_module(f"hearing_{name}") for name in names}
    return SimpleNamespace(**found)


def record(benchmark: Any, text: str, **fields: Any) -> Any:
    """A second of sound in which the words stand 200 ms apart, each 100 ms long."""
    words = tuple(
        benchmark.recordings.TrueWord(word, "en", 100 + 200 * n, 200 + 200 * n)
        for n, word in enumerate(text.split())
    )
    return benchmark.recordings.Recording(
        "made", "letters", np.zeros(RATE_HZ, np.float32), words, **fields
    )


def answer(words: list[tuple[str, float]], **fields: Any) -> dict[str, Any]:
    cost = {"seconds": 0.5, "cpu_seconds": 1.0, "peak_mb": 300.0, "load": 0.1}
    return {"words": [[text, start, start + 0.1] for text, start in words], **cost, **fields}


def test_joined_recordings_keep_the_time_of_each_word(benchmark: SimpleNamespace) -> None:
    one = record(benchmark, "one two")
    joined = benchmark.recordings.join_recordings("both", [one, one], [1.5])
    assert [word.start_ms for word in joined.words] == [100, 300, 2600, 2800]
    assert [word.after_pause for word in joined.words] == [False, False, True, False]
    assert joined.seconds == 3.5
    assert joined.silences_ms == ((400, 2600),)


def test_a_system_is_counted_over_all_recordings_of_a_group(benchmark: SimpleNamespace) -> None:
    one = record(benchmark, "buy it now")
    hearings = [
        benchmark.systems.Hearing(one, answer([("Buy", 0.15), ("it", 0.3), ("now.", 0.5)])),
        benchmark.systems.Hearing(one, answer([("Buy", 0.1), ("now", 0.8), ("folks", 0.95)])),
    ]
    (row,) = benchmark.figures.create_rows("ours", hearings)
    assert (row.said, row.errors, row.deleted, row.inserted) == (6, 2, 1, 1)
    assert row.starts.count == 5
    assert row.starts.worst_ms == pytest.approx(300)
    assert row.real_time == pytest.approx(2)
    assert row.cpu_s_per_minute == pytest.approx(60)


def test_words_heard_in_a_silence_are_told_apart(benchmark: SimpleNamespace) -> None:
    one = record(benchmark, "one two")
    joined = benchmark.recordings.join_recordings("both", [one, one], [1.5])
    words = [("one", 0.1), ("two", 0.3), ("Thank", 1.0), ("you", 1.2), ("one", 2.5), ("two", 2.8)]
    (row,) = benchmark.figures.create_rows(
        "ours", [benchmark.systems.Hearing(joined, answer(words))]
    )
    assert (row.inserted, row.in_silence) == (2, 2)
    assert row.after_silence.late_ms == pytest.approx(-100)


def test_a_slide_is_late_against_its_first_word(benchmark: SimpleNamespace) -> None:
    read = record(benchmark, "buy it now", script="Buy it now.")
    heard = answer([("Buy", 0.1), ("it", 0.3), ("now.", 0.5)], slides=[[0.1, 0], [0.53, 2]])
    hearing = benchmark.systems.Hearing(read, heard | {"heard_share": 1.0})
    (row,) = benchmark.figures.create_scripted_rows("ours", [hearing])
    assert (row.slides.count, row.slides.worst_ms, row.missing) == (2, pytest.approx(30), 0)
    assert not list(benchmark.figures.create_rows("ours", [hearing]))


def test_tables_take_the_place_of_those_before(benchmark: SimpleNamespace, tmp_path: Path) -> None:
    page = tmp_path / "hearing.md"
    marks = benchmark.tables.BEGIN, benchmark.tables.END
    page.write_text(f"before\n{marks[0]}\nold\n{marks[1]}\nafter\n")
    benchmark.tables.replace_tables(page, "new")
    assert page.read_text() == f"before\n{marks[0]}\n\nnew\n\n{marks[1]}\nafter\n"
    with pytest.raises(ValueError, match="has no line"):
        benchmark.tables.replace_tables(Path(__file__), "new")


def test_a_number_that_whisper_times_in_pieces_is_one_word() -> None:
    pieces = [(" you", 0.1), (" $47", 0.5), (",327", 0.8), (" in", 1.5)]
    rows = [{"word": text, "start": start, "end": start + 0.2} for text, start in pieces]
    assert [row[0] for row in _join_pieces(rows)] == ["you", "$47,327", "in"]
    assert _join_pieces(rows)[1][1:] == [0.5, 1.0]


def test_the_voice_is_found_between_silences() -> None:
    voice = np.zeros(2 * RATE_HZ, np.float32)
    voice[RATE_HZ // 2 : RATE_HZ] = create_music(RATE_HZ // 2)
    assert find_voice_ms(voice) == pytest.approx((500, 1000), abs=25)


def test_noise_lies_below_the_voice_as_told() -> None:
    voice = create_music(4 * RATE_HZ)
    beside = mix_sounds(voice, create_noise(4 * RATE_HZ), 10) - voice
    ratio = np.mean(voice**2) / np.mean(beside**2)
    assert 10 * np.log10(ratio) == pytest.approx(10, abs=0.1)
    assert np.array_equal(create_noise(RATE_HZ), create_noise(RATE_HZ))
