"""Write ad-libs, words that are not in the script, for readers: recognised words in, words out.

Pure. Names are spelled as in the script.
"""

from __future__ import annotations

from collections.abc import Sequence

from vsl.model.project import Word
from vsl.text.correction.edits import apply_edits
from vsl.text.correction.glossary import Glossary, Term
from vsl.text.correction.glossary_match import GlossaryCorrector
from vsl.text.correction.lapses import mend_lapses
from vsl.text.numbers.display import to_display
from vsl.text.numbers.locale import LOCALES
from vsl.text.numbers.regions import find_region


def write_ad_lib(
    heard: Sequence[Word], names: Sequence[str], language: str, *, script: str = ""
) -> tuple[Word, ...]:
    """Return the words of an ad-lib as they are shown, at their spoken times.

    Args:
        heard: the recognised words, in order.
        names: of the script, as it spells them.
        script: whose currencies tell the country's form of sums.
    """
    words = tuple(Word(word.text, word.start_ms, word.end_ms, word.confidence) for word in heard)
    if names:
        glossary = Glossary(tuple(map(Term, names)))
        corrector = GlossaryCorrector(glossary, language, is_word=_is_word)
        words = apply_edits(words, corrector.edits(words))
    if language in LOCALES:
        words = to_display(words, find_region(language, (script,)))
    return mend_lapses(words, language)


def _is_word(word: str) -> bool:
    """Return True: names are matched by spelling alone, never by sound."""
    return True
