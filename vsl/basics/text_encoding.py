"""Decode text files of unknown origin by evidence: bytes in, text and doubts out.

A mark at the start decides, then UTF-8, which no other encoding looks like by chance, then what the
file declares, then statistics of letters. Whatever is guessed comes with a sentence for the user.
"""

from __future__ import annotations

import codecs
import encodings
import re
from contextlib import suppress
from dataclasses import dataclass
from pkgutil import iter_modules
from typing import Final

_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # begins like UTF-16's
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DECLARED: Final = re.compile(rb"""\s{0,9}<\?xml[^>]{1,200}encoding=["']([\w.-]{1,40})["']""")
_USUAL: Final = "windows-1252"  # Latin-1 as Windows writes it
_NEUTRAL: Final = re.compile(rb"[\d:,\->.\s]+|<[^>\n]{1,100}>")  # clocks and tags tell nothing
_SAMPLE_BYTES: Final = 60_000
_LONE_BYTES: Final = re.compile("[\udc80-\udcff]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OTHER: Final = "\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0e00-\u0e7f"
_MIXED: Final = re.compile(f"[A-Za-z][{_OTHER}]|[{_OTHER}][A-Za-z]")
_LATE_CAPITAL: Final = re.compile("[a-z][À-ÞĀĂĄĆČĎĐĘĚŁŃŇŐŒŘŚŞŠŢŤŮŰŹŻŽ]")
_ODD_SHARE: Final = 0.1  # of the words: names of brands
_ALMOST: Final = 0.8  # of the best guess's confidence: then the usual encoding is likelier
_LEAST_WIDE: Final = 4  # characters; fewer prove nothing
_NUL_SHARE: Final = 0.2  # of either half of the bytes of UTF-16


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a file, and a doubt about its encoding; empty if there is none."""

    text: str
    doubt: str = ""


def decode_text(content: bytes, name: str) -> DecodedText:
    """Return the text of ``content``; bytes that mean nothing become U+FFFD.

    Args:
        name: what the doubt calls the file.

    >>> decode_text("Größe".encode("utf-16"), "a.txt").text
    'Größe'
    >>> decode_text("Preço único é".encode() + bytes([0x93]), "a.txt")
    DecodedText(text='Preço único é“', doubt='a.txt has 1 byte that is no UTF-8; check “é“”.')
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return DecodedText(content.decode(encoding, "replace"))
    if encoding := _guess_wide(content):
        return DecodedText(content.decode(encoding, "replace"))
    text = content.decode("utf-8", "surrogateescape")
    lone = len(_LONE_BYTES.findall(text))
    if not lone:
        return DecodedText(text)
    if lone * 3 <= sum(char > "\x7f" for char in text):
        return _mend_bytes(text, lone, name)
    declared = _DECLARED.match(content)
    if declared and _is_text_encoding(declared[1].decode("ascii", "replace")):
        return DecodedText(content.decode(declared[1].decode("ascii"), "replace"))
    encoding = _guess_encoding(content)
    doubt = f"{name} is not UTF-8; it was read as {encoding}."
    cure = "If letters are wrong, save it as UTF-8."
    return DecodedText(content.decode(encoding, "replace"), f"{doubt} {cure}")


def load_detector() -> None:
    """Import all that ``decode_text`` may need; a locked child can open no file later."""
    import chardet

    chardet.detect_all("Größe".encode(_USUAL))  # loads its models
    for module in iter_modules(encodings.__path__):
        with suppress(LookupError, ImportError):  # those of other systems
            codecs.lookup(module.name)


def _guess_wide(content: bytes) -> str:
    """Return the form of UTF-16 that has no mark; empty for anything else."""
    sample = content[:4000]
    half = len(sample) // 2
    if half < _LEAST_WIDE or len(content) % 2:
        return ""
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if first == 0 and second > _NUL_SHARE * half:
        return "utf-16-le"
    if second == 0 and first > _NUL_SHARE * half:
        return "utf-16-be"
    return ""


def _mend_bytes(text: str, lone: int, name: str) -> DecodedText:
    """Return UTF-8 with bytes of Windows' Latin-1 in it."""
    place = _LONE_BYTES.search(text)
    mended = _LONE_BYTES.sub(_read_latin, text)
    shown = mended[: place.start() + 1 if place else 0][-20:].rpartition(" ")[2]
    bytes_of = "1 byte that is" if lone == 1 else f"{lone} bytes that are"
    return DecodedText(mended, f"{name} has {bytes_of} no UTF-8; check “{shown}”.")


def _read_latin(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode(_USUAL, "replace")


def _is_text_encoding(name: str) -> bool:
    try:
        return bool(getattr(codecs.lookup(name), "_is_text_encoding", True))
    except LookupError:
        return False


def _guess_encoding(content: bytes) -> str:
    """Return the encoding whose letters the text most likely has."""
    import chardet

    rows = (row for row in content.splitlines() if not row.isascii())
    sample = b"\n".join(_NEUTRAL.sub(b" ", row[:_SAMPLE_BYTES]) for row in rows)[:_SAMPLE_BYTES]
    guesses = {
        encoding: found["confidence"]
        for found in chardet.detect_all(sample)
        if (encoding := found["encoding"] or "") and _is_text_encoding(encoding)
        if _is_plausible(sample, encoding)
    }
    best = max(guesses, key=lambda encoding: guesses[encoding], default=_USUAL)
    usual = next((name for name in guesses if name.lower() == _USUAL), "")
    if usual and guesses[usual] >= _ALMOST * guesses[best]:
        return usual
    return best


def _is_plausible(sample: bytes, encoding: str) -> bool:
    """Return whether no word mixes alphabets or has a capital after a small letter of its own."""
    text = sample.decode(encoding, "replace")
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    odd = sum(bool(_MIXED.search(word) or _LATE_CAPITAL.search(word)) for word in words)
    return odd <= _ODD_SHARE * len(words)
