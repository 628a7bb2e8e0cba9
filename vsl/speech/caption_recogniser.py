"""Existing captions behind the Recogniser protocol: no speech recognition runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vsl.errors import BadInput
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.speech.pauses import pieces
from vsl.speech.recogniser import ListenOptions, Samples, duration_ms, order_words


@dataclass(frozen=True, slots=True)
class CaptionsRecogniser:
    """Returns the words of ``captions`` inside the recording; none if the recording is silent."""

    captions: Transcript | None = None
    name: str = "captions"

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``."""
        if self.captions is None:
            raise BadInput("The engine captions needs a captions file, such as .srt or .vtt.")
        end_ms = duration_ms(samples)
        progress(0.0)
        voiced = bool(pieces(samples, longest_s=60))
        inside = [word for word in self.captions.words if voiced and word.start_ms < end_ms]
        progress(1.0)
        beyond = len(self.captions.words) - len(inside)
        return replace(
            self.captions,
            words=order_words(inside, end_ms),
            language=options.base_language or self.captions.language,
            engine=self.name,
            warnings=self.captions.warnings + _warnings(beyond if voiced else 0),
        )


def _warnings(beyond: int) -> tuple[str, ...]:
    if not beyond:
        return ()
    words = "word stands" if beyond == 1 else "words stand"
    return (f"{beyond} {words} after the recording's end in the captions and were left out.",)
