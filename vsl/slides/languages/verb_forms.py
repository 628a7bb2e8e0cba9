"""Generate the forms of regular verbs from their infinitives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

Table = Mapping[str, str]
"""By ending of the infinitive: the endings that replace it, separated by spaces."""


_AS_IT_IS: Table = MappingProxyType({})


def conjugate(infinitives: str, table: Table, respelling: Table = _AS_IT_IS) -> frozenset[str]:
    """Return the forms of the verbs in a space-separated text.

    Args:
        infinitives: separated by spaces.
        table: the endings of the forms by the ending of the infinitive, the longest first.
        respelling: how a stem's last letters are written before e, é and i: "pagar", "pagué".

    >>> sorted(conjugate("pagar", {"ar": "aron é"}, {"g": "gu"}))
    ['pagaron', 'pagué']
    """
    return frozenset(
        form for verb in infinitives.split() for form in _forms(verb, table, respelling)
    )


def _forms(verb: str, table: Table, respelling: Table) -> Iterator[str]:
    ending = next(ending for ending in table if verb.endswith(ending))
    stem = verb.removesuffix(ending)
    for form in table[ending].split():
        yield _respell(stem, respelling) + form if form[0] in "eéêi" else stem + form


def _respell(stem: str, respelling: Table) -> str:
    for letters, written in respelling.items():
        if stem.endswith(letters):
            return stem.removesuffix(letters) + written
    return stem


def with_objects(infinitives: Iterable[str], objects: str) -> frozenset[str]:
    """Return infinitives with the pronouns attached to them: "probarlo"."""
    return frozenset(verb + each for verb in infinitives for each in objects.split())
