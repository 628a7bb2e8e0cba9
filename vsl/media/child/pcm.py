"""Write the sound of a recording as raw samples; runs in the jailed child only."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from vsl.errors import BadInput, TooLarge
from vsl.media.child.recording import NO_SOUND_LEFT, open_recording
from vsl.media.child.timeline import timeline_of

_WRITE_BYTES = 1 << 18


def write_samples(
    file: io.FileIO, target: io.FileIO, options: dict[str, Any], report: Callable[[float], None]
) -> None:
    """Write the sound in ``file`` to ``target``: float32 mono in the machine's byte order.

    Args:
        options: ``rate_hz``, ``max_samples``, and ``too_long``, the message when there are more;
            ``file_zero``, see ``open_recording``.
        report: called with the milliseconds of sound that are done.
    """
    recording = open_recording(file, file_zero=options.get("file_zero", False))
    rate_hz, written = options["rate_hz"], 0
    with io.BufferedWriter(target, _WRITE_BYTES) as sink:
        for block in timeline_of(recording, rate_hz=rate_hz, layout="mono"):
            written += len(block)
            if written > options["max_samples"]:
                raise TooLarge(options["too_long"])
            sink.write(block.data)
            report(written * 1000 / rate_hz)
    if not written:
        raise BadInput(NO_SOUND_LEFT)
