"""PocketSphinx's decoder: samples in, words with times and posteriors out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.errors import NotInstalled, ToolFailed
from vsl.model.project import Word

# RMS of the noise added to the samples: the model was trained on live rooms and fails in digital
# silence. Free recognition needs it far below any recording's own noise (-78 dBFS).
FAINT_ROOM = 1.2e-4
QUIET_ROOM = 1e-3  # -60 dBFS: better for aligning a known text, above all in another language

# Settings of free recognition of English. The limits cost no accuracy on read speech and save a
# third of the time.
SEARCH = {"maxhmmpf": 5_000, "maxwpf": 10, "room": FAINT_ROOM}

_FRAME_MS = 10
_SHORTEST = SAMPLE_RATE_HZ // 10  # less than 0.1 s holds no word
_VARIANT = re.compile(r"\(\d+\)$")  # "a(2)": the second pronunciation of the word "a"


class SphinxDecoder:
    """One decoder of the English model in PocketSphinx's wheel, silent on the terminal."""

    def __init__(self, *, room: float, **config: Any) -> None:
        """Open the decoder; ``config`` holds PocketSphinx's own settings."""
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
        """Return the words recognised in the samples, with times from 0."""
        if len(samples) < _SHORTEST:
            return []
        # Reset, so that words don't depend on which worker decodes which piece.
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(self._pcm(samples), full_utt=True)
        self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return []
        return [
            Word(
                _VARIANT.sub("", segment.word),
                segment.start_frame * _FRAME_MS,
                (segment.end_frame + 1) * _FRAME_MS,
                segment.prob,
            )
            for segment in self._decoder.seg()
            if segment.word[0] not in "<[(+"  # silence, noise, nothing
        ]

    def place(self, samples: Samples, tokens: Sequence[str]) -> list[Word] | None:
        """Return the tokens aligned to the samples, with times from 0; None if they don't fit."""
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
