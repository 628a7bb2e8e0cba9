"""Transcribe a long recording by many workers, one chunk each, with the result of a single machine.

Takes a recording and options; returns child tasks for the task table, and each task's result as
plain JSON values. The joined transcript is put into the transcript cache, where transcription finds
it like a local one. Tables and queues are not accessed here.

A worker may be on any machine, with its own disks: it decodes the recording's samples once for all
of its chunks.
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
_FEWEST_BYTES_S = 500  # of speech: AMR at its lowest rate has 594 (3GPP TS 26.071: 4.75 kbit/s)
_WORTH_SHARING = 2  # chunks; a single one is as fast here

Json = dict[str, Any]


def parts(
    transcriber: Transcriber,
    recording: Path,
    options: MakeOptions,
    *,
    payload: Mapping[str, Any],
    progress: Progress,
) -> FanOut | None:
    """Return the chunks for other workers; None if the recording should be transcribed here.

    The first chunk with speech determines the language of the others, so it is transcribed here if
    no language was chosen.

    Args:
        payload: of the task; its ``answers``, the results of finished chunks, are joined and
            cached.
    Raises:
        The errors of ``Transcriber.listen``.
    """
    chunk_s = transcriber.settings.audio_chunk_size
    if recording.stat().st_size < chunk_s * _FEWEST_BYTES_S:
        return None
    session = transcriber.open(
        recording,
        options.listening(),
        engine=options.engine,
        correcting=options.correcting(),
        media=transcriber.probe(recording, track=options.track, language=options.language or ""),
        progress=progress,
    )
    hearing, sound = session.hearing, session.sound
    if hearing.find_cached(sound, session.options):
        return None
    if answers := payload.get("answers"):
        hearing.keep(sound, session.options, [_read_child_result(row) for row in answers])
        return None
    return _apart(session, payload["project"], transcriber.listening(progress))


def hear(
    transcriber: Transcriber, recording: Path, payload: Mapping[str, Any], progress: Progress
) -> tuple[Chunk, Transcript]:
    """Return the chunk that a child task names, and its transcript."""
    media, chunk = from_plain(MediaInfo, payload["media"]), from_plain(Chunk, payload["chunk"])
    options = from_plain(ListenOptions, payload["told"])
    reading = progress.part("reading the recording", 0.0, DECODED)
    sound = KeyedSamples(media.timeline_key, transcriber.samples.samples(recording, media, reading))
    hearing = transcriber.hearing(payload["engine"], replace(options, model=payload["model"]))
    listening = progress.part(_STAGE, DECODED, 1.0)
    return chunk, hearing.chunk(chunk, options, listening, sound=sound)


def answer(chunk: Chunk, heard: Transcript) -> Json:
    """Return the result of a child task."""
    return {"chunk": to_plain(chunk), "heard": to_json(heard)}


def _apart(session: TranscriptionSession, project: str, listening: Progress) -> FanOut | None:
    chunks = session.hearing.chunks(session.sound, session.options)
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
    """Return the first chunks with their transcripts, and the options for the others."""
    options, hearing, sound = session.options, session.hearing, session.sound
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
