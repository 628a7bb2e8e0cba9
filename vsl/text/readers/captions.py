"""Read existing captions: a file in, words with times out.

SubRip, WebVTT (also with times inside a cue), SubStation Alpha, TTML, YouTube's timed text (json3
and XML), this project's own documents and the JSON of Whisper's programs. Where a file times only
whole lines, the words of a line share its time by their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput, TooLarge
from vsl.model.project import LATEST_MS, LONGEST_WORD, MAX_WORDS, Transcript, Word
from vsl.text.readers.advanced_substation import is_substation, read_substation
from vsl.text.readers.caption_cues import CaptionCue, order_words
from vsl.text.readers.caption_json import OWN, read_document
from vsl.text.readers.script_file import read_script
from vsl.text.readers.subrip_webvtt import read_rows
from vsl.text.readers.ttml import is_ttml, read_ttml
from vsl.text.readers.unspoken import keep_spoken

_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3})\b", re.MULTILINE)  # as YouTube writes it
# raised below by documents of another shape, size or depth
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def read_captions(source: Path | bytes, *, name: str = "The captions file") -> Transcript:
    r"""Return the words of a captions file in order of time.

    The format is detected from the content.

    Args:
        name: what error messages call the file when ``source`` is bytes.
    Raises:
        BadInput: not a file, not text, not a known format, without words, or a time can't be read.
        TooLarge: more than 5 MB, or more words than are spoken in a day.

    >>> cue = b"1\n00:00:01,000 --> 00:00:02,000\nOnly $47\n"
    >>> [(word.text, word.start_ms, word.end_ms) for word in read_captions(cue).words]
    [('Only', 1000, 1571), ('$47', 1571, 2000)]
    """
    text = read_script(source, name=name)
    if isinstance(source, Path):
        name = source.name
    try:
        cues, language, model = _read(text)
        left_out = ""
        if model != OWN:
            spoken = keep_spoken(cues)
            cues, left_out = spoken.cues, spoken.describe()
        words = tuple(order_words(cues))
    except BadInput:
        raise
    except _MALFORMED as error:
        raise BadInput(
            f"{name} holds no captions that can be read; use .srt, .vtt, .ass, .ttml or .json."
        ) from error
    if not words:
        raise BadInput(f"{name} holds no captions with words and times.")
    _check_words(words, name)
    warnings = (left_out,) if left_out else ()
    return Transcript(words, language, "captions", model, warnings)


def _check_words(words: Sequence[Word], name: str) -> None:
    if len(words) > MAX_WORDS:
        raise TooLarge(f"{name} holds more than {MAX_WORDS:,} words; cut it into several.")
    longest = max((word.text for word in words), key=len)
    if len(longest) > LONGEST_WORD:
        raise BadInput(f"{name} holds a word of {len(longest):,} letters; send captions of speech.")
    if not 0 <= words[0].start_ms <= words[-1].end_ms <= LATEST_MS:
        raise BadInput(f"{name} holds times that no recording has; export it again.")


def _read(text: str) -> tuple[Iterable[CaptionCue], str, str]:
    """Return the cues, the language and the format's name."""
    if is_substation(text):
        return read_substation(text), "und", "SubStation"
    if text.lstrip()[:1] in ("{", "["):
        cues, language, model = read_document(_parse(text))
        return cues, _code(language), model
    if is_ttml(text):
        timed, language = read_ttml(text)
        return timed, _code(language), "TTML"
    if text.lstrip().startswith("WEBVTT"):
        found = _LANGUAGE.search(text.lstrip().split("\n\n", 1)[0])
        return read_rows(text, is_vtt=True), _code(found[1] if found else ""), "WebVTT"
    return read_rows(text, is_vtt=False), "und", "SubRip"


def _parse(text: str) -> Any:
    try:
        return parse_json(text, "The document")
    except BadInput as error:
        raise ValueError(str(error)) from error


def _code(language: Any) -> str:
    code = str(language or "").replace("_", "-").split("-")[0].lower()
    return code if re.fullmatch("[a-z]{2,3}", code) else "und"
