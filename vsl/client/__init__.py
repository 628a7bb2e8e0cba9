"""A studio that runs elsewhere, from Python: recordings in, decks, edits and videos out.

    from vsl.client import Client

    studio = Client("https://slides.example.com", key="…")
    started = studio.make(Path("pitch.mp4"), script=Path("letter.docx"))
    studio.wait(started.job, tell=print)
    studio.download(studio.export(started.id, "mp4"), Path("slides.mp4"))

Needs nothing but the standard library. Never here: what the work is; the server does it.
"""

from vsl.client.studio import Client
from vsl.client.transport import Refused, Unreachable
from vsl.client.values import Changed, Job, JobEnded, Listed, Look, Started, StudioDeck

__all__ = [
    "Changed",
    "Client",
    "Deck",
    "Job",
    "JobEnded",
    "Listed",
    "Look",
    "Refused",
    "Started",
    "Unreachable",
]
