"""A client for a remote studio: send recordings; fetch decks, edits and videos.

    from vsl.client import Client

    studio = Client("https://slides.example.com", key="the server's API_KEY")
    started = studio.make(Path("pitch.mp4"), script=Path("letter.docx"))
    studio.wait(started.job, tell=print)
    studio.download(studio.export(started.id, "mp4"), Path("slides.mp4"))

Needs only the standard library. The work itself is done by the server.
"""

from vsl.client.studio import Client
from vsl.client.transport import Refused, Unreachable
from vsl.client.values import Changed, Job, JobEnded, Listed, Look, Started, StudioDeck

Deck = StudioDeck  # its name in version 0.1

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
    "StudioDeck",
    "Unreachable",
]
