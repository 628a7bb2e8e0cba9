"""Detect the language of a text by its most frequent small words."""

from __future__ import annotations

import re
from dataclasses import replace

from vsl.model.project import Transcript

# The most frequent function words; those that several languages share ("de", "a", "en") are left
# out.
_SMALL_WORDS = {
    "en": "the and of to you is that it for your with this are what have not will can be from",
    "pt": "não você que com uma os em um é são mais isso está seu sua ou pelo mas foi ao",
    "es": "el los las una y con por su usted está muy pero más este esta lo del hay ser al",
    "de": "der die das und ist nicht sie ein eine mit auf für ich es zu den von wie sich dem",
    "fr": "le les des et est vous une pas pour dans ce qui sur avec il nous au plus votre sont",
    "it": "il di che è per una non sono gli della con questo più ma lo nel alla anche ha come",
}
LANGUAGES = frozenset(_SMALL_WORDS)
_LANGUAGE_OF: dict[str, set[str]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGE_OF.setdefault(_word, set()).add(_language)


def guess_language(text: str) -> str | None:
    """Return the ISO 639-1 code of en, pt, es, de, fr or it; None if the text is inconclusive."""
    votes = dict.fromkeys(_SMALL_WORDS, 0.0)
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        languages = _LANGUAGE_OF.get(word, set())
        for language in languages:
            votes[language] += 1 / len(languages)
    best, second = sorted(votes.values(), reverse=True)[:2]
    if best < 1 or best < second * 1.2:
        return None
    return max(votes, key=lambda language: votes[language])


def with_language(heard: Transcript) -> Transcript:
    """Return the transcript with its language detected from the words, if the engine names none.

    >>> from vsl.model.project import Word
    >>> with_language(Transcript((Word("Você", 0, 400),), "und", "parakeet")).language
    'pt'
    """
    if heard.language != "und":
        return heard
    guessed = guess_language(" ".join(word.text for word in heard.words))
    return replace(heard, language=guessed or "und")
