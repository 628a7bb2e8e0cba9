"""The features of a word: its punctuation, and which lists of its language contain it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from itertools import pairwise

from vsl.basics.punctuation import (
    CLAUSE_ENDS,
    QUESTIONS,
    SENTENCE_ENDS,
    STRONG_CLAUSE_ENDS,
    without_closers,
)
from vsl.basics.spacing import parts_phrases
from vsl.basics.text_cache import cache_short_texts
from vsl.slides.languages import word_classes
from vsl.slides.languages.word_classes import WordClasses

_OPENERS = "\"'“‘«([¿¡*"
_PUNCTUATION = re.compile(r"^[\W_]+|[\W_]+$")
_ADJECTIVE = re.compile(r"\d[\d.,]*-[^\W\d_]{3,}")
_ORDINAL = re.compile(r"\d{1,2}\.")
_STEM = 3  # letters before a suffix at least: "us" has no "-ous"
_MONEY = re.compile(r"[$€£¥₹₽]")
_NO_LISTS = ("adjectives_follow", "tails", "per_cent")
_LISTS = tuple(
    field.name
    for field in fields(WordClasses)
    if not field.name.endswith("_endings") and field.name not in _NO_LISTS
)
# Lists about a word's meaning, not its function in the sentence.
_CONTENT_LISTS = frozenset(
    (
        *("units", "currencies", "months", "numbered", "titles", "abbreviations"),
        *("name_particles", "guarantees", "verbs", "ordinals", "adjectives", "numbers", "ones"),
        *(
            "endings",
            "participles",
            "of_heads",
            "maybe_verbs",
            "semi_auxiliaries",
            "infinitives",
            "full_verbs",
            "weekdays",
        ),
        *("infinitive_links", "relatives", "sums", "attributes"),
    )
)
# Lists that decide by context whether a possible noun is a verb.
_VERBS = frozenset(("verbs",))
_SUBJECTS = frozenset(("pronouns", "clitics", "negations", "infinitive_marks"))
_NO_VERB_AFTER = frozenset(
    ("determiners", "prepositions", "of", "adjectives", "endings", "participles", "ordinals")
)
_ACTS = frozenset(("verbs", "auxiliaries"))
_OBJECTS = frozenset(
    ("determiners", "clitics", "either_pronouns", "object_pronouns", "degrees", "infinitive_marks")
)


class End(IntEnum):
    """How a word ends its clause or sentence, by its punctuation."""

    NONE = 0
    CLAUSE = 1
    STRONG_CLAUSE = 2
    SENTENCE = 3
    QUESTION = 4


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """The features of a word's text.

    ``head`` and ``tail`` differ where an apostrophe joins two words: ``l'été``, ``you're``; a break
    uses the tail of the word before and the head of the next.
    """

    bare: str  # lower case, without punctuation around it; empty for a lone dash
    end: End
    head: frozenset[str]  # names of the lists that contain the first part
    tail: frozenset[str]
    is_capitalised: bool  # as a name is: Anna, not ANNA
    is_initial: bool  # a capital and a full stop
    is_number: bool
    is_counted: bool  # an adjective that begins with a number: "60-day"
    is_money: bool  # a price, or a currency's sign alone
    is_content: bool  # not a small word of the language
    is_opening: bool  # begins a quotation or a bracket


def read_tokens(texts: Sequence[str], language: str) -> list[WordFeatures]:
    """Return the features of a text's words, in order."""
    tokens = [read_token(text, language) for text in texts]
    days_end = language.startswith("de")  # in a full stop
    for n, (token, following) in enumerate(pairwise(tokens)):
        if token.end is End.NONE and parts_phrases(texts[n], texts[n + 1]):
            tokens[n] = replace(token, end=End.CLAUSE)
        if days_end and "months" in following.head and _ORDINAL.fullmatch(texts[n]):
            tokens[n] = replace(token, end=End.NONE)  # "am 4. Mai"
        if token.is_initial and following.is_capitalised and following.is_content:
            tokens[n] = replace(token, end=End.NONE)  # "John F. Kennedy", but "vitamin C. You"
    return list(_with_verbs(tokens))


def _with_verbs(tokens: Sequence[WordFeatures]) -> Iterator[WordFeatures]:
    """Yield ``tokens``, adding "verbs" to those used as verbs: "if you order", not "your order"."""
    before: WordFeatures | None = None
    is_object = False  # the word before is the object of a verb
    for n, token in enumerate(tokens):
        following = tokens[n + 1] if n + 1 < len(tokens) and not token.end else None
        if "verbs" not in token.head and _acts(before, token, following, is_object=is_object):
            token = replace(token, head=token.head | _VERBS, tail=token.tail | _VERBS)
        is_object = bool(before and before.tail & _VERBS and "either_pronouns" in token.head)
        before = None if token.end else token
        yield token


def _acts(
    before: WordFeatures | None,
    token: WordFeatures,
    following: WordFeatures | None,
    *,
    is_object: bool,
) -> bool:
    """Return whether a word outside the list of verbs is used as one."""
    if not token.is_content:
        return False
    may_act = "maybe_verbs" in token.head
    has_verb_next = following is not None and bool(following.head & _ACTS)
    if before is None:
        return may_act and not has_verb_next
    if before.tail & _NO_VERB_AFTER or before.is_number:
        return False
    is_subject = "either_pronouns" in before.tail and not is_object
    if is_subject or before.tail & _SUBJECTS:
        is_plain = not token.head - {"participles"} and not token.is_capitalised
        return may_act or is_plain
    has_object = following is not None and (following.head & _OBJECTS or following.is_number)
    if "participles" in token.head and "auxiliaries" not in before.tail:
        return bool(has_object)
    has_subject = "clause_openers" in before.tail and not has_verb_next
    return may_act and bool("auxiliaries" in before.tail or has_object or has_subject)


@cache_short_texts(1 << 16)
def read_token(text: str, language: str) -> WordFeatures:
    """Return the features of a word of ``language``, from its text alone."""
    classes = word_classes(language)
    word = strip_signs(text)
    first, joined, last = word.partition("'")
    head = _lists_of(first if joined else word, classes)
    tail = _tail_lists(last, classes) if joined else head
    number = _has_digits(word) or _is_number_word(word, classes)
    roles = head - _CONTENT_LISTS
    return WordFeatures(
        bare=word,
        end=_end_of(text, word, classes),
        head=head,
        tail=tail,
        is_capitalised=_is_capitalised(text),
        is_initial=len(word) == 1 and text.lstrip(_OPENERS)[:1].isupper() and text.endswith("."),
        is_number=number,
        is_counted=_ADJECTIVE.match(word) is not None,
        is_money=bool(_MONEY.search(text)),
        is_content=not roles and not number,
        is_opening=text[:1] in _OPENERS and bool(word),
    )


def strip_signs(text: str) -> str:
    """Return a word in lower case without punctuation and currency signs around it."""
    return _PUNCTUATION.sub("", text).lower().replace("’", "'")


def _lists_of(word: str, classes: WordClasses) -> frozenset[str]:
    found = {name for name in _LISTS if word in getattr(classes, name)}
    if not found:
        found |= {"endings"} if _has_ending(word, classes.adjective_endings) else set()
        found |= {"participles"} if _has_ending(word, classes.participle_endings) else set()
        found |= {"verbs"} if _has_ending(word, classes.verb_endings) else set()
        found |= {"adverbs"} if _has_ending(word, classes.adverb_endings) else set()
    return frozenset(found)


def _has_ending(word: str, endings: tuple[str, ...]) -> bool:
    return any(word.endswith(ending) and len(word) >= len(ending) + _STEM for ending in endings)


def _tail_lists(tail: str, classes: WordClasses) -> frozenset[str]:
    meant = dict(classes.tails).get(tail)
    return frozenset({meant}) if meant else _lists_of(tail, classes)


def _has_digits(word: str) -> bool:
    """Return whether a word is a figure, and not an adjective made of one: "60-day"."""
    return any(map(str.isdigit, word)) and not _ADJECTIVE.match(word)


def _is_number_word(word: str, classes: WordClasses) -> bool:
    parts = word.split("-")
    return all(part in classes.numbers or part in classes.ones for part in parts) and any(
        part in classes.numbers for part in parts
    )


def _is_capitalised(text: str) -> bool:
    letters = _PUNCTUATION.sub("", text)
    return letters[:1].isupper() and (len(letters) == 1 or not letters.isupper())


def _end_of(text: str, word: str, classes: WordClasses) -> End:
    closed = without_closers(text)
    if closed.endswith(SENTENCE_ENDS):
        if closed.endswith(".") and word in classes.abbreviations:
            return End.NONE
        return End.QUESTION if closed.endswith(QUESTIONS) else End.SENTENCE
    if closed.endswith(CLAUSE_ENDS):
        return End.STRONG_CLAUSE if closed.endswith(STRONG_CLAUSE_ENDS) else End.CLAUSE
    return End.NONE
