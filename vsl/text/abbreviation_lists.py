"""The abbreviations of each language with their spoken forms, the most frequent first. Data only.

A key that ends in a full stop matches only where the full stop is written; any other key matches
with or without one. ``=`` before the forms marks letters that are as often a word of their own. A
key of several words matches with or without the space, and each of its words alone matches its
part.

Sources: the lists of common abbreviations in The Chicago Manual of Style, 17th edition, chapter 10;
the Academia Brasileira de Letras' "Reduções"; the Real Academia Española's "Ortografía", appendix
"Lista de abreviaturas"; the Imprimerie nationale's "Lexique des règles typographiques"; Duden, "Die
deutsche Rechtschreibung"; L. Serianni, "Grammatica italiana"; the units of
https://www.bipm.org/en/measurement-units.
"""

from __future__ import annotations

from typing import Final

_UNITS: Final = {
    "en": {
        "kg": "kilos|kilograms", "g": "=grams", "mg": "milligrams", "km": "kilometers|kilometres",
        "m.": "=meters", "cm": "centimeters|centimetres", "mm": "millimeters|millimetres",
        "km/h": "kilometers per hour|kilometers an hour", "mph": "miles per hour|miles an hour",
        "ft": "feet|foot", "in.": "=inches", "yd": "yards", "mi": "=miles", "lb": "pounds",
        "lbs": "pounds", "oz": "ounces", "l": "=liters|litres", "ml": "milliliters|millilitres",
        "min": "minutes", "mins": "minutes", "sec": "seconds", "secs": "seconds", "hr": "hours",
        "hrs": "hours", "h": "=hours", "yr": "years", "yrs": "years", "wk": "weeks",
        "wks": "weeks", "mo.": "months", "kcal": "calories|kilocalories", "cal.": "calories",
        "gb": "gigabytes|gigs", "mb": "megabytes|megs", "tb": "terabytes", "sq.": "square",
    },
    "pt": {
        "kg": "quilos|quilogramas", "g": "=gramas", "mg": "miligramas",
        "km": "quilômetros|quilómetros", "m": "=metros", "cm": "centímetros", "mm": "milímetros",
        "km/h": "quilômetros por hora|quilómetros por hora", "min": "minutos", "seg": "segundos",
        "h": "=horas", "l": "=litros", "ml": "mililitros", "kcal": "calorias|quilocalorias",
        "gb": "gigabytes|gigas", "mb": "megabytes|megas", "tb": "terabytes", "t": "=toneladas",
        "ft": "pés", "lb": "libras",
    },
    "es": {
        "kg": "kilos|kilogramos", "g": "=gramos", "mg": "miligramos", "km": "kilómetros",
        "m": "=metros", "cm": "centímetros", "mm": "milímetros", "km/h": "kilómetros por hora",
        "min": "minutos", "seg": "segundos", "h": "=horas", "l": "=litros", "ml": "mililitros",
        "kcal": "calorías|kilocalorías", "gb": "gigabytes|gigas", "mb": "megabytes|megas",
        "tb": "terabytes", "t": "=toneladas", "ft": "pies", "lb": "libras",
    },
    "fr": {
        "kg": "kilos|kilogrammes", "g": "=grammes", "mg": "milligrammes", "km": "kilomètres",
        "m": "=mètres", "cm": "centimètres", "mm": "millimètres",
        "km/h": "kilomètres heure|kilomètres à l'heure|kilomètres par heure", "min": "minutes",
        "sec": "=secondes", "h": "=heures", "l": "=litres", "ml": "millilitres",
        "kcal": "calories|kilocalories", "go": "gigaoctets|gigas", "mo": "mégaoctets|mégas",
        "t": "=tonnes", "ft": "pieds",
    },
    "de": {
        "kg": "kilo|kilogramm", "g": "=gramm", "mg": "milligramm", "km": "kilometer",
        "m": "=meter", "cm": "zentimeter", "mm": "millimeter",
        "km/h": "kilometer pro stunde|stundenkilometer", "min": "minuten", "sek": "sekunden",
        "std": "stunden", "h": "=stunden", "l": "=liter", "ml": "milliliter",
        "kcal": "kalorien|kilokalorien", "gb": "gigabyte", "mb": "megabyte", "tb": "terabyte",
        "t": "=tonnen", "ft": "fuß",
    },
    "it": {
        "kg": "chili|chilogrammi", "g": "=grammi", "mg": "milligrammi", "km": "chilometri",
        "m": "=metri", "cm": "centimetri", "mm": "millimetri",
        "km/h": "chilometri all'ora|chilometri orari", "min": "minuti", "sec": "secondi",
        "h": "=ore", "l": "=litri", "ml": "millilitri", "kcal": "calorie|chilocalorie",
        "gb": "gigabyte|giga", "mb": "megabyte|mega", "tb": "terabyte", "t": "=tonnellate",
        "ft": "piedi",
    },
}  # fmt: skip
_WORDS: Final = {
    "en": {
        "mr": "mister", "mrs": "missus|misses", "ms": "miss|mizz", "dr": "doctor|drive",
        "st": "street|saint", "ave": "avenue", "blvd": "boulevard", "rd": "road", "ln.": "lane",
        "hwy": "highway", "apt.": "apartment", "inc": "incorporated|ink", "ltd": "limited",
        "corp": "corporation", "co.": "company", "bros": "brothers", "dept": "department",
        "vs": "versus", "v.": "=versus", "etc": "et cetera|etcetera", "e.g.": "for example|e g",
        "i.e.": "that is|i e", "approx": "approximately", "no.": "=number", "nos.": "numbers",
        "jr": "junior", "sr": "senior", "prof": "professor", "rev.": "reverend",
        "gen.": "general", "col.": "colonel", "capt": "captain", "lt": "lieutenant",
        "sgt": "sergeant", "gov.": "governor", "sen.": "senator", "rep.": "representative",
        "hon.": "honorable", "pres.": "president", "est.": "established|estimated",
        "max": "=maximum", "min.": "minimum|minutes", "avg": "average", "vol.": "volume",
        "p.": "=page", "pp.": "pages", "pg.": "page", "fig.": "figure", "ch.": "chapter",
        "ext.": "extension", "tel.": "telephone", "misc": "miscellaneous", "incl": "including",
        "qty": "quantity", "w/": "with", "w/o": "without", "asap": "as soon as possible|a sap",
        "u.s.": "u s|united states", "u.k.": "u k|united kingdom", "ok": "okay|o k",
        "mt.": "mount", "ft.": "feet|fort", "jan": "=january", "feb": "february",
        "mar.": "march", "apr": "april", "aug": "august", "sept": "september",
        "sep.": "september", "oct": "october", "nov": "november", "dec": "december",
        "mon.": "monday", "tue": "tuesday", "tues": "tuesday", "wed.": "wednesday",
        "thu": "thursday", "thurs": "thursday", "fri": "friday", "sat.": "saturday",
        "sun.": "sunday",
    },
    "pt": {
        "dr": "doutor", "dra": "doutora", "drs": "doutores", "sr": "senhor", "sra": "senhora",
        "srs": "senhores", "srta": "senhorita", "d.": "=dona", "prof": "professor",
        "profa": "professora", "prof~a": "professora", "eng": "engenheiro", "av": "avenida",
        "r.": "=rua", "al.": "alameda", "pça": "praça", "rod.": "rodovia", "n~o": "número",
        "n.~o": "número", "num": "=número", "núm": "número", "etc": "et cetera|etcétera",
        "pág": "página", "págs": "páginas", "p.": "=página", "cap.": "capítulo", "ex.": "exemplo",
        "p. ex.": "por exemplo", "aprox": "aproximadamente", "máx": "máximo", "mín": "mínimo",
        "tel": "telefone", "cel.": "celular", "cia": "=companhia", "ltda": "limitada",
        "vs": "versus", "obs": "observação", "sto": "santo", "sta": "santa", "s.": "=são",
        "séc": "século", "qtd": "quantidade", "apto": "apartamento", "dept": "departamento",
        "eua": "estados unidos|e u a", "vc": "você", "vcs": "vocês", "gov.": "governador",
        "cel": "celular|coronel", "jan": "janeiro", "fev": "fevereiro", "mar.": "março",
        "abr": "abril", "mai.": "maio", "jun": "junho", "jul": "julho", "ago": "agosto",
        "set.": "setembro", "out.": "outubro", "nov": "novembro", "dez.": "dezembro",
        "ok": "o k|oquei|okay",
    },
    "es": {
        "sr": "señor", "sra": "señora", "sres": "señores", "srta": "señorita", "dr": "doctor",
        "dra": "doctora", "d.": "=don", "dña": "doña", "ud": "usted", "uds": "ustedes",
        "vd": "usted", "vds": "ustedes", "prof": "profesor", "profa": "profesora",
        "lic": "licenciado|licenciada", "ing": "ingeniero|ingeniera", "av": "avenida",
        "avda": "avenida", "ave.": "avenida", "c/": "calle", "pza": "plaza", "núm": "número",
        "num": "número", "n~o": "número", "n.~o": "número", "no.": "=número",
        "ee. uu.": "estados unidos", "eeuu": "estados unidos", "etc": "etcétera|et cetera",
        "pág": "página", "págs": "páginas", "p.": "=página", "cap.": "capítulo",
        "p. ej.": "por ejemplo", "ej.": "ejemplo", "aprox": "aproximadamente", "máx": "máximo",
        "mín": "mínimo", "tel": "teléfono", "tfno": "teléfono", "cía": "compañía",
        "s. a.": "sociedad anónima|s a", "ltda": "limitada", "vs": "versus", "sto": "santo",
        "sta": "santa", "s.": "=san|siglo", "depto": "departamento", "dpto": "departamento",
        "gral": "general", "gob.": "gobernador", "izq": "izquierda", "dcha": "derecha",
        "a. c.": "antes de cristo", "d. c.": "después de cristo", "ene": "enero",
        "feb": "febrero", "mar.": "marzo", "abr": "abril", "may.": "mayo", "jun": "junio",
        "jul": "julio", "ago": "agosto", "sept": "septiembre", "oct": "octubre",
        "nov": "noviembre", "dic": "diciembre", "ok": "o k|okay",
    },
    "fr": {
        "m.": "monsieur", "mr": "monsieur", "mme": "madame", "mmes": "mesdames",
        "mlle": "mademoiselle", "mlles": "mesdemoiselles", "mm.": "messieurs", "dr": "docteur",
        "pr": "professeur", "prof": "professeur", "me.": "=maître", "mgr": "monseigneur",
        "st": "saint", "ste": "sainte|société", "n°": "numéro", "n~o": "numéro", "no.": "numéro",
        "etc": "et cetera|etcétéra", "env": "environ", "av.": "avenue|avant", "bd": "boulevard",
        "blvd": "boulevard", "pl.": "place", "p.": "=page", "pp.": "pages", "chap": "chapitre",
        "ex.": "exemple", "p. ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "càd": "c'est-à-dire",
        "tél": "téléphone", "max": "=maximum", "min.": "minimum|minutes", "vs": "versus|contre",
        "svp": "s'il vous plaît", "rdv": "rendez-vous", "cie": "compagnie", "dept": "département",
        "dépt": "département", "apr.": "après", "janv": "janvier", "févr": "février",
        "avr": "avril", "juil": "juillet", "sept.": "septembre", "oct": "octobre",
        "nov": "novembre", "déc": "décembre", "ok": "o k|okay",
    },
    "de": {
        "dr": "doktor", "hr": "herr", "hrn": "herrn", "fr.": "frau|freitag", "fam.": "familie",
        "prof": "professor", "dipl.": "diplom", "ing.": "ingenieur", "str": "straße",
        "pl.": "platz", "nr": "nummer", "nrn": "nummern", "st.": "sankt|stück", "stk": "stück",
        "z. b.": "zum beispiel", "zb": "zum beispiel", "u. a.": "unter anderem|und andere",
        "d. h.": "das heißt", "i. d. r.": "in der regel", "z. t.": "zum teil",
        "u. u.": "unter umständen", "v. a.": "vor allem", "s. o.": "siehe oben",
        "o. ä.": "oder ähnliches", "u. ä.": "und ähnliches", "bzw": "beziehungsweise",
        "ca": "circa|zirka", "mio": "millionen|million", "mrd": "milliarden|milliarde",
        "tsd": "tausend", "usw": "und so weiter", "etc": "et cetera", "bspw": "beispielsweise",
        "evtl": "eventuell", "ggf": "gegebenenfalls", "inkl": "inklusive", "exkl": "exklusive",
        "zzgl": "zuzüglich", "abzgl": "abzüglich", "max": "=maximal|maximum",
        "min.": "minuten|minimal|mindestens", "mind": "mindestens", "sog": "sogenannte",
        "vgl": "vergleiche", "s.": "=seite", "tel": "telefon", "mwst": "mehrwertsteuer",
        "jh": "jahrhundert", "abb": "abbildung", "kap": "kapitel", "vs": "versus",
        "mo.": "montag", "di.": "dienstag", "mi.": "mittwoch", "do.": "donnerstag",
        "sa.": "samstag", "so.": "=sonntag", "jan": "=januar", "feb": "februar", "aug": "august",
        "sept": "september", "okt": "oktober", "nov": "november", "dez": "dezember",
        "ok": "okay|o k",
    },
    "it": {
        "dott": "dottor|dottore", "dr": "dottor|dottore", "dott.ssa": "dottoressa",
        "dr.ssa": "dottoressa", "sig": "signor|signore", "sig.ra": "signora",
        "sig.na": "signorina", "sigg": "signori", "prof": "professor|professore",
        "prof.ssa": "professoressa", "avv": "avvocato", "ing": "ingegner|ingegnere",
        "geom": "geometra", "rag.": "ragionier", "on.": "onorevole", "s.": "=san",
        "ecc": "eccetera", "etc": "eccetera|et cetera", "n.": "numero|enne", "n°": "numero",
        "n~o": "numero", "num.": "numero", "pag": "pagina", "pagg": "pagine", "p.": "=pagina",
        "cap.": "capitolo", "es.": "esempio", "ad es.": "ad esempio", "p. es.": "per esempio",
        "per es.": "per esempio", "ca": "circa", "tel": "telefono", "cell": "cellulare",
        "max": "=massimo", "min.": "minimo|minuti", "v.le": "viale", "p.zza": "piazza",
        "p.za": "piazza", "c.so": "corso", "v.": "=via", "s.p.a.": "s p a|spa",
        "s.r.l.": "s r l", "vs": "versus|contro", "fig.": "figura", "vol.": "volume",
        "gen.": "gennaio|generale", "feb": "febbraio", "mar.": "marzo|martedì",
        "apr": "aprile", "mag.": "maggio", "giu": "giugno", "lug": "luglio", "ago.": "agosto",
        "sett": "settembre", "ott": "ottobre", "nov": "novembre", "dic": "dicembre",
        "ok": "okay|o k",
    },
}  # fmt: skip

ABBREVIATIONS: Final = {language: _UNITS[language] | words for language, words in _WORDS.items()}
"""By language: the written form, in lower case with ``~o`` for ``º``, and its spoken forms."""
