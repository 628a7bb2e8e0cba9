"""Words said at an even pace, for tests of slides."""

from __future__ import annotations

from vsl.model.project import Word


def spoken(text: str, *, pauses: dict[str, int] | None = None, word_ms: int = 300) -> list[Word]:
    """Words of ``text``, each with a silence behind it: of a third of a second after a full stop,
    of a word named in ``pauses`` as long as that says, else none."""
    words, now = [], 0
    for token in text.split():
        words.append(Word(token, now, now + word_ms))
        silence = 350 if token.endswith((".", "?", "!", "…")) else 0
        now += word_ms + (pauses or {}).get(token, silence)
    return words
