"""What a language tells about where its sentences may be parted: small lists of small words."""

from __future__ import annotations

from dataclasses import dataclass


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as a list to look them up in."""
    return frozenset(words.split())


def endings(text: str) -> tuple[str, ...]:
    """The endings of a text, to ask a word for them."""
    return tuple(text.split())


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Words by what they do in a sentence, in lower case, without punctuation.

    A word may stand in several lists. Content words stand in none; no list need be complete, a
    word that is missing is taken for a content word.
    """

    determiners: frozenset[str] = _NONE  # articles, possessives, demonstratives, quantifiers
    quantifiers: frozenset[str] = _NONE  # those that also stand alone: "most", "this"
    prepositions: frozenset[str] = _NONE  # with their contractions: "nas", "zum"
    of: frozenset[str] = _NONE  # the prepositions that tie two nouns: "of", "de"
    of_heads: frozenset[str] = _NONE  # that make one phrase with it: "part of", "por causa de"
    coordinators: frozenset[str] = _NONE  # and, or
    clause_openers: frozenset[str] = _NONE  # but, because, which, when
    pronouns: frozenset[str] = _NONE  # that are subjects alone: "we"
    either_pronouns: frozenset[str] = _NONE  # subject or object: "you", "it"
    clitics: frozenset[str] = _NONE  # objects before the verb: "me", "se"
    auxiliaries: frozenset[str] = _NONE  # with copulas and modals
    negations: frozenset[str] = _NONE
    infinitive_marks: frozenset[str] = _NONE  # "to", "zu"
    particles: frozenset[str] = _NONE  # of verbs, after them: "gives up"
    degrees: frozenset[str] = _NONE  # adverbs that lean on what follows: "very", "just"
    adjectives: frozenset[str] = _NONE
    adjective_endings: tuple[str, ...] = ()
    adjectives_follow: bool = False  # the usual place of an adjective is after its noun
    participle_endings: tuple[str, ...] = ()  # that open a clause after a noun
    verb_endings: tuple[str, ...] = ()  # that no noun has: "mostrou"
    adverb_endings: tuple[str, ...] = ()
    verbs: frozenset[str] = _NONE  # forms that are never nouns: "took", "gave"
    numbers: frozenset[str] = _NONE  # numerals; those that are articles too stand in "ones"
    ones: frozenset[str] = _NONE
    ordinals: frozenset[str] = _NONE
    units: frozenset[str] = _NONE
    currencies: frozenset[str] = _NONE
    per_cent: tuple[str, ...] = ()  # the words after a number that mean %, where they are two
    months: frozenset[str] = _NONE
    numbered: frozenset[str] = _NONE  # what a number names: "step 3"
    titles: frozenset[str] = _NONE  # before a name: "Dr"
    abbreviations: frozenset[str] = _NONE  # whose full stop ends no sentence
    name_particles: frozenset[str] = _NONE  # inside names: "da Silva", "van Gogh"
    guarantees: frozenset[str] = _NONE
    tails: tuple[tuple[str, str], ...] = ()  # after an apostrophe, and the list they stand for
