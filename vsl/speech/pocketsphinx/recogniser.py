"""PocketSphinx, an engine that needs no downloaded weights.

With the script it aligns well in several languages; without, it drafts English.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.errors import BadInput
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.pauses import pieces
from vsl.speech.pocketsphinx.decoder import SEARCH
from vsl.speech.pocketsphinx.decoder_pool import acquire_decoders, worthwhile_workers
from vsl.speech.pocketsphinx.pieces import hear_pieces
from vsl.speech.pocketsphinx.script import place_script, tokens_of
from vsl.speech.recogniser import ListenOptions, Samples, duration_ms, order_words

_LONGEST_PIECE_S = 20


@dataclass(frozen=True, slots=True)
class SphinxRecogniser:
    """Transcribes with the English model in PocketSphinx's wheel."""

    name: str = "sphinx"

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``; with a script, its words are placed.

        Other speech is drafted with low confidence in English, ``UNRECOGNISED`` in other languages.
        """
        language = options.base_language or "en"
        if tokens_of(options.script):
            words = place_script(samples, options.script, language, progress)
        elif language == "en":
            words = _draft(samples, progress)
        else:
            raise BadInput(
                f"PocketSphinx hears English only, not {language!r}: add the script that is read,"
                " or install Whisper's weights."
            )
        return Transcript(order_words(words, duration_ms(samples)), language, self.name, "en-us")


def _draft(samples: Samples, progress: Progress) -> list[Word]:
    spans = pieces(samples, longest_s=_LONGEST_PIECE_S)
    with acquire_decoders(worthwhile_workers(len(samples)), [SEARCH]) as team:
        return hear_pieces(team, samples, spans, SEARCH, progress)
