"""Combine a script with a voice: prepare it for engines, and time the recognised words.

The script decides spelling but is no prompt: engines only get its names. Recognised words are
aligned with the sound one by one, so that slides follow the voice with every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vsl.basics.audio import Samples
from vsl.model.project import UNRECOGNISED, Transcript, Word
from vsl.progress import Progress
from vsl.speech.forced_alignment import align_words
from vsl.speech.recogniser import ListenOptions
from vsl.speech.word_onsets import start_sentences_behind_pauses
from vsl.text.correction.glossary import Glossary
from vsl.text.language import guess_language
from vsl.text.script.names import script_names
from vsl.text.spoken import reads_as_one, tokens_as_spoken
from vsl.text.written import script_as_spoken

_ALIGNED = ("sphinx", "captions", "scripted")  # engines that align a script's words themselves


def tell_engine(options: ListenOptions, glossary: Glossary) -> ListenOptions:
    """Return the options with all names, and the script in spoken form, in its language."""
    names = (*options.hot_words, *glossary.hot_words())
    if not options.script:
        return replace(options, hot_words=tuple(dict.fromkeys(names)))
    language = options.base_language or guess_language(options.script)
    names = (*names, *script_names(options.script, language or "en"))
    said = script_as_spoken(options.script, language or "en")
    return replace(options, hot_words=tuple(dict.fromkeys(names)), language=language, script=said)


def align_to_voice(heard: Transcript, samples: Samples, progress: Progress) -> Transcript:
    """Return the transcript with each word at the time it is spoken."""
    if heard.engine in _ALIGNED:
        return heard
    words = list(_join_signs(heard.words, heard.language))
    tokens = [
        () if word.text == UNRECOGNISED else tokens_as_spoken(word.text, heard.language)
        for word in words
    ]
    return replace(heard, words=align_words(samples, words, tokens, heard.language, progress))


def _join_signs(words: Iterable[Word], language: str) -> Iterator[Word]:
    """Yield the words, a lone sign such as ``R$`` or ``€`` joined with its number."""
    last: Word | None = None
    for word in words:
        if last and _is_sum(last.text, word.text, language):
            sure = min(last.confidence, word.confidence)
            text = f"{last.text} {word.text}"
            last = replace(last, text=text, end_ms=word.end_ms, confidence=sure)
            continue
        if last:
            yield last
        last = word
    if last:
        yield last


def _is_sum(first: str, second: str, language: str) -> bool:
    has_lone_sign = not (_has_letters(first) and _has_letters(second))
    return has_lone_sign and reads_as_one(first, second, language)


def _has_letters(text: str) -> bool:
    """Return whether ``text`` is more than a sign: ``R$`` and ``US$`` are signs."""
    return any(map(str.isalnum, text)) and not text.endswith(("$", "€", "£", "¥"))


def align_script(written: Transcript, samples: Samples, progress: Progress) -> Transcript:
    """Return the transcript with script words aligned where the engine recognised different words.

    Words recognised as written are aligned already. Sentences that begin with a short word start
    after the pause before them.
    """
    words = written.words
    if written.reading and written.engine not in _ALIGNED:
        known = {word.start_ms for word in written.reading.heard}
        doubtful = {n for n, word in enumerate(words) if word.start_ms not in known}
        tokens = [
            tuple(word.spoken.split()) or tokens_as_spoken(word.text, written.language)
            for word in words
        ]
        words = align_words(samples, words, tokens, written.language, progress, doubtful=doubtful)
    return replace(written, words=tuple(start_sentences_behind_pauses(words, samples)))
