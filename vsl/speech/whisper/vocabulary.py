"""The last step of Whisper's decoder: hidden states in, the logits of all tokens out.

Its matrix of 52,000 rows is the largest that each step of decoding reads. On processors with
bfloat16, logits are first computed with that type, then those that may be chosen exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsl.speech.whisper.packed_matrices import Product, Tensor, has_bfloat16, product

if TYPE_CHECKING:
    import whisper

_WINDOWS = 8  # decoded at once, about
_EXACT = 128  # likeliest text tokens; rounding moves a logit by a few places at most


def vocabulary_of(model: whisper.Whisper) -> Product:
    """Return the function that computes the logits of all tokens from states.

    Shapes are (n_rows, n_positions, width) and (n_rows, n_positions, n_vocab).
    """
    import torch

    weight = model.decoder.token_embedding.weight
    if weight.device.type == "cpu" and weight.dtype == torch.float32 and has_bfloat16():
        return RefinedVocabulary(weight, first_special=_first_special(model))
    return product(weight, n_rows=_WINDOWS)


class RefinedVocabulary:
    """Logits of which the greatest are exact: of special tokens, and of the likeliest text tokens.

    The other text tokens' logits are those of bfloat16, a few hundredths off. They are never the
    greatest, and change the logarithm of all their sum in the fourth digit.
    """

    def __init__(self, weight: Tensor, *, first_special: int) -> None:
        """Pack the embedding of text tokens.

        Args:
            weight: of the token embedding, shape (n_vocab, width), float32.
            first_special: number of the first token that is no text.
        """
        import torch

        self._text, self._special = weight[:first_special], weight[first_special:]
        self._rounded = product(self._text.to(torch.bfloat16), n_rows=_WINDOWS)

    def __call__(self, states: Tensor) -> Tensor:
        """Return the logits of ``states``, float32."""
        import torch

        logits = self._rounded(states.to(torch.bfloat16)).float()
        likeliest = logits.topk(min(_EXACT, logits.shape[-1]), sorted=False).indices
        exact = torch.einsum("...kw,...w->...k", self._text[likeliest], states)
        logits.scatter_(-1, likeliest, exact)
        return torch.cat([logits, torch.nn.functional.linear(states, self._special)], dim=-1)


def _first_special(model: whisper.Whisper) -> int:
    """Return the number of the end token, behind which no text token comes."""
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    return min(int(tokenizer.eot), int(model.dims.n_vocab))
