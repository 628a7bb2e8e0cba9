"""A line to a server that breaks where a test wants it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CutLine:
    """Stands between a client and a server on this machine.

    Each new connection takes its limits from ``cuts``: how many bytes it carries to the server and
    how many back before it breaks. Those that come later carry everything.
    """

    def __init__(self, server_port: int, cuts: list[tuple[float, float]]) -> None:
        self._server_port, self._cuts = server_port, cuts
        self.there_bytes = self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                limits = self._cuts.pop(0) if self._cuts else (float("inf"), float("inf"))
                self.connections += 1
                threading.Thread(target=self._carry, args=(client, *limits), daemon=True).start()

    def _carry(self, client: socket.socket, there: float, back: float) -> None:
        with suppress(OSError), client:
            server = socket.create_connection(("127.0.0.1", self._server_port))
            with server:
                other = threading.Thread(
                    target=self._pump, args=(server, client, back), daemon=True
                )
                other.start()
                self.there_bytes += self._pump(client, server, there)
                other.join()

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket, most: float) -> int:
        """Carry up to so many bytes; a limit that is reached breaks both ways."""
        carried = 0
        with suppress(OSError):
            while carried < most and (block := source.recv(int(min(1 << 16, most - carried)))):
                target.sendall(block)
                carried += len(block)
        ways = socket.SHUT_RDWR if carried >= most else socket.SHUT_WR
        for end in (source, target) if carried >= most else (target,):
            with suppress(OSError):
                end.shutdown(ways)
        return carried


@contextmanager
def cut_line(server_port: int, *cuts: tuple[float, float]) -> Iterator[CutLine]:
    """A line to a server, and its end."""
    line = CutLine(server_port, list(cuts))
    try:
        yield line
    finally:
        line.close()
