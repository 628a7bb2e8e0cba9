"""Compression of long JSON and text answers, in an encoding that the client accepts.

Streams are never compressed, since a compressor waits for a full block, nor ranges of files, whose
offsets count uncompressed bytes.
Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.4, and for zstd
https://www.rfc-editor.org/rfc/rfc9659, whose window of 8 MB these levels stay below
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Mapping
from typing import Final

import brotli
from flask import Flask, Response, request

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEAST_BYTES: Final = 100_000  # below it the transfer takes less than the round trip
_BROTLI_QUALITY = 5  # of 11: from 6 on an answer costs more time than it saves
_ZSTD_LEVEL = 3  # a sixth of the time that the others take, for a tenth more bytes
_GZIP_LEVEL = 6
_GZIP_WINDOW = 16 + zlib.MAX_WBITS  # 16 tells zlib to write a gzip header
_EXCLUDED_TYPES = ("text/event-stream",)
_EXCLUDED_STATUS = (204, 206, 304)


def compress_answers(app: Flask) -> None:
    """Compress the answers of ``app`` that are long enough."""
    app.after_request(compress_response)


def compress_response(response: Response) -> Response:
    """Return the response in the best encoding that the client accepts, or unchanged."""
    if not _is_compressible(response):
        return response
    response.vary.add("Accept-Encoding")
    name = request.accept_encodings.best_match(_ENCODERS)
    if name is None:
        return response
    response.set_data(_ENCODERS[name](response.get_data()))
    response.headers["Content-Encoding"] = name
    tag, _ = response.get_etag()
    if tag:  # a strong tag would name the uncompressed bytes
        response.set_etag(tag, weak=True)
    return response


def _is_compressible(response: Response) -> bool:
    if response.is_streamed or response.direct_passthrough or response.content_encoding:
        return False
    kind = response.mimetype or ""
    text = kind.startswith("text/") and kind not in _EXCLUDED_TYPES
    if not (text or response.is_json) or response.status_code in _EXCLUDED_STATUS:
        return False
    return (response.content_length or 0) >= LEAST_BYTES


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(content) + packer.flush()


def _zstd(content: bytes) -> bytes:
    return zstd.compress(content, _ZSTD_LEVEL)


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
    return packed


_ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "zstd": _zstd,
    "br": _brotli,
    "gzip": _gzip,
}
"""By the names of Accept-Encoding; among those a client likes equally, the first is used."""
