"""Scripts and voices that differ in known places: a letter, a seed, and what was planted in it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from vsl.model.project import Word
from vsl.text.script.placing import beats

_FOLDER = Path(__file__).parent / "data" / "letters"
_BOTH = re.compile(r"\{([^|}]*)\|([^}]*)\}")
_BEAT_MS = 190
_PAUSES_MS = {",": 180, ".": 420, "?": 420, "!": 420}
_PARAGRAPH_MS = 500  # besides the pause of the sentence
# Nobody's letters hold these: added to a script they are unread, added to a voice ad-libs.
EXTRA = {
    "en": (
        "Before we go on, turn off the radio and close the door, because this page goes away soon.",
        "My uncle Bernard tried it last winter and he still sends me a cheese every Easter.",
        "By the way, somebody just asked me whether children can use it too.",
        "Grab a pencil.",
    ),
    "es": (
        "Antes de seguir, apaga la radio y cierra la puerta, porque esta página se borra pronto.",
        "Mi tío Bernardo lo probó el invierno pasado y todavía me manda un queso cada Pascua.",
        "Por cierto, alguien me acaba de preguntar si los niños también pueden usarlo.",
        "Busca un lápiz.",
    ),
    "pt": (
        "Antes de continuar, desligue o rádio e feche a porta, porque esta página sai do ar logo.",
        "Meu tio Bernardo experimentou no inverno passado e ainda me manda um queijo toda Páscoa.",
        "Aliás, alguém acabou de me perguntar se as crianças também conseguem usar.",
        "Pegue um lápis.",
    ),
}
OTHER = {
    "en": ("window", "orange", "captain", "whisper", "bottle"),
    "es": ("ventana", "naranja", "capitán", "susurro", "botella"),
    "pt": ("janela", "laranja", "capitão", "sussurro", "garrafa"),
}


@dataclass
class Case:
    """Paragraphs of a script and of a voice, in ``{written|spoken}``, and what differs."""

    script: list[str]
    voice: list[str]
    unread: list[str] = field(default_factory=list)
    ad_libs: list[str] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)  # the script's, the voice's
    moved: list[str] = field(default_factory=list)
    pauses_ms: dict[str, int] = field(default_factory=dict)  # behind a paragraph of the voice

    def write(self) -> str:
        """Return the script."""
        return "\n\n".join(_BOTH.sub(r"\1", paragraph) for paragraph in self.script)

    def say(self) -> tuple[Word, ...]:
        """Return the words that the voice says, at its pace."""
        words, now = [], 400
        for paragraph in self.voice:
            for token in _BOTH.sub(r"\2", paragraph).split():
                length = round(_BEAT_MS * beats(token.lower().strip("¿?¡!.,")) * 0.8)
                words.append(Word(token, now, now + length, 0.9))
                now += length + _PAUSES_MS.get(token[-1], 20)
            now += _PARAGRAPH_MS + self.pauses_ms.get(paragraph, 0)
        return tuple(words)


def read_letter(language: str) -> list[str]:
    """Return the paragraphs of a letter."""
    return (_FOLDER / f"{language}.src").read_text(encoding="utf-8").strip().split("\n\n")


def plant(language: str, seed: int, paragraphs: list[str] | None = None) -> Case:
    """Return a case with several differences, far enough apart to be told one by one."""
    dice = random.Random(f"{language}{seed}")
    letter = paragraphs or read_letter(language)
    case = Case(list(letter), list(letter))
    free = [n for n in range(1, len(letter) - 1)]
    dice.shuffle(free)
    free = [n for k, n in enumerate(free) if not {n - 1, n + 1} & set(free[:k])]
    deeds = [_insert_unread, _insert_ad_lib, _skip, _drop, _change_word, _change_number]
    dice.shuffle(deeds)
    for deed, place in zip(deeds, free, strict=False):
        deed(case, letter[place], language, dice)
    return case


def swap(language: str, seed: int) -> Case:
    """Return a case whose voice says two neighbouring paragraphs the other way round."""
    letter = read_letter(language)
    case = Case(list(letter), list(letter))
    long = [n for n in range(1, len(letter) - 2)
            if min(len(letter[n].split()), len(letter[n + 1].split())) >= 12]  # fmt: skip
    place = random.Random(f"{language}{seed}").choice(long)
    case.voice[place : place + 2] = letter[place + 1], letter[place]
    case.moved = [letter[place], letter[place + 1]]
    return case


def _insert_unread(case: Case, at: str, language: str, dice: random.Random) -> None:
    extra = dice.choice([text for text in EXTRA[language] if text not in case.ad_libs])
    case.script.insert(case.script.index(at) + 1, extra)
    case.unread.append(extra)
    if dice.random() < 0.5:
        case.pauses_ms[at] = dice.choice((800, 1500, 2200))


def _insert_ad_lib(case: Case, at: str, language: str, dice: random.Random) -> None:
    extra = dice.choice([text for text in EXTRA[language] if text not in case.unread])
    case.voice.insert(case.voice.index(at) + 1, extra)
    case.ad_libs.append(extra)


def _skip(case: Case, at: str, language: str, dice: random.Random) -> None:
    case.voice.remove(at)
    case.unread.append(at)


def _drop(case: Case, at: str, language: str, dice: random.Random) -> None:
    case.script.remove(at)
    case.ad_libs.append(at)


def _change_word(case: Case, at: str, language: str, dice: random.Random) -> None:
    tokens = re.findall(r"\{[^}]*\}\S*|\S+", at)
    lower = [n for n, token in enumerate(tokens) if len(token) >= 4 and token.isalpha()]
    lower = [n for n in lower if tokens[n].islower()]
    if not lower:
        return
    place = dice.choice(lower)
    other = dice.choice(OTHER[language])
    case.changed.append((other, tokens[place]))
    tokens[place] = other
    case.script[case.script.index(at)] = " ".join(tokens)


def _change_number(case: Case, at: str, language: str, dice: random.Random) -> None:
    found = [match for match in _BOTH.finditer(at) if any(map(str.isdecimal, match[1]))]
    if not found:
        return
    match = dice.choice(found)
    written = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 3) % 10), match[1])
    case.changed.append((written, match[2]))
    case.script[case.script.index(at)] = at.replace(match[0], f"{{{written}|{match[2]}}}", 1)
