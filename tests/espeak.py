"""Speech made by espeak-ng."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples


def voice(texts: tuple[str, ...], pause_s: float = 0.6) -> Samples:
    """The texts spoken one after another, with pauses around them and a trace of noise."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs espeak-ng: apt-get install espeak-ng")
    parts = [np.zeros(int(pause_s * SAMPLE_RATE_HZ))]
    for text in texts:
        command = ["espeak-ng", "-v", "en-us", "-s", "155", "--stdout", text]
        wave = subprocess.run(command, capture_output=True, check=True).stdout
        sound = np.frombuffer(wave[44:], "<i2") / 32768
        steps = np.arange(0, len(sound), 22_050 / SAMPLE_RATE_HZ)
        parts += [np.interp(steps, np.arange(len(sound)), sound), parts[0]]
    voice = np.concatenate(parts)
    return (voice + np.random.default_rng(0).normal(0, 5e-4, len(voice))).astype(np.float32)
