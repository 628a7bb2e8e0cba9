"""Split text into tokens and words, and join it again, with or without spaces. Pure.

Chinese, Japanese, Thai, Lao, Khmer and Burmese write no spaces between words. The letters on both
sides of a boundary decide, not the declared language, so a text may mix scripts. A token is the
unit in which slides are counted, highlighted and split: the text between two spaces where words
have spaces; elsewhere one letter with the marks and punctuation that no line break may separate
from it. Whether a token ends between two characters depends on these two alone, so cutting a text
between tokens and joining it again keeps its tokens.

Sources: no space between words, and none between Han or kana and Latin letters or digits, JIS X
    4051 in https://www.w3.org/TR/jlreq/ (3.2.6: the distance is the typesetter's) and
    https://www.w3.org/TR/clreq/ (3.2.2); characters that may not begin or end a line, the same
    (3.1.7, 3.1.8) and classes OP, CL, EX, NS, CJ of https://www.unicode.org/reports/tr14/; its
    class SA names the scripts of South East Asia.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from vsl.basics.text_cache import cache_short_texts

_EAST_ASIAN: Final = (
    "\u2e80-\u2fdf\u3001-\u30ff\u3105-\u312f\u3190-\u31ff\u3220-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe6f\uff01-\uff9f\uffe0-\uffe6\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
_SOUTH_EAST_ASIAN: Final = (
    "\u0e01-\u0e3a\u0e40-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17ff"
    "\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9fe\uaa60-\uaa7f"
)
_IN_EAST_ASIA: Final = re.compile(f"[{_EAST_ASIAN}]")
_IN_SOUTH_EAST_ASIA: Final = re.compile(f"[{_SOUTH_EAST_ASIAN}]")
_WITHOUT_SPACES: Final = re.compile(f"[{_EAST_ASIAN}{_SOUTH_EAST_ASIAN}]")
# Digits and full-width Latin letters of these scripts form words as ASCII ones do.
_ALPHANUMERIC: Final = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u0e50-\u0e59\u0ed0-\u0ed9\u1040-\u1049\u17e0-\u17e9]"
)

NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々〻ー〜～’”）〕］｝〉》」』】〙〗〟｠"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ…‥‼⁇⁈⁉)]}!?,.:;%％‰℃\u200b\u200c\u200d"
    "ะาำๅๆฯະາຳຽໆຯ"  # vowels and signs that continue a syllable of Thai or Lao
    "\u104a\u104b\u17d4\u17d5\u17d6\u17d7"  # stops and repetition of Burmese and Khmer
)
NEVER_LAST: Final = frozenset(
    "‘“（〔［｛〈《「『【〘〖〝｟｢([{¥￥$＄£￡\u200d"
    "เแโใไເແໂໃໄ"  # vowels that are written before the letter they follow
    "\u1039\u17d2"  # signs that join two letters of Burmese or Khmer
)
_INVISIBLE: Final = "\u200b\u200c\u200d\ufe0e\ufe0f"
_SIGNS: Final = "“”‘’…‥—–\"'"  # shared by all scripts: the letter beside them decides


def has_no_spaces(text: str) -> bool:
    """Return whether ``text`` has a character of a script without spaces between words.

    >>> has_no_spaces("47ドル"), has_no_spaces("47 dollars"), has_no_spaces("47 달러")
    (True, False, False)
    """
    return not text.isascii() and _WITHOUT_SPACES.search(text) is not None


def is_east_asian(char: str) -> bool:
    """Return whether ``char`` is Han, kana or a full-width sign."""
    return _IN_EAST_ASIA.match(char) is not None


def split_tokens(text: str) -> list[str]:
    """Return the tokens of ``text``, in order.

    >>> split_tokens("No spaces, no words")
    ['No', 'spaces,', 'no', 'words']
    >>> split_tokens("「きょう」は、iPhoneを")
    ['「きょ', 'う」', 'は、', 'iPhone', 'を']
    """
    if not has_no_spaces(text):
        return text.split()
    return [token for run in text.split() for token in _tokens(run)]


def count_tokens(text: str) -> int:
    """Return the number of tokens of ``text``."""
    return len(split_tokens(text))


def split_words(text: str) -> list[str]:
    """Return the tokens of ``text`` as words from which ``join_words`` restores it.

    A word ends in a space where the text has one that joining would leave out.

    >>> split_words("ราคา 47 บาท")
    ['รา', 'คา ', '47 ', 'บา', 'ท']
    """
    if not has_no_spaces(text):
        return text.split()
    words: list[str] = []
    for part in filter(None, re.split(r"(\s+)", text)):
        if not part.isspace():
            words += _tokens(part)
        elif words:
            words[-1] += "\n" if "\n" in part else " "
    return space_words(words)


def space_words(pieces: Sequence[str]) -> list[str]:
    """Return the words in ``pieces`` of a text, given with the spaces at their ends.

    Words are stripped, but end in a space where the text has one that joining would leave out.

    >>> space_words([" we", " sell"]), space_words(["ขาย", " 47", " ", "บาท"])
    (['we', 'sell'], ['ขาย ', '47 ', '', 'บาท'])
    """
    words = [piece.strip() for piece in pieces]
    last, between = -1, ""
    for n, piece in enumerate(pieces):
        if not words[n]:
            between += piece
            continue
        between += piece[: len(piece) - len(piece.lstrip())]
        if last >= 0 and between and not _seam(words[last], words[n]):
            words[last] += line_gap(words[last], words[n]) if "\n" in between else " "
        last, between = n, piece[len(piece.rstrip()) :]
    return words


def is_one_word(before: str, after: str) -> bool:
    """Return whether a word continues in the next piece of a recognition, given with its spaces.

    >>> is_one_word(" $47", ",000"), is_one_word(" we", " sell"), is_one_word("i", "Phone")
    (True, False, True)
    >>> is_one_word("東", "京"), is_one_word("き", "ょ"), is_one_word("東", "。")
    (False, True, True)
    """
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return False
    return not ends_token(before[-1], after[0])


def line_gap(before: str, after: str) -> str:
    """Return the space that a line break between two texts stands for.

    None between two letters of East Asia. Source:
    https://www.w3.org/TR/css-text-3/#line-break-transform

    >>> line_gap("一行目", "二行目"), line_gap("ราคา", "เพียง"), line_gap("one", "two")
    ('', ' ', ' ')
    """
    both = before.rstrip(_SIGNS)[-1:], after.lstrip(_SIGNS)[:1]
    return "" if all(map(_IN_EAST_ASIA.match, both)) else " "


def parts_phrases(before: str, after: str) -> bool:
    """Return whether the space between two words separates phrases, as in Thai, not in English.

    >>> parts_phrases("ครับ ", "วันนี้"), parts_phrases("ราคา ", "47"), parts_phrases("so", "we")
    (True, False, False)
    """
    if not before[-1:].isspace() or not _IN_SOUTH_EAST_ASIA.match(after):
        return False
    return bool(_IN_SOUTH_EAST_ASIA.match(before.rstrip()[-1:]))


def join_words(texts: Sequence[str]) -> str:
    """Return neighbouring words as one line, with spaces where their scripts have them.

    >>> join_words(["Only", "47", "dollars"]), join_words(["たった", "47", "ドル", "です。"])
    ('Only 47 dollars', 'たった47ドルです。')
    """
    if not any(map(has_no_spaces, texts)):
        return " ".join(texts)
    parts = list(texts[:1])
    for before, after in pairwise(texts):
        parts += _seam(before, after), after.lstrip() if before[-1:].isspace() else after
    return "".join(parts)


def join_lines(text: str) -> str:
    """Return ``text`` as one line without superfluous spaces.

    >>> join_lines("one\\n two"), join_lines("一行目\\n二行目")
    ('one two', '一行目二行目')
    """
    return join_words(split_words(text)).strip()


def space_tokens(text: str) -> list[tuple[str, str]]:
    """Return the tokens of ``text`` as one line, each with the space before it, or "".

    >>> space_tokens("買う 47ドル")
    [('', '買'), ('', 'う'), (' ', '47'), ('', 'ド'), ('', 'ル')]
    """
    words = split_words(text)
    gaps = (
        " " if before[-1:].isspace() else _seam(before, after) for before, after in pairwise(words)
    )
    return [(gap, word.strip()) for gap, word in zip(("", *gaps), words, strict=False)]


def cut_text(text: str, token: int) -> tuple[str, str]:
    """Return ``text`` as one line up to a token, and from that token on."""
    words = split_words(text)
    return join_words(words[:token]).strip(), join_words(words[token:]).strip()


def token_stops(texts: Sequence[str]) -> list[int]:
    """Return how many tokens of the joined text begin up to the end of each word.

    A word may hold several tokens, and a token may continue in the next word.

    >>> token_stops(["forty seven", "dollars"]), token_stops(["買う", "。", "さて"])
    ([2, 3], [2, 2, 4])
    """
    if not any(map(has_no_spaces, texts)):
        return list(accumulate(len(text.split()) for text in texts))
    stops, before = list[int](), 0
    tail = ""  # of the token that may continue
    for text in texts:
        before += count_tokens(text) - _goes_on(tail, text)
        tail = text if text.strip() else tail
        stops.append(before)
    return stops


def count_words(text: str) -> float:
    """Return how many words ``text`` has; two letters count as one in scripts without spaces.

    >>> count_words("no spaces here"), count_words("東京タワー")
    (3, 2.0)
    """
    tokens = split_tokens(text)
    return sum(0.5 if has_no_spaces(token) else 1 for token in tokens)


def shorten(text: str, words: int) -> str:
    """Return the beginning of ``text``, at most ``words`` words of it, as one line.

    >>> shorten("one two three", 2), shorten("一二三四五", 2)
    ('one two …', '一二三四 …')
    """
    all_words = split_words(text)
    sizes = accumulate(0.5 if has_no_spaces(word) else 1 for word in all_words)
    kept = [word for word, size in zip(all_words, sizes, strict=True) if size <= words]
    return join_lines(text) if len(kept) == len(all_words) else f"{join_words(kept).strip()} …"


@lru_cache(maxsize=1 << 16)
def ends_token(before: str, after: str) -> bool:
    """Return whether a token ends between two neighbouring characters, neither of them a space."""
    if after in NEVER_FIRST or before in NEVER_LAST or unicodedata.category(after)[0] == "M":
        return False
    return _stands_alone(before) or _stands_alone(after)


def _goes_on(before: str, after: str) -> bool:
    """Return whether the last token of one word continues in the next."""
    touch = before and after and not before[-1].isspace() and not after[0].isspace()
    return bool(touch) and not _seam(before, after) and not ends_token(before[-1], after[0])


def _seam(before: str, after: str) -> str:
    """Return the space that joining puts between two words, or ""."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    return "" if _ends_without(before) or _begins_without(after) else " "


@cache_short_texts(1 << 16)
def _ends_without(text: str) -> bool:
    """Return whether the script that ``text`` ends in has no spaces."""
    text = text.rstrip(_INVISIBLE)
    return has_no_spaces((text.rstrip(_SIGNS) or text)[-1:])


@cache_short_texts(1 << 16)
def _begins_without(text: str) -> bool:
    return has_no_spaces((text.lstrip(_SIGNS) or text)[:1])


@cache_short_texts(1 << 14)
def _tokens(run: str) -> tuple[str, ...]:
    """Return the tokens of the text between two spaces."""
    if not has_no_spaces(run):
        return (run,)
    return tuple(_cut(run))


def _cut(run: str) -> Iterator[str]:
    start = 0
    for n, (before, after) in enumerate(pairwise(run), 1):
        if ends_token(before, after):
            yield run[start:n]
            start = n
    yield run[start:]


def _stands_alone(char: str) -> bool:
    return has_no_spaces(char) and not _ALPHANUMERIC.match(char)
