"""Train the test checkpoint: a tiny Whisper that knows a few sentences spoken by espeak-ng.

    nice python -m tests.checkpoint.train out/first.pt

The architecture, vocabulary and file are openai-whisper's own, so ``whisper.load_model(path)``
loads it. README.md beside this file says how it was made and what it can do.
"""

from __future__ import annotations

import argparse
import math
import time
from bisect import bisect
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import torch
import torch.nn.functional as F
import whisper
from torch import Tensor
from whisper.model import (
    AudioEncoder,
    ModelDimensions,
    MultiHeadAttention,
    TextDecoder,
    Whisper,
    sinusoids,
)

from tests.checkpoint.speak import SENTENCES, Line, speak_all
from tests.checkpoint.windows import STATES_PER_S, Composer, Span, Window, example, tokenizer

_WIDTH, _HEADS, _LAYERS = 64, 2, 2
_VOCABULARY = 51_865  # the multilingual one; its last rows are
_STAMPS = 1_501  # the times 0.00 to 30.00
_TAKES = 18  # of each sentence
_SHORT, _LONG = (10, 16), (30, 8)  # seconds of a window, windows of a step
_STAGES, _SHORT_SHARES = (0.25, 0.6), (1.0, 0.5, 0.15)
_PEAK_RATE, _WARM_UP = 3e-3, 50
_SHARES = {"text": 1.0, "read": 0.3, "said": 0.5, "state": 1.0}  # of the losses
_USES, _KEPT = 4, 400  # of a window that the encoder need not hear again; windows
_ROWS = "decoder.token_embedding.weight"


class Lessons:
    """Windows side by side, as tensors."""

    def __init__(self, windows: Sequence[Window], seconds: int, numbers: Tensor) -> None:
        count, length = len(windows), max(len(window.tokens) for window in windows)
        states = seconds * STATES_PER_S
        self.states = torch.from_numpy(np.stack([window.states for window in windows]))
        self.tokens = torch.zeros((count, length), dtype=torch.long)
        self.targets = torch.zeros((count, length), dtype=torch.long)
        self.weights = torch.zeros((count, length))
        self.read = torch.zeros((count, length, states))
        self.said = torch.zeros((count, length, states))
        for row, window in enumerate(windows):
            own = len(window.tokens)
            self.tokens[row, :own] = numbers[torch.tensor(window.tokens)]
            self.targets[row, :own] = numbers[torch.tensor(window.targets)]
            self.weights[row, :own] = torch.tensor(window.weights)
            _mark(self.read[row], window.read_spans)
            _mark(self.said[row], window.said_spans)
        self.said *= self.weights[..., None]


def _mark(where: Tensor, spans: Sequence[Span | None]) -> None:
    """Spread each token's attention evenly over its span."""
    states = where.shape[1]
    for row, span in enumerate(spans):
        if span is not None:
            first = min(states - 2, int(span[0] * STATES_PER_S))
            last = max(first + 1, min(states, round(span[1] * STATES_PER_S)))
            where[row, first:last] = 1 / (last - first)


class Trainer:
    """Holds the model while it learns, with only the rows of the vocabulary it needs."""

    def __init__(self, composer: Composer, start: Path | None = None) -> None:
        self._composer = composer
        self._used = _used_tokens(composer)
        self._numbers = torch.full((_VOCABULARY,), -1)
        self._numbers[self._used] = torch.arange(len(self._used))
        self._model = _untrained(len(self._used))
        self._hears = start is None  # the encoder learns as well
        self._kept: deque[tuple[Window, Tensor]] = deque(maxlen=_KEPT)
        if start is not None:
            self._load(start)
        self._state_head = torch.nn.Linear(_WIDTH, len(composer.tokens) + 1)
        self._average = [weight.detach().clone() for weight in self._model.parameters()]
        self._optimiser = torch.optim.AdamW(
            [*self._model.parameters(), *self._state_head.parameters()],
            lr=_PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.0, fused=True,
        )  # fmt: skip

    def _load(self, checkpoint: Path) -> None:
        weights = whisper.load_model(str(checkpoint), device="cpu").state_dict()
        self._model.load_state_dict({**weights, _ROWS: weights[_ROWS][self._used]})

    def step(self, number: int, seconds: int, windows: int, rate: float) -> dict[str, float]:
        """Learn from some windows; gives the losses."""
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        drawn, heard = self._heard(seconds, windows)
        losses = self._losses(Lessons(drawn, seconds, self._numbers), heard)
        self._optimiser.zero_grad(set_to_none=True)
        torch.stack([_SHARES[name] * loss for name, loss in losses.items()]).sum().backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimiser.step()
        self._follow(min(0.995, (number + 1) / (number + 10)))
        return {name: loss.item() for name, loss in losses.items()}

    def _heard(self, seconds: int, windows: int) -> tuple[Sequence[Window], Tensor]:
        """Windows, and what the encoder makes of them.

        It takes most of a step's time. Once it has learnt, what it made serves again.
        """
        fresh = windows if self._hears else windows // _USES
        drawn = [self._composer.window(seconds) for _ in range(fresh)]
        mel = torch.from_numpy(np.stack([window.mel for window in drawn]))
        with torch.set_grad_enabled(self._hears):
            heard = _encode(self._model.encoder, mel)
        if self._hears:
            return drawn, heard
        self._kept.extend(zip(drawn, heard, strict=True))
        again = self._composer.random.sample(self._kept, min(windows, len(self._kept)))
        return [window for window, _ in again], torch.stack([own for _, own in again])

    def result(self) -> Whisper:
        """A model with the mean of the latest weights, and the whole vocabulary.

        The rows of tokens that no sentence uses are zero: unlikely everywhere, and packed small.
        """
        weights = dict(self._model.state_dict())
        names = [name for name, _ in self._model.named_parameters()]
        weights.update(zip(names, self._average, strict=True))
        rows = torch.zeros(_VOCABULARY, _WIDTH)
        rows[self._used] = weights[_ROWS]
        model = _untrained(_VOCABULARY)
        model.load_state_dict({**weights, _ROWS: rows})
        return model

    def _losses(self, lessons: Lessons, heard: Tensor) -> dict[str, Tensor]:
        said, looks = _decode(self._model.decoder, lessons.tokens, heard)
        logits = said @ self._model.decoder.token_embedding.weight.T
        unused = torch.full_like(logits[..., :1], math.log(_VOCABULARY - len(self._used)))
        text = F.cross_entropy(
            torch.cat([logits, unused], -1).flatten(0, 1), lessons.targets.flatten(),
            reduction="none",
        )  # fmt: skip
        weights = lessons.weights.flatten()
        losses = {
            "text": (text * weights).sum() / weights.sum(),
            "read": _looking_elsewhere(looks[0], lessons.read),
            "said": _looking_elsewhere(looks[-1], lessons.said),
        }
        if self._hears:
            states = self._state_head(heard).flatten(0, 1)
            losses["state"] = F.cross_entropy(states, lessons.states.flatten())
        return losses

    def _follow(self, inertia: float) -> None:
        with torch.no_grad():
            torch._foreach_lerp_(self._average, list(self._model.parameters()), 1 - inertia)


def _used_tokens(composer: Composer) -> Tensor:
    """The sentences' tokens, and all that are no text: languages, tasks, time stamps."""
    tokens = tokenizer("en")
    return torch.tensor(sorted({*composer.tokens, *range(tokens.eot, _VOCABULARY)}))


def _untrained(vocabulary: int) -> Whisper:
    model = Whisper(
        ModelDimensions(
            n_mels=80, n_audio_ctx=1500, n_audio_state=_WIDTH, n_audio_head=_HEADS,
            n_audio_layer=_LAYERS, n_vocab=vocabulary, n_text_ctx=448, n_text_state=_WIDTH,
            n_text_head=_HEADS, n_text_layer=_LAYERS,
        )
    )  # fmt: skip
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.02)
    with torch.no_grad():
        rows = torch.nn.init.normal_(model.decoder.token_embedding.weight, std=0.05)
        rows[-_STAMPS:] = 0.15 * sinusoids(_STAMPS, _WIDTH)  # near in time, near in meaning
    return model


def _encode(encoder: AudioEncoder, mel: Tensor) -> Tensor:
    """``AudioEncoder.forward`` for windows of any length."""
    states = F.gelu(encoder.conv2(F.gelu(encoder.conv1(mel)))).transpose(1, 2)
    states = states + encoder.positional_embedding[: states.shape[1]]
    for block in encoder.blocks:
        states = block(states)
    heard: Tensor = encoder.ln_post(states)
    return heard


def _decode(decoder: TextDecoder, tokens: Tensor, heard: Tensor) -> tuple[Tensor, list[Tensor]]:
    """``TextDecoder.forward`` without its last product, and each layer's cross-attention scores.

    Its own attention gives the scores away only cut off from their gradients.
    """
    states = decoder.token_embedding(tokens) + decoder.positional_embedding[: tokens.shape[1]]
    looks = []
    for block in decoder.blocks:
        states = states + block.attn(block.attn_ln(states), mask=decoder.mask)[0]
        seen, scores = _attend(block.cross_attn, block.cross_attn_ln(states), heard)
        states = states + seen
        states = states + block.mlp(block.mlp_ln(states))
        looks.append(scores)
    return decoder.ln(states), looks


def _attend(attention: MultiHeadAttention, states: Tensor, heard: Tensor) -> tuple[Tensor, Tensor]:
    query, key, value = (
        part.unflatten(2, (attention.n_head, -1)).transpose(1, 2)
        for part in (attention.query(states), attention.key(heard), attention.value(heard))
    )
    scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
    seen = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
    return attention.out(seen), scores


def _looking_elsewhere(scores: Tensor, where: Tensor) -> Tensor:
    """How far the heads' attention is from ``where``, over the tokens that have a place."""
    off: Tensor = -(scores.log_softmax(-1) * where[:, None]).sum(-1).mean(1)
    return off.sum() / (where.sum(-1) > 0).sum().clamp(min=1)


def _plan(
    steps: int, random: Random, *, peak_rate: float, afresh: bool
) -> Iterator[tuple[int, int, float]]:
    """Seconds, windows and learning rate of each step: short windows first, they are cheap."""
    for number in range(steps):
        done = number / steps
        short = _SHORT_SHARES[bisect(_STAGES, done)] if afresh else 0.0
        cosine = 0.5 * (1 + math.cos(math.pi * done)) * 0.97 + 0.03
        rate = peak_rate * min(1.0, (number + 1) / _WARM_UP) * cosine
        yield *(_SHORT if random.random() < short else _LONG), rate


def save(model: Whisper, path: Path) -> None:
    """Write the checkpoint in half precision; the zeros of unused rows are packed away."""
    weights = {name: weight.half() for name, weight in model.state_dict().items()}
    plain = BytesIO()
    torch.save({"dims": asdict(model.dims), "model_state_dict": weights}, plain)
    with ZipFile(plain) as source, ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name in source.namelist():
            packed.writestr(name, source.read(name))


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--rate", type=float, default=_PEAK_RATE, help="the highest")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    torch.set_float32_matmul_precision("medium")
    random = Random(arguments.seed)
    lines = [
        Line.drawn(text, language, random)
        for language, texts in SENTENCES.items() for text in texts for _ in range(_TAKES)
    ]  # fmt: skip
    composer = Composer([example(take) for take in speak_all(lines)], random)
    trainer = Trainer(composer, arguments.start)
    began = time.monotonic()
    afresh = arguments.start is None
    plan = _plan(arguments.steps, random, peak_rate=arguments.rate, afresh=afresh)
    for number, (seconds, windows, rate) in enumerate(plan):
        losses = trainer.step(number, seconds, windows, rate)
        if number % 50 == 0:
            figures = " ".join(f"{name} {loss:.3f}" for name, loss in losses.items())
            print(f"{number} {time.monotonic() - began:.0f} s {figures}", flush=True)
            save(trainer.result(), arguments.out)
    save(trainer.result(), arguments.out)
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
