"""Contractions and their full forms: ``I'm`` → I am, ``gonna`` → going to. Pure.

Recognisers write either form, whichever was spoken, so neither is a difference from a script;
slides show the script's form.

Sources: R. Quirk et al., A Comprehensive Grammar of the English Language (1985), 3.23, 3.32; C.
Cunha, L. Cintra, Nova Gramática do Português Contemporâneo (2016); Duden, Die Grammatik (2016).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vsl.basics.text_cache import cache_short_texts
from vsl.basics.word_set import word_set

_ENDINGS: Final = {"m": ("am",), "re": ("are",), "ve": ("have",), "ll": ("will",),
                   "d": ("would", "had"), "s": ("is", "has")}  # fmt: skip
_BEFORE_S: Final = word_set(
    "it he she that this there here what who where when how why everything nothing something "
    "everyone everybody nobody someone one"
)  # elsewhere 's is a possessive as often
_ENDING: Final = re.compile(r"([a-z]+)'(m|re|ve|ll|d|s)")
_IRREGULAR: Final = {"ca": "can", "wo": "will", "sha": "shall"}  # before "n't"
_FIXED: Final = {
    "en": {
        "let's": "let us", "cannot": "can not", "gonna": "going to", "wanna": "want to",
        "gotta": "got to|have to", "gimme": "give me", "lemme": "let me", "kinda": "kind of",
        "sorta": "sort of", "lotta": "lot of", "outta": "out of", "dunno": "do not know",
        "c'mon": "come on", "y'all": "you all", "'cause": "because", "'cuz": "because",
        "'til": "until", "till": "until", "ma'am": "madam",
        "'em": "them", "alright": "all right", "ain't": "is not|am not",
    },
    "pt": {
        "pra": "para|para a", "pro": "para o", "pras": "para as", "pros": "para os",
        "tá": "está", "tô": "estou", "tava": "estava", "né": "não é", "cê": "você", "cês": "vocês",
        "num": "em um|não", "numa": "em uma", "dum": "de um", "duma": "de uma",
        "peraí": "espera aí",
    },
    "es": {"pa": "para", "pal": "para el", "pa'": "para"},
    "fr": {"y'a": "il y a", "t'as": "tu as", "t'es": "tu es", "ouais": "oui"},
    "de": {
        "ins": "in das", "fürs": "für das", "ans": "an das", "aufs": "auf das", "durchs":
        "durch das", "ums": "um das", "übers": "über das", "zum": "zu dem", "zur": "zu der",
        "beim": "bei dem", "nen": "einen",
        "ne": "eine", "'ne": "eine",
    },
    "it": {"po'": "poco", "dov'è": "dove è", "com'è": "come è", "cos'è": "cosa è|che cosa è",
           "c'è": "ci è", "quant'è": "quanto è"},
}  # fmt: skip
_Tokens = tuple[str, ...]


@cache_short_texts(8192)
def full_forms(token: str, language: str) -> tuple[_Tokens, ...]:
    """Return the full forms of a contraction; empty for other words.

    Args:
        token: in lower case, with straight apostrophes and no other marks.

    >>> full_forms("i'm", "en"), full_forms("can't", "en"), full_forms("sarah's", "en")
    ((('i', 'am'),), (('can', 'not'),), ())
    """
    forms = _FIXED.get(language, {}).get(token, "")
    found = [tuple(form.split()) for form in forms.split("|") if form]
    if language == "en":
        found += _english(token)
    if language == "de" and token.endswith("'s"):
        found.append((token[:-2], "es"))
    return tuple(found)


def _english(token: str) -> Iterator[_Tokens]:
    if token.endswith("n't") and token != "ain't":
        verb = token[:-3]
        yield _IRREGULAR.get(verb, verb), "not"
    match = _ENDING.fullmatch(token)
    if match is None or (match[2] == "s" and match[1] not in _BEFORE_S):
        return
    for ending in _ENDINGS[match[2]]:
        yield match[1], ending
