"""Write a transcript to a file.

Takes a recording's properties and its transcript; writes a project document, captions or plain
text.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vsl.basics.files import write_atomically
from vsl.errors import BadInput
from vsl.export.captions.subrip_webvtt import CAPTIONS, to_txt
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import Deck, MediaInfo, Project, Transcript
from vsl.slides.caption_rows import set_rows
from vsl.slides.segmentation.presets import CLASSIC
from vsl.slides.segmentation.segment import segment
from vsl.slides.timing import time_slides


def check_format(target: Path | None) -> None:
    """Raise an error if ``target`` has an unknown extension; call it before transcribing.

    Raises:
        BadInput: its extension is unknown.
    """
    if target and target.suffix.lower() not in (*CAPTIONS, ".json"):
        raise BadInput(f"{target.name} can't be written; use .json, .srt, .vtt or .txt.")


def write_transcript(target: Path | None, media: MediaInfo, transcript: Transcript) -> None:
    """Write the transcript to ``target`` in the format of its extension; None: print it."""
    spans = segment(transcript.words, CLASSIC, transcript.language, transcript.marks)
    slides = time_slides(spans, transcript.words, media.duration_ms)
    if target is None:
        print(to_txt(slides), end="")
    elif target.suffix.lower() == ".json":
        deck = Deck(slides, Theme(), media.duration_ms)
        write_atomically(target, document.dumps(Project(media, transcript, deck)))
    else:
        captions = [
            replace(slide, text=set_rows(slide.text, transcript.language)) for slide in slides
        ]
        write_atomically(target, CAPTIONS[target.suffix.lower()](captions))
