"""A connection that gives up if the server stops answering.

If PostgreSQL hangs, the kernel of its machine still acknowledges packets, so neither ``connect_timeout`` nor TCP
keepalives notice it. The server itself measures ``statement_timeout``. Therefore the client measures the time.
"""

import os
import socket
import struct
from collections.abc import Generator
from time import monotonic
from typing import Any

import psycopg

#: Seconds without an answer after which the server is probed, and seconds within which it must answer the probe.
PATIENCE = 1.0
#: Seconds after a time-out during which attempts to connect fail at once.
PAUSE = 1.0
#: SSLRequest of the PostgreSQL protocol. Every server answers it with one byte, before authentication.
#: https://www.postgresql.org/docs/current/protocol-message-formats.html
SSL_REQUEST = struct.pack("!ii", 8, 80877103)

#: The port of PostgreSQL. psycopg leaves it out of the parameters of a connection.
USUAL_PORT = 5432


def is_alive(fileno: int) -> bool:
    """Say whether the server at the other end of the socket *fileno* answers a new connection."""
    try:
        with socket.socket(fileno=os.dup(fileno)) as ours:
            family, address = ours.family, ours.getpeername()
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(PATIENCE)
            probe.connect(address)
            probe.sendall(SSL_REQUEST)
            return bool(probe.recv(1))
    except OSError:
        return False


def server_of(parameters: dict[str, Any]) -> tuple[str, str]:
    """Return the host and the port in *parameters* of a connection, which may leave out the usual port."""
    return str(parameters.get("host", "")), str(parameters.get("port") or USUAL_PORT)


class WatchedConnection(psycopg.Connection):
    """A psycopg connection that closes itself and raises OperationalError if the server stops answering."""

    #: Seconds that a statement may take; None means no limit while the server is alive.
    limit: float | None = None
    #: {host and port of a server: time (``time.monotonic``) until which no thread of this process connects to it}
    silent_until: dict[tuple[str, str], float] = {}

    @staticmethod
    def pause(server: tuple[str, str]) -> None:
        """Let attempts to connect to *server* in all threads fail at once for ``PAUSE`` seconds.

        Otherwise all threads would wait for the time-out, and requests that need no database would wait for a thread.
        """
        WatchedConnection.silent_until[server] = monotonic() + PAUSE

    def wait(self, gen: Generator, *args: Any, **kwargs: Any) -> Any:
        return super().wait(self.watched(gen), *args, **kwargs)

    def watched(self, gen: Generator) -> Generator:
        """Wrap the generator *gen*, which psycopg runs in a loop, and check the time after a wait without an answer."""
        began = probed = monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready:
                    now = monotonic()
                    # A working server ends the statement itself a second earlier (statement_timeout).
                    if self.limit and now - began > self.limit + 1:
                        self.give_up(f"The statement took longer than {self.limit} seconds.")
                    if now - probed > PATIENCE:
                        if not is_alive(self.pgconn.socket):
                            self.pause(server_of(self.info.get_parameters()))
                            self.give_up("The database server has stopped answering.")
                        probed = monotonic()
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value

    def give_up(self, reason: str) -> None:
        """Close the connection and raise psycopg.OperationalError with *reason*."""
        self.close()
        raise psycopg.OperationalError(reason)
