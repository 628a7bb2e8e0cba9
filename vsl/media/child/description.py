"""Write the metadata of a recording; runs in the jailed child only."""

from __future__ import annotations

import io
import json
from typing import Any

from vsl.media.child.recording import open_recording
from vsl.media.child.track_choice import choose_track


def write_description(
    file: io.FileIO, target: io.FileIO, options: dict[str, Any], _report: object
) -> None:
    """Write the metadata of the recording in ``file`` to ``target``, as JSON.

    Args:
        options: ``track``, the number of the sound track, 0 to choose one; ``language`` that is
            spoken in it, as ISO 639-1, empty if unknown; ``max_duration_ms``, the longest that is
            accepted.
    """
    track = options.get("track", 0)
    recording = open_recording(file, file_zero=True, track=track)
    if not track and len(recording.container.streams.audio) > 1:
        track = choose_track(file, recording.container, options.get("language", ""))
        recording = open_recording(file, file_zero=True, track=track)
    target.write(json.dumps(recording.describe(options["max_duration_ms"])).encode())
