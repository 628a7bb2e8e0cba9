"""Long JSON and text answers travel compressed, as the client can read it.

Never streams, which would wait for a full block, nor files in ranges, whose places would move.
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

LEAST_BYTES: Final = 100_000  # below it a round trip takes longer than the bytes do
_BROTLI_QUALITY = 5  # of 11: from 6 on an answer costs more time than it saves
_ZSTD_LEVEL = 3  # a sixth of the time that the others take, for a tenth more bytes
_GZIP_LEVEL = 6
_GZIP_WINDOW = 16 + zlib.MAX_WBITS  # zlib's sign for a gzip header
_UNFIT_TEXTS = ("text/event-stream",)
_UNFIT_STATUS = (204, 206, 304)


def compress_answers(app: Flask) -> None:
    """Compress what ``app`` answers where that pays."""
    app.after_request(compress_response)


def compress_response(response: Response) -> Response:
    """The answer in the best encoding that the client takes, or as it is."""
    if not _fits(response):
        return response
    response.vary.add("Accept-Encoding")
    name = request.accept_encodings.best_match(_ENCODERS)
    if name is None:
        return response
    response.set_data(_ENCODERS[name](response.get_data()))
    response.headers["Content-Encoding"] = name
    tag, _ = response.get_etag()
    if tag:  # these are not the bytes that the strong one stands for
        response.set_etag(tag, weak=True)
    return response


def _fits(response: Response) -> bool:
    if response.is_streamed or response.direct_passthrough or response.content_encoding:
        return False
    kind = response.mimetype or ""
    text = kind.startswith("text/") and kind not in _UNFIT_TEXTS
    if not (text or response.is_json) or response.status_code in _UNFIT_STATUS:
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
"""By the names that clients give them; the first of those that a client likes best is taken."""
