"""Correct a transcript by a project's options and this machine's settings.

A recognised transcript and options flow in; the corrected transcript flows out, with notes on what
was sent to other machines. The shared glossary is read once, when a program starts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from vsl.errors import BadSetting, VslError
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.text.correction.cache import EditCache
from vsl.text.correction.corrector import CorrectOptions, correct
from vsl.text.correction.glossary import Glossary, parse_glossary
from vsl.text.correction.llm_http import LlmAccess
from vsl.text.readers.script_file import read_script

_BY_RULES, _ASKING = 0.02, 0.3


@dataclass(frozen=True, slots=True)
class TranscriptCorrector:
    """Corrects transcripts with the glossary and language model of the settings."""

    cache: EditCache
    glossary: Glossary  # shared by all projects
    llm: LlmAccess | None = None  # None: nothing leaves the machine

    @classmethod
    def of(cls, settings: Settings) -> TranscriptCorrector:
        """Return the corrector that ``settings`` describe.

        Raises:
            BadSetting: the glossary is unusable, or the language model lacks an address or a name.
        """
        return cls(
            EditCache.under(settings.cache_dir),
            _read_glossary(settings.glossary_file) if settings.glossary_file else Glossary(),
            _language_model(settings) if settings.enable_llm_correction else None,
        )

    @property
    def share(self) -> float:
        """The rough share of the transcription time that correction takes."""
        return _ASKING if self.llm else _BY_RULES

    def merged_options(self, options: CorrectOptions) -> CorrectOptions:
        """Return a project's options with this machine's names and language model."""
        return replace(options, glossary=self.glossary.with_project(options.glossary), llm=self.llm)

    def correct(self, heard: Transcript, options: CorrectOptions, progress: Progress) -> Transcript:
        """Return the corrected transcript; not for transcripts aligned to a script.

        Args:
            progress: of the whole transcription; correction is the last ``share`` of it.
        """
        asking = progress.part("correcting the words", 1.0 - self.share, 1.0)
        words, notes = correct(
            heard.words,
            heard.language,
            self.merged_options(options),
            cache=self.cache,
            progress=asking,
        )
        return replace(heard, words=words, warnings=heard.warnings + notes)


def _read_glossary(path: Path) -> Glossary:
    try:
        return parse_glossary(read_script(path), name=path.name)
    except VslError as error:
        raise BadSetting(f"GLOSSARY_FILE={str(path)!r} can't be used: {error}") from error


def _language_model(settings: Settings) -> LlmAccess:
    try:
        return LlmAccess(settings.llm_base_url, settings.llm_model, settings.llm_api_key)
    except BadSetting as error:
        raise BadSetting(f"ENABLE_LLM_CORRECTION is on, but {error}") from error
