"""List the containers and codecs that are accepted, and their names.

The demuxer allow-list is the only defence against playlists in disguise (ffconcat, HLS, DASH): such
files name other files, and a decoder with default options opens them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vsl.model.project import MediaInfo

# First name of a demuxer → short name. None of these demuxers opens a second file.
CONTAINERS: Mapping[str, str] = {
    "mov": "mp4",
    "matroska": "mkv",
    "avi": "avi",
    "mp3": "mp3",
    "wav": "wav",
    "w64": "wav",
    "ogg": "ogg",
    "flac": "flac",
    "aac": "aac",
    "aiff": "aiff",
    "caf": "caf",
    "amr": "amr",
    "ac3": "ac3",
    "eac3": "eac3",
    "asf": "asf",
    "mpegts": "ts",
    "mpeg": "mpg",
    "flv": "flv",
}

# No other sound decoder is run on a user's file.
SOUND_DECODERS = (
    "aac,aac_latm,alac,flac,mp1,mp2,mp3,mp1float,mp2float,mp3float,opus,libopus,vorbis,"
    "ac3,eac3,dca,wavpack,amrnb,libopencore_amrnb,amrwb,libopencore_amrwb,"
    "wmav1,wmav2,wmapro,wmavoice,wmalossless,"
    "adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_swf,gsm_ms,pcm_bluray,pcm_dvd,"
    "pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,"
    "pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be"
)

# Used for the speaker's picture only; transcription decodes no picture.
PICTURE_DECODERS = (
    "h264,hevc,libdav1d,libvpx-vp9,vp9,vp8,libvpx,av1,mpeg4,mpeg2video,mjpeg,prores,dnxhd,"
    "dvvideo,ffv1,msmpeg4v1,msmpeg4v2,msmpeg4,theora,rawvideo,png,wmv1,wmv2,wmv3,vc1,"
    "mpeg1video,h263,flv,qtrle"
)

FORMATS_WE_TAKE = (
    "mp4, mov, m4a, mkv, webm, avi, mts, ts, mpg, wmv, flv, mp3, wav, flac, ogg, opus, aac, aiff,"
    " caf, wma, amr or ac3"
)

_BRANDS = {"qt": "mov", "M4A": "m4a", "M4B": "m4a", "M4P": "m4a"}

_OPENINGS = (b"\x1aE\xdf\xa3", b"RIFF", b"OggS", b"fLaC", b"ID3", b"FORM", b"riff", b"caff",
             b"#!AMR", b"FLV\x01", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"\0\0\1\xba")  # fmt: skip

_SOUND_TYPES = {"mp4": "audio/mp4", "mov": "audio/mp4", "m4a": "audio/mp4", "mp3": "audio/mpeg",
                "mkv": "audio/x-matroska", "asf": "audio/x-ms-wma", "caf": "audio/x-caf",
                "ts": "video/mp2t", "mpg": "video/mpeg", "flv": "video/x-flv"}  # fmt: skip
_PICTURE_TYPES = {"mov": "video/quicktime", "mkv": "video/x-matroska", "avi": "video/x-msvideo",
                  "m4a": "video/mp4", "asf": "video/x-ms-wmv", "ts": "video/mp2t",
                  "mpg": "video/mpeg", "flv": "video/x-flv"}  # fmt: skip


def short_name(demuxer: str, brand: str, head: bytes) -> str:
    """Return the short container name for ffmpeg's demuxer, the major brand and the first bytes."""
    name = CONTAINERS[demuxer.split(",")[0]]
    if name == "mp4":
        return _BRANDS.get(brand.strip(), name)
    # RFC 8794: the DocType is in the EBML header, the first bytes of the file
    return "webm" if name == "mkv" and b"webm" in head[:64] else name


def opens_like_media(head: bytes) -> bool:
    """Return whether a file's first bytes are those of a recording."""
    return head.startswith(_OPENINGS) or head[4:8] == b"ftyp"


def media_type(info: MediaInfo) -> str:
    """Return the MIME type under which a recording is served."""
    if info.video is None:
        return _SOUND_TYPES.get(info.format, f"audio/{info.format}")
    return _PICTURE_TYPES.get(info.format, f"video/{info.format}")
