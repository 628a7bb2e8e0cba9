"""Find when known words are said: words with rough times in, words with aligned times out.

A recogniser's word times come from attention and are a tenth of a second off. PocketSphinx, given
the words, finds their times within a few hundredths (docs/hearing.md). The words are aligned in
stretches between pauses, so that one misrecognised word affects no more than its stretch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.model.project import Word
from vsl.model.word_timing import in_order
from vsl.progress import Progress
from vsl.speech.pauses import AudioPiece
from vsl.speech.pocketsphinx.decoder import QUIET_ROOM
from vsl.speech.pocketsphinx.decoder_pool import (
    Config,
    DecoderPool,
    acquire_decoders,
    worthwhile_workers,
)
from vsl.speech.pocketsphinx.script import dictionary_lines
from vsl.speech.pocketsphinx.stretches import Stretch
from vsl.speech.word_onsets import correct_starts

# English phones serve these by espeak-ng's pronunciations; measured, others were not.
LANGUAGES = frozenset({"en", "pt", "es", "de", "fr", "it"})
_PAUSE_MS = 200  # between two words: a stretch may end there
_SHORTEST_MS, _LONGEST_MS = 2_500, 15_000  # of a stretch; alignment costs its length squared
_MARGIN_MS = 300  # of sound around a stretch, as far as no other word is there
_FARTHEST_MS = 700  # a word that moves further was aligned to another word
_EARLY_MS = 25  # how early alignment is where no quiet moment precedes a word
_BEAMS = (None, 1e-150)  # PocketSphinx's default, then hardly any pruning


def align_words(
    samples: Samples,
    words: Sequence[Word],
    tokens: Sequence[Sequence[str]],
    language: str,
    progress: Progress,
    *,
    doubtful: Collection[int] | None = None,
) -> tuple[Word, ...]:
    """Return ``words`` with aligned times; a word that can't be aligned keeps its time.

    Args:
        words: in order, with times a few tenths of a second off at most.
        tokens: the spoken form of each word, in lower case; empty for words without one.
        language: one of ``LANGUAGES``; for others the words are returned unchanged.
        doubtful: positions of the words to align, along with their neighbours; None: all.
    Raises:
        NotInstalled: PocketSphinx is not on this machine.
    """
    if language not in LANGUAGES or not any(tokens):
        return tuple(words)
    stretches = [
        stretch
        for stretch in _cut(words, duration_ms(samples))
        if doubtful is None or any(n in doubtful for n in range(stretch.first, stretch.stop))
    ]
    if not stretches:
        return tuple(words)
    with TemporaryDirectory(prefix="vsl-align-") as folder:
        config = _write_dictionary(Path(folder), stretches, tokens, language)
        with acquire_decoders(worthwhile_workers(len(samples)), [config]) as team:
            aligner = _Aligner(samples, words, tokens, team, config)
            placed = list(words)
            for number, aligned in enumerate(team.map(aligner.align, stretches), start=1):
                for position, word in aligned:
                    placed[position] = word
                progress(number / len(stretches))
    return tuple(correct_starts(list(in_order(placed)), samples, late_by_ms=0))


def _cut(words: Sequence[Word], end_ms: int) -> Iterator[Stretch]:
    """Yield stretches that end in pauses."""
    first = 0
    for number, (word, after) in enumerate(pairwise(words), start=1):
        length_ms = word.end_ms - words[first].start_ms
        pauses = after.start_ms - word.end_ms >= _PAUSE_MS and length_ms >= _SHORTEST_MS
        if pauses or after.end_ms - words[first].start_ms > _LONGEST_MS:
            yield _stretch(words, first, number, end_ms)
            first = number
    if words:
        yield _stretch(words, first, len(words), end_ms)


def _stretch(words: Sequence[Word], first: int, stop: int, end_ms: int) -> Stretch:
    """Return the stretch with the silence around it, shared with the neighbouring stretches."""
    before_ms = words[first - 1].end_ms if first else 0
    after_ms = words[stop].start_ms if stop < len(words) else end_ms
    start_ms, stop_ms = words[first].start_ms, words[stop - 1].end_ms
    return Stretch(
        first,
        stop,
        max(start_ms - _MARGIN_MS, min(start_ms, (start_ms + before_ms) // 2)),
        min(stop_ms + _MARGIN_MS, max(stop_ms, (stop_ms + after_ms) // 2)),
    )


def _write_dictionary(
    folder: Path, stretches: Sequence[Stretch], tokens: Sequence[Sequence[str]], language: str
) -> Config:
    sentences = [
        [token for spoken in tokens[each.first : each.stop] for token in spoken]
        for each in stretches
    ]
    dictionary = folder / "words.dict"
    lines = dictionary_lines([sentence for sentence in sentences if sentence], language)
    dictionary.write_text("".join(lines), encoding="utf-8")
    return {"dict": str(dictionary), "lm": None, "room": QUIET_ROOM}


@dataclass(frozen=True, slots=True)
class _Aligner:
    samples: Samples
    words: Sequence[Word]
    tokens: Sequence[Sequence[str]]
    team: DecoderPool
    config: Config

    def align(self, stretch: Stretch) -> list[tuple[int, Word]]:
        """Return the aligned words of a stretch with their positions."""
        owners = [n for n in range(stretch.first, stretch.stop) for _ in self.tokens[n]]
        spoken = [token for n in range(stretch.first, stretch.stop) for token in self.tokens[n]]
        if not spoken:
            return []
        piece = AudioPiece(
            *(ms * SAMPLE_RATE_HZ // 1000 for ms in (stretch.start_ms, stretch.end_ms))
        )
        sound = piece.of(self.samples)
        for beam in _BEAMS:
            beams = dict.fromkeys(("beam", "pbeam", "wbeam"), beam) if beam else {}
            words = self.team.place({**self.config, **beams}, sound, spoken)
            if words:
                return list(self._move_words(stretch, owners, words))
        return []

    def _move_words(
        self, stretch: Stretch, owners: Sequence[int], aligned: Sequence[Word]
    ) -> Iterator[tuple[int, Word]]:
        """Yield the words at their new times, except those that moved too far."""
        for position in dict.fromkeys(owners):
            parts = [part for owner, part in zip(owners, aligned, strict=True) if owner == position]
            word = self.words[position]
            end_ms = stretch.start_ms + parts[-1].end_ms
            start_ms = min(stretch.start_ms + parts[0].start_ms + _EARLY_MS, end_ms)
            if abs(start_ms - word.start_ms) <= _FARTHEST_MS:
                yield position, replace(word, start_ms=start_ms, end_ms=end_ms)
