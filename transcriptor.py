"""The words of a recording, as a command; and the names that the documents give to the models.

    python transcriptor.py INPUT [-o FILE.json|.srt|.vtt|.txt] [--script FILE] …    see --help

The work is done by ``vsl/workflows/transcribe.py``. The Whisper models are cached by
``functools.lru_cache`` (vsl/speech/model_cache.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from vsl.errors import VslError
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.recogniser import ListenOptions, read_hot_words
from vsl.speech.whisper.models import get_device, get_whisper_model, release_memory
from vsl.text.readers.captions import read_captions
from vsl.text.readers.script_file import read_script
from vsl.workflows.transcribe import Transcriber
from vsl.workflows.transcript_file import check_format, write_transcript

__all__ = ["get_device", "get_whisper_model", "main", "release_memory"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 2 for input that can't be used."""
    parser = argparse.ArgumentParser(prog="transcriptor.py", description="Words out of a voice.")
    parser.add_argument("input", type=Path, help="an audio or video file")
    parser.add_argument("-o", "--output", type=Path, help="FILE.json, .srt, .vtt or .txt")
    parser.add_argument("--script", type=Path, help="what the speaker reads, as text")
    parser.add_argument("--engine", default="auto", help="auto, or one that the README lists")
    parser.add_argument("--model", default="", help="a Whisper model's name or a checkpoint's path")
    parser.add_argument("--language", help="such as en or pt; found out when left away")
    parser.add_argument("--captions", type=Path, help="what was said, with times: nobody listens")
    parser.add_argument("--hot-words", default="", help="names that are spoken, by commas")
    try:
        _run(parser.parse_args(arguments))
    except VslError as error:
        print(error, file=sys.stderr)
        return 2 if error.status < 500 else 1
    return 0


def _run(arguments: argparse.Namespace) -> None:
    check_format(arguments.output)
    settings = Settings.from_environ(os.environ)
    options = ListenOptions(
        arguments.language,
        read_script(arguments.script) if arguments.script else "",
        arguments.model,
        read_hot_words(arguments.hot_words),
        read_captions(arguments.captions) if arguments.captions else None,
    )
    media, transcript = Transcriber.from_settings(settings).listen(
        arguments.input, options, engine=arguments.engine, progress=Progress()
    )
    for warning in transcript.warnings:
        print(f"Note: {warning}", file=sys.stderr)
    write_transcript(arguments.output, media, transcript)


if __name__ == "__main__":
    sys.exit(main())
