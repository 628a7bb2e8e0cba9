"""Pronunciations of words in the phones of PocketSphinx's English model (CMUdict's 39).

English words come from the dictionary in PocketSphinx's wheel. Other words and languages come from
espeak-ng (as a library or as a program), mapped to the nearest phones; without espeak-ng each
letter gives its usual phone, which is close enough to align a known text.

Sources: http://www.speech.cs.cmu.edu/cgi-bin/cmudict (phones),
https://github.com/espeak-ng/espeak-ng/blob/master/docs/phonemes.md (IPA output).
"""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

_IPA = {
    "tʃ": "CH", "dʒ": "JH", "aɪə": "AY AH", "aɪɚ": "AY ER", "aʊ": "AW", "aɪ": "AY", "ɔɪ": "OY",
    "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "ɑːɹ": "AA R", "ɔːɹ": "AO R", "oːɹ": "AO R",
    "ɜː": "ER", "ɝ": "ER", "ɚ": "ER", "iː": "IY", "uː": "UW", "ɑː": "AA", "ɒ": "AA", "ʌ": "AH",
    "ə": "AH", "ɐ": "AH", "ɪ": "IH", "ᵻ": "IH", "i": "IY", "ʊ": "UH", "u": "UW", "æ": "AE",
    "a": "AA", "ɛ": "EH", "e": "EH", "ɔ": "AO", "o": "OW", "ɑ": "AA", "y": "UW", "ø": "ER",
    "œ": "ER", "ɨ": "IH", "ɯ": "UW", "ʏ": "UH", "ɜ": "AH", "ɔø": "OY",
    "ɐ̃ʊ̃": "AW N", "ɐ̃j": "AY N", "ɐ̃y": "AY N", "õj": "OY N",
    "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "f": "F", "v": "V", "θ": "TH", "ð": "DH",
    "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "h": "HH", "m": "M", "n": "N", "ŋ": "NG", "l": "L",
    "ɫ": "L", "ɬ": "L", "ɹ": "R", "r": "R", "ɾ": "R", "ʁ": "R", "ʀ": "R", "w": "W", "j": "Y",
    "ɡ": "G", "g": "G", "ɣ": "G", "x": "HH", "χ": "HH", "β": "B", "ʎ": "L Y",
    "c\N{COMBINING CEDILLA}": "HH", "ʎʎ": "L Y", "ɲ": "N Y", "ɲɲ": "N Y", "ɕ": "SH", "ʑ": "ZH",
    "ʔ": "T", "ʝ": "Y", "ɥ": "W", "ɱ": "M", "\N{COMBINING TILDE}": "N",
}  # fmt: skip
_LETTERS = {
    "a": "AA", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH",
    "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "o": "OW", "p": "P", "q": "K", "r": "R",
    "s": "S", "t": "T", "u": "UH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z",
    "0": "Z IY R OW", "1": "W AH N", "2": "T UW", "3": "TH R IY", "4": "F AO R", "5": "F AY V",
    "6": "S IH K S", "7": "S EH V AH N", "8": "EY T", "9": "N AY N",
}  # fmt: skip
_IPA_PATTERN = re.compile("|".join(sorted(_IPA, key=len, reverse=True)))
_OWN_IPA = {"pt": str.maketrans({"y": "i", "æ": "ɐ"})}  # as used by espeak-ng's voice
_NASALS = (  # a nasal vowel's end is assimilated to the consonant that follows
    (re.compile("\N{COMBINING TILDE}(?=[mnɲŋ])"), ""),
    (re.compile("ŋ(?=[ˈˌ]?[tdszlnɾɹrʃʒ])"), "n"),
    (re.compile("ŋ(?=[ˈˌ]?[pbm])"), "m"),
)
_LANGUAGE_SWITCH = re.compile(r"\([\w-]+\)")
_VOICES = {"en": "en-us", "pt": "pt-br"}
_ANY_PHONE = "AH"
_MOST_WAYS = 4  # more slow the search down without a gain
_LIBRARY = Lock()  # espeak-ng has one voice for the whole process


def pronunciations(sentences: Iterable[Sequence[str]], language: str) -> dict[str, list[str]]:
    """Return each token's pronunciations, phones joined by spaces; at least one each.

    Args:
        sentences: tokens in their context, which affects some pronunciations.
    """
    spoken = [tuple(sentence) for sentence in sentences]
    tokens = {token for sentence in spoken for token in sentence}
    phones_by_token = _english(tokens) if language == "en" else {}
    unknown = sorted(tokens - phones_by_token.keys())
    alone = [(token,) for token in unknown]
    for token, ipa in _in_ipa([*([] if phones_by_token else spoken), *alone], language):
        ways = phones_by_token.setdefault(token, [])
        phones = _phones(ipa, language)
        if phones and phones not in ways and len(ways) < _MOST_WAYS:
            ways.append(phones)
    for token in unknown:
        phones_by_token[token] = phones_by_token.get(token) or [_letter_phones(token) or _ANY_PHONE]
    return phones_by_token


def _in_ipa(sentences: Sequence[Sequence[str]], language: str) -> Iterator[tuple[str, str]]:
    """Yield the tokens with their IPA, where espeak-ng's output has as many words."""
    lines = [" ".join(sentence) for sentence in sentences]
    spoken = spell_in_ipa(lines, _VOICES.get(language, language))
    for sentence, ipa in zip(sentences, spoken, strict=True):
        words = ipa.split() if len(sentence) > 1 else [ipa]
        if len(words) == len(sentence):
            yield from zip(sentence, words, strict=True)


def _phones(ipa: str, language: str = "en") -> str:
    plain = unicodedata.normalize("NFD", _LANGUAGE_SWITCH.sub("", ipa))
    plain = plain.translate(_OWN_IPA.get(language, {}))
    for pattern, nasal in _NASALS:
        plain = pattern.sub(nasal, plain)
    return " ".join(_IPA[match[0]] for match in _IPA_PATTERN.finditer(plain))


def _letter_phones(token: str) -> str:
    letters = unicodedata.normalize("NFD", token.lower())
    return " ".join(_LETTERS[letter] for letter in letters if letter in _LETTERS)


def _english(tokens: set[str]) -> dict[str, list[str]]:
    import pocketsphinx

    phones_by_word: dict[str, list[str]] = {}
    path = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            entry, phones = line.split(" ", 1)
            word = entry.split("(")[0]  # "a(2)" is another pronunciation of "a"
            if word in tokens:
                phones_by_word.setdefault(word, []).append(phones.strip())
    return phones_by_word


def spell_in_ipa(tokens: Sequence[str], voice: str) -> list[str]:
    """Return the tokens in an espeak-ng voice's IPA; empty texts without espeak-ng."""
    if not tokens:
        return []
    to_ipa = _library()
    if to_ipa is not None:
        with _LIBRARY:
            return to_ipa(tokens, voice)
    return _by_program(tokens, voice)


def _by_program(tokens: Sequence[str], voice: str) -> list[str]:
    nothing = [""] * len(tokens)
    program = shutil.which("espeak-ng")
    if program is None:
        return nothing
    command = [program, "-q", "--ipa", "-v", voice]
    done = subprocess.run(
        command, input="\n".join(tokens), capture_output=True, text=True, timeout=60, check=False
    )
    lines = done.stdout.splitlines()
    return lines if len(lines) == len(tokens) else nothing


@lru_cache(maxsize=1)
def _library() -> Callable[[Sequence[str], str], list[str]] | None:
    """Return a function that uses the library in the espeakng-loader wheel; None without it."""
    try:
        import espeakng_loader  # type: ignore[import-untyped,unused-ignore]

        espeak = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
    except (ImportError, OSError, RuntimeError):
        return None
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    if espeak.espeak_Initialize(2, 0, data, 0x8000) < 0:  # AUDIO_OUTPUT_SYNCHRONOUS, DONT_EXIT
        return None

    def to_ipa(tokens: Sequence[str], voice: str) -> list[str]:
        if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
            return [""] * len(tokens)
        return [_ipa_of(espeak, token) for token in tokens]

    return to_ipa


def _ipa_of(espeak: ctypes.CDLL, token: str) -> str:
    rest = ctypes.c_char_p(token.encode())
    clauses = []
    while rest.value:  # espeak moves the pointer on, clause by clause, then sets it to NULL
        spoken = espeak.espeak_TextToPhonemes(ctypes.byref(rest), 1, 0x02)  # UTF-8 in, IPA out
        clauses.append((spoken or b"").decode("utf-8", "replace"))
    return " ".join(clauses)
