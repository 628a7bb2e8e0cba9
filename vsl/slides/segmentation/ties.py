"""The least cost of separating a verb from its complements, and of similar close pairs.

Tokens flow in, the least cost of each gap flows out; 0 for unrelated words. Source of the rules: as
for ``costs``; a verb's complements are a subject of a single word, its object, its infinitive, and
a pronoun after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vsl.slides.segmentation.word_features import End, WordFeatures

_RELATIVE: Final = 13.0  # "lo que", "o que", "ce que", "quello che"
_PRONOUN: Final = 13.0  # "bring you", "told me"
_INFINITIVE: Final = 12.0  # "going to show", "vas a pagar"
_BARE_INFINITIVE: Final = 11.0  # "saber decir", "help me sleep", "hat mir geholfen"
_NEGATION: Final = 11.0  # "liegt nicht"
_GERUND: Final = 11.0  # "keep doing"
_ALL_THIS: Final = 12.0  # "tudo isso", "tutto questo"
_RATE: Final = 11.0  # "$2 a week", "35 euros la hora", "R$ 480 por mês"
_INSTALMENTS: Final = 11.0  # "three easy payments of $29", "12 vezes de R$ 9,70"
_OTHER_INFINITIVE: Final = 8.0  # "aprender a hablar", "parar de fumar"
_OBJECT: Final = 9.4  # "made their money back", "perdí el trabajo", "cost $47"
_COMPLEMENT: Final = 9.0  # "eat bread", "quedé callada"
_MEASURE: Final = 13.0  # "60 day trial"
_ONE: Final = 13.0  # "one more chance"
_NAMED: Final = 12.0  # "my sister Ruth", "eine alte Lehrerin"
_QUANTITY: Final = 13.0  # "at least three", "más de 4.500"
_MAYBE_PRONOUN: Final = 8.0  # "helps you sleep", but also "think you sleep"
_SECOND_OBJECT: Final = 5.5  # "showed me something", "give you my"
_OPENERS: Final = 11.0  # "what if", at the beginning of a clause
_SHORT_SUBJECT: Final = 6.0  # "people don't", at the beginning of a clause

_ACTS: Final = frozenset(("verbs", "maybe_verbs", "auxiliaries"))
_GO_ON: Final = frozenset(("verbs", "auxiliaries", "negations", "clitics"))
_HEADS: Final = frozenset(("determiners", "either_pronouns"))


def find_ties(tokens: Sequence[WordFeatures]) -> Iterator[float]:
    """Yield the least cost of a break after each token but the last, in order."""
    since = 0  # words since the last punctuation
    for n in range(len(tokens) - 1):
        if tokens[n].end:
            since = 0
            yield 0.0
            continue
        since += 1
        following = tokens[n + 2] if n + 2 < len(tokens) else None
        tie = _tie(tokens[n], tokens[n + 1], following, since)
        quantity = _quantity(tokens[n], tokens[n + 1], following)
        rate = _rate(tokens[n], tokens[n + 1], following)
        yield max(tie, quantity, rate, _measure(tokens, n), _noun(tokens, n))


def _noun(tokens: Sequence[WordFeatures], n: int) -> float:
    """Return the cost between "one" and its noun, and between a noun and the name after it."""
    left, right = tokens[n], tokens[n + 1]
    if "ones" in left.tail and (right.is_content or right.head & {"degrees"}):
        return 0.0 if "verbs" in right.head else _ONE
    is_introduced = left.is_content and not left.is_capitalised and right.is_capitalised
    has_determiner = n > 0 and "determiners" in tokens[n - 1].tail and not tokens[n - 1].end
    return _NAMED if is_introduced and has_determiner and right.is_content else 0.0


def _measure(tokens: Sequence[WordFeatures], n: int) -> float:
    """Return the cost between a number's unit and the noun that they modify."""
    left, right = tokens[n], tokens[n + 1]
    is_measure = n > 0 and "attributes" in left.tail and tokens[n - 1].is_number
    return _MEASURE if is_measure and right.is_content and "verbs" not in right.head else 0.0


def _quantity(left: WordFeatures, right: WordFeatures, following: WordFeatures | None) -> float:
    """Return the cost before or after a number: "at least three", "12 payments of $97"."""
    if left.is_number and right.head & {"degrees"} and not left.end:
        return _QUANTITY  # "40% más alto"
    is_sum = following is not None and (following.is_number or following.is_money)
    if "units" in left.tail and right.head & {"of"} and is_sum and not right.end:
        return _INSTALMENTS
    if not left.tail & {"degrees", "of_heads"}:
        return 0.0
    is_of = right.head & {"of", "clause_openers"} and following is not None and not right.end
    number = following if is_of else right
    return _QUANTITY if number is not None and (number.is_number or number.is_money) else 0.0


def _tie(
    left: WordFeatures, right: WordFeatures, following: WordFeatures | None, since: int
) -> float:
    if left.tail & _HEADS and right.head & {"relatives"}:
        return _RELATIVE
    if "object_pronouns" in right.head and (left.is_content or "particles" in left.tail):
        return _PRONOUN
    if right.head & {"infinitive_links"} and _opens_infinitive(right, following):
        return _INFINITIVE if "semi_auxiliaries" in left.tail else _of_other_verb(left, right)
    if "semi_auxiliaries" in left.tail and right.bare.endswith("ing"):
        return _GERUND
    if right.head & {"late_negations"} and left.tail & {"verbs", "auxiliaries"}:
        return _NEGATION
    if left.tail & right.head & {"either_pronouns"} and "determiners" not in right.head:
        return _ALL_THIS
    if since == 1 and left.tail & right.head & {"clause_openers"}:
        return _OPENERS
    if since == 1 and left.is_content and "verbs" not in left.tail and right.head & _GO_ON:
        return _SHORT_SUBJECT
    if "object_pronouns" in left.tail and right.head & (_HEADS | {"verbs"}):
        return _BARE_INFINITIVE if "verbs" in right.head else _SECOND_OBJECT
    return _object(right, following) if "verbs" in left.tail else 0.0


def _opens_infinitive(link: WordFeatures, following: WordFeatures | None) -> bool:
    """Return whether an infinitive follows: "to show", "a pagar", "de se mover"."""
    if link.end or following is None:
        return False
    return bool("infinitive_marks" in link.head or following.head & _ACTS)


def _of_other_verb(left: WordFeatures, right: WordFeatures) -> float:
    has_link = "verbs" in left.tail and "infinitive_marks" not in right.head
    return _OTHER_INFINITIVE if has_link else 0.0


def _rate(left: WordFeatures, right: WordFeatures, following: WordFeatures | None) -> float:
    """Return the cost between a sum and its period or measure: "$2 a week"."""
    is_sum = left.is_money or "currencies" in left.tail
    is_per = right.head & {"determiners", "prepositions"} and not right.end
    if not (is_sum and is_per) or following is None:
        return 0.0
    return _RATE if following.head & {"units", "attributes"} and not following.is_number else 0.0


def _object(right: WordFeatures, following: WordFeatures | None) -> float:
    """Return the cost between a verb and its object."""
    if "infinitives" in right.head:
        return _BARE_INFINITIVE
    if "either_pronouns" in right.head and "determiners" not in right.head:
        return _pronoun(right, following)
    if right.head & {"determiners"} or right.is_number or right.is_money:
        return _OBJECT
    if right.head & {"degrees"} and following and not right.end:
        is_measure = following.is_number or following.is_money or following.is_content
        return _OBJECT if is_measure else 0.0
    is_complement = right.is_content and not right.head & {"verbs", "adverbs"}
    return _COMPLEMENT if is_complement else 0.0


def _pronoun(right: WordFeatures, following: WordFeatures | None) -> float:
    """Return the cost between a verb and a pronoun that may begin the next clause."""
    if right.end is not End.NONE or following is None:
        return _PRONOUN
    if following.head & _GO_ON:
        return 0.0
    return _MAYBE_PRONOUN if following.is_content else _PRONOUN
