"""Word lists by language, used to judge the breaks between slides."""

from __future__ import annotations

from vsl.slides.languages.de import GERMAN
from vsl.slides.languages.en import ENGLISH
from vsl.slides.languages.es import SPANISH
from vsl.slides.languages.fr import FRENCH
from vsl.slides.languages.it import ITALIAN
from vsl.slides.languages.pt import PORTUGUESE
from vsl.slides.languages.word_classes import WordClasses

_OTHER = WordClasses()
_LANGUAGES = {
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
}


def has_word_classes(language: str) -> bool:
    """Return whether there are lists for a language such as ``pt`` or ``pt-BR``."""
    return word_classes(language) is not _OTHER


def word_classes(language: str) -> WordClasses:
    """Return the lists of a language such as ``pt`` or ``pt-BR``; empty lists if there are none."""
    return _LANGUAGES.get(language.lower().replace("_", "-").partition("-")[0], _OTHER)
