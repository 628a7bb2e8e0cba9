"""What makes Whisper fast changes nothing of what it says: each short cut beside the library's."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Event

import numpy as np
import pytest
import torch
import whisper
from whisper.decoding import GreedyDecoder
from whisper.timing import dtw_cpu
from whisper.timing import median_filter as whispers_median_filter

from tests.random_model import random_whisper
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import SAMPLE_RATE_HZ
from vsl.speech.torch_threads import n_threads, workers
from vsl.speech.whisper import batch_decoder as whisper_batch
from vsl.speech.whisper.batch_decoder import WhisperBatchDecoder
from vsl.speech.whisper.decoding import Choice
from vsl.speech.windows.packing import Window
from vsl.speech.windows.word_times import first_frames, median_filter

# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")

_END = 7


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (40, 12), (30, 500)])
def test_tokens_begin_where_whispers_own_warping_lets_them_begin(shape: tuple[int, int]) -> None:
    scores = np.random.default_rng(0).normal(size=shape)
    rows, frames = dtw_cpu(-scores)
    assert first_frames(scores) == frames[np.flatnonzero(np.diff(rows, prepend=-1))].tolist()


@pytest.mark.parametrize("length", [3, 4, 60])
def test_the_median_of_neighbours_is_whispers(length: int) -> None:
    signal = torch.randn(2, 3, length, generator=torch.Generator().manual_seed(0))
    assert torch.equal(median_filter(signal), whispers_median_filter(signal, 7))


def test_the_likeliest_token_is_chosen_and_counted_as_whisper_does() -> None:
    logits = torch.randn(3, 9, generator=torch.Generator().manual_seed(0))
    logits[:, 2] = -torch.inf
    tokens = torch.tensor([[1, 3], [1, _END], [1, 4]])
    ours, theirs = torch.zeros(3), torch.zeros(3)
    chosen, done = Choice(0, _END, tokens.device).update(tokens, logits.clone(), ours)
    whispers, whispers_done = GreedyDecoder(0, _END).update(tokens, logits, theirs)
    assert chosen.tolist() == whispers.tolist()
    assert done == bool(whispers_done)
    assert torch.allclose(ours, theirs)


def test_what_is_drawn_depends_on_nothing_else_that_draws() -> None:
    logits = torch.randn(4, 9, generator=torch.Generator().manual_seed(0))
    tokens = torch.zeros(4, 1, dtype=torch.long)

    def draw() -> list[list[int]]:
        found, _ = Choice(1.0, _END, tokens.device).update(tokens, logits, torch.zeros(4))
        return [row.tolist() for row in found]

    first = draw()
    torch.rand(5)
    assert draw() == first


@pytest.mark.parametrize("language", ["en", None])
def test_windows_heard_side_by_side_say_what_they_say_together(
    language: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = random_whisper(32)
    samples = np.random.default_rng(0).normal(0, 0.1, 9 * SAMPLE_RATE_HZ).astype(np.float32)
    starts = range(0, len(samples), 3 * SAMPLE_RATE_HZ)
    windows = [Window((AudioPiece(start, start + 3 * SAMPLE_RATE_HZ),)) for start in starts]

    def hear(n_workers: int) -> tuple[list[list[str]], str | None]:
        monkeypatch.setattr(whisper_batch, "WORKERS", n_workers)
        monkeypatch.setattr(whisper_batch, "n_threads", lambda: n_workers)
        decoder = WhisperBatchDecoder(model, language, temperatures=(0.0,))
        heard = decoder.decode_windows(windows, samples)
        return [[word.text for word in one.words] for one in heard], decoder.language

    assert hear(2) == hear(1) == hear(3)


def test_workers_share_torchs_threads_and_give_them_back() -> None:
    before = whole = n_threads()
    with workers(2) as pool:
        shares = list(pool.map(lambda _: torch.get_num_threads(), range(2)))
    assert shares == [max(1, whole // 2)] * 2
    assert torch.get_num_threads() == before


def test_work_that_waits_is_not_begun_after_an_error() -> None:
    waiting: list[Future[None]] = []

    def break_off() -> None:
        first_may_end = Event()
        with workers(1) as pool:
            pool.submit(first_may_end.wait, 60)
            waiting.append(pool.submit(pytest.fail, "begun"))
            waiting[0].add_done_callback(lambda _: first_may_end.set())
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert waiting[0].cancelled()


def test_a_model_is_heard_without_its_numbers_precision_being_changed() -> None:
    before = torch.get_float32_matmul_precision()
    window = Window((AudioPiece(0, SAMPLE_RATE_HZ),))
    silence = np.zeros(SAMPLE_RATE_HZ, np.float32)
    WhisperBatchDecoder(random_whisper(16), "en").decode_windows([window], silence)
    assert torch.get_float32_matmul_precision() == before
    assert whisper.model.MultiHeadAttention.use_sdpa
