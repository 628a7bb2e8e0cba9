"""The languages that models of the Whisper family recognise, listed without loading a model.

Names and codes are those of openai-whisper 20250625, whisper/tokenizer.py.
"""

from __future__ import annotations

from vsl.errors import BadInput

_NAMES = """
english=en chinese=zh german=de spanish=es russian=ru korean=ko french=fr japanese=ja
portuguese=pt turkish=tr polish=pl catalan=ca dutch=nl arabic=ar swedish=sv italian=it
indonesian=id hindi=hi finnish=fi vietnamese=vi hebrew=he ukrainian=uk greek=el malay=ms
czech=cs romanian=ro danish=da hungarian=hu tamil=ta norwegian=no thai=th urdu=ur croatian=hr
bulgarian=bg lithuanian=lt latin=la maori=mi malayalam=ml welsh=cy slovak=sk telugu=te
persian=fa latvian=lv bengali=bn serbian=sr azerbaijani=az slovenian=sl kannada=kn estonian=et
macedonian=mk breton=br basque=eu icelandic=is armenian=hy nepali=ne mongolian=mn bosnian=bs
kazakh=kk albanian=sq swahili=sw galician=gl marathi=mr punjabi=pa sinhala=si khmer=km
shona=sn yoruba=yo somali=so afrikaans=af occitan=oc georgian=ka belarusian=be tajik=tg
sindhi=sd gujarati=gu amharic=am yiddish=yi lao=lo uzbek=uz faroese=fo haitian_creole=ht
pashto=ps turkmen=tk nynorsk=nn maltese=mt sanskrit=sa luxembourgish=lb myanmar=my tibetan=bo
tagalog=tl malagasy=mg assamese=as tatar=tt hawaiian=haw lingala=ln hausa=ha bashkir=ba
javanese=jw sundanese=su cantonese=yue burmese=my valencian=ca flemish=nl haitian=ht
letzeburgesch=lb pushto=ps panjabi=pa moldavian=ro moldovan=ro sinhalese=si castilian=es
mandarin=zh
"""
_CODES = {
    name.replace("_", " "): code for name, code in (pair.split("=") for pair in _NAMES.split())
}
UNKNOWN = "und"
LANGUAGES = frozenset(_CODES.values())


def check_language(code: str | None) -> str | None:
    """Return ``code`` if it is None or a language of the Whisper family.

    Raises:
        BadInput: it is neither.
    """
    if code is not None and code not in LANGUAGES:
        raise BadInput(f"Whisper knows no language {code!r}; write a code such as en or pt.")
    return code


def language_code(name: str) -> str:
    """Return the code for a language's English name or code; ``und`` for anything else."""
    word = name.strip().lower()
    return word if word in LANGUAGES else _CODES.get(word, UNKNOWN)


def language_name(code: str) -> str:
    """Return the English name for a language code; an unknown code unchanged."""
    return next((name for name, known in _CODES.items() if known == code), code)
