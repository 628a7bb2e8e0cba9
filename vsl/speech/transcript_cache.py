"""A cache of transcripts, keyed by everything that shapes them.

Derived data: a missing or damaged entry is transcribed again.
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

VERSION = 2  # of the adapters: changes whenever an engine may give another transcript


def transcript_key(
    audio_sha256: str, engine: str, options: ListenOptions, **also: str | int
) -> str:
    """Return the digest of everything that shapes a transcript.

    Args:
        audio_sha256: of the recording's content.
        options: as the engine gets them.
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
        """Return the cache in its folder under ``root``."""
        return cls(CacheFolder(root, "transcripts", ".json"))

    def find(self, key: str) -> Transcript | None:
        """Return the transcript under ``key``; None if it is missing or unreadable."""
        path = self.cache.find(key)
        try:
            return from_json(json.loads(path.read_bytes())) if path else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            with suppress(OSError):
                self.cache.path(key).unlink()
            return None

    def keep(self, key: str, transcript: Transcript) -> None:
        """Store ``transcript`` under ``key``."""
        with self.cache.writing(key) as path:
            rows = json.dumps(to_json(transcript), ensure_ascii=False, separators=(",", ":"))
            path.write_bytes(rows.encode())


def to_json(transcript: Transcript) -> dict[str, Any]:
    """Return JSON values, words as rows without field names: a third of the size."""
    return {
        "words": [[w.text, w.start_ms, w.end_ms, w.confidence] for w in transcript.words],
        "language": transcript.language,
        "engine": transcript.engine,
        "model": transcript.model,
        "warnings": transcript.warnings,
    }


def from_json(heard: dict[str, Any]) -> Transcript:
    """Return the transcript from the values of ``to_json``."""
    words = tuple(Word(*row) for row in heard["words"])
    return Transcript(**{**heard, "words": words, "warnings": tuple(heard["warnings"])})
