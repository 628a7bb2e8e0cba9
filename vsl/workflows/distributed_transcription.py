"""A long recording, heard by many workers: each hears one chunk, and what they heard makes the same
whole that one machine alone would hear.

Flows in: a recording and what is wanted of it. Flows out: parts for the task table, then what each
came to, as plain JSON values. The whole goes where transcripts are kept, so that listening goes on
as if it had been heard here. Never here: tables and queues.

A worker may be on any machine, with disks of its own: it has the recording's samples decoded there,
once for all the chunks that come to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from vsl.basics.json_codec import from_plain, to_plain
from vsl.jobs.task import Child, FanOut
from vsl.model.project import MediaInfo, Transcript
from vsl.progress import Progress
from vsl.speech.cached_transcriber import KeyedSamples, TranscriptionSession
from vsl.speech.chunks import Chunk, options_after, span
from vsl.speech.recogniser import ListenOptions
from vsl.speech.transcript_cache import from_json, to_json
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.transcribe import DECODED, Transcriber

KIND = "hear"
_STAGE = "listening"
_FEWEST_BYTES_S = 500  # of a voice: AMR at its lowest rate has 594 (3GPP TS 26.071: 4.75 kbit/s)
_WORTH_SHARING = 2  # chunks; a single one is heard as soon here

Json = dict[str, Any]


def parts(
    transcriber: Transcriber,
    recording: Path,
    options: MakeOptions,
    *,
    payload: Mapping[str, Any],
    progress: Progress,
) -> FanOut | None:
    """The chunks that others are to hear; None where it is time to listen here.

    The first chunk in which somebody speaks tells the language to the others, so it is heard here
    where nobody said which language it is.

    Args:
        payload: the task's; ``answers`` in it, of those who heard, are put together and kept.
    Raises:
        What ``Transcriber.listen`` raises.
    """
    chunk_s = transcriber.settings.audio_chunk_size
    if recording.stat().st_size < chunk_s * _FEWEST_BYTES_S:
        return None
    session = transcriber.open(
        recording,
        options.listening(),
        engine=options.engine,
        correcting=options.correcting(),
        progress=progress,
    )
    hearing, sound = session.hearing, session.sound
    if hearing.find_cached(sound, session.told):
        return None
    if answers := payload.get("answers"):
        hearing.keep(sound, session.told, [_read_child_result(row) for row in answers])
        return None
    return _apart(session, payload["project"], transcriber.listening(progress))


def hear(
    transcriber: Transcriber, recording: Path, payload: Mapping[str, Any], progress: Progress
) -> tuple[Chunk, Transcript]:
    """The chunk that such a part names, and what is said in it."""
    media, chunk = from_plain(MediaInfo, payload["media"]), from_plain(Chunk, payload["chunk"])
    options = from_plain(ListenOptions, payload["told"])
    reading = progress.part("reading the recording", 0.0, DECODED)
    sound = KeyedSamples(media.timeline_key, transcriber.samples.samples(recording, media, reading))
    hearing = transcriber.hearing(payload["engine"], replace(options, model=payload["model"]))
    listening = progress.part(_STAGE, DECODED, 1.0)
    return chunk, hearing.chunk(chunk, options, listening, sound=sound)


def answer(chunk: Chunk, heard: Transcript) -> Json:
    """What a part came to."""
    return {"chunk": to_plain(chunk), "heard": to_json(heard)}


def _apart(session: TranscriptionSession, project: str, listening: Progress) -> FanOut | None:
    chunks = session.hearing.chunks(session.sound, session.told)
    heard, options = _transcribe_until_language(session, chunks, listening)
    if len(chunks) - len(heard) < _WORTH_SHARING or not options.language:
        return None
    payload = {
        "project": project,
        "media": to_plain(replace(session.media, video=None)),
        "engine": session.hearing.engine,
        "model": session.hearing.parts.model_of(session.hearing.engine),
        "told": to_plain(options),
    }
    answers = [answer(chunk, transcript) for chunk, transcript in heard]
    children = []
    for chunk, known in zip_longest(chunks, answers):
        start, stop = span(chunk, chunks)
        work = {**payload, "chunk": to_plain(chunk)}
        children.append(Child(KIND, work, listening.stop * (stop - start), known))
    return FanOut(_STAGE, tuple(children))


def _transcribe_until_language(
    session: TranscriptionSession, chunks: Sequence[Chunk], listening: Progress
) -> tuple[list[tuple[Chunk, Transcript]], ListenOptions]:
    """The first chunks with what was said, and what the others are to be told."""
    options, hearing, sound = session.told, session.hearing, session.sound
    heard: list[tuple[Chunk, Transcript]] = []
    for chunk in chunks[:-_WORTH_SHARING]:
        if options.language:
            break
        part = listening.part(_STAGE, *span(chunk, chunks))
        heard.append((chunk, hearing.chunk(chunk, options, part, sound=sound)))
        options = options_after(options, heard[-1][1])
    return heard, options


def _read_child_result(row: Json) -> tuple[Chunk, Transcript]:
    return from_plain(Chunk, row["chunk"]), from_json(row["heard"])
