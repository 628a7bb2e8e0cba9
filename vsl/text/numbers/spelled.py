"""All spoken forms of whole numbers in six languages. Pure.

Words are lower-case, separated by single spaces and without hyphens.

Source: the spell-out rules of Unicode CLDR, https://cldr.unicode.org (common/rbnf).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Final

Forms = tuple[str, ...]  # the spoken forms of one thing, the most frequent first

LIMIT: Final = 10**12  # larger numbers are read digit by digit
_MOST_FORMS = 8  # of one number; rarer combinations are left out

_ONES = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "pt": "zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze"
    " catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove",
    "es": "cero uno|un|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece"
    " catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno|veintiún|veintiuna"
    " veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
    "fr": "zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
    " quinze seize dix_sept dix_huit dix_neuf",
    "de": "null eins|ein|eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
    " dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "it": "zero uno|un|una due tre quattro cinque sei sette otto nove dieci undici dodici tredici"
    " quattordici quindici sedici diciassette diciotto diciannove",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "pt": "vinte trinta quarenta cinquenta|cinqüenta sessenta setenta oitenta noventa",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "fr": "vingt trente quarante cinquante soixante soixante quatre_vingt quatre_vingt",
    "de": "zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
}
_HUNDREDS = {
    "pt": "cento duzentos|duzentas trezentos|trezentas quatrocentos|quatrocentas"
    " quinhentos|quinhentas seiscentos|seiscentas setecentos|setecentas oitocentos|oitocentas"
    " novecentos|novecentas",
    "es": "ciento doscientos|doscientas trescientos|trescientas cuatrocientos|cuatrocientas"
    " quinientos|quinientas seiscientos|seiscientas setecientos|setecientas"
    " ochocientos|ochocientas novecientos|novecientas",
    "de": "hundert|einhundert zweihundert dreihundert vierhundert fünfhundert sechshundert"
    " siebenhundert achthundert neunhundert",
    "it": "cento duecento trecento quattrocento cinquecento seicento settecento ottocento"
    " novecento",
}
_SWISS = {7: "septante", 8: "huitante", 9: "nonante"}  # 7 and 9 also in Belgium


@dataclass(frozen=True, slots=True)
class NumberScale:
    """A word that multiplies the number before it."""

    size: int
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Language:
    """The rules by which one language builds its numbers."""

    thousand: NumberScale
    scales: tuple[NumberScale, ...]  # above a thousand, the largest first
    one: Forms  # one of a scale: "eine Million"
    one_thousand: Forms
    links: Callable[[int], Forms] = lambda rest: (" ",)  # between a scale's word and the remainder
    glued: bool = False  # numbers below a million are one word
    hundred: Forms = ()  # after a count of hundreds: "twelve hundred", "dix-neuf cent"
    hundreds: range = range(0)  # counted so
    shortened: dict[str, str] = field(default_factory=dict)  # endings before a noun


def _with_and(rest: int) -> Forms:
    return (" ", " and ") if rest < 100 else (" ",)


def _with_e(rest: int) -> Forms:
    return (" e ", " ") if rest <= 100 or rest % 100 == 0 else (" ", " e ")


LANGUAGES: Final = {
    "en": Language(
        NumberScale(10**3, "thousand", "thousand"),
        (NumberScale(10**9, "billion", "billion"), NumberScale(10**6, "million", "million")),
        one=("one", "a"),
        one_thousand=("one thousand", "a thousand"),
        links=_with_and,
        hundred=("hundred",),
        hundreds=range(11, 100),
    ),
    "pt": Language(
        NumberScale(10**3, "mil", "mil"),
        (NumberScale(10**9, "bilhão", "bilhões"), NumberScale(10**6, "milhão", "milhões")),
        one=("um",),
        one_thousand=("mil", "um mil"),
        links=_with_e,
    ),
    "es": Language(
        NumberScale(10**3, "mil", "mil"),
        (NumberScale(10**6, "millón", "millones"),),  # a thousand of them are "mil millones"
        one=("un",),
        one_thousand=("mil", "un mil"),
        shortened={"veintiuno": "veintiún", "uno": "un"},
    ),
    "fr": Language(
        NumberScale(10**3, "mille", "mille"),
        (NumberScale(10**9, "milliard", "milliards"), NumberScale(10**6, "million", "millions")),
        one=("un",),
        one_thousand=("mille",),
        hundred=("cent", "cents"),
        hundreds=range(11, 20),
    ),
    "de": Language(
        NumberScale(10**3, "tausend", "tausend"),
        (NumberScale(10**9, "milliarde", "milliarden"), NumberScale(10**6, "million", "millionen")),
        one=("eine",),
        one_thousand=("tausend", "eintausend"),
        links=lambda rest: (" ", " und "),
        glued=True,
        hundred=("hundert",),
        hundreds=range(11, 20),
        shortened={"eins": "ein"},
    ),
    "it": Language(
        NumberScale(10**3, "mille", "mila"),
        (NumberScale(10**9, "miliardo", "miliardi"), NumberScale(10**6, "milione", "milioni")),
        one=("un",),
        one_thousand=("mille",),
        links=lambda rest: (" ", " e "),
        glued=True,
    ),
}


def combine_forms(*choices: Sequence[str], most: int = _MOST_FORMS) -> Forms:
    """Return all combinations of one of each choice, the most frequent first, at most ``most``."""
    if all(len(choice) == 1 for choice in choices):
        return ("".join(choice[0] for choice in choices),)
    ranked = product(*(enumerate(choice) for choice in choices))
    ordered = sorted(ranked, key=lambda picks: sum(rank for rank, _ in picks))
    return tuple(dict.fromkeys("".join(text for _, text in picks) for picks in ordered))[:most]


@lru_cache(maxsize=4096)
def spellings(number: int, language: str) -> Forms:
    """Return the spoken forms of a whole number from 0 up to ``LIMIT``, in one of ``LANGUAGES``."""
    if number < 1000:
        return below_thousand(language)[number]
    rules = LANGUAGES[language]
    scale = next((each for each in rules.scales if number >= each.size), rules.thousand)
    count, rest = divmod(number, scale.size)
    named, links = _name_scale(count, scale, language), rules.links(rest)
    if rules.glued and scale is rules.thousand:
        links = ("", "und") if language == "de" and rest <= 12 else ("",)
    usual = combine_forms(named, links, _rest(rest, language)) if rest else named
    forms = dict.fromkeys(usual + _in_hundreds(number, language))
    return tuple(sorted(forms, key=lambda form: form.startswith("a ")))


def _rest(rest: int, language: str) -> Forms:
    forms = spellings(rest, language)
    if language == "en":  # "a" stands only before the first hundred
        return tuple(form for form in forms if not form.startswith("a "))
    if language == "de" and 100 <= rest < 200:  # "tausendeinhundert" beside "hundert"
        return tuple(sorted(forms, key=lambda form: not form.startswith("ein")))
    return forms


def before_noun(spelled: str, language: str) -> str:
    """Return a number in the form it has before a noun: "veintiún mil", "ein Euro"."""
    for ending, short in LANGUAGES[language].shortened.items():
        if spelled.endswith(ending):
            return spelled.removesuffix(ending) + short
    return "un" if (spelled, language) == ("uno", "it") else spelled


def _name_scale(count: int, scale: NumberScale, language: str) -> Forms:
    """Return the forms of a count with its scale: "two thousand", "duemila", "un millón"."""
    rules = LANGUAGES[language]
    if scale.size > 1000:
        counts = [before_noun(each, language) for each in spellings(count, language)]
        return combine_forms(rules.one if count == 1 else counts, (f" {_word(scale, count)}",))
    if count == 1:
        return rules.one_thousand
    counts = [before_noun(each, language) for each in spellings(count, language)]
    if language == "fr":  # "quatre-vingt mille", "deux cent mille"
        counts = [each.removesuffix("s") if each.endswith(_PLURAL) else each for each in counts]
    if rules.glued:
        counts = [each.replace("é", "e") for each in counts]  # "ventitremila"
    return combine_forms(counts, ("" if rules.glued else " ",), (scale.many,))


_PLURAL = ("cents", "vingts")


def _word(scale: NumberScale, count: int) -> str:
    return scale.one if count == 1 else scale.many


def _in_hundreds(number: int, language: str) -> Forms:
    """Return the forms in hundreds, where they are usual: twelve hundred, neunzehnhundert."""
    rules = LANGUAGES[language]
    count, rest = divmod(number, 100)
    if count not in rules.hundreds or count % 10 == 0:
        return ()
    small = below_thousand(language)
    glue = "" if rules.glued else " "
    named = combine_forms(small[count], (glue + rules.hundred[0],))
    links = rules.links(rest) if language == "en" else (glue,)
    return combine_forms(named, links, small[rest]) if rest else named


@lru_cache
def below_thousand(language: str) -> tuple[Forms, ...]:
    """Return the spoken forms of each number from 0 to 999."""
    small = [_below_hundred(number, language) for number in range(100)]
    for number in range(100, 1000):
        hundreds, rest = divmod(number, 100)
        heads = _hundreds(hundreds, bool(rest), language)
        if not rest:
            small.append(heads)
        elif language == "it":  # "centotto", "duecentottanta" beside "centootto"
            small.append(_elide(heads, small[rest] if rest != 3 else ("tré", "tre")))
        else:
            links = (
                _HUNDRED_LINKS.get(language, (" ",)) if rest <= 12 or language != "de" else ("",)
            )
            small.append(combine_forms(heads, links, small[rest]))
    return tuple(small)


_HUNDRED_LINKS = {"en": (" ", " and "), "pt": (" e ",), "de": ("", "und")}


def _below_hundred(number: int, language: str) -> Forms:
    ones = _ones(language)
    if number < len(ones):
        return ones[number]
    tens, rest = divmod(number, 10)
    ten = _forms(_TENS[language].split()[tens - 2])
    if language == "fr":
        return _french(tens, rest, ten[0], ones)
    if not rest:
        return ten
    if language == "de":
        return combine_forms(ones[rest][:1] if rest > 1 else ("ein",), ("und",), ten)
    if language == "it":
        stem = ten[0][:-1] if rest in (1, 8) else ten[0]
        return (f"{stem}tré", f"{stem}tre") if rest == 3 else (stem + ones[rest][0],)
    return combine_forms(ten, ({"pt": " e ", "es": " y "}.get(language, " "),), ones[rest])


def _french(tens: int, rest: int, ten: str, ones: Sequence[Forms]) -> Forms:
    """Return sixty and ten, four times twenty, with the Swiss and Belgian words."""
    swiss: Forms = (_SWISS[tens],) if tens in _SWISS else ()
    if rest and swiss:
        swiss = combine_forms(swiss, (" et " if rest == 1 else " ",), ones[rest])
    if tens == 8 and not rest:
        return (f"{ten}s", ten, *swiss)
    count = rest + 10 if tens in (7, 9) else rest
    link = " et " if rest == 1 and tens < 8 else " "
    return combine_forms((ten,), (link,), ones[count]) + swiss if count else (ten, *swiss)


def _hundreds(count: int, has_rest: bool, language: str) -> Forms:
    one = _ones(language)[count][0]
    if language == "en":
        return (f"{one} hundred", "a hundred") if count == 1 else (f"{one} hundred",)
    if language == "fr":
        plural = (f"{one} cent", f"{one} cents")
        return ("cent",) if count == 1 else plural if has_rest else plural[::-1]
    if count == 1 and not has_rest and language in ("pt", "es"):
        return ("cem",) if language == "pt" else ("cien", "ciento")
    return _forms(_HUNDREDS[language].split()[count - 1])


@lru_cache
def _ones(language: str) -> tuple[Forms, ...]:
    return tuple(_forms(word) for word in _ONES[language].split())


def _elide(heads: Forms, rests: Forms) -> Forms:
    full = combine_forms(heads, rests)
    if not rests[0].startswith("o"):
        return full
    return combine_forms([head[:-1] for head in heads], rests) + full


def _forms(word: str) -> Forms:
    return tuple(word.replace("_", " ").split("|"))
