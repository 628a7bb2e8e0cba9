"""Find what captions for the deaf add to speech: sounds, names of speakers, songs. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from vsl.basics.word_set import word_set
from vsl.text.readers.caption_cues import CaptionCue, CaptionPart

_NOTES: Final = "♩♪♫♬🎵🎶¶"
_BRACKETS: Final = re.compile(
    r"\[[^\[\]]{0,400}\]|［[^［］]{0,400}］|【[^【】]{0,400}】|〔[^〔〕]{0,400}〕|〖[^〖〗]{0,400}〗"
    r"|（[^（）]{0,400}）"
)
_ROUND: Final = re.compile(r"(?<!\w)\(([^()]{1,200})\)")
_ROUND_ROWS: Final = re.compile(r"(?:^|(?<=\n))[-–—>\s]{0,6}\([^()]{0,200}\)[ \t]{0,3}(?=\n|$)")
_STARS: Final = re.compile(r"(?<![\w*])\*([^*\n\d]{1,80})\*(?![\w*])")
_SONG: Final = re.compile(rf"[{_NOTES}][^{_NOTES}]{{1,400}}[{_NOTES}]+")
_SONG_ROW: Final = re.compile(rf"(?:^|(?<=\n))[ \t-]{{0,4}}[{_NOTES}][^\n]{{0,400}}")
_HASH_SONG: Final = re.compile(
    r"(?:^|(?<=\n))[ \t-]{0,4}#[ \t][^#\n]{1,300}[ \t]#[ \t]{0,4}(?=\n|$)"
)
_NOTE: Final = re.compile(rf"[{_NOTES}]")
_TURN: Final = re.compile(
    r"(?:^|(?<=\n))[ \t]{0,4}(?:>{2,3}|[-–—‐])(?:[ \t]{0,3}(?=[^\W\d]|[\"“¿¡\[(])|[ \t]+)|>{2,3}"
)
_NAME: Final = re.compile(
    r"(?:^|(?<=\n)|(?<=>>)|(?<=>> )|(?<=[.!?] ))[ \t]{0,4}(?P<dash>(?:>{2,3}|[-–—‐])[ \t]{0,3})?"
    r"(?P<name>(?:(?:[A-Z]|Dr|DR|Mr|MR|Mrs|MRS|Ms|MS|Prof|PROF|St|ST)\.[ ]?){0,2}"
    r"[^\W\d_][\w'’&/-]{0,24}(?: [\w'’&#/][\w'’&#/-]{0,24}){0,3})"
    r"(?: ?\([^()\n]{0,40}\))?[ \t]?[:：](?=[ \t\n]|[^\W\d])"
)
_ROUND_NAME: Final = re.compile(
    r"(?:^|(?<=\n))[-–—>\s]{0,6}\([A-ZÀ-Þ][\w.'’-]{0,24}(?: [A-ZÀ-Þ][\w.'’-]{0,24})?\)(?= \S)"
)
_NEXT_TURN: Final = re.compile(r"(?<=[.!?])[ ]-[ ](?=[^\W\d])")
_LEAST_NAMED: Final = 2  # rows that a name in small letters begins, or it is no speaker
_SAID_BEFORE_COLONS: Final = word_set(
    """A AFTER ALERT ANSWER BEFORE BREAKING CHAPTER CONS GOAL HERE IMAGINE LEVEL LISTEN LOOK
    METHOD MISTAKE MODULE NO OK PHASE PLAN PROBLEM PROS ROUND SOLUTION UPDATE YES ATTENTION
    BONUS CAUTION DAY EXAMPLE FACT FAQ FREE GUARANTEE HINT IMPORTANT LESSON MONTH MYTH NOTE
    NOW NUMBER OFFER OPTION PART PRICE PS P.S. Q QUESTION REASON REMEMBER RESULT RESULTS RULE
    SECRET STEP SUMMARY TIP TODAY TOTAL TRUTH WARNING WEEK YEAR BÔNUS PASSO DICA PREÇO ATENÇÃO
    IMPORTANTE PASO PRECIO CONSEJO SCHRITT PREIS TIPP WICHTIG ÉTAPE PRIX ASTUCE PASSAGGIO
    PREZZO CONSIGLIO"""
)
_OPENING_WORDS: Final = word_set(
    "AND BUT HERE'S HOW I IF IT IT'S MY OUR SO THAT THE THIS WHAT WHY YOUR"
)
"""Words that begin a sentence, not a name."""
_SOUNDS: Final = word_set(
    """applause applauding audience background barking beep beeping beeps bell bells breath
    breathes breathing buzz buzzes buzzing chatter chattering cheer cheering cheers chime
    chimes chuckle chuckles chuckling clap clapping claps clears clicks clicking cough
    coughing coughs crowd cries crying ding dings door exhale exhales exhaling gasp gasping
    gasps giggle giggles giggling groan groaning groans growls grunting grunts hum humming
    hums inaudible indistinct inhale inhales instrumental jingle keyboard knock knocking
    knocks laugh laughing laughs laughter melody mumbles mumbling music muffled murmuring
    noise off-screen offscreen pause phone rings ringing scoffs screaming screams shouting
    shouts sigh sighing sighs silence singing sings siren sirens slams sniffles snoring
    sobbing sobs sound speaking static stammers telephone thud thunder typing unintelligible
    vocalizing voice-over voiceover whispering whispers whistle whistles whistling yawns
    yelling música risos aplausos risas suspira suspiro tosse tosses silêncio silencio voz ri
    ríe musique rires applaudissements soupir soupire rire bruit musik gelächter applaus lacht
    seufzt hustet stille geräusch klatschen musica risate applausi sospira ride tossisce
    silenzio"""
)


@dataclass(frozen=True, slots=True)
class SpokenCues:
    """The cues with spoken text alone, and how many marks were left out."""

    cues: tuple[CaptionCue, ...]
    sounds: int
    names: int

    def describe(self) -> str:
        """Return a sentence on what was left out; empty if nothing was.

        >>> SpokenCues((), 2, 1).describe()
        'Left out of the captions as not spoken: 2 sounds or songs, 1 name of a speaker.'
        """
        sounds = "1 sound or song" if self.sounds == 1 else f"{self.sounds} sounds or songs"
        names = "1 name of a speaker" if self.names == 1 else f"{self.names} names of speakers"
        found = [text for text, count in ((sounds, self.sounds), (names, self.names)) if count]
        return f"Left out of the captions as not spoken: {', '.join(found)}." if found else ""


def keep_spoken(cues: Iterable[CaptionCue]) -> SpokenCues:
    """Return the cues without sounds in brackets, songs, speakers' names and dashes.

    >>> cue = CaptionCue(0, 9, (CaptionPart("ANN: This (clears throat) closes\\n- Now."),))
    >>> keep_spoken([cue]).cues[0].text.split()
    ['This', 'closes', 'Now.']
    """
    shown = list(cues)
    texts = [cue.text for cue in shown]
    labels = Counter(found["name"].upper() for cue in shown for found in _NAME.finditer(cue.text))
    kept: list[CaptionCue] = []
    counts: Counter[str] = Counter()
    for cue, before, after in zip(shown, ["", *texts], [*texts[1:], ""], strict=False):
        found = chain(_find_unspoken(cue.text, labels), _find_halves(cue.text, before, after))
        spans = list(_merge_spans(found))
        counts.update(
            kind
            for kind, start, end in spans
            if any(char.isalnum() for char in cue.text[start:end])
        )
        parts = _cut_spans(cue.parts, [(start, end) for _, start, end in spans])
        kept.append(replace(cue, parts=tuple(parts)))
    return SpokenCues(tuple(kept), counts["sound"], counts["name"])


def _find_unspoken(text: str, labels: Counter[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the kind, start and end of what is not said, in any order."""
    for pattern in (_BRACKETS, _ROUND_ROWS, _SONG, _SONG_ROW, _HASH_SONG, _NOTE):
        yield from (("sound", *found.span()) for found in pattern.finditer(text))
    for pattern in (_ROUND, _STARS):
        for found in pattern.finditer(text):
            if _is_sound(found[1]):
                yield "sound", *found.span()
    for found in _NAME.finditer(text):
        if _is_speaker(found["name"], bool(found["dash"]), labels):
            yield "name", *found.span()
    for pattern, kind in ((_ROUND_NAME, "name"), (_TURN, "turn"), (_NEXT_TURN, "turn")):
        yield from ((kind, *found.span()) for found in pattern.finditer(text))


def _find_halves(text: str, before: str, after: str) -> Iterator[tuple[str, int, int]]:
    """Yield the parts of brackets that open in one cue and close in the next."""
    if _opens(before) and _closes(text):
        yield "sound", 0, text.index("]") + 1
    if _opens(text) and _closes(after):
        yield "turn", text.rindex("["), len(text)


def _opens(text: str) -> bool:
    return text.rfind("[") > text.rfind("]")


def _closes(text: str) -> bool:
    return -1 < text.find("]") < (text.find("[") if "[" in text else len(text))


def _merge_spans(spans: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield the spans in order, those that overlap as one of the first one's kind."""
    kind, start, end = "", 0, 0
    for each, begin, stop in sorted(spans, key=lambda span: span[1:]):
        if kind and begin < end:
            kind, end = (each if kind == "turn" else kind), max(end, stop)
            continue
        if kind:
            yield kind, start, end
        kind, start, end = each, begin, stop
    if kind:
        yield kind, start, end


def _is_sound(text: str) -> bool:
    """Return whether a text in round brackets tells of a sound; other asides are spoken."""
    words = [word.strip(".,;:!?…'\"") for word in text.lower().split()]
    if any(char.isdigit() for char in text) or "$" in text or "€" in text or len(words) > 8:
        return False
    letters = [char for char in text if char.isalpha()]
    if letters and all(char.isupper() for char in letters) and len(letters) > 2:
        return True
    return any(word in _SOUNDS for word in words)


def _is_speaker(name: str, has_dash: bool, labels: Counter[str]) -> bool:
    """Return whether the text before a colon names a speaker."""
    words = name.upper().split()
    if words[0] in _OPENING_WORDS or not _SAID_BEFORE_COLONS.isdisjoint(words):
        return False
    letters = [char for char in name if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return True
    is_name = all(not word[0].islower() for word in name.split())
    return is_name and (has_dash or labels[name.upper()] >= _LEAST_NAMED)


def _cut_spans(
    parts: Sequence[CaptionPart], spans: Iterable[tuple[int, int]]
) -> Iterator[CaptionPart]:
    """Yield the parts with a space instead of each span of their joined text, given in order."""
    merged = list(spans)
    at = begin = 0
    for part in parts:
        stop = begin + len(part.text)
        pieces, done = [], begin
        for start, end in merged[at:]:
            if start >= stop:
                break
            pieces.append(part.text[done - begin : max(start, done) - begin])
            done = min(max(done, end), stop)
            if end <= stop:
                at += 1
        pieces.append(part.text[done - begin :])
        text = " ".join(pieces) if len(pieces) > 1 else part.text
        if text.strip():
            yield replace(part, text=text)
        begin = stop
