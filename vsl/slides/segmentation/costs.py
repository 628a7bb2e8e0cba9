"""The grammatical cost of a break between two words: low before a clause, high inside a phrase.

Tokens flow in, a cost for each gap flows out. Times, lengths and presets play no part here.

Source of the rules: Netflix Timed Text Style Guide, "Line treatment" (break after punctuation,
before conjunctions and prepositions; never part article and noun, adjective and noun, first and
last name, verb and subject pronoun, verb and its auxiliary, negation or particle).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vsl.slides.segmentation.ties import find_ties
from vsl.slides.segmentation.word_features import End, WordFeatures

NEVER: Final = 1000.0  # more than all other costs of a slide together
SENTENCE: Final = 0.0
_AT_END: Final = {
    End.QUESTION: SENTENCE,
    End.SENTENCE: SENTENCE,
    End.STRONG_CLAUSE: 0.5,
    End.CLAUSE: 1.0,
}
_CLAUSE_GOES_ON: Final = 1.0  # extra: without a following clause the comma may separate list items
_LIST_GOES_ON: Final = 1.4  # extra after a short item or a single word: "Sarah, | this is"
_SHORT_ITEM: Final = 2  # words

# A small word that needs the next word; the highest cost of its lists counts.
_AFTER: Final = {
    "determiners": 15.0,
    "of": 13.0,
    "ordinals": 13.0,
    "prepositions": 12.0,
    "infinitive_marks": 12.0,
    "clitics": 12.0,
    "coordinators": 11.0,
    "clause_openers": 10.0,
    "pronouns": 13.0,
    "negations": 13.0,
    "degrees": 10.0,
    "auxiliaries": 12.0,
}
CLAUSE_OPENS: Final = 1.8  # a lower cost too means that a clause begins there
# A small word that opens a phrase; the lowest cost of its lists counts.
_BEFORE: Final = {
    "clause_openers": CLAUSE_OPENS,
    "pronouns": 2.5,
    "prepositions": 3.0,
    "coordinators": 3.0,
    "either_pronouns": 3.0,
    "infinitive_marks": 4.5,
    "determiners": 4.0,
    "auxiliaries": 4.0,
    "negations": 4.0,
    "degrees": 5.0,
    "clitics": 6.0,
    "adverbs": 4.5,
    "verbs": 4.5,
    "of": 5.5,
}
_BEFORE_PARTICLE: Final = 11.0
_BEFORE_NUMBER: Final = 4.0
_BEFORE_QUOTATION: Final = 2.0
_CONTENT: Final = 6.0  # between two words that are in no list
_IN_PHRASE: Final = 10.5  # a determiner and two words: probably one phrase
_DEEP_IN_PHRASE: Final = 9.0
_AFTER_PLURAL: Final = 5.5  # a plural rarely modifies another noun
_NOUN_AND_ADJECTIVE: Final = 15.0  # "garantia incondicional", and "acordou cansado"
_NOUN_ALONE: Final = 2  # words since a determiner: "um grupo fechado", "os modelos novos treinados"
_NOUN_GOES_ON: Final = 8.0  # "uma luminária âmbar"; verbs are recognised by their endings
_ADJECTIVE_AND_NOUN: Final = 13.0
_LIKELY_ADJECTIVE: Final = 12.0
_SUBJECT_AND_VERB: Final = 13.0
_VERB_AND_OBJECT: Final = 13.0
_OBJECT_AND_VERB: Final = 4.0  # "to show you | changed my life"
_FRONTED: Final = 9.0  # "how simple | it is"
_PARTICIPLE: Final = 3.5
_PARTICIPLE_GOES_ON: Final = 4.0  # "represented in": extra before the preposition
_PREDICATE: Final = 3.2  # after its subject
_AFTER_OBJECT: Final = 1.0  # extra after an object
_ADVERB_AND_VERB: Final = 8.0  # or adjective: "primarily intended"
_OBJECT: Final = 9.0  # after an auxiliary as the main verb
_STANDS_ALONE: Final = 5.0  # an auxiliary as the main verb: "all that you are and"
_OPENER_OR_OBJECT: Final = 8.0  # "that | in the Middle Ages", but also "after that | in the end"
_LONGEST_SUBJECT: Final = 6  # words after a conjunction, with phrases before the subject
_JOINS_NOUNS: Final = 4.5  # "arts and crafts"
_JOINS_CLAUSES: Final = 1.6
_ENDS_PHRASE: Final = frozenset(("clause_openers", "prepositions", "coordinators"))
_JOINS: Final = frozenset(("clause_openers", "coordinators"))
_BEFORE_VERB: Final = frozenset(
    (
        *("pronouns", "either_pronouns", "auxiliaries", "negations", "clitics"),
        *("infinitive_marks", "degrees", "adverbs"),
    )
)
_OPENS_CLAUSE: Final = frozenset(
    (
        *("pronouns", "either_pronouns", "auxiliaries", "negations", "verbs"),
        *("clause_openers", "coordinators"),
    )
)


def break_costs(
    tokens: Sequence[WordFeatures], *, adjectives_follow: bool = False
) -> Iterator[float]:
    """Return the cost of a break after each token but the last, in order."""
    return map(max, _by_words(tokens, adjectives_follow), find_ties(tokens))


def _by_words(tokens: Sequence[WordFeatures], adjectives_follow: bool) -> Iterator[float]:
    """Yield the cost of each break by the small words, adjectives and participles beside it."""
    depth = 0  # words since the determiner that opened a phrase, including it
    in_verb_group = False
    since = 0  # words since the last punctuation
    for n in range(len(tokens) - 1):
        left, right = tokens[n], tokens[n + 1]
        following = tokens[n + 2] if n + 2 < len(tokens) else None
        depth, since = _depth(left, depth), since + 1
        in_verb_group = _is_in_verb_group(left, in_verb_group)
        if left.end is not End.NONE:
            goes_on = _is_word_alone(left, since) or _is_item(tokens, n + 1, since)
            yield _at_end(left, tokens, n + 1) + _LIST_GOES_ON * goes_on
            depth, since, in_verb_group = 0, 0, False
            continue
        is_object = _is_object(tokens, n)
        cost = None if is_object else _after(left, right)
        if cost is None:
            cost = _before(left, tokens, n + 1)
            if _is_fronted(tokens, n):
                cost = _FRONTED
            elif _is_object(tokens, n + 1):
                cost = _VERB_AND_OBJECT
            elif is_object and right.is_content:
                cost = _OBJECT_AND_VERB
            if _is_past_tense(right, following):
                cost = min(cost, _PREDICATE)
            elif right.is_content or right.is_number:
                cost = max(cost, _inside(left, right, depth, adjectives_follow))
            if _opens_participle(right, following) and not _is_verb(tokens, n):
                is_adjective = adjectives_follow and depth == _NOUN_ALONE
                cost = min(cost, _NOUN_GOES_ON if is_adjective else _PARTICIPLE)
        is_full = _has_object(left, right) or _has_adjunct(left, right)
        in_verb_group = in_verb_group and not (is_full or right.head & _JOINS)
        yield max(cost, _AFTER["auxiliaries"]) if in_verb_group else cost


def _is_in_verb_group(token: WordFeatures, in_verb_group: bool) -> bool:
    """Return whether the verb is still to come after an auxiliary and adverbs: "may justly"."""
    return "auxiliaries" in token.tail or (in_verb_group and "adverbs" in token.tail)


def _is_object(tokens: Sequence[WordFeatures], n: int) -> bool:
    """Return whether an ambiguous pronoun is an object: "to show you", "on it"."""
    token, before = tokens[n], tokens[n - 1] if n else None
    if "either_pronouns" not in token.head or before is None or before.end:
        return False
    if before.tail & {"prepositions", "of"} and not before.tail & {"clause_openers"}:
        return "determiners" not in token.head
    is_infinitive = n > 1 and "infinitive_marks" in tokens[n - 2].tail
    return is_infinitive and before.is_content


def _is_fronted(tokens: Sequence[WordFeatures], n: int) -> bool:
    """Return whether a clause's subject follows a fronted word: "how simple | it is"."""
    opener = tokens[n - 1] if n else None
    if opener is None or "clause_openers" not in opener.head or opener.end is not End.NONE:
        return False
    leads = tokens[n].tail & {"adjectives", "endings", "adverbs"}
    return bool(leads and tokens[n + 1].head & {"pronouns", "either_pronouns"})


def _is_verb(tokens: Sequence[WordFeatures], n: int) -> bool:
    """Return whether the word before makes a content word a verb: "you already woke"."""
    return n > 0 and tokens[n - 1].end is End.NONE and bool(tokens[n - 1].tail & _BEFORE_VERB)


def _opens_participle(token: WordFeatures, following: WordFeatures | None) -> bool:
    """Return whether a participle clause begins: "types composed to", "blocks engraved in"."""
    if "participles" not in token.head or token.end is not End.NONE or following is None:
        return False
    return bool(following.head & {"prepositions", "infinitive_marks"})


def _is_past_tense(token: WordFeatures, following: WordFeatures | None) -> bool:
    """Return whether an apparent participle is the main verb: "the process produced the"."""
    if "participles" not in token.head or token.end is not End.NONE or following is None:
        return False
    return bool(following.head & {"determiners", "pronouns", "either_pronouns"})


def _depth(token: WordFeatures, depth: int) -> int:
    if token.is_content:
        return depth + 1 if depth or token.tail & {"adjectives", "ordinals"} else 0
    return 1 if token.is_number or "determiners" in token.tail else 0


def _at_end(left: WordFeatures, tokens: Sequence[WordFeatures], n: int) -> float:
    """Return the cost of a break between ``left``, which ends a clause, and the word at ``n``."""
    opens = tokens[n].is_opening or tokens[n].head & _OPENS_CLAUSE
    goes_on = left.end is End.CLAUSE and not opens
    return _AT_END[left.end] + _CLAUSE_GOES_ON * goes_on


def _is_word_alone(token: WordFeatures, since: int) -> bool:
    """Return whether a comma follows a single word: "Sarah,", but not "three,"."""
    is_number = token.is_number or "ones" in token.head
    return since == 1 and token.end is End.CLAUSE and not is_number


def _is_item(tokens: Sequence[WordFeatures], n: int, since: int) -> bool:
    """Return whether a list continues after a comma: "and ferns", "teas and", "teas,"."""
    if n + 1 >= len(tokens) or tokens[n].is_opening:
        return False
    token, following = tokens[n], tokens[n + 1]
    if "coordinators" in token.head:
        return since <= _SHORT_ITEM and not opens_clause(tokens, n)
    return token.is_content and (token.end is End.CLAUSE or "coordinators" in following.head)


def opens_clause(tokens: Sequence[WordFeatures], n: int) -> bool:
    """Return whether the word at ``n`` begins a clause rather than a list item.

    A conjunction does if a subject or verb follows: "and we", "and in the end we", "and the offer
    ends", but not "and ferns".
    """
    if "coordinators" not in tokens[n].head:
        return bool(tokens[n].head & _OPENS_CLAUSE)
    for place in range(n + 1, min(n + 1 + _LONGEST_SUBJECT, len(tokens))):
        token = tokens[place]
        if token.head & _OPENS_CLAUSE:
            return place == n + 1 or not token.head & _JOINS
        if token.end:
            return False
    return False


def _after(left: WordFeatures, right: WordFeatures) -> float | None:
    """Return the cost after the word before; None if it needs nothing after it."""
    needs = max((_AFTER[name] for name in left.tail if name in _AFTER), default=0.0)
    if "quantifiers" in left.tail and right.head & (_ENDS_PHRASE | {"auxiliaries"}):
        return _OPENER_OR_OBJECT if "clause_openers" in left.tail else None
    if "adverbs" in left.tail and right.is_content:
        return _ADVERB_AND_VERB
    if needs == _AFTER["auxiliaries"] and "auxiliaries" in left.tail:
        if right.head & _JOINS or _has_adjunct(left, right):
            return _STANDS_ALONE
        if _has_object(left, right):
            return _OBJECT
    if "either_pronouns" in left.tail:
        is_subject = bool(right.head & {"auxiliaries", "negations", "clitics", "adverbs"})
        if is_subject or right.is_content:
            return max(needs, _SUBJECT_AND_VERB)
    return needs or None


def _has_object(left: WordFeatures, right: WordFeatures) -> bool:
    """Return whether an auxiliary is a main verb with an object: "had 17 clients", "tem a"."""
    is_object = right.head & {"determiners", "degrees"} or right.is_number or right.is_money
    return bool("full_verbs" in left.tail and is_object)


def _has_adjunct(left: WordFeatures, right: WordFeatures) -> bool:
    """Return whether an auxiliary is a main verb before a preposition: "can do | for you"."""
    return "full_verbs" in left.tail and "prepositions" in right.head


def _before(left: WordFeatures, tokens: Sequence[WordFeatures], n: int) -> float:
    """Return the cost before the word at ``n``, which comes after ``left``."""
    right, following = tokens[n], tokens[n + 1] if n + 1 < len(tokens) else None
    if "particles" in right.head or ("of_heads" in left.tail and "of" in right.head):
        return _BEFORE_PARTICLE
    if right.is_opening:
        return _BEFORE_QUOTATION
    opens = right.head
    if "degrees" in right.head and following and following.is_content:
        opens = opens - {"clause_openers"}  # "so conceived"
    cost = min((_BEFORE[name] for name in opens if name in _BEFORE), default=_CONTENT)
    if "either_pronouns" in left.tail:
        cost += _AFTER_OBJECT
    if right.is_number:
        cost = min(cost, _BEFORE_NUMBER)
    if "participles" in left.tail and "prepositions" in right.head:
        cost += _PARTICIPLE_GOES_ON
    if "auxiliaries" in right.head and left.is_content:
        cost = min(cost, _PREDICATE)
    if "coordinators" in right.head and following:
        if opens_clause(tokens, n):
            return _JOINS_CLAUSES
        both = left.is_content and following.is_content
        return _JOINS_NOUNS if both else _BEFORE["coordinators"]
    return cost


def _inside(left: WordFeatures, right: WordFeatures, depth: int, adjectives_follow: bool) -> float:
    """Return the cost of separating two content words; 0 if they are unrelated."""
    if not left.is_content or "adverbs" in right.head:
        return 0.0
    if "verbs" in right.head:
        return 0.0
    if adjectives_follow:
        return _inside_romance(left, right, depth)
    if left.tail & {"adjectives", "ordinals"}:
        return _ADJECTIVE_AND_NOUN
    if "endings" in left.tail:
        return _LIKELY_ADJECTIVE
    if "verbs" in left.tail:
        return 0.0
    if left.bare.endswith("s") and not left.bare.endswith("ss"):
        return _AFTER_PLURAL
    return _IN_PHRASE if depth == 2 else _DEEP_IN_PHRASE if depth > 2 else _CONTENT


def _inside_romance(left: WordFeatures, right: WordFeatures, depth: int) -> float:
    """Return the cost where adjectives follow: ``raposa velha``, ``grande raposa velha``."""
    if right.head & {"adjectives", "endings", "ordinals"}:
        return _NOUN_AND_ADJECTIVE
    if left.tail & {"adjectives", "ordinals"} and depth <= 2:
        return _LIKELY_ADJECTIVE
    return _NOUN_GOES_ON if depth > 1 and "verbs" not in left.tail else _AFTER_PLURAL
