"""How words sound in the phones of PocketSphinx's model."""

from __future__ import annotations

import pytest

from vsl.speech.pocketsphinx import pronunciation
from vsl.speech.pocketsphinx.pronunciation import pronunciations

_PHONES = """AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH
    UH UW V W Y Z ZH"""


def test_english_words_come_from_the_dictionary_in_all_their_ways() -> None:
    assert pronunciations([["a", "price"]], "en") == {"a": ["AH", "EY"], "price": ["P R AY S"]}


def test_ipa_is_mapped_to_the_nearest_phones() -> None:
    assert pronunciation._phones("tʃˈaɪld") == "CH AY L D"
    assert pronunciation._phones("(en)nˈɐ̃ʊ̃(pt)") == "N AW N"
    assert pronunciation._phones("ɲˈũŋ") == "N Y UW NG"
    assert pronunciation._phones("apreŋdˈer") == "AA P R EH N D EH R"
    assert pronunciation._phones("tˈɛstʃy", "pt") == "T EH S CH IY"


@pytest.mark.parametrize("language", ["en", "pt", "es", "de", "fr", "it", "xx"])
def test_any_word_has_a_pronunciation_the_model_knows(language: str) -> None:
    words = ["rootwink", "não", "straße", "ñandú", "47", "привет", "字", "x's"]
    for ways in pronunciations([words], language).values():
        assert ways
        for way in ways:
            assert set(way.split()) <= set(_PHONES.split())
            assert way


def test_without_espeak_letters_stand_for_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pronunciation, "_library", lambda: None)
    monkeypatch.setattr(pronunciation.shutil, "which", lambda _name: None)
    assert pronunciations([["não", "字"]], "pt") == {"não": ["N AA OW"], "字": ["AH"]}
