"""Rough phonetics: keys that sound-alikes share, and the likeness of two words. Pure.

Spelling is converted by a few rules per language (en, pt, es, fr, de, it; English for any other),
not by a dictionary: enough to see that "right" may be recognised for "write".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from vsl.basics.text_cache import cache_short_texts

# Letters before what they sound like; "^" and "$" are the word's ends, (?=…) what follows. Sounds
# are single characters: S sh, Z as in "vision", C ch, J as in "jam", T th, else as IPA has them.
_RULES = {
    "en": r"""
        ^kn n  ^gn n  ^wr r  ^two$ tu  a(?=[^aeiouyr]e$) e  i(?=[^aeiouyr]e$) ai  ^ps s  ^pn n
        ^x z  ^wh w  ^y j  ^sch sk  sch S  tch C  ch C  sh S  th T  ph f  igh ai  eigh e
        nough nuf  ^rough ruf  ^tough tuf  aught ot  ought ot  augh of  ough$ o  ough o  gh$ f
        gh g  ck k  dg(?=[ei]) J  gg g  g(?=[eiy]) J  cc(?=[ei]) ks  c(?=[eiy]) s  c k  qu kw
        ^queu kju  que$ k  q k  x ks  [ts]ion Sn  cian Sn  cial Sl  tial Sl  ture Cr  mb$ m  mn$ m
        ould ud  ee i  ea i  ie$ i  ie i  ey$ i  y$ i  y i  oo u  ou u  ow o  oa o  ew u  ue$ u
        ue u  ui u  ai e  ay e  ei e  eu u  au o  aw o  ed$ d  es$ s  e$ _  le$ l  re$ r  j J
        ss s  sc(?=[ei]) s
        """,
    "pt": r"""
        lh lj  nh nj  ch S  ç s  ss s  sc(?=[eiéêí]) s  c(?=[eiéêí]) s  c k  qu(?=[eiéêí]) k
        qu kw  gu(?=[eiéêí]) g  g(?=[eiéêí]) Z  j Z  rr h  ^r h  ph f  ^h _  h _  ex(?=[aeiou]) ez
        x S  ão an  ãe an  õe on  [ãâ] a  [õô] o  am$ an  em$ en  im$ in  om$ on  um$ un  ti Ci
        te$ Ci  tes$ Cis  di Ji  de$ Ji  des$ Jis  e$ i  es$ is  o$ u  os$ us  l$ u
        l(?=[^aeiouh]) u  z$ s  w u  y i  q k
        """,
    "es": r"""
        ll j  ch C  ñ nj  cc ks  c(?=[eiéí]) s  c k  z s  v b  ^h _  h _  j h  gü gw
        gu(?=[eiéí]) g  g(?=[eiéí]) h  qu k  q k  x ks  rr r  y$ i  y j  w gw  sh S  ph f
        """,
    "fr": r"""
        eaux$ o  eau o  aux$ o  au o  oû u  où u  ou u  oi wa  oy waj  ch S  gn nj  ph f  qu k
        q k  gu(?=[eiéèê]) g  ge(?=[aou]) Z  g(?=[eiyéèê]) Z  j Z  cc(?=[ei]) ks  c(?=[eiyéèê]) s
        c k  ç s  h _  ail$ aj  eil$ ej  aill aj  eill ej  ill ij  aient$ e  ais$ e  ait$ e
        ain en  ein en  ai e  ei e  œu e  eu e  [éèêë] e  er$ e  ez$ e  an(?![aeiouyn]) an
        en(?![aeiouyn]) an  am(?=[bp]) an  em(?=[bp]) an  im(?=[bp]) en  in(?![aeiouyn]) en
        om(?=[bp]) on  un(?![aeiouyn]) en  ents$ an  ent$ an  es$ _  e$ _  [tdpsxz]$ _  [tdp]s$ _
        gt$ _  y i  w v  ss s  x ks
        """,
    "de": r"""
        tsch C  sch S  ^sp Sp  ^st St  ch x  ck k  ph f  tz ts  z ts  qu kv  x ks  c k  th t
        dt$ t  ieh i  ie i  eih ai  ei ai  ai ai  ey ai  ay ai  äu oi  eu oi  ä e  ö e  ü i  y i
        (?<=[aeiouäöü])h _  v f  w v  ß s  ss s  s(?=[aeiouäöü]) z  ig$ ix  b$ p  d$ t  g$ k  j j
        q k
        """,
    "it": r"""
        gli li  gn nj  sci(?=[aou]) S  sc(?=[eiéè]) S  ch k  gh g  cci(?=[aou]) C  ci(?=[aou]) C
        cc(?=[ei]) C  c(?=[eiéè]) C  c k  ggi(?=[aou]) J  gi(?=[aou]) J  gg(?=[ei]) J
        g(?=[eiéè]) J  qu kw  cqu kw  zz ts  z ts  h _  x ks  y i  j i  w v  ph f  q k
        """,
}
_PLAIN = str.maketrans("áàâäåãéèêëíìîïóòôöõúùûüýÿ", "aaaaaaeeeeiiiiooooouuuuyy")
_COARSE = str.maketrans("bdgvzZJTwj", "ptkfsSCtui")  # voiced and voiceless are treated as the same
_VOWELS = re.compile("[aeiou]+")
_DOUBLE = re.compile(r"(.)\1+")
_CLASS, _AROUND = re.compile(r"\[[^]]*\]"), re.compile(r"\(\?<?[=!]|\)")
_NOT_HEARD = re.compile(r"[^\w]|_")
# Weights: sounds alone cannot distinguish "to" from "two", spelling can.
_BY_SOUND, _BY_COARSE_SOUND, _BY_SPELLING = 0.4, 0.3, 0.3


@cache_short_texts(65_536)
def sound_key(word: str, language: str = "en") -> str:
    """Return the key that sound-alikes share: voiceless consonants, a leading vowel as ``a``.

    Several words have the key of one word: "click funnels" and "ClickFunnels".

    >>> sound_key("click funnels") == sound_key("ClickFunnels")
    True
    """
    coarse = _coarse(word, language)
    return coarse[:1] + _DOUBLE.sub(r"\1", coarse[:1] + coarse[1:].replace("a", ""))[1:]


@cache_short_texts(65_536)
def likeness(a: str, b: str, language: str = "en") -> float:
    """Return the likeness of two phrases by sound and spelling, from 0 to 1 (equal)."""
    one, other = _fold_word(a), _fold_word(b)
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    return (
        _BY_SOUND * _alike(phones(a, language), phones(b, language))
        + _BY_COARSE_SOUND * _alike(_coarse(a, language), _coarse(b, language))
        + _BY_SPELLING * _alike(one.translate(_PLAIN), other.translate(_PLAIN))
    )


@cache_short_texts(65_536)
def phones(word: str, language: str = "en") -> str:
    """Return the sounds of a phrase, one character each; other scripts keep their letters."""
    reader, sounds = _reader(language)
    read = reader.sub(lambda match: sounds[match.lastindex or 0], _fold_word(word))
    return _DOUBLE.sub(r"\1", read.translate(_PLAIN))


@cache_short_texts(65_536)
def _coarse(word: str, language: str) -> str:
    """Return voiceless sounds, each run of vowels as an ``a``."""
    return _DOUBLE.sub(r"\1", _VOWELS.sub("a", phones(word, language).translate(_COARSE)))


_alike = Levenshtein.normalized_similarity


@lru_cache(maxsize=8)
def _reader(language: str) -> tuple[re.Pattern[str], list[str]]:
    """Return one pattern with a group for each rule, and the sound of each group."""
    pieces = _RULES.get(language, _RULES["en"]).split()
    rules = sorted(zip(pieces[::2], pieces[1::2], strict=True), key=lambda rule: -_reach(rule[0]))
    pattern = "|".join(f"({letters})" for letters, _ in rules)
    return re.compile(pattern), ["", *(sound.replace("_", "") for _, sound in rules)]


def _reach(letters: str) -> int:
    """Return the length of what a rule matches; the longest is tried first."""
    return len(_CLASS.sub("x", _AROUND.sub("", letters)))


@cache_short_texts(65_536)
def _fold_word(word: str) -> str:
    """Return letters and digits alone, in lower case and without spaces."""
    return _NOT_HEARD.sub("", unicodedata.normalize("NFC", word).lower())
