"""Beam search for the likeliest text of each window: logits in, tokens out.

Ranks candidates as ``whisper.decoding.BeamSearchDecoder`` does, for all windows at once. Greedy
decoding is ``vsl.speech.whisper.decoding.Choice``.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from vsl.speech.whisper.packed_matrices import Tensor

Rearrange = Callable[[Tensor], None]
"""Makes each row continue the row that the tensor gives for it."""

Ended = list[tuple[float, Tensor]]
"""Finished texts, each with the sum of its tokens' log probabilities."""


class Beams:
    """The beams of each window and its finished texts.

    The search in a window stops when ``patience`` texts per beam are finished.
    """

    def __init__(self, size: int, patience: float, end: int, *, rearrange: Rearrange) -> None:
        self._size, self._most, self._end = size, round(size * patience), end
        self._rearrange = rearrange
        self._ended: list[Ended] = []

    def reset(self) -> None:
        """Discard the finished texts."""
        self._ended = []

    def update(self, tokens: Tensor, logits: Tensor, totals: Tensor) -> tuple[Tensor, bool]:
        """Return each beam with its next token, and whether all windows are done.

        Sets ``totals`` to the sum of each beam's log probabilities. The beams of a finished window
        get the end token.
        """
        import torch

        likely, chosen = logits.log_softmax(-1).topk(self._size + 1)
        sums = (totals[:, None] + likely).unflatten(0, (-1, self._size))
        if not self._ended:  # the beams of a window are still identical: use one
            self._ended = [[] for _ in sums]
            sums[:, 1:] = -torch.inf
        sums, order = sums.flatten(1).sort(dim=1, descending=True, stable=True)
        chosen = chosen.unflatten(0, (-1, self._size)).flatten(1).gather(1, order)
        first_rows = torch.arange(len(sums), device=order.device)[:, None] * self._size
        sources = order // (self._size + 1) + first_rows
        places = order.new_tensor(self._choose_places(tokens, sums, chosen, sources))
        rows = sources.gather(1, places).flatten()
        self._rearrange(rows)
        totals.copy_(sums.gather(1, places).flatten())
        following = chosen.gather(1, places)
        done = [len(ended) >= self._most for ended in self._ended]
        following[torch.tensor(done, device=order.device)] = self._end
        return torch.cat([tokens[rows], following.view(-1, 1)], dim=1), all(done)

    def _choose_places(
        self, tokens: Tensor, sums: Tensor, chosen: Tensor, sources: Tensor
    ) -> list[list[int]]:
        """Return which candidates of each window continue; stores better ones that end."""
        places_by_window = []
        for window, (each, ended) in enumerate(zip(chosen.tolist(), self._ended, strict=True)):
            if len(ended) >= self._most:
                places_by_window.append(list(range(self._size)))
                continue
            continuing = (place for place, token in enumerate(each) if token != self._end)
            places = list(islice(continuing, self._size))
            for place in range(places[-1]):
                if each[place] == self._end and len(ended) < self._most:
                    text = tokens[sources[window, place]]
                    ended.append((float(sums[window, place]), text))
            places_by_window.append(places)
        return places_by_window

    def finalize(
        self, tokens: Tensor, totals: Tensor
    ) -> tuple[list[list[Tensor]], list[list[float]]]:
        """Return the finished texts, including the end token, and their sums, by window.

        If fewer texts are finished than there are beams, the likeliest beams are added.
        """
        import torch

        for ended, beams, sums in zip(self._ended, tokens, totals, strict=True):
            for row in sums.argsort(descending=True)[: max(0, self._size - len(ended))]:
                ended.append((float(sums[row]), beams[row]))
        texts = [
            [torch.nn.functional.pad(text, (0, 1), value=self._end) for _, text in ended]
            for ended in self._ended
        ]
        return texts, [[total for total, _ in ended] for ended in self._ended]
