"""Options of making a project from a recording, validated before any work begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from vsl.errors import BadInput
from vsl.export.frame_rate import parse_frame_rate
from vsl.model.appearance import Theme
from vsl.model.project import LONGEST_WORD, EmphasisSettings, Transcript
from vsl.render.themes.theme import find_theme, parse_size, resize_theme
from vsl.settings import read_switch
from vsl.slides.emphasis.settings import parse_settings
from vsl.slides.segmentation.presets import CLASSIC, find_preset
from vsl.speech.languages import UNKNOWN, language_code
from vsl.speech.recogniser import ListenOptions, read_hot_words
from vsl.speech.registry import check_engine
from vsl.text.correction.corrector import CorrectOptions
from vsl.text.correction.glossary import Glossary, parse_glossary
from vsl.text.language import LANGUAGES, guess_language
from vsl.text.readers.captions import read_captions
from vsl.text.script.markdown import describe_unread
from vsl.text.written import script_words

NAMES = (
    "engine",
    "model",
    "language",
    "track",
    "script",
    "captions",
    "hot_words",
    "glossary",
    "numbers",
    "spelling",
    "punctuation",
    "drop_fillers",
    "preset",
    "highlights",
    "highlight_share",
    "theme",
    "size",
    "fps",
)
DOUBTS = "doubts"
"""Key of doubts about the files in the options, a sentence a row; forms can not set it."""


@dataclass(frozen=True, slots=True)
class MakeOptions:
    """The options of one ``make``; each has a default."""

    engine: str = "auto"
    model: str = ""  # a Whisper model's name or a checkpoint's path; empty: the setting's
    language: str | None = None  # ISO 639-1; None: the engine finds out
    track: int = 0  # number of the sound track, from 1; 0: the one that holds the voice
    country: str = ""  # ISO 3166, whose way to write numbers is wanted; empty: the language's
    script: str = ""  # what the speaker reads, as text
    captions: Transcript | None = None  # made before, by another program or by hand
    hot_words: tuple[str, ...] = ()  # names and rare words that are spoken
    glossary: Glossary = field(default_factory=Glossary)  # of the project
    numbers: bool = True  # show spoken numbers as figures
    spelling: bool = True
    punctuation: bool = True  # where the engine gives none
    drop_fillers: bool = False  # from the slides; the voice keeps them
    preset: str = CLASSIC.name  # how the words are broken into slides
    emphasis: EmphasisSettings = field(default_factory=EmphasisSettings)  # what stands out
    theme: Theme = field(default_factory=Theme)
    fps: Fraction = Fraction(30)
    doubts: tuple[str, ...] = ()  # about the files that were read, for the user

    @classmethod
    def parse(
        cls, values: Mapping[str, str], theme_named: Callable[[str], Theme] = find_theme
    ) -> MakeOptions:
        """Return the options in ``values`` (see ``NAMES``); missing and empty ones get defaults.

        Args:
            theme_named: returns the theme of a name, which may be a user's.
        Raises:
            BadInput: a value can't be used; the message names it and valid ones.
        """
        theme = theme_named(values.get("theme") or "classic")
        if size := values.get("size"):
            theme = resize_theme(theme, *parse_size(size))
        return cls(
            engine=check_engine(values.get("engine") or "auto"),
            model=values.get("model") or "",
            language=_language(values.get("language") or ""),
            track=_track(values.get("track") or ""),
            country=_country(values.get("language") or ""),
            script=values.get("script") or "",
            captions=_captions(values.get("captions") or ""),
            hot_words=read_hot_words(values.get("hot_words") or ""),
            glossary=parse_glossary(values.get("glossary") or ""),
            numbers=_switch(values, "numbers", default=True),
            spelling=_switch(values, "spelling", default=True),
            punctuation=_switch(values, "punctuation", default=True),
            drop_fillers=_switch(values, "drop_fillers", default=False),
            preset=find_preset(values.get("preset") or CLASSIC.name).name,
            emphasis=parse_settings(
                values.get("highlights") or "", values.get("highlight_share") or ""
            ),
            theme=theme,
            fps=parse_frame_rate(values.get("fps") or "30"),
            doubts=tuple(filter(None, (values.get(DOUBTS) or "").splitlines())),
        )

    def listening(self) -> ListenOptions:
        """Return the options of transcription."""
        return ListenOptions(self.language, self.script, self.model, self.hot_words, self.captions)

    def correcting(self) -> CorrectOptions:
        """Return the options of correction, which applies without a script."""
        return CorrectOptions(
            self.glossary,
            self.numbers,
            self.spelling,
            self.punctuation,
            self.drop_fillers,
            self.country,
        )

    def check_script(self) -> None:
        """Raise an error if there is a script that can't be read out.

        Raises:
            BadInput: it holds no spoken words.
            TooLarge: it holds more words than can be read out in a day.
        """
        if not self.script.strip():
            return
        words = script_words(self.script, self.language or "en")
        if not words:
            raise BadInput(
                "The script holds no spoken words: headings and marks in brackets are not read out."
            )
        longest = max((word.text for word in words), key=len)
        if len(longest) > LONGEST_WORD:
            raise BadInput(f"The script holds a word of {len(longest):,} letters; send a text.")

    def warnings(self) -> tuple[str, ...]:
        """Return sentences on what may be wrong with the texts given, or is not read out."""
        found = (self._doubt_language(), describe_unread(self.script))
        return (*self.doubts, *filter(None, found))

    def _doubt_language(self) -> str:
        written = guess_language(self.script)
        if self.language not in LANGUAGES or written in (None, self.language):
            return ""
        return (
            f"The script looks written in {written}, but the language given is {self.language}: "
            "what was heard may be wrong."
        )


def _switch(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values.get(name) or str(default)
    try:
        return read_switch(text)
    except ValueError as error:
        raise BadInput(f"{name}={text[:20]!r} can't be read: {error}.") from error


def _captions(text: str) -> Transcript | None:
    return read_captions(text.encode()) if text.strip() else None


def _language(text: str) -> str | None:
    word = text.strip().lower().replace("_", "-")
    named = language_code(word)
    code = word.partition("-")[0] if named == UNKNOWN else named
    if code in ("", "auto"):
        return None
    if not re.fullmatch("[a-z]{2,3}", code):
        raise BadInput(f"{text!r} is no language; write one such as en, pt or Spanish.")
    return code


def _track(text: str) -> int:
    if text.strip().lower() in ("", "auto"):
        return 0
    if not re.fullmatch("[1-9][0-9]{0,2}", text.strip()):
        raise BadInput(f"track={text[:20]!r} is no sound track; write its number, 1 for the first.")
    return int(text)


def _country(tag: str) -> str:
    """The country of a language tag: "PT" of "pt-PT"; empty where it names none."""
    country = tag.strip().rpartition("-")[2].upper()
    return country if re.fullmatch("[A-Z]{2}|[0-9]{3}", country) and "-" in tag else ""
