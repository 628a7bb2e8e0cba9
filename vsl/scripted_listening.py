"""A script beside a voice: what engines are told of it, and the times of the words they hear.

The script is the truth about spelling, never a prompt: engines get its names. What they hear is
aligned with the sound word by word, so that slides follow the voice whichever engine listens.
"""

from __future__ import annotations

from dataclasses import replace

from vsl.audio import Samples
from vsl.model import UNRECOGNISED, Transcript
from vsl.progress import Progress
from vsl.speech.forced_alignment import align_words
from vsl.speech.recogniser import ListenOptions
from vsl.speech.word_onsets import start_sentences_behind_pauses
from vsl.text.glossary import Glossary
from vsl.text.language import guess_language
from vsl.text.names import script_names
from vsl.text.spoken import spoken_tokens
from vsl.text.written import spoken_text

_ALIGNED = ("sphinx", "captions", "scripted")  # engines that place a script's words themselves


def tell_engine(options: ListenOptions, glossary: Glossary) -> ListenOptions:
    """Return the options with all names, and the script as a voice reads it, in its language."""
    names = (*options.hot_words, *glossary.hot_words())
    if not options.script:
        return replace(options, hot_words=tuple(dict.fromkeys(names)))
    language = options.base_language or guess_language(options.script)
    names = (*names, *script_names(options.script, language or "en"))
    said = spoken_text(options.script, language or "en")
    return replace(options, hot_words=tuple(dict.fromkeys(names)), language=language, script=said)


def align_to_voice(heard: Transcript, samples: Samples, progress: Progress) -> Transcript:
    """Return what was heard with each word at the time when the voice says it."""
    if heard.engine in _ALIGNED:
        return heard
    tokens = [
        () if word.text == UNRECOGNISED else spoken_tokens(word.text, heard.language)
        for word in heard.words
    ]
    words = align_words(samples, heard.words, tokens, heard.language, progress)
    return replace(heard, words=words)


def settle_sentences(written: Transcript, samples: Samples) -> Transcript:
    """Return the script's words, sentences that begin with a short one whole behind their pause."""
    words = start_sentences_behind_pauses(written.words, samples)
    return replace(written, words=tuple(words))
