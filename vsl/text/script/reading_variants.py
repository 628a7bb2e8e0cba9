"""Alternative readings of a written word, and nouns of measure in one form. Pure.

Abbreviations and contractions have readings besides the word's own. Nouns of money and measure are
compared in the singular: ``$297`` is "two hundred ninety seven dollar" before a noun.
"""

from __future__ import annotations

import re
from typing import Final

from vsl.basics.text_cache import cache_short_texts
from vsl.text.abbreviations import is_word_too, long_forms
from vsl.text.contractions import full_forms

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PLURALS: Final = {
    "en": (
        "dollars dollar bucks dollar buck dollar euros euro pounds pound quid pound reais real "
        "cents cent pence penny pennies penny kilos kilo kilograms kilogram grams gram "
        "milligrams milligram pounds pound ounces ounce kilometers kilometer kilometres kilometer "
        "kilometre kilometer meters meter metres meter metre meter miles mile feet foot "
        "inches inch yards yard liters liter litres liter litre liter milliliters milliliter "
        "millilitres milliliter days day weeks week months month years year hours hour "
        "minutes minute seconds second percents percent"
    ),
    "pt": (
        "reais real dólares dólar euros euro libras libra centavos centavo cêntimos cêntimo "
        "quilos quilo kilos quilo quilogramas quilograma gramas grama miligramas miligrama "
        "quilômetros quilômetro quilómetros quilômetro quilómetro quilômetro metros metro "
        "centímetros centímetro litros litro dias dia semanas semana meses mês anos ano "
        "horas hora minutos minuto segundos segundo"
    ),
    "es": (
        "dólares dólar euros euro pesos peso reales real libras libra centavos centavo "
        "céntimos céntimo kilos kilo kilogramos kilogramo gramos gramo miligramos miligramo "
        "kilómetros kilómetro metros metro centímetros centímetro litros litro días día "
        "semanas semana meses mes años año horas hora minutos minuto segundos segundo"
    ),
    "fr": (
        "dollars dollar euros euro livres livre centimes centime cents cent kilos kilo "
        "kilogrammes kilogramme grammes gramme kilomètres kilomètre mètres mètre litres litre "
        "jours jour semaines semaine années année ans an heures heure minutes minute "
        "secondes seconde"
    ),
    "de": (
        "euros euro dollars dollar kilos kilo tage tag tagen tag wochen woche monate monat "
        "monaten monat jahre jahr jahren jahr stunden stunde minuten minute sekunden sekunde "
        "metern meter kilometern kilometer"
    ),
    "it": (
        "dollari dollaro sterline sterlina centesimi centesimo chili chilo chilogrammi chilogrammo "
        "grammi grammo chilometri chilometro metri metro litri litro giorni giorno settimane "
        "settimana mesi mese anni anno ore ora minuti minuto secondi secondo"
    ),
}
_SINGULARS: Final = {
    language: dict(zip(words.split()[::2], words.split()[1::2], strict=True))
    for language, words in _PLURALS.items()
}
_Tokens = tuple[str, ...]
_Ways = tuple[_Tokens, ...]


def fold_unit(token: str, language: str) -> str:
    """Return a noun of money or measure in the singular; any other token unchanged.

    >>> fold_unit("reais", "pt"), fold_unit("feet", "en"), fold_unit("doors", "en")
    ('real', 'foot', 'doors')
    """
    return _SINGULARS.get(language, {}).get(token, token)


@cache_short_texts(8192)
def add_variants(written: str, plain: _Ways, language: str) -> _Ways:
    """Return a word's readings, with those of the abbreviation or contraction it may be.

    Args:
        plain: its readings letter by letter, the most frequent first.

    >>> add_variants("Dr.", (("dr",),), "en")
    (('doctor',), ('drive',), ('dr',))
    >>> add_variants("I'm", (("i'm",),), "en")
    (("i'm",), ('i', 'am'))
    """
    whole = _tokenise(long_forms(written, language))
    first = () if is_word_too(written, language) else whole
    token = written.lower().replace("’", "'").strip('"“”«»()[].,;:!?…¿¡*_ ')
    full = _tokenise(full_forms(token, language))
    return tuple(way for way in dict.fromkeys((*first, *plain, *whole, *full)) if way) or plain


def read_unit(word: str, language: str) -> tuple[str, ...]:
    """Return the spoken forms of a unit written after a figure, or of the word itself.

    >>> read_unit("kg", "es"), read_unit("day", "en")
    (('kilos', 'kilogramos', 'kg'), ('day',))
    """
    said = (" ".join(tokens) for tokens in _tokenise(long_forms(word, language)))
    return (*said, word.lower())


def _tokenise(forms: _Ways) -> _Ways:
    return tuple(tuple(_TOKEN.findall(" ".join(form).replace("-", " "))) for form in forms)
