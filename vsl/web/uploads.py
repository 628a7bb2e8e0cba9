"""/api/uploads: resumable uploads by tus 1.0.

Core protocol, creation, creation-with-upload, creation-defer-length, concatenation, checksum,
expiration and termination. Source: https://tus.io/protocols/resumable-upload (version 1.0.0).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from email.utils import formatdate
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, UnsupportedMediaType

from vsl.errors import BadInput, TooLarge, VslError
from vsl.store.incremental_write import CHECKSUMS, Block, Checksum
from vsl.store.uploads import Upload, UploadFolder
from vsl.web.create_project import MEDIA_TYPE, describe_media
from vsl.web.request_body import body_blocks
from vsl.web.services import current_services
from vsl.web.start_jobs import check_storage

blueprint = Blueprint("uploads", __name__, url_prefix="/api/uploads")

VERSION: Final = "1.0.0"
EXTENSIONS: Final = (
    "creation,creation-with-upload,creation-defer-length,concatenation,checksum,expiration,"
    "termination"
)
_PIECE = "application/offset+octet-stream"
_BLOCK_BYTES = 1 << 20
_NAME = re.compile(r"[\x21-\x2b\x2d-\x7e]{1,64}")  # printable ASCII without space and comma
_LONGEST_METADATA = 8 << 10


class OtherVersion(VslError):
    """Raised when the client uses another version of the protocol."""

    status = 412


@blueprint.before_request
def check_version() -> None:
    """Refuse clients of another version of the protocol."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion(f"Send the header Tus-Resumable: {VERSION}.")


@blueprint.after_request
def add_headers(response: Response) -> Response:
    """Add the headers that every answer of the protocol has."""
    response.headers["Tus-Resumable"] = VERSION
    if response.status_code == OtherVersion.status:
        response.headers["Tus-Version"] = VERSION
    response.cache_control.no_store = True
    return response


@blueprint.route("", methods=["OPTIONS"], provide_automatic_options=False)
def about() -> Response:
    """Return the protocol version, extensions and limits of this server."""
    return _answer(
        204,
        Tus_Version=VERSION,
        Tus_Extension=EXTENSIONS,
        Tus_Max_Size=_folder().max_size_bytes,
        Tus_Checksum_Algorithm=",".join(CHECKSUMS),
    )


@blueprint.post("")
def create() -> Response:
    """Begin an upload, or join parts into one."""
    concat = request.headers.get("Upload-Concat", "")
    metadata = read_metadata(request.headers.get("Upload-Metadata", ""))
    if concat.startswith("final;"):
        upload = _folder().join(_part_ids(concat), metadata)
        _check_recording(upload)
    else:
        if concat not in ("", "partial"):
            raise BadInput("Upload-Concat is partial, or final; and the addresses of parts.")
        length = _length()
        check_storage(current_services(), length or 0)
        upload = _folder().create(length, metadata, is_part=concat == "partial")
        if request.mimetype == _PIECE:
            upload = _receive(upload, 0)
    location = url_for("uploads.show", upload_id=upload.id)
    offset = {} if upload.parts else {"Upload_Offset": upload.offset}
    return _answer(201, Location=location, Upload_Expires=_expiry(upload), **offset)


@blueprint.route("/<upload_id>", methods=["HEAD"])
def show(upload_id: str) -> Response:
    """Return how many bytes of an upload have arrived."""
    upload = _folder().find(upload_id)
    length = {"Upload_Length": upload.length}
    if upload.length is None:
        length = {"Upload_Defer_Length": 1}
    concat = {"Upload_Concat": "partial"} if upload.is_part else {}
    if upload.parts:
        places = (url_for("uploads.show", upload_id=part) for part in upload.parts)
        concat = {"Upload_Concat": "final;" + " ".join(places)}
    return _answer(
        200, Upload_Offset=upload.offset, Upload_Expires=_expiry(upload), **length, **concat
    )


@blueprint.patch("/<upload_id>")
def append(upload_id: str) -> Response:
    """Append bytes to an upload."""
    if request.mimetype != _PIECE:
        raise UnsupportedMediaType(f"Send the bytes as {_PIECE}.")
    upload = _folder().find(upload_id)
    if upload.length is None and "Upload-Length" in request.headers:
        upload = _folder().declare_length(upload, _whole_number("Upload-Length"))
    upload = _receive(upload, _whole_number("Upload-Offset"))
    return _answer(204, Upload_Offset=upload.offset, Upload_Expires=_expiry(upload))


@blueprint.delete("/<upload_id>")
def terminate(upload_id: str) -> Response:
    """Delete an upload."""
    _folder().find(upload_id)
    _folder().remove(upload_id)
    return _answer(204)


def read_metadata(header: str) -> dict[str, str]:
    """Return the pairs of an Upload-Metadata header.

    Raises:
        BadInput: they can't be read.
    """
    pairs: dict[str, str] = {}
    if len(header) > _LONGEST_METADATA:
        raise BadInput("Upload-Metadata is too long.")
    for item in filter(None, (item.strip() for item in header.split(","))):
        name, _, value = item.partition(" ")
        try:
            pairs[name] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadInput(f"Upload-Metadata holds {name[:40]!r}, which is not base64.") from error
        if not _NAME.fullmatch(name):
            raise BadInput("Upload-Metadata has a name that is empty or not ASCII.")
    return pairs


def _receive(upload: Upload, offset: int) -> Upload:
    limit = upload.length if upload.length is not None else _folder().max_size_bytes
    size = request.content_length
    if size is not None and offset + size > limit:
        raise TooLarge(f"The upload may have {limit} bytes; this would make {offset + size}.")
    request.max_content_length = limit + _BLOCK_BYTES  # None would mean the application's limit
    upload = _folder().append(upload, offset, _blocks(), checksum=_checksum())
    _check_recording(upload)
    return upload


def _blocks() -> Iterator[Block]:
    """Yield the body as it arrives, up to where the client disconnected if it did."""
    try:
        yield from body_blocks()
    except (ClientDisconnected, OSError):
        return
    except RequestEntityTooLarge as error:
        raise TooLarge("More bytes came than the upload was declared with.") from error


def _check_recording(upload: Upload) -> None:
    """Probe a complete upload at once, and delete it if it can't be used.

    Raises:
        BadInput, TooLarge: it can't be used.
    """
    if upload.is_part or not upload.is_complete or MEDIA_TYPE in upload.findings:
        return
    try:
        info = current_services().probe(_folder().path(upload), sha256=upload.sha256)
    except (BadInput, TooLarge):
        _folder().remove(upload.id)
        raise
    _folder().note(upload, {name: str(value) for name, value in describe_media(info).items()})


def _checksum() -> Checksum | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in CHECKSUMS:
        raise BadInput(f"Upload-Checksum names {algorithm[:20]!r}; use {', '.join(CHECKSUMS)}.")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error as error:
        raise BadInput("Upload-Checksum is not base64.") from error


def _part_ids(concat: str) -> list[str]:
    places = concat.removeprefix("final;").split()
    return [urlsplit(place).path.rpartition("/")[2] for place in places]


def _length() -> int | None:
    if request.headers.get("Upload-Defer-Length") == "1":
        return None
    return _whole_number("Upload-Length")


def _whole_number(header: str) -> int:
    text = request.headers.get(header, "")
    if not re.fullmatch("[0-9]{1,18}", text):
        raise BadInput(f"{header} must be a whole number of bytes, not {text[:20]!r}.")
    return int(text)


def _expiry(upload: Upload) -> str:
    return formatdate(upload.expires, usegmt=True)


def _answer(status: int, **headers: object) -> Response:
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return Response(status=status, headers=named)


def _folder() -> UploadFolder:
    return current_services().uploads
