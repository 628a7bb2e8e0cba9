"""Find when a script's words are said with PocketSphinx, without any downloaded weights.

1. A decoder with a language model of the script alone recognises words in the whole recording.
2. Sentences are put in spoken order; runs of words recognised as in the script are anchors.
3. Stretches between and across anchors whose text fits their time are force-aligned.
4. Speech outside the placed words is drafted in English, and marked in other languages.

Words that are not spoken get no time. Speech that is not in the script ends a stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vsl.basics.audio import Samples, duration_ms
from vsl.model.project import Word
from vsl.progress import Progress
from vsl.speech.pauses import AudioPiece, pieces
from vsl.speech.pocketsphinx.ad_libs import with_ad_libs
from vsl.speech.pocketsphinx.alignment import Aligner
from vsl.speech.pocketsphinx.decoder import QUIET_ROOM
from vsl.speech.pocketsphinx.decoder_pool import acquire_decoders, worthwhile_workers
from vsl.speech.pocketsphinx.pieces import hear_pieces
from vsl.speech.pocketsphinx.pronunciation import pronunciations
from vsl.speech.pocketsphinx.stretches import Plan, Stretch, in_voice_order

_UNDERSTOOD = 0.5  # share of the script that is anchored when the model suits the voice


def tokens_of(script: str) -> list[list[str]]:
    """Return the script's sentences as lower-case words of letters, digits and apostrophes."""
    plain = script.lower().replace("’", "'")
    sentences = re.split(r"[.!?;:\n]+\s", plain)
    words_by_sentence = [re.findall(r"[^\W_]+(?:'[^\W_]+)*", sentence) for sentence in sentences]
    return [sentence for sentence in words_by_sentence if sentence]


def place_script(samples: Samples, script: str, language: str, progress: Progress) -> list[Word]:
    """Return the script's spoken tokens and other speech as words with times, in order."""
    sentences = tokens_of(script)
    spans = pieces(samples, longest_s=20)
    with TemporaryDirectory(prefix="vsl-sphinx-") as folder:
        model = write_model(Path(folder), sentences, language)
        with acquire_decoders(
            worthwhile_workers(len(samples)), [model, {**model, "lm": None}]
        ) as team:
            recognition = progress.part(progress.stage, 0.0, 0.7)
            heard = hear_pieces(team, samples, spans, model, recognition)
            tokens = in_voice_order(sentences, [word.text for word in heard])
            plan = Plan(tokens, heard, duration_ms(samples))
            aligner = Aligner(samples, plan, team, {**model, "lm": None})
            alignment = progress.part(progress.stage, 0.7, 0.95)
            placed = _follow(aligner, _stretches(plan, spans), alignment)
            words = with_ad_libs(team, samples, spans, placed, language=language)
            progress(1.0)
            return words


def _stretches(plan: Plan, spans: Sequence[AudioPiece]) -> list[Stretch]:
    """Return the stretches between anchors; one of all tokens if there are few anchors."""
    if plan.heard and len(plan.anchors) <= len(plan.tokens) * _UNDERSTOOD:
        return plan.whole(spans[0].start_ms, spans[-1].stop_ms) or plan.stretches()
    return plan.stretches()


def _follow(aligner: Aligner, stretches: Sequence[Stretch], progress: Progress) -> list[Word]:
    parts = [part for stretch in stretches for part in aligner.parts(stretch)]
    words: list[Word] = []
    for number, placed in enumerate(aligner.team.map(aligner.align, parts), start=1):
        words += placed
        progress(number / len(parts))
    progress(1.0)
    return words


def write_model(folder: Path, sentences: list[list[str]], language: str) -> dict[str, Any]:
    """Write a dictionary and a language model of these sentences; return decoder settings."""
    from pocketsphinx.lm import ArpaBoLM

    dictionary = folder / "script.dict"
    dictionary.write_text("".join(dictionary_lines(sentences, language)), encoding="utf-8")
    text = "\n".join(f"<s> {' '.join(sentence)} </s>" for sentence in sentences)
    model = ArpaBoLM(text=text)
    model.compute()
    path = folder / "script.arpa"
    with path.open("w", encoding="utf-8") as file:
        model.write(file)
    return {"dict": str(dictionary), "lm": str(path), "room": QUIET_ROOM}


def dictionary_lines(sentences: Sequence[Sequence[str]], language: str) -> Iterator[str]:
    """Yield the lines of a pronunciation dictionary for all words of ``sentences``."""
    for token, ways in pronunciations(sentences, language).items():
        for number, phones in enumerate(ways, start=1):
            yield f"{token}{f'({number})' if number > 1 else ''} {phones}\n"
