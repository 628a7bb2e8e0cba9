"""The spoken forms of times of day and dates, the most frequent first. Pure."""

from __future__ import annotations

from vsl.text.numbers.ranks import ordinal_forms
from vsl.text.numbers.read import Figure, number_forms
from vsl.text.numbers.spelled import Forms, combine_forms, spellings

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
}
_HOUR = {"en": "o'clock", "pt": "horas", "es": "horas", "fr": "heures", "de": "uhr", "it": "ore"}
_AND = {"pt": " e ", "es": " y ", "it": " e "}
_HALF_PAST = {"pt": "e meia", "es": "y media", "fr": "et demie", "it": "e mezza"}
_GENDERED = {"um": "uma", "dois": "duas", "uno": "una", "un": "une"}  # an hour is feminine


def months(language: str) -> tuple[str, ...]:
    """Return the names of the twelve months."""
    return tuple(_MONTHS[language].split())


def clock_forms(hour: int, minute: int, half: str, language: str) -> Forms:
    """Return the spoken forms of a time of day; ``half`` is its written "am" or "pm", or empty."""
    if language == "en":
        return _english_clock(hour, minute, half)
    said = _hour(hour, language)
    word = "heure" if language == "fr" and hour == 1 else _HOUR[language]
    word = word.removesuffix("s") if language in ("pt", "es") and hour == 1 else word
    if not minute:
        return (f"{said} {word}", said)
    minutes = spellings(minute, language)[0]
    forms = [f"{said} {word} {minutes}", f"{said} {minutes}"]
    if language in _AND:
        link = _AND[language]
        forms = [f"{said}{link}{minutes}", f"{said} {minutes}", f"{said} {word}{link}{minutes}"]
    if minute == 30 and language in _HALF_PAST:
        middle = f" {word} " if language == "fr" else " "
        forms.append(f"{said}{middle}{_HALF_PAST[language]}")
    if minute == 30 and language == "de":
        forms.append(f"halb {spellings(hour % 12 + 1, 'de')[0]}")
    return tuple(forms)


def _hour(hour: int, language: str) -> str:
    said = spellings(hour, language)[0]
    if language == "de":
        return "ein" if hour == 1 else said
    if language in ("pt", "fr", "es", "it"):
        head, space, last = said.rpartition(" ")
        return f"{head}{space}{_GENDERED.get(last, last)}"
    return said


def _english_clock(hour: int, minute: int, half: str) -> Forms:
    said = spellings(hour, "en")[0]
    if minute:
        said += (
            f" oh {spellings(minute, 'en')[0]}" if minute < 10 else f" {spellings(minute, 'en')[0]}"
        )
    if half:
        return (f"{said} {' '.join(half)}", f"{said} {half}", said)
    if not minute:
        return (f"{said} o'clock", said)
    if minute == 30:
        return (said, f"half past {spellings(hour, 'en')[0]}")
    return (said,)


def date_forms(day: int, month: int, year: str, language: str) -> Forms:
    """Return the spoken forms of a date; ``year`` may be empty or two digits."""
    name = months(language)[month - 1]
    spoken = number_forms(Figure(year), language)[:2] if year else ()
    if language == "en":
        days = (*ordinal_forms(day, "en"), spellings(day, "en")[0])
        rests = [f" {each}" for each in spoken] or [""]
        return (
            *combine_forms((f"{name} ",), days, rests),
            *combine_forms(spellings(month, "en")[:1], (" ",), spellings(day, "en")[:1], rests),
        )
    if language == "de":
        ranks = ordinal_forms(day, "de")
        rests = [f" {each}" for each in spoken] or [""]
        return combine_forms((ranks[1], ranks[0], ranks[2]), (f" {name}",), rests)
    days = spellings(day, language)[:1]
    if day == 1 and language != "it":
        days = ordinal_forms(1, language)[-1 if language == "es" else 0 :][:1] + days
    of = " de " if language in ("pt", "es") else " "
    return combine_forms(days, (of,), (name,), [f"{of}{each}" for each in spoken] or [""])
