"""Create a project and its transcription job from an upload by HTTP.

The file is written to the instance's disk while it arrives. An unusable recording is deleted again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Any, cast

from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from vsl.basics.files import file_sha256, free_bytes, translate_disk_full
from vsl.basics.package_files import find_folder
from vsl.bootstrap import Services
from vsl.errors import BadInput, DiskFull, NotFound, TooLarge
from vsl.jobs.webhooks.receivers import read_receiver
from vsl.media.formats import media_type
from vsl.model.project import MediaInfo
from vsl.store.incremental_write import DISK_FULL
from vsl.text.readers.script_file import MAX_SIZE_BYTES, read_script, read_text_file
from vsl.web.file_names import display_name
from vsl.web.serialisers import parse_make
from vsl.web.services import current_services
from vsl.web.start_jobs import NewProject, StartedProject, check_storage, start_making
from vsl.workflows.make_options import DOUBTS, NAMES

Form = Mapping[str, str]

FORM_BYTES = 4 << 20  # room for the fields around a file
_TEXT_FILES = {
    "script": "The script",
    "captions": "The captions file",
    "glossary": "The glossary",
}
MEDIA_TYPE = "media_type"
"""Key of a recording's media type, in a project's options and in an upload's findings."""
DURATION_MS = "duration_ms"
"""Key of a recording's length in an upload's findings."""


class UploadRequest(Request):
    """A request whose files are written to the instance folder, not to memory or a small /tmp."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        folder = current_services().settings.instance_dir / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed with the request
            dir=folder, prefix=".", suffix=".part"
        )
        return cast("IO[bytes]", self._files_received.enter_context(file))

    def close(self) -> None:
        """Delete the received files, also those of a broken request."""
        super().close()
        self._files_received.close()

    @cached_property
    def _files_received(self) -> ExitStack:
        return ExitStack()


@dataclass(frozen=True, slots=True)
class IncomingRecording:
    """A recording with its options as received, not validated yet."""

    path: Path
    name: str
    options: dict[str, str]
    upload: str = ""  # id of the resumable upload it came by
    sha256: str = ""  # empty if not known yet
    media_type: str = ""  # empty if not probed yet
    duration_ms: int = 0  # known with the media type
    is_ours: bool = True  # its file may be moved away


def start_project(services: Services) -> StartedProject:
    """Keep the recording of this request as a project and start its transcription.

    Raises:
        BadInput: there is no recording, or it or an option can't be used.
        TooLarge: a limit is exceeded.
        DiskFull: the disk has no room for it.
    """
    check_room(services)
    form = read_form(services)
    recording = _read_sample(form) if form.get("sample") else read_recording(form)
    services.check(parse_make(recording.options, services.themes.find))
    return keep_project(services, recording)


def keep_project(
    services: Services, recording: IncomingRecording, *, retake_of: str = ""
) -> StartedProject:
    """Keep ``recording``, whose options were checked, as a project and start its transcription.

    Args:
        retake_of: the id of the project whose slides get this voice; empty for slides of its own.
    Raises:
        BadInput: the recording can't be used.
        TooLarge: a limit is exceeded.
        DiskFull: the disk has no room for it.
        TooMany: as many jobs wait as may wait.
    """
    is_upload = bool(recording.upload)
    with services.uploads.claiming(recording.upload) if is_upload else nullcontext():
        return _keep(services, recording, retake_of)


def _keep(services: Services, recording: IncomingRecording, retake_of: str) -> StartedProject:
    sha256 = recording.sha256 or file_sha256(recording.path)
    if not recording.media_type:
        info = services.probe(recording.path, sha256=sha256)
        recording = replace(recording, **describe_media(info))
    options = {**recording.options, MEDIA_TYPE: recording.media_type}
    if theme := options.get("theme"):
        options["theme"] = services.themes.as_found_anywhere(theme)
    size_bytes = recording.path.stat().st_size
    store = partial(_store, services, recording, sha256)
    store()
    new = NewProject(
        recording.name,
        sha256,
        options,
        retake_of,
        size_bytes=size_bytes,
        duration_ms=recording.duration_ms,
    )
    return start_making(services, new, check=store)  # a removal may have deleted it meanwhile


def describe_media(info: MediaInfo) -> dict[str, Any]:
    """Return the media type and the length of a recording, by their keys."""
    return {MEDIA_TYPE: media_type(info), DURATION_MS: info.duration_ms}


def _store(services: Services, recording: IncomingRecording, sha256: str) -> None:
    if recording.is_ours:
        services.files.adopt(recording.path, sha256)
    elif not services.files.has_recording(sha256):
        services.files.keep(recording.path)


def check_room(services: Services) -> None:
    """Check that the disk has room for this request before its body is read.

    Raises:
        DiskFull: it has not.
        StorageFull: the client may not store so much.
    """
    size_bytes = request.content_length or 0
    if free_bytes(services.settings.instance_dir) < size_bytes + services.files.reserve_bytes:
        raise DiskFull(DISK_FULL)
    if size_bytes > FORM_BYTES:  # with a recording in it
        services.uploads.check_room(size_bytes)
        check_storage(services, size_bytes)


def read_form(services: Services) -> Form:
    """Return the fields of this request, whose files are on the disk afterwards.

    Raises:
        TooLarge: the body exceeds the limit.
        DiskFull: the disk has no room for it.
    """
    request.max_content_length = services.settings.max_file_size + FORM_BYTES
    try:
        with translate_disk_full(DISK_FULL):
            return request.form
    except RequestEntityTooLarge as error:
        raise TooLarge(_describe_excess(services.settings.max_file_size)) from error


def _describe_excess(limit_bytes: int) -> str:
    if (request.content_length or limit_bytes) >= limit_bytes:
        return f"The file is larger than {limit_bytes >> 20} MB, the limit here (MAX_FILE_SIZE)."
    return "A text field is larger than 500 KB: send the script as a file."


def read_recording(form: Form) -> IncomingRecording:
    """Return the recording of this request: the file in it, or a finished resumable upload.

    Raises:
        BadInput: there is none.
    """
    if upload_id := form.get("upload"):
        return _read_upload(upload_id, form)
    cure = "Choose a recording to send, in the field file (or upload, or sample=1)."
    return read_file_field(_read_options(form), cure)


def read_file_field(options: dict[str, str], cure: str) -> IncomingRecording:
    """Return the recording in the field ``file`` of this request, with ``options``.

    Raises:
        BadInput: there is none; the message is ``cure``.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput(cure)
    file.stream.flush()
    return IncomingRecording(Path(file.stream.name), display_name(file.filename), options)


def _read_upload(upload_id: str, form: Form) -> IncomingRecording:
    """Return the recording of a finished resumable upload."""
    uploads = current_services().uploads
    upload = uploads.find(upload_id)
    name = upload.metadata.get("filename") or upload.metadata.get("name") or ""
    return IncomingRecording(
        uploads.path(upload),
        display_name(name),
        _read_options(form),
        upload_id,
        sha256=uploads.sha256(upload),
        media_type=upload.findings.get(MEDIA_TYPE, ""),
        duration_ms=int(upload.findings.get(DURATION_MS, 0)),
    )


def _read_sample(form: Form) -> IncomingRecording:
    """Return the sample recording with its script."""
    folder = find_folder("samples")
    path, script = folder / "pitch.mp4", folder / "pitch.txt"
    if not path.is_file():
        raise NotFound("The sample recording is not installed: upload one of your own.")
    text = script.read_text(encoding="utf-8") if script.is_file() else ""
    options = {"script": text, "language": "en", **_read_options(form)}
    options.pop("captions", None)
    return IncomingRecording(path, "Sample pitch", options, is_ours=False)


def _read_options(form: Form) -> dict[str, str]:
    options = {name: form[name] for name in NAMES if form.get(name)}
    doubts: list[str] = []
    for name, title in _TEXT_FILES.items():
        file = request.files.get(name)
        if file and file.filename:
            read = read_text_file(file.stream.read(MAX_SIZE_BYTES + 1), name=title)
            options[name] = read.text
            doubts.append(read.doubt)
        elif (text := options.get(name, "")).strip():
            options[name] = read_script(text.encode("utf-8", "replace"), name=title)
    if any(doubts):
        options[DOUBTS] = "\n".join(filter(None, doubts))
    services = current_services()
    may_be_private = services.settings.allow_private_webhooks
    receiver = read_receiver(form, may_be_private=may_be_private)
    return options | {name: services.seal.close(text) for name, text in receiver.items()}
