"""Find meaningful figures as whole phrases: "just $97", "17 new clients", "3 de agosto". Pure.

Grammar gives the phrase: the words between a number and its noun, the currency, the rate after it,
the "only" before it. Years, ages, hours of the day and the numbers of steps are left out. The small
words are data (``rules/figures.json``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from vsl.basics.spacing import count_tokens
from vsl.slides.emphasis.dates import find_date
from vsl.slides.emphasis.noun_phrases import adjective_stop, is_scale, noun_stop
from vsl.slides.emphasis.passage import LitSpan, Passage, is_form_of
from vsl.slides.phrases import listed_phrases, listed_words
from vsl.slides.segmentation.word_features import End

ONLY_PRICE: Final = 6.5  # decides between several on a slide: see rules/emphasis.json
PRICE: Final = 6.0
PERCENT: Final = 4.5
NUMBER: Final = 3.5
_A_FEW: Final = 3  # counts up to this are no claim
_NEAR: Final = 3  # words within which a verb signals an age
_LONGEST_CURRENCY: Final = 6  # tokens of a script without spaces
_SIGN = re.compile(r"[^\W\d_]{0,3}[$€£¥₹₽]")
_FIGURE = re.compile(r"[^\d\W]{0,3}[$€£¥₹₽]?\d[\d.,']*[kKmMxX%€£¥$₹₽]?\+?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COMPOUND = re.compile(r"\d+-[^\W\d_]+(?:-[^\W\d_]+)*")  # "30-day", "60-Tage-Garantie"
_GROUP = re.compile(r"\d{3}(?![\d.])[€%]?")
_LEADING_GROUP = re.compile(r"[^\W\d_]{0,3}[$€£]?\d{1,3}")
_CURRENCY = re.compile(
    "[百千万萬億亿]*(?:円|ドル|ユーロ|元|美元|美金|欧元|歐元|块|塊|蚊|บาท|ดอลลาร์|ยูโร|ກີບ|រៀល|ដុល្លារ|ကျပ်)"
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with its context: tokens ``first:stop``, digits from ``head``."""

    first: int
    head: int
    stop: int
    kind: str = "number"
    weight: float = NUMBER
    is_small: bool = False  # a single digit, or a small number word


def find_figures(passage: Passage) -> Iterator[LitSpan]:
    """Yield the prices, dates, percentages and counts of a passage, in order, not overlapping."""
    done = 0
    for n in _places(passage):
        if n < done:
            continue
        if found := find_date(passage, n) or _find_amount(passage, n):
            yield found
            done = found.stop


def _places(passage: Passage) -> Iterator[int]:
    """Yield where a figure or a date may begin."""
    weekdays = listed_words("figures", "weekday", passage.language)
    for n, token in enumerate(passage.tokens):
        is_listed = token.head and not token.head.isdisjoint(("months", "numbered"))
        is_figure = token.is_number or token.is_counted or token.is_money
        if is_figure or is_listed or token.bare in weekdays:
            yield n


def _find_amount(passage: Passage, n: int) -> LitSpan | None:
    found = _amount(passage, n)
    return LitSpan(found.kind, found.weight, found.first, found.stop, found.head) if found else None


def _amount(passage: Passage, n: int) -> _Figure | None:
    figure = _number(passage, n)
    if figure is None or _only_orders(passage, figure):
        return None
    ratio = _ratio(passage, figure)
    if ratio:
        return ratio
    figure = _money(passage, figure)
    if figure.kind != "price":
        counted = _percent(passage, figure) or _with_counted_noun(passage, figure)
        if counted is None:
            return None
        figure = counted
    return _with_only(passage, _with_rate(passage, figure))


def _number(passage: Passage, n: int) -> _Figure | None:
    """Return the number that begins at token ``n``, including a currency sign before it."""
    head = n + 1 if _SIGN.fullmatch(passage.word(n)) and passage.goes_on(n) else n
    if not _is_numeral(passage, head):
        return None
    stop = head + 1
    while passage.goes_on(stop - 1) and (more := _continuing(passage, stop)):
        stop += more
    word = passage.word(head)
    digits = sum(map(str.isdigit, word))
    small = stop == head + 1 and (
        digits == 1 or word in listed_words("figures", "small", passage.language)
    )
    is_money = head > n or bool(re.search("[$€£¥₹₽]", passage.texts[head]))
    kind, weight = ("price", PRICE) if is_money else ("number", NUMBER)
    return _Figure(n, head, stop, kind, weight, small)


def _is_numeral(passage: Passage, n: int) -> bool:
    word = passage.word(n)
    if any(map(str.isdigit, word)):
        return bool(_FIGURE.fullmatch(word) or _COMPOUND.fullmatch(word))
    return passage.is_a(n, "numbers")


def _continuing(passage: Passage, n: int) -> int:
    """Return how many tokens from ``n`` on continue the number: "1 200", "ochenta y dos"."""
    if _GROUP.fullmatch(passage.word(n)) and _LEADING_GROUP.fullmatch(passage.word(n - 1)):
        return 1
    if passage.is_a(n, "numbers"):
        return 1
    small = listed_words("figures", "small", passage.language)
    joins = passage.is_a(n, "coordinators") and passage.goes_on(n)
    is_round = passage.is_a(n - 1, "numbers") and passage.word(n - 1) not in small
    return 2 if joins and is_round and passage.is_a(n + 1, "numbers") else 0


def _only_orders(passage: Passage, figure: _Figure) -> bool:
    """Return whether the number is that of a step or page, a year, or an hour of the day."""
    if figure.kind == "price":
        return False
    if passage.is_a(figure.first - 1, "numbered") and passage.goes_on(figure.first - 1):
        return True
    if _is_year(passage, figure):
        return True
    language, behind = passage.language, passage.word(figure.stop)
    if behind in listed_words("figures", "clock", language):
        return True
    counts = passage.goes_on(figure.stop - 1) and noun_stop(passage, figure.stop)
    is_hour = not counts or behind in listed_words("figures", "hour", language)
    return is_hour and passage.word(figure.first - 1) in listed_words(
        "figures", "clock_before", language
    )


def _is_year(passage: Passage, figure: _Figure) -> bool:
    is_after_preposition = passage.is_a(figure.first - 1, "prepositions", "of")
    return is_after_preposition and bool(_YEAR.fullmatch(passage.word(figure.head)))


def _money(passage: Passage, figure: _Figure) -> _Figure:
    """Return the figure with the currency after it, if any."""
    stop = figure.stop
    if passage.goes_on(stop - 1):
        n = stop + 1 if passage.is_a(stop, "of") and is_scale(passage, stop - 1) else stop
        if _SIGN.fullmatch(passage.word(n)) or passage.is_a(n, "currencies"):
            return replace(figure, stop=n + 1, kind="price", weight=PRICE)
        if passage.is_spaceless(n):
            near = "".join(passage.texts[n : n + _LONGEST_CURRENCY])
            if price := _CURRENCY.match(near):
                stop = n + count_tokens(price[0])
                return replace(figure, stop=stop, kind="price", weight=PRICE)
    return figure


def _ratio(passage: Passage, figure: _Figure) -> _Figure | None:
    """Return a ratio such as "8 de cada 10": two bare numbers and the words between them."""
    if figure.kind == "price" or not passage.goes_on(figure.stop - 1):
        return None
    for words in listed_phrases("figures", "ratio", passage.language):
        n = passage.stop_of(figure.stop, words)
        if n and passage.goes_on(n - 1) and _is_numeral(passage, n):
            counts_apart = words == ("in",) and noun_stop(passage, n + 1)  # "900 in 22 countries"
            if not counts_apart and not _SIGN.search(passage.texts[n]):
                return replace(figure, stop=n + 1, weight=PERCENT)
    return None


def _percent(passage: Passage, figure: _Figure) -> _Figure | None:
    """Return a percentage with its context: "40% más alto", "an 8% response rate", "60 % off"."""
    stop = figure.stop
    if not passage.word(stop - 1).endswith("%"):
        stop = _per_cent_stop(passage, stop)
        if not stop:
            return None
    share = replace(figure, stop=stop, weight=PERCENT)
    if not passage.goes_on(stop - 1):
        return share
    for words in listed_phrases("figures", "off", passage.language):
        end = passage.stop_of(stop, words)
        if end:
            compared = passage.goes_on(end - 1) and adjective_stop(passage, end)
            return replace(share, stop=compared or end)
    if (
        passage.is_a(figure.first - 1, "determiners", "ones")
        and not passage.classes.adjectives_follow
    ):
        return replace(share, stop=noun_stop(passage, stop) or stop)
    return share


def _per_cent_stop(passage: Passage, n: int) -> int:
    if not passage.goes_on(n - 1):
        return 0
    if passage.word(n) in ("%", "percent", "prozent", "pourcent"):
        return n + 1
    words = passage.classes.per_cent
    return passage.stop_of(n, words) if words else 0


def _with_counted_noun(passage: Passage, figure: _Figure) -> _Figure | None:
    """Return the figure with what it counts, if it deserves emphasis."""
    if re.fullmatch(r"\d+x", passage.word(figure.head)):
        return _instalments(passage, figure, figure.stop)
    if _COMPOUND.fullmatch(passage.word(figure.head)):
        return _compound(passage, figure)
    stop = noun_stop(passage, figure.stop) if passage.goes_on(figure.stop - 1) else 0
    if not stop:
        return _bare(passage, figure)
    if found := _instalments(passage, figure, stop) or _multiple(passage, figure, stop):
        return found
    if found := _ratio(passage, replace(figure, stop=stop)):
        return found
    if _is_past(passage, figure, stop) or not _is_worth_it(passage, figure, stop):
        return None
    return replace(figure, stop=stop)


def _bare(passage: Passage, figure: _Figure) -> _Figure | None:
    """Return a number alone: "31 of them"; or any in scripts without spaces."""
    if not figure.is_small and not _is_year(passage, figure) and passage.goes_on(figure.stop - 1):
        words = listed_phrases("figures", "pronoun", passage.language)
        if stop := max((passage.stop_of(figure.stop, each) for each in words), default=0):
            return replace(figure, stop=stop)
    is_alone = passage.is_spaceless(figure.stop) or passage.is_spaceless(figure.first - 1)
    return figure if is_alone and not figure.is_small else None


def _compound(passage: Passage, figure: _Figure) -> _Figure | None:
    """Return a compound with a number: "30-day challenge", "30-Tage-Test"; not "12-year-old"."""
    parts = passage.word(figure.head).split("-")
    if is_form_of(parts[1], listed_words("figures", "year", passage.language)):
        return None
    stop = noun_stop(passage, figure.stop) if passage.goes_on(figure.stop - 1) else 0
    return replace(figure, stop=stop or figure.stop)


def _instalments(passage: Passage, figure: _Figure, stop: int) -> _Figure | None:
    """Return instalments with their price: "12 payments of $97", "3 fois 17 €"."""
    if not passage.goes_on(stop - 1):
        return None
    is_times = (
        passage.word(stop - 1) in listed_words("figures", "times", passage.language)
        or stop == figure.stop
    )
    joined = passage.word(stop) in listed_words("figures", "each_of", passage.language)
    if not (joined or is_times):
        return None
    price = _number(passage, stop + joined)
    price = price and _money(passage, price)
    if price is None or price.kind != "price":
        return None
    return replace(figure, stop=price.stop, kind="price", weight=PRICE, is_small=False)


def _multiple(passage: Passage, figure: _Figure, stop: int) -> _Figure | None:
    """Return a comparison by a factor: "three times more", "deux fois plus"."""
    if not passage.goes_on(stop - 1):
        return None
    is_times = passage.word(stop - 1) in listed_words("figures", "times", passage.language)
    is_more = (passage.word(stop),) in listed_phrases("figures", "off", passage.language)
    return replace(figure, stop=stop + 1, weight=PERCENT) if is_times and is_more else None


def _is_past(passage: Passage, figure: _Figure, stop: int) -> bool:
    """Return whether the figure is an age or a time long ago: "38 años", "three weeks ago"."""
    language = passage.language
    if passage.word(figure.first - 1) in listed_words("figures", "since", language):
        return True
    if any(passage.word(n) in listed_words("figures", "past", language) for n in (stop, stop - 1)):
        return True
    if not any(
        is_form_of(passage.word(n), listed_words("figures", "year", language))
        for n in range(figure.stop, stop)
    ):
        return False
    near = range(figure.first - 1, figure.first - 1 - _NEAR, -1)
    return not any(passage.word(n) in listed_words("figures", "within", language) for n in near)


def _is_worth_it(passage: Passage, figure: _Figure, stop: int) -> bool:
    """Return whether a number is more than a small count."""
    word, language = passage.word(figure.head), passage.language
    moments = listed_words("figures", "moment", language)
    counted = range(figure.stop, stop)
    is_time = any(is_form_of(passage.word(n), moments) for n in counted)
    if figure.is_small and not (word[:1].isdigit() and int(word[:1]) > _A_FEW):
        inside = passage.word(figure.first - 1) in listed_words("figures", "inside", language)
        alone = (
            passage.begins_sentence(figure.first) and passage.tokens[stop - 1].end is End.SENTENCE
        )
        if passage.word(stop - 1) in listed_words("figures", "instalments", language):
            return word[:1].isdigit()
        return is_time and (word[:1].isdigit() or inside or alone)  # "in three weeks"
    return word[:1].isdigit() or any(passage.is_a(n, "units") for n in counted)


def _with_rate(passage: Passage, figure: _Figure) -> _Figure:
    """Return the figure with the rate after it: "a month", "por hora", "la journée"."""
    stop, language = figure.stop, passage.language
    if not passage.goes_on(stop - 1):
        return figure
    periods = listed_words("figures", "period", language)
    last = passage.word(stop).rpartition("'")[2]
    if last != passage.word(stop) and last in periods:  # "l'heure"
        return replace(figure, stop=stop + 1)
    if (
        passage.word(stop) in listed_words("figures", "rate", language)
        and passage.goes_on(stop)
        and passage.word(stop + 1) in periods
    ):
        return replace(figure, stop=stop + 2)
    return _with_value(passage, _with_terms(passage, figure))


def _with_terms(passage: Passage, figure: _Figure) -> _Figure:
    """Return the figure with the terms after it: "à vista", "sem juros"."""
    ends = (
        passage.stop_of(figure.stop, words)
        for words in listed_phrases("figures", "terms", passage.language)
    )
    return replace(figure, stop=max(ends, default=0) or figure.stop)


def _with_value(passage: Passage, figure: _Figure) -> _Figure:
    """Return a price between an article and a noun with that noun: "a $297 value"."""
    if figure.kind != "price" or passage.language != "en":
        return figure
    if passage.word(figure.first - 1) not in ("a", "an"):
        return figure
    return replace(figure, stop=noun_stop(passage, figure.stop) or figure.stop)


def _with_only(passage: Passage, figure: _Figure) -> _Figure:
    """Return the figure with "just" or "less than" around it."""
    first, stop, language = figure.first, figure.stop, passage.language
    if passage.goes_on(first - 1):
        for words in listed_phrases("figures", "only", language):
            start = first - len(words)
            if start >= 0 and passage.stop_of(start, words) == first:
                weight = ONLY_PRICE if figure.kind == "price" else figure.weight
                return replace(figure, first=start, weight=weight)
    behind = passage.goes_on(stop - 1) and not passage.goes_on(stop)
    if behind and passage.word(stop) in listed_words("figures", "only_behind", language):
        return replace(figure, stop=stop + 1)
    return figure
