"""Find when each word is said: cross-attention of tokens in, words with times out.

The steps are those of ``whisper.timing.add_word_timestamps`` (openai-whisper 20250625) and give the
same times, but from scores stored while decoding instead of a second pass. Times count from the
window's start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import fmean, median
from typing import Any

import numpy as np
import numpy.typing as npt

from vsl.model.project import Word
from vsl.speech.token_joining import join_tokens

FRAME_S = 0.02  # of one frame of the encoder's output: whisper/audio.py, TOKENS_PER_SECOND
_SMOOTHED = 7  # frames, whisper/timing.py, medfilt_width
_OPENING, _CLOSING = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"
_SENTENCE_ENDS = ".。!！?？"
_LONGEST_MEDIAN_S = 0.7  # of a word; the last four values are whisper/timing.py's


@dataclass(frozen=True, slots=True)
class TimedText:
    """A piece of text between two of Whisper's word boundaries, with its time in seconds."""

    text: str
    start: float
    end: float
    probability: float

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return self.end - self.start


def time_words(
    tokens: Sequence[int],
    starts_s: Sequence[float],
    probabilities: Sequence[float],
    *,
    tokenizer: Any,
) -> list[Word]:
    """Return the words that ``tokens`` spell, in order.

    Args:
        starts_s: when each token begins, and when the last one ends.
        probabilities: of each token, 0..1.
        tokenizer: openai-whisper's or faster-whisper's, with ``split_to_word_tokens``.
    """
    if not tokens:
        return []
    spelled = list(_spell_words(tokens, tokenizer, starts_s, probabilities))
    usual = _usual_length(spelled)
    spelled = _with_punctuation(_cut_at_sentences(spelled, 2 * usual))
    words = (_word(item) for item in _cut_at_start(spelled, usual))
    return list(join_tokens(words))


def token_starts(attention: Any, n_tokens: int, n_frames: int) -> list[float]:
    """Return when each of ``n_tokens`` text tokens begins, and when the last ends, in seconds.

    Args:
        attention: raw scores of the alignment heads, shape (n_heads, n_tokens, n_frames) of all
            tokens from <|startoftranscript|> to <|endoftext|>.
        n_frames: how many of them, 20 ms each, hold the window's sound.
    """
    overhead = attention.shape[1] - n_tokens - 1  # tokens before the text
    return _token_starts(attention[..., :n_frames], overhead)


def _token_starts(attention: Any, overhead: int) -> list[float]:
    """Return when each token of the text begins, and when the last one ends, in seconds."""
    import torch

    shares = attention.float().softmax(dim=-1)
    spread, mean = torch.std_mean(shares, dim=-2, keepdim=True, unbiased=False)
    likely = ((shares - mean) / spread).nan_to_num(0)  # a frame without attention: 0 / 0
    smooth = median_filter(likely).mean(dim=0)[overhead - 1 : -1]
    frames = first_frames(smooth.cpu().double().numpy())
    return [frame * FRAME_S for frame in frames]


def first_frames(scores: npt.NDArray[np.float64]) -> list[int]:
    """Return the first frame of each token on the best path through all tokens and frames.

    Dynamic time warping as ``whisper.timing.dtw_cpu``, whose compilation takes four seconds in
    every process. The cost of staying in a row is a cumulative sum, so rows are vectorised.
    """
    n_tokens, n_frames = scores.shape
    costs = np.full((n_tokens + 1, n_frames + 1), np.inf)
    costs[0, 0] = 0
    for row, row_costs in enumerate(-scores):
        entry_costs = np.minimum(costs[row, :-1], costs[row, 1:])
        running = np.cumsum(row_costs)
        costs[row + 1, 1:] = running + np.minimum.accumulate(entry_costs - (running - row_costs))
    return _way_back(costs)


def _way_back(costs: npt.NDArray[np.float64]) -> list[int]:
    """Return the first frame of each row on the cheapest path to the last corner."""
    token, frame = costs.shape[0] - 1, costs.shape[1] - 1
    first_frames_by_token = [0] * token
    while token:
        first_frames_by_token[token - 1] = frame - 1
        diagonal, above = costs[token - 1, frame - 1 : frame + 1]
        left = costs[token, frame - 1]
        if min(diagonal, above) < left and diagonal != above:
            token -= 1
            frame -= int(diagonal < above)
        else:
            frame -= 1
    return first_frames_by_token


def median_filter(signal: Any) -> Any:
    """Return medians of seven neighbours along the last axis, as ``whisper.timing.median_filter``.

    Seven numbers are sorted by comparing pairs: a fifth of the time that sorting by rows takes.
    Source: sorting network for the median of seven, N. Devillard, "Fast median search", 1998.
    """
    import torch

    half = _SMOOTHED // 2
    length = signal.shape[-1]
    if length <= half:
        return signal
    padded = torch.nn.functional.pad(signal, (half, half), mode="reflect")
    near = [padded[..., shift : shift + length] for shift in range(_SMOOTHED)]
    for low, high in _NETWORK:
        near[low], near[high] = (
            torch.minimum(near[low], near[high]),
            torch.maximum(near[low], near[high]),
        )
    return near[half]


_NETWORK = ((0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6), (2, 3), (3, 6), (4, 5),
            (1, 4), (1, 3), (3, 4))  # fmt: skip


def _spell_words(
    tokens: Sequence[int], tokenizer: Any, starts: Sequence[float], probabilities: Sequence[float]
) -> Iterator[TimedText]:
    texts, groups = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    bounds = list(accumulate((len(group) for group in groups[:-1]), initial=0))
    for text, (first, last) in zip(texts, pairwise(bounds), strict=False):
        yield TimedText(text, starts[first], starts[last], fmean(probabilities[first:last]))


def _usual_length(spelled: Sequence[TimedText]) -> float:
    lengths = [item.seconds for item in spelled if item.seconds]
    return min(_LONGEST_MEDIAN_S, median(lengths)) if lengths else 0.0


def _cut_at_sentences(spelled: Sequence[TimedText], longest: float) -> list[TimedText]:
    """Return the pieces, long ones next to the ends of sentences shortened by the pause."""
    kept = list(spelled[:1])
    for before, item in pairwise(spelled):
        if item.seconds > longest and item.text in _SENTENCE_ENDS:
            item = replace(item, end=item.start + longest)
        elif item.seconds > longest and before.text in _SENTENCE_ENDS:
            item = replace(item, start=item.end - longest)
        kept.append(item)
    return kept


def _with_punctuation(spelled: Sequence[TimedText]) -> list[TimedText]:
    """Return the pieces, punctuation joined to its words without its time."""
    return _with_closing(_with_opening(spelled))


def _with_opening(spelled: Sequence[TimedText]) -> list[TimedText]:
    kept: list[TimedText] = []
    for item in reversed(spelled):
        if kept and item.text.startswith(" ") and item.text.strip() in _OPENING:
            kept[-1] = replace(kept[-1], text=item.text + kept[-1].text)
        else:
            kept.append(item)
    return kept[::-1]


def _with_closing(spelled: Sequence[TimedText]) -> list[TimedText]:
    kept: list[TimedText] = []
    for item in spelled:
        if kept and item.text in _CLOSING and not kept[-1].text.endswith(" "):
            kept[-1] = replace(kept[-1], text=kept[-1].text + item.text)
        else:
            kept.append(item)
    return kept


def _cut_at_start(words: Sequence[TimedText], usual: float) -> list[TimedText]:
    """Return the words, the first two shortened if they include the silence before them."""
    first, second = words[0], words[1] if len(words) > 1 else None
    longest = 2 * usual
    is_stretched = second is not None and second.end - first.start > 2 * longest
    if first.end <= 4 * usual or not (first.seconds > longest or is_stretched):
        return list(words)
    if second is not None and second.seconds > longest:
        boundary = max(second.end / 2, second.end - longest)
        first, second = replace(first, end=boundary), replace(second, start=boundary)
    first = replace(first, start=max(0.0, first.end - longest))
    return [first, *([second] if second else []), *words[2:]]


def _word(item: TimedText) -> Word:
    return Word(item.text, round(item.start * 1000), round(item.end * 1000), item.probability)
