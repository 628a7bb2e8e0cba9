"""Review an engine's transcript: recover missed speech and correct the starts of words.

1. The engine transcribes the recording.
2. Each stretch where voice activity detection finds speech without a word is transcribed again by
   itself, in whatever language is spoken there.
3. Speech that still has no words becomes a note with its time, for the user to listen to.
4. Words start where the sound rises, else are shifted by how early the engine is on average.

Works for every engine; removes no word of the engine's, except loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.basics.folding import fold_text
from vsl.basics.timecode import clock
from vsl.errors import BadInput, ToolFailed
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.missed_speech import find_missed_speech
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import (
    ListenOptions,
    Recogniser,
    Samples,
    duration_ms,
    later,
    order_words,
)
from vsl.speech.repetitions import has_loop
from vsl.speech.voice_activity.spans import speech
from vsl.speech.word_onsets import correct_starts

# How early engines are on average where no quiet moment precedes a word. Measured on the letters
# of docs/hearing.md; less than measured there, since on recordings of people it is less.
_LATE_BY_MS: Mapping[str, int] = {"whisper": 70, "faster-whisper": 70}
# Engines that switch from the recording's language only where another one is clearly spoken.
_SWITCHES = frozenset({"whisper", "faster-whisper"})
_MARGIN = SAMPLE_RATE_HZ * 3 // 10  # samples transcribed around missed speech
_LEAST_CONFIDENCE = 0.4  # mean, of words of a second transcription; below, they are guesses
_AGAIN = 0.97  # the share of the time that the first transcription takes
_MOST_PIECES = 40  # transcribed again: music may hold hundreds that resemble speech
_MOST_NOTES = 8  # notes with times; further places are counted


@dataclass(frozen=True, slots=True)
class ReviewedRecogniser:
    """An engine whose transcripts are reviewed; see ``Recogniser``."""

    engine: Recogniser

    @property
    def name(self) -> str:
        """The engine's name in the registry."""
        return self.engine.name

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``."""
        heard = self.engine.transcribe(samples, options, progress.part(progress.stage, 0.0, _AGAIN))
        if self.name == "sphinx" and options.script:  # it marks unrecognised speech itself
            reviewed, unheard = _Words(list(heard.words), []), []
        else:
            reviewed = self._recover(heard, samples, options, progress)
            unheard = find_missed_speech(speech(samples), reviewed.words)
        late_by_ms = _LATE_BY_MS.get(self.name, 0)
        words = correct_starts(reviewed.words, samples, late_by_ms=late_by_ms)
        progress(1.0)
        notes = _merge_notes(heard.warnings, reviewed.notes)
        return replace(
            heard,
            words=order_words(words, duration_ms(samples)),
            warnings=(*notes, *describe_unheard(unheard, options.starts_at_ms)),
        )

    def _recover(
        self, heard: Transcript, samples: Samples, options: ListenOptions, progress: Progress
    ) -> _Words:
        """Return the words, with those that a second transcription finds in missed speech."""
        again = progress.part(progress.stage, _AGAIN, _AGAIN)
        options_again = self._options_again(options, heard)
        words = _Words(list(heard.words), [])
        for piece in _choose_longest(find_missed_speech(speech(samples), heard.words)):
            again(0.0)
            words = self._hear_again(piece, words, options_again, samples=samples, progress=again)
        return words

    def _options_again(self, options: ListenOptions, heard: Transcript) -> ListenOptions:
        """Return the options for missed speech: no names, perhaps another language.

        Prompted with names, Whisper sometimes loses a sentence.
        """
        known = heard.language if self.name in _SWITCHES and heard.language != "und" else None
        return replace(
            options,
            language=options.language or known,
            may_switch_language=True,
            hot_words=(),
            script="",
        )

    def _hear_again(
        self,
        piece: AudioPiece,
        before: _Words,
        options: ListenOptions,
        *,
        samples: Samples,
        progress: Progress,
    ) -> _Words:
        """Return the words with those of a missed stretch, if they are plausible."""
        piece = _widen(piece, before.words)
        start = max(0, piece.start - _MARGIN)
        sound = samples[start : min(len(samples), piece.stop + _MARGIN)]
        offset_ms = start * 1000 // SAMPLE_RATE_HZ
        options_at = replace(options, starts_at_ms=options.starts_at_ms + offset_ms)
        try:
            heard = self.engine.transcribe(sound, options_at, progress)
        except (BadInput, ToolFailed):  # an unknown language, a service out of reach
            return before
        words = [later(word, offset_ms) for word in heard.words]
        if not words or _is_guess(words):
            return before
        merged = insert_words(before.words, words, piece)
        return _Words(merged, [*before.notes, *heard.warnings])


@dataclass(frozen=True, slots=True)
class _Words:
    words: list[Word]
    notes: list[str]


def insert_words(words: Sequence[Word], found: Iterable[Word], piece: AudioPiece) -> list[Word]:
    """Return ``words`` with those of ``found`` that lie in ``piece``, in order.

    A word that reaches into the piece is replaced if it was found there again, else cut at the
    found words. A found word that repeats its neighbour is dropped.
    """
    inside = [word for word in found if piece.start_ms <= _middle_ms(word) < piece.stop_ms]
    again = {fold_text(word.text) for word in inside}
    kept = [
        word for word in words if not (_lies_over(word, piece) and fold_text(word.text) in again)
    ]
    middle_ms = (piece.start_ms + piece.stop_ms) // 2
    before = [word for word in kept if _middle_ms(word) < middle_ms]
    after = kept[len(before) :]
    if inside and before and fold_text(before[-1].text) == fold_text(inside[0].text):
        inside = inside[1:]
    if inside and after and fold_text(after[0].text) == fold_text(inside[-1].text):
        inside = inside[:-1]
    if inside and before:
        end_ms = min(before[-1].end_ms, inside[0].start_ms)
        before[-1] = replace(before[-1], start_ms=min(before[-1].start_ms, end_ms), end_ms=end_ms)
    if inside and after:
        start_ms = max(after[0].start_ms, inside[-1].end_ms)
        after[0] = replace(after[0], start_ms=start_ms, end_ms=max(start_ms, after[0].end_ms))
    return [*before, *inside, *after]


def _widen(piece: AudioPiece, words: Iterable[Word]) -> AudioPiece:
    """Return the piece extended by the whole of each word that reaches into it."""
    over = [word for word in words if _lies_over(word, piece)]
    start_ms = min((word.start_ms for word in over), default=piece.start_ms)
    stop_ms = max((word.end_ms for word in over), default=piece.stop_ms)
    return AudioPiece(
        min(piece.start, start_ms * SAMPLE_RATE_HZ // 1000),
        max(piece.stop, stop_ms * SAMPLE_RATE_HZ // 1000),
    )


def _lies_over(word: Word, piece: AudioPiece) -> bool:
    return word.start_ms < piece.stop_ms and word.end_ms > piece.start_ms


def describe_unheard(pieces: Sequence[AudioPiece], starts_at_ms: int = 0) -> tuple[str, ...]:
    """Return notes that name the times of speech without recognised words."""
    notes = [
        f"Somebody seems to speak from {clock(starts_at_ms + piece.start_ms)} to"
        f" {clock(starts_at_ms + piece.stop_ms)}, but no words were understood there; listen to it"
        " and add them."
        for piece in pieces[:_MOST_NOTES]
    ]
    if len(pieces) > _MOST_NOTES:
        notes.append(f"No words were understood in {len(pieces) - _MOST_NOTES} more places.")
    return tuple(notes)


def _choose_longest(pieces: Sequence[AudioPiece]) -> list[AudioPiece]:
    """Return the pieces to transcribe again, in order."""
    by_length = sorted(pieces, key=lambda piece: piece.start - piece.stop)
    return sorted(by_length[:_MOST_PIECES], key=lambda piece: piece.start)


def _merge_notes(first: Sequence[str], again: Iterable[str]) -> tuple[str, ...]:
    """Return the notes of both transcriptions; of notes that differ only in time, the first."""
    notes_by_subject = {_what(note): note for note in reversed(first)}
    for note in again:
        notes_by_subject.setdefault(_what(note), note)
    return (*first, *(note for note in notes_by_subject.values() if note not in first))


def _what(note: str) -> str:
    return note.partition(" from ")[0]


def _is_guess(words: Sequence[Word]) -> bool:
    text = " ".join(word.text for word in words)
    return fmean(word.confidence for word in words) < _LEAST_CONFIDENCE or has_loop(text)


def _middle_ms(word: Word) -> int:
    return (word.start_ms + word.end_ms) // 2
