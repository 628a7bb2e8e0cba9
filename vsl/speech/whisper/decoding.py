"""Decoding many windows at once: encoded windows in; tokens, and what each token attended to, out.

Runs openai-whisper's own ``DecodingTask`` (what ``whisper.decode`` runs) and gives the same tokens.
Only its ``Inference`` is another: it keeps keys and values in the order in which they are read,
leaves windows alone that are finished, and keeps the cross-attention of the alignment heads, so
that words get their times without the second pass of ``whisper.timing.find_alignment``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vsl.speech.whisper.packed_matrices import Product, Tensor, product

if TYPE_CHECKING:
    import whisper

_WINDOWS = 8  # decoded at once, about
_DROP_SHARE = 0.75  # of the rows: when no more than that go on, the others' memory is let go


@dataclass(frozen=True, slots=True)
class Decoded:
    """One window's tokens, and the evidence for them."""

    tokens: tuple[int, ...]
    text: str
    mean_log_probability: float
    no_speech_probability: float
    compression_ratio: float
    token_probabilities: tuple[float, ...]
    attention: Tensor
    """Raw scores of the alignment heads, shape (n_heads, n_tokens, n_frames); the tokens are those
    that begin a transcript, the text's, and the one that ends it."""


def decode(
    model: whisper.Whisper, features: Tensor, options: Any, *, vocabulary: Product | None = None
) -> list[Decoded]:
    """What ``whisper.decode(model, features, options)`` says, with attention kept.

    Args:
        features: the encoder's output, shape (n_windows, n_audio_context, width).
        options: a ``whisper.DecodingOptions`` with a language, without timestamps and beams.
        vocabulary: ``vocabulary_of(model)``, where it is at hand.
    """
    from whisper.decoding import DecodingTask

    task = DecodingTask(model, options)
    steps = Steps(model, features, task, vocabulary or vocabulary_of(model))
    task.inference = steps
    task.decoder = Choice(options.temperature, task.tokenizer.eot, features.device)
    task.sot_index = 0  # Steps gives the logits of that token and of the last one only
    results = task.run(features)
    start, end = task.sample_begin, task.tokenizer.eot
    steps.finish([(*task.initial_tokens, *result.tokens, end) for result in results])
    return [
        Decoded(
            tuple(result.tokens),
            result.text,
            result.avg_logprob,
            result.no_speech_prob,
            result.compression_ratio,
            tuple(steps.probabilities(row, start, len(result.tokens))),
            steps.attention(row, start + len(result.tokens) + 1),
        )
        for row, result in enumerate(results)
    ]


def vocabulary_of(model: whisper.Whisper) -> Product:
    """What gives the logits of all tokens."""
    return product(model.decoder.token_embedding.weight, n_rows=_WINDOWS)


class Choice:
    """The next token of each window: the likeliest one, or at a temperature one that is drawn.

    Chooses as ``whisper.decoding.GreedyDecoder``, but draws from numbers of its own: the same
    windows give the same words, whatever else draws meanwhile.
    """

    def __init__(self, temperature: float, end: int, device: Any) -> None:
        import torch

        self._temperature, self._end = temperature, end
        self._numbers = torch.Generator(device)
        self._numbers.manual_seed(0)

    def reset(self) -> None:
        """Nothing: decoding without beams remembers nothing."""

    def update(self, tokens: Tensor, logits: Tensor, totals: Tensor) -> tuple[Tensor, bool]:
        """The tokens with the next of each window; adds its log probability to ``totals``."""
        import torch

        chosen = logits.argmax(-1) if self._temperature == 0 else self._sample(logits)
        going = tokens[:, -1] != self._end
        likely = logits.log_softmax(-1).gather(1, chosen[:, None])[:, 0]
        totals += likely.where(going, 0)
        chosen = chosen.where(going, self._end)
        return torch.cat([tokens, chosen[:, None]], dim=1), bool((chosen == self._end).all())

    def _sample(self, logits: Tensor) -> Tensor:
        shares = (logits / self._temperature).softmax(-1)
        return shares.multinomial(1, generator=self._numbers)[:, 0]

    def finalize(self, tokens: Tensor, totals: Tensor) -> tuple[Tensor, list[list[float]]]:
        """The tokens, each window's ended at least once, and the totals as numbers."""
        import torch

        return torch.nn.functional.pad(tokens, (0, 1), value=self._end), totals.tolist()


@contextmanager
def fast_arithmetic(device: Any) -> Iterator[None]:
    """Within, matrices on a processor with bf16 instructions are multiplied by them.

    Sums stay float32; the relative error of Whisper's features is below 1e-6.
    """
    import torch

    before = torch.get_float32_matmul_precision()
    has_bf16 = device.type == "cpu" and torch.cpu._is_avx512_bf16_supported()
    torch.set_float32_matmul_precision("medium" if has_bf16 else before)
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


class Steps:
    """The decoder one token further, for all windows that are not finished.

    Keeps to ``whisper.decoding.Inference`` as far as decoding without beams calls it.
    """

    def __init__(
        self, model: whisper.Whisper, features: Tensor, task: Any, vocabulary: Product
    ) -> None:
        import torch

        self._vocabulary = vocabulary
        n_windows, n_frames, _ = features.shape
        self._decoder, self._n_text_ctx = model.decoder, model.dims.n_text_ctx
        self._first, self._end = task.sot_index, task.tokenizer.eot
        self._fed = 0  # tokens that went through the decoder
        self._n_windows = n_windows
        self._rows = torch.arange(n_windows, device=features.device)  # windows that go on
        room = min(self._n_text_ctx, len(task.initial_tokens) + task.sample_len + 1)
        blocks = model.decoder.blocks
        self._audio = [_Memory.of_audio(block.cross_attn, features) for block in blocks]
        self._text = [_Memory.with_room(memory, room) for memory in self._audio]
        self._heads = _alignment_heads(model)
        n_heads = sum(map(len, self._heads))
        size = (room - self._first, n_windows, n_heads, n_frames)
        self._scores = torch.empty(size, device=features.device)  # pages are taken when written
        self._chosen = torch.zeros(room, n_windows, device=features.device)
        self._likely: Tensor | None = None  # each text token, after those fed

    def logits(self, tokens: Tensor, _features: Tensor) -> Tensor:
        """The next token's logits; in the first call those of the first token before them."""
        self._keep_probability(tokens)
        self._drop_finished(tokens)
        starting = self._fed == 0
        hidden = self._run(tokens[self._rows, self._fed :])
        self._fed = tokens.shape[1]
        wanted = hidden[:, [self._first, -1]] if starting else hidden[:, -1:]
        logits = self._vocabulary(wanted).float()
        self._likely = logits[:, -1, : self._end].softmax(-1)
        if len(self._rows) == self._n_windows:
            return logits
        everyone = logits.new_zeros(self._n_windows, *logits.shape[1:])
        everyone[self._rows] = logits
        return everyone

    def cleanup_caching(self) -> None:
        """Nothing: what is kept goes with this object."""

    def finish(self, sequences: Sequence[Sequence[int]]) -> None:
        """Feed the tokens that were chosen last, so that every token's attention is there."""
        import torch

        longest = min(max(map(len, sequences)), self._n_text_ctx)
        padded = [[*tokens, *[self._end] * longest][:longest] for tokens in sequences]
        whole = torch.tensor(padded, device=self._rows.device)
        while self._fed < longest:
            self.logits(whole[:, : self._fed + 1], whole)

    def probabilities(self, row: int, first: int, count: int) -> list[float]:
        """Of the ``count`` tokens from position ``first`` on, each among all text tokens."""
        return list(self._chosen[first : first + count, row].tolist())

    def attention(self, row: int, stop: int) -> Tensor:
        """Scores of the tokens from <|startoftranscript|> up to position ``stop``."""
        return self._scores[: stop - self._first, row].transpose(0, 1)

    def _keep_probability(self, tokens: Tensor) -> None:
        """Remember how likely the tokens were that have just been chosen."""
        if self._likely is not None:
            chosen = tokens[self._rows, -1:].clamp(max=self._end - 1)
            self._chosen[self._fed, self._rows] = self._likely.gather(1, chosen)[:, 0]

    def _drop_finished(self, tokens: Tensor) -> None:
        """Go on without windows whose last token went through the decoder."""
        if self._fed == 0:
            return
        on = tokens[self._rows, self._fed - 1] != self._end
        if on.sum() <= _DROP_SHARE * len(on) and on.any():
            self._rows = self._rows[on]
            for memory in (*self._audio, *self._text):
                memory.keep(on)

    def _run(self, tokens: Tensor) -> Tensor:
        """The new tokens through all layers."""
        decoder, start, stop = self._decoder, self._fed, self._fed + tokens.shape[1]
        hidden = decoder.token_embedding(tokens) + decoder.positional_embedding[start:stop]
        hidden = hidden.to(self._audio[0].keys.dtype)
        first_head = 0
        for layer, block in enumerate(decoder.blocks):
            said = block.attn_ln(hidden)
            self._text[layer].write(block.attn, said, start)
            mask = decoder.mask[: stop - start, : stop - start] if start == 0 else None
            heard, _ = self._text[layer].attend(block.attn, said, stop, mask)
            hidden = hidden + heard
            asked = block.cross_attn_ln(hidden)
            heard, scores = self._audio[layer].attend(block.cross_attn, asked)
            hidden = hidden + heard
            hidden = hidden + block.mlp(block.mlp_ln(hidden))
            first_head += self._keep_scores(scores, self._heads[layer], first_head)
        return decoder.ln(hidden)

    def _keep_scores(self, scores: Tensor, heads: list[int], first_head: int) -> int:
        """Remember what the alignment heads of one layer attend to; the number of heads."""
        start = max(self._fed, self._first)
        kept = scores[:, heads, start - self._fed :].permute(2, 0, 1, 3).float()
        place = slice(start - self._first, start - self._first + len(kept))
        self._scores[place, self._rows, first_head : first_head + len(heads)] = kept
        return len(heads)


@dataclass(slots=True)
class _Memory:
    """Keys and values of one layer, laid out so that each head reads them in one go."""

    keys: Tensor  # shape (n_rows, n_heads, width, length)
    values: Tensor  # shape (n_rows, n_heads, length, width)

    @classmethod
    def of_audio(cls, attention: Any, features: Tensor) -> _Memory:
        """What the decoder can attend to in the windows' sound."""
        # The product in this order is laid out as it is read.
        keys = attention.key.weight.to(features.dtype) @ features.transpose(1, 2)
        values = _by_head(attention.value(features), attention.n_head)
        return cls(keys.unflatten(1, (attention.n_head, -1)), values.contiguous())

    @classmethod
    def with_room(cls, like: _Memory, length: int) -> _Memory:
        """Empty, for ``length`` tokens."""
        n_rows, n_heads, width, _ = like.keys.shape
        return cls(
            like.keys.new_empty(n_rows, n_heads, width, length),
            like.keys.new_empty(n_rows, n_heads, length, width),
        )

    def write(self, attention: Any, said: Tensor, start: int) -> None:
        """Add the tokens from position ``start`` on."""
        stop = start + said.shape[1]
        self.keys[..., start:stop] = _by_head(attention.key(said), attention.n_head).transpose(2, 3)
        self.values[:, :, start:stop] = _by_head(attention.value(said), attention.n_head)

    def attend(
        self, attention: Any, asked: Tensor, length: int | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """The layer's answer, and the scores before their softmax."""
        query = _by_head(attention.query(asked), attention.n_head)
        scores = (query * query.shape[-1] ** -0.5) @ self.keys[..., :length]
        if mask is not None:
            scores = scores + mask
        shares = scores.float().softmax(-1).to(query.dtype)
        found = shares @ self.values[:, :, :length]
        return attention.out(found.transpose(1, 2).flatten(2)), scores

    def keep(self, on: Tensor) -> None:
        """Let the other rows go."""
        self.keys, self.values = self.keys[on], self.values[on]


def _by_head(states: Tensor, n_heads: int) -> Tensor:
    """Shape (n_rows, length, n_heads * width) to (n_rows, n_heads, length, width)."""
    return states.unflatten(-1, (n_heads, -1)).transpose(1, 2)


def _alignment_heads(model: whisper.Whisper) -> list[list[int]]:
    """The heads that follow the voice, by layer."""
    found: list[list[int]] = [[] for _ in model.decoder.blocks]
    for layer, head in model.alignment_heads.indices().T.tolist():
        found[layer].append(head)
    return found
