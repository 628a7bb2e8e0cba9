"""What was heard once need not be heard again: transcripts by everything that shapes them.

Derived data; any of it may vanish or be damaged, and is then heard anew.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vsl.basics.files import CacheFolder
from vsl.model.project import Transcript, Word
from vsl.speech.recogniser import ListenOptions

VERSION = 2  # of the adapters: changes whenever an engine would hear the same recording otherwise


def transcript_key(
    audio_sha256: str, engine: str, options: ListenOptions, **also: str | int
) -> str:
    """The digest of everything that decides what is heard.

    Args:
        audio_sha256: of the recording's content.
        options: language, script and model as the engine gets them.
        also: what else shapes the result, such as the digest of a model's weights.
    """
    shapes = [VERSION, audio_sha256, engine, asdict(options), also]
    return hashlib.sha256(json.dumps(shapes, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TranscriptCache:
    """Transcripts in a cache folder, one JSON file each."""

    cache: CacheFolder

    @classmethod
    def under(cls, root: Path) -> TranscriptCache:
        """The cache among the other kinds of derived data in ``root``."""
        return cls(CacheFolder(root, "transcripts", ".json"))

    def find(self, key: str) -> Transcript | None:
        """What was heard under ``key``; None where nothing readable is kept."""
        path = self.cache.find(key)
        try:
            return from_json(json.loads(path.read_bytes())) if path else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            with suppress(OSError):
                self.cache.path(key).unlink()
            return None

    def keep(self, key: str, transcript: Transcript) -> None:
        """Keep ``transcript`` for the next time."""
        with self.cache.writing(key) as path:
            rows = json.dumps(to_json(transcript), ensure_ascii=False, separators=(",", ":"))
            path.write_bytes(rows.encode())


def to_json(transcript: Transcript) -> dict[str, Any]:
    """What an engine tells, words as bare rows: a third of the size that names would cost."""
    return {
        "words": [[w.text, w.start_ms, w.end_ms, w.confidence] for w in transcript.words],
        "language": transcript.language,
        "engine": transcript.engine,
        "model": transcript.model,
        "warnings": transcript.warnings,
    }


def from_json(heard: dict[str, Any]) -> Transcript:
    """The transcript that ``to_json`` made ``heard`` of."""
    words = tuple(Word(*row) for row in heard["words"])
    return Transcript(**{**heard, "words": words, "warnings": tuple(heard["warnings"])})
