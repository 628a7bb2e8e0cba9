"""Decode many windows at once: encoded windows in, tokens with their cross-attention out.

Runs openai-whisper's own ``DecodingTask`` (as ``whisper.decode`` does) and gives the same tokens.
Only its ``Inference`` is replaced: this one lays keys and values out in the order in which they are
read, skips finished windows, and stores the cross-attention of the alignment heads, so that word
times need no second pass by ``whisper.timing.find_alignment``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from vsl.speech.whisper.beams import Beams
from vsl.speech.whisper.packed_matrices import Product, Tensor
from vsl.speech.whisper.vocabulary import vocabulary_of

if TYPE_CHECKING:
    import whisper

_DROP_SHARE = 0.75  # of the rows: when at most this share continues, the others' memory is freed


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
    """Raw scores of the alignment heads, shape (n_heads, n_tokens, n_frames); the tokens are the
    start sequence, the text and the end token."""


def decode(
    model: whisper.Whisper, features: Tensor, options: Any, *, vocabulary: Product | None = None
) -> list[Decoded]:
    """Return the results of ``whisper.decode(model, features, options)`` with their attention.

    Args:
        features: the encoder's output, shape (n_windows, n_audio_context, width).
        options: a ``whisper.DecodingOptions`` with a language, without timestamps; with
            ``beam_size`` it needs ``patience``.
        vocabulary: ``vocabulary_of(model)`` if it exists already.
    """
    from whisper.decoding import DecodingTask
    from whisper.utils import compression_ratio

    task = DecodingTask(model, options)
    vocabulary = vocabulary or vocabulary_of(model)
    steps = Steps(model, features, task, vocabulary)
    found, no_speech = _search(task, steps, features)
    if task.n_group > 1:  # beams store no attention: a second pass computes it
        task.n_group = 1
        steps = Steps(model, features, task, vocabulary, audio=steps.audio)
    start, end = task.sample_begin, task.tokenizer.eot
    steps.finish([(*task.initial_tokens, *tokens, end) for tokens, _ in found])
    return [
        Decoded(
            tokens,
            text := task.tokenizer.decode(tokens).strip(),
            mean,
            no_speech[row],
            compression_ratio(text),
            tuple(steps.probabilities(row, start, len(tokens))),
            steps.attention(row, start + len(tokens) + 1),
        )
        for row, (tokens, mean) in enumerate(found)
    ]


def _search(
    task: Any, steps: Steps, features: Tensor
) -> tuple[list[tuple[tuple[int, ...], float]], list[float]]:
    """Return each window's likeliest tokens with their mean log probability, and of no speech.

    Replaces ``DecodingTask.run``, which takes beams of a single window only.
    """
    import torch

    start, end = task.sample_begin, task.tokenizer.eot
    sot_index, task.sot_index = task.sot_index, 0  # Steps gives that token's logits and the last's
    task.inference = steps
    task.decoder = _create_decoder(task.options, steps, end, features.device)
    first = torch.tensor([task.initial_tokens], device=features.device)
    rows = first.repeat(len(features) * task.n_group, 1)
    with torch.no_grad():
        tokens, totals, no_speech = task._main_loop(features, rows)
    task.sot_index = sot_index
    texts, sums = task.decoder.finalize(
        tokens.unflatten(0, (-1, task.n_group)), totals.view(-1, task.n_group)
    )
    found = []
    for window, its_sums in zip(texts, sums, strict=True):
        read = [tuple(text[start : (text == end).nonzero()[0, 0]].tolist()) for text in window]
        means = [total / (len(text) + 1) for text, total in zip(read, its_sums, strict=True)]
        best = max(range(len(means)), key=means.__getitem__)
        found.append((read[best], means[best]))
    return found, no_speech[:: task.n_group]


def _create_decoder(options: Any, steps: Steps, end: int, device: Any) -> Choice | Beams:
    if not options.beam_size:
        return Choice(options.temperature, end, device)
    return Beams(options.beam_size, options.patience, end, rearrange=steps.rearrange)


class Choice:
    """Chooses each window's next token: the likeliest, or at a temperature a sampled one.

    Works as ``whisper.decoding.GreedyDecoder``, but with a random generator of its own, so that
    results are reproducible.
    """

    def __init__(self, temperature: float, end: int, device: Any) -> None:
        import torch

        self._temperature, self._end = temperature, end
        self._numbers = torch.Generator(device)
        self._numbers.manual_seed(0)

    def reset(self) -> None:
        """Do nothing, since there is no state."""

    def update(self, tokens: Tensor, logits: Tensor, totals: Tensor) -> tuple[Tensor, bool]:
        """Return the tokens with each window's next one; adds its log probability to ``totals``."""
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
        """Return the tokens, each window's with an end token, and the totals as numbers."""
        import torch

        return torch.nn.functional.pad(tokens, (0, 1), value=self._end), totals.tolist()


class Steps:
    """Runs the decoder token by token, for all unfinished windows.

    Implements ``whisper.decoding.Inference`` as far as decoding calls it. With beam search, each
    window has one row per beam, and no attention is stored.
    """

    def __init__(
        self,
        model: whisper.Whisper,
        features: Tensor,
        task: Any,
        vocabulary: Product,
        *,
        audio: Sequence[_Memory] = (),
    ) -> None:
        """Compute keys and values of ``features``, unless another pass's ``audio`` is given."""
        import torch

        self._vocabulary = vocabulary
        n_windows, n_frames, _ = features.shape
        self._beams = task.n_group
        self._decoder, self._n_text_ctx = model.decoder, model.dims.n_text_ctx
        self._first, self._end = task.sot_index, task.tokenizer.eot
        self._fed = 0  # tokens that went through the decoder
        self._n_rows = n_windows * self._beams
        self._rows = torch.arange(self._n_rows, device=features.device)  # those that continue
        room = min(self._n_text_ctx, len(task.initial_tokens) + task.sample_len + 1)
        blocks = model.decoder.blocks
        audio = audio or [_Memory.of_audio(block.cross_attn, features) for block in blocks]
        self.audio = audio if self._beams > 1 else ()  # of all windows, for another pass
        self._audio = [replace(memory) for memory in audio]  # of windows that continue
        self._text = [_Memory.with_room(memory, self._n_rows, room) for memory in self._audio]
        self._heads = _alignment_heads(model)
        n_heads = sum(map(len, self._heads))
        size = (room - self._first, n_windows, n_heads, n_frames)
        self._scores = torch.empty(size, device=features.device)  # pages are allocated on write
        self._chosen = torch.zeros(room, self._n_rows, device=features.device)
        self._likely: Tensor | None = None  # of each text token as the next one

    def logits(self, tokens: Tensor, _features: Tensor) -> Tensor:
        """Return the next token's logits; in the first call after those of the first token."""
        self._keep_probability(tokens)
        self._drop_finished(tokens)
        is_first = self._fed == 0
        hidden = self._run(tokens[self._rows, self._fed :])
        self._fed = tokens.shape[1]
        states = hidden[:, [self._first, -1]] if is_first else hidden[:, -1:]
        logits = self._vocabulary(states).float()
        if self._beams == 1:
            self._likely = logits[:, -1, : self._end].softmax(-1)
        if len(self._rows) == self._n_rows:
            return logits
        all_rows = logits.new_zeros(self._n_rows, *logits.shape[1:])
        all_rows[self._rows] = logits
        return all_rows

    def cleanup_caching(self) -> None:
        """Do nothing: the cache is freed with this object."""

    def rearrange(self, rows: Tensor) -> None:
        """Make each row continue the row of the same window that ``rows`` gives for it."""
        import torch

        order = torch.searchsorted(self._rows, rows[self._rows])
        for memory in self._text:
            memory.reorder(order, self._fed)

    def finish(self, sequences: Sequence[Sequence[int]]) -> None:
        """Feed the tokens chosen last, so that every token has its attention."""
        import torch

        longest = min(max(map(len, sequences)), self._n_text_ctx)
        padded = [[*tokens, *[self._end] * longest][:longest] for tokens in sequences]
        whole = torch.tensor(padded, device=self._rows.device)
        if self._fed == 0:
            self._read(whole)
        while self._fed < longest:
            self.logits(whole[:, : self._fed + 1], whole)

    def _read(self, tokens: Tensor) -> None:
        """Feed whole texts and store the probability of each token."""
        hidden = self._run(tokens)
        self._fed = tokens.shape[1]
        for row, states in enumerate(hidden):  # one at a time: logits of 52,000 columns
            likely = self._vocabulary(states[None, :-1])[0, :, : self._end].float().softmax(-1)
            chosen = tokens[row, 1:, None].clamp(max=self._end - 1)
            self._chosen[1 : self._fed, row] = likely.gather(1, chosen)[:, 0]

    def probabilities(self, row: int, first: int, count: int) -> list[float]:
        """Return the probabilities of ``count`` tokens from ``first`` on, among all text tokens."""
        return list(self._chosen[first : first + count, row].tolist())

    def attention(self, row: int, stop: int) -> Tensor:
        """Return the scores of the tokens from <|startoftranscript|> up to position ``stop``."""
        return self._scores[: stop - self._first, row].transpose(0, 1)

    def _keep_probability(self, tokens: Tensor) -> None:
        """Store the probabilities of the tokens that were just chosen."""
        if self._likely is not None:
            chosen = tokens[self._rows, -1:].clamp(max=self._end - 1)
            self._chosen[self._fed, self._rows] = self._likely.gather(1, chosen)[:, 0]

    def _drop_finished(self, tokens: Tensor) -> None:
        """Drop windows whose last token went through the decoder, once they are many."""
        if self._fed == 0:
            return
        on = tokens[self._rows, self._fed - 1] != self._end
        if on.sum() <= _DROP_SHARE * len(on) and on.any():
            self._rows = self._rows[on]
            for memory in self._text:
                memory.keep(on)
            for memory in self._audio:
                memory.keep(on[:: self._beams])

    def _run(self, tokens: Tensor) -> Tensor:
        """Run the new tokens through all layers; return the hidden states."""
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
            beside = asked.view(len(asked) // self._beams, -1, asked.shape[-1])  # a window's beams
            heard, scores = self._audio[layer].attend(block.cross_attn, beside)
            hidden = hidden + heard.view_as(hidden)
            hidden = hidden + block.mlp(block.mlp_ln(hidden))
            if self._beams == 1:
                first_head += self._keep_scores(scores, self._heads[layer], first_head)
        return decoder.ln(hidden)

    def _keep_scores(self, scores: Tensor, heads: list[int], first_head: int) -> int:
        """Store the scores of one layer's alignment heads; return the number of heads."""
        start = max(self._fed, self._first)
        kept = scores[:, heads, start - self._fed :].permute(2, 0, 1, 3).float()
        place = slice(start - self._first, start - self._first + len(kept))
        self._scores[place, self._rows, first_head : first_head + len(heads)] = kept
        return len(heads)


@dataclass(slots=True)
class _Memory:
    """Keys and values of one layer, contiguous for each head."""

    keys: Tensor  # shape (n_rows, n_heads, width, length)
    values: Tensor  # shape (n_rows, n_heads, length, width)

    @classmethod
    def of_audio(cls, attention: Any, features: Tensor) -> _Memory:
        """Return the keys and values of the windows' audio."""
        # The product in this order is laid out as it is read.
        keys = attention.key.weight.to(features.dtype) @ features.transpose(1, 2)
        values = _by_head(attention.value(features), attention.n_head)
        return cls(keys.unflatten(1, (attention.n_head, -1)), values.contiguous())

    @classmethod
    def with_room(cls, like: _Memory, n_rows: int, length: int) -> _Memory:
        """Return empty keys and values for ``length`` tokens."""
        _, n_heads, width, _ = like.keys.shape
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
        """Return the layer's output, and the scores before the softmax."""
        query = _by_head(attention.query(asked), attention.n_head)
        scores = (query * query.shape[-1] ** -0.5) @ self.keys[..., :length]
        if mask is not None:
            scores = scores + mask
        shares = scores.float().softmax(-1).to(query.dtype)
        found = shares @ self.values[:, :, :length]
        return attention.out(found.transpose(1, 2).flatten(2)), scores

    def reorder(self, order: Tensor, length: int) -> None:
        """Reorder the rows of the first ``length`` positions."""
        self.keys[..., :length] = self.keys[order, ..., :length]
        self.values[:, :, :length] = self.values[order, :, :length]

    def keep(self, on: Tensor) -> None:
        """Drop the rows for which ``on`` is False."""
        self.keys, self.values = self.keys[on], self.values[on]


def _by_head(states: Tensor, n_heads: int) -> Tensor:
    """Reshape (n_rows, length, n_heads * width) to (n_rows, n_heads, length, width)."""
    return states.unflatten(-1, (n_heads, -1)).transpose(1, 2)


def _alignment_heads(model: whisper.Whisper) -> list[list[int]]:
    """Return the numbers of the alignment heads, by layer."""
    heads_by_layer: list[list[int]] = [[] for _ in model.decoder.blocks]
    for layer, head in model.alignment_heads.indices().T.tolist():
        heads_by_layer[layer].append(head)
    return heads_by_layer
