"""PocketSphinx's decoder: samples in, words with times and posteriors out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.errors import NotInstalled, ToolFailed
from vsl.model.project import Word

# RMS of the noise laid under the samples: the model knows live rooms only and loses its way in
# digital silence. Free recognition wants it far below any recording's own (-78 dBFS).
FAINT_ROOM = 1.2e-4
QUIET_ROOM = 1e-3  # -60 dBFS: a known text, above all in another language, is found better with it

# Of a decoder that hears English at large. The limits cost no accuracy on read speech and spare a
# third of the time.
SEARCH = {"maxhmmpf": 5_000, "maxwpf": 10, "room": FAINT_ROOM}

_FRAME_MS = 10
_SHORTEST = SAMPLE_RATE_HZ // 10  # less than 0.1 s holds no word
_VARIANT = re.compile(r"\(\d+\)$")  # "a(2)": the word "a", said in its second way


class SphinxDecoder:
    """One decoder of the English model in PocketSphinx's wheel, silent on the terminal."""

    def __init__(self, *, room: float, **config: Any) -> None:
        """Open it; ``config`` holds PocketSphinx's own settings."""
        try:
            from pocketsphinx import Decoder
        except ImportError as error:
            raise NotInstalled("PocketSphinx is missing: pip install pocketsphinx.") from error
        try:
            self._decoder = Decoder(loglevel="FATAL", **config)
        except (RuntimeError, ValueError) as error:
            raise ToolFailed(f"PocketSphinx did not start: {error}") from error
        self._room = room

    def hear(self, samples: Samples) -> list[Word]:
        """The words in the samples. Times from 0."""
        if len(samples) < _SHORTEST:
            return []
        # Forget the piece before, so that words don't depend on which worker hears which piece.
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(self._pcm(samples), full_utt=True)
        self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return []
        return [
            Word(
                _VARIANT.sub("", found.word),
                found.start_frame * _FRAME_MS,
                (found.end_frame + 1) * _FRAME_MS,
                found.prob,
            )
            for found in self._decoder.seg()
            if found.word[0] not in "<[(+"  # silence, noise, nothing
        ]

    def place(self, samples: Samples, tokens: Sequence[str]) -> list[Word] | None:
        """The tokens where the voice says them, or None where they don't fit. Times from 0."""
        try:
            self._decoder.set_align_text(" ".join(tokens))
            words = self.hear(samples)
        except RuntimeError:  # a dead end of the search
            return None
        return words if len(words) == len(tokens) else None

    def _pcm(self, samples: Samples) -> bytes:
        noise = np.random.default_rng(0).normal(0, self._room, len(samples))
        clipped = np.clip(samples + noise, -1, 1)
        return (clipped * 32767).astype("<i2").tobytes()
