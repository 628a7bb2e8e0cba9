"""The languages that Parakeet-TDT 0.6B v3 supports, listed without loading it.

Source: https://huggingface.co/nvidia/parakeet-tdt-0.6b-v3, "Supported Languages".
"""

from __future__ import annotations

from vsl.errors import BadInput
from vsl.speech.languages import language_name

_CODES = "bg cs da de el en es et fi fr hr hu it lt lv mt nl pl pt ro ru sk sl sv uk"
LANGUAGES = frozenset(_CODES.split())


def check_language(code: str | None) -> str | None:
    """Return ``code`` if it is None or a language that Parakeet supports.

    Raises:
        BadInput: it is neither; the message names the languages.
    """
    if code is not None and code not in LANGUAGES:
        names = ", ".join(sorted(language_name(known).capitalize() for known in LANGUAGES))
        raise BadInput(f"Parakeet does not hear {code!r}, only {names}; choose another engine.")
    return code
