"""The word classes of a language that decide where its sentences may be broken."""

from __future__ import annotations

from dataclasses import dataclass


def endings(text: str) -> tuple[str, ...]:
    """Return the endings of a space-separated text."""
    return tuple(text.split())


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Words by their function in a sentence, in lower case, without punctuation.

    A word may be in several lists. Content words are in none; a missing word counts as a content
    word, so no list need be complete.
    """

    determiners: frozenset[str] = _NONE  # articles, possessives, demonstratives, quantifiers
    quantifiers: frozenset[str] = _NONE  # also used alone: "most", "this"
    prepositions: frozenset[str] = _NONE  # with their contractions: "nas", "zum"
    of: frozenset[str] = _NONE  # prepositions between two nouns: "of", "de"
    of_heads: frozenset[str] = _NONE  # words before it in set phrases: "part of", "por causa de"
    coordinators: frozenset[str] = _NONE  # and, or
    clause_openers: frozenset[str] = _NONE  # but, because, which, when
    pronouns: frozenset[str] = _NONE  # subjects only: "we"
    either_pronouns: frozenset[str] = _NONE  # subject or object: "you", "it"
    clitics: frozenset[str] = _NONE  # objects before the verb: "me", "se"
    auxiliaries: frozenset[str] = _NONE  # including copulas and modals
    full_verbs: frozenset[str] = _NONE  # auxiliaries that have objects too: "have", "tem"
    negations: frozenset[str] = _NONE
    late_negations: frozenset[str] = _NONE  # after their verb: "nicht", "pas"
    infinitive_marks: frozenset[str] = _NONE  # "to", "zu"
    particles: frozenset[str] = _NONE  # of phrasal verbs: "gives up"
    degrees: frozenset[str] = _NONE  # adverbs that modify the next word: "very", "just"
    adjectives: frozenset[str] = _NONE
    adjective_endings: tuple[str, ...] = ()
    adjectives_follow: bool = False  # the usual place of an adjective is after its noun
    participle_endings: tuple[str, ...] = ()  # that open a clause after a noun
    verb_endings: tuple[str, ...] = ()  # that no noun has: "mostrou"
    adverb_endings: tuple[str, ...] = ()
    verbs: frozenset[str] = _NONE  # forms that are never nouns: "took", "gave"
    maybe_verbs: frozenset[str] = _NONE  # forms that are nouns too: "order", "pago"
    semi_auxiliaries: frozenset[str] = _NONE  # before an infinitive: "want to", "voy a"
    infinitives: frozenset[str] = _NONE  # directly after another verb: "sabe decir"
    infinitive_links: frozenset[str] = _NONE  # between the two: "to", "a", "de"
    object_pronouns: frozenset[str] = _NONE  # that follow their verb: "me", "them"
    relatives: frozenset[str] = _NONE  # one phrase with an article before it: "lo que"
    attributes: frozenset[str] = _NONE  # units used as adjectives: "60 day trial"
    weekdays: frozenset[str] = _NONE
    sums: frozenset[str] = _NONE  # that add cents to a sum: "e", "con"
    numbers: frozenset[str] = _NONE  # numerals; those that are also articles are in "ones"
    ones: frozenset[str] = _NONE
    ordinals: frozenset[str] = _NONE
    units: frozenset[str] = _NONE
    currencies: frozenset[str] = _NONE
    per_cent: tuple[str, ...] = ()  # the two words for %, if the language has two
    months: frozenset[str] = _NONE
    numbered: frozenset[str] = _NONE  # nouns before a number: "step 3"
    titles: frozenset[str] = _NONE  # before a name: "Dr"
    abbreviations: frozenset[str] = _NONE  # whose full stop ends no sentence
    name_particles: frozenset[str] = _NONE  # inside names: "da Silva", "van Gogh"
    guarantees: frozenset[str] = _NONE
    tails: tuple[tuple[str, str], ...] = ()  # after an apostrophe, and the list they stand for
