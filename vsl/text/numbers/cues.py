"""Recognise sums of money without a currency by the words beside a number. Pure.

A sum is paid in parts ("payments of"), by the month ("a month"), or follows a word of price
("only", "custa"). A sum whose last part is an unnamed number of cents is followed by nothing or by
a small word, never by a counted noun: "97 reais e 50 no cartão", but "97 reais e 10 bônus".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from vsl.text.numbers.number_words import plain
from vsl.text.numbers.said import Said, words_of

_REACH: Final = 3  # tokens between "payments" and the amount
_TIMES: Final = re.compile(r"\d+x")  # "12x de 97"


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of one language that signal sums of money."""

    parts: str  # nouns for instalments
    of: str  # between such a noun and its amount
    price: str  # words before a price
    periods: tuple[str, ...]  # after a price; phrases
    small: str  # words that may follow a sum
    times: str = ""  # "vezes", for instalments where ``of`` follows
    weight: str = ""  # words near a unit of money that also means weight


CUES: Final = {
    "en": Cues(
        "payment payments installment installments instalment instalments",
        "of at",
        "just only costs cost pay pays paid for price",
        (
            "a month", "per month", "a week", "per week", "a year", "per year", "a day", "per day",
            "each", "apiece", "monthly", "every month", "every week", "per person", "a piece",
            "plus tax", "plus shipping", "a head", "a bottle", "per bottle", "a unit", "a pop",
            "an hour", "per hour",
        ),
        "a an per each every apiece for and or but if when today now right plus to in on at with"
        " is was it you i we that this the by instead as because so then only just total off"
        " monthly upfront while until before from not",
        weight="lose lost losing loses weigh weighs weighed weighing gain gained drop dropped shed"
        " burn burned of heavier lighter overweight fat weight muscle",
    ),
    "pt": Cues(
        "parcela parcelas prestação prestações pagamento pagamentos mensalidade mensalidades"
        " suaves iguais fixas",
        "de",
        "apenas só somente custa custam paga pague pagar pagando por valor",
        ("por mês", "por ano", "por semana", "por dia", "ao mês", "ao ano", "mensais", "cada",
         "à vista", "por pessoa", "por hora", "no pix"),
        "por no na nos nas ao à às a em de do da com sem para pra pelo pela cada hoje agora só e ou"
        " mas se que você até já ainda apenas mensais à mais",
        times="vezes x",
    ),
    "es": Cues(
        "pago pagos cuota cuotas plazo plazos mensualidad mensualidades letras",
        "de",
        "solo sólo solamente apenas cuesta cuestan paga pagas pagar pagando por precio",
        ("al mes", "por mes", "al año", "por año", "a la semana", "al día", "cada uno", "mensuales",
         "por persona", "la hora", "por hora"),
        "por al a en de del con sin para cada hoy ahora solo y o pero si que tú hasta ya mensuales"
        " más el la los",
    ),
    "fr": Cues(
        "mensualité mensualités versement versements paiement paiements échéances",
        "de",
        "seulement juste coûte coûtent payez payer pour prix",
        ("par mois", "par an", "par semaine", "par jour", "chacun", "chacune", "par personne",
         "de l'heure", "par heure"),
        "par pour à au en de du avec sans chacun chacune aujourd'hui maintenant et ou mais si que"
        " vous au lieu jusqu'à dès le la les c'est seulement",
    ),
    "de": Cues(
        "rate raten monatsraten zahlung zahlungen teilzahlungen beträgen",
        "zu von à je a",
        "nur bloß lediglich kostet kosten zahlst zahlen zahle für preis",
        ("im monat", "pro monat", "im jahr", "pro jahr", "pro woche", "am tag", "pro tag",
         "monatlich", "pro person", "die stunde", "pro stunde"),
        "im pro am für und oder aber wenn heute jetzt mit ohne statt bei zu in auf pro je monatlich"
        " du sie ich wir das die der ist nur bis",
    ),
    "it": Cues(
        "rata rate pagamento pagamenti mensilità",
        "da di",
        "solo soli soltanto costa costano paghi pagare per prezzo",
        ("al mese", "all'anno", "a settimana", "al giorno", "ciascuna", "ciascuno", "mensili",
         "a persona", "all'ora", "l'ora"),
        "al alla a in di da del con senza per ciascuna ciascuno oggi adesso ora e o ma se che tu"
        " fino mensili il la più",
    ),
}  # fmt: skip


def is_paid_in_parts(said: Said) -> bool:
    """Return whether the words before announce instalments: "12 payments of", "12x de"."""
    cues = CUES[said.language]
    if said.before not in words_of(cues.of):
        return False
    near = said.context[-_REACH:-1]
    has_noun = any(token in words_of(cues.parts) for token in near)
    is_times = bool(near) and (
        near[-1] in words_of(cues.times) or _TIMES.fullmatch(near[-1]) is not None
    )
    return has_noun or is_times


def starts_parts(said: Said, position: int) -> bool:
    """Return whether instalments begin at a position: "12x", "12 vezes", "3 Raten"."""
    if _TIMES.fullmatch(said.at(position)):
        return True
    number = said.number(position)
    cues = CUES[said.language]
    return number is not None and said.at(number.stop) in words_of(f"{cues.parts} {cues.times}")


def is_priced(said: Said) -> bool:
    """Return whether the word before signals a price."""
    return is_price_word(said.before, said.language)


def is_price_word(token: str, language: str) -> bool:
    """Return whether a token is used before prices: "only", "apenas"."""
    return token in words_of(CUES[language].price)


def has_period(said: Said, position: int) -> bool:
    """Return whether a period of payment follows: "a month", "por mês"."""
    return any(said.starts(position, phrase) for phrase in _periods(said.language))


def ends_sum(said: Said, position: int) -> bool:
    """Return whether no counted noun follows."""
    token = said.at(position)
    return not token or token in words_of(CUES[said.language].small)


def is_weighed(said: Said, position: int) -> bool:
    """Return whether words near a unit speak of weight; ``position`` is after the unit."""
    weight = words_of(CUES[said.language].weight)
    return said.at(position) in weight or any(token in weight for token in said.context[-_REACH:])


@lru_cache
def _periods(language: str) -> tuple[tuple[str, ...], ...]:
    phrases = CUES[language].periods
    return tuple(tuple(plain(word) for word in phrase.split()) for phrase in phrases)
