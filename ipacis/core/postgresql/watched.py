"""A connection that does not wait for ever for a server that has stopped answering.

The kernel of a frozen server still confirms what is sent to it, so neither ``connect_timeout`` nor keepalives
notice it, and ``statement_timeout`` is counted by the very server that does not run. So the client that waits
looks at the clock itself.
"""

import os
import socket
import struct
from time import monotonic

import psycopg

#: Seconds after which a silent server is asked for a sign of life, and seconds that it has to give one.
PATIENCE = 1.0
#: Seconds in which nobody else waits for a server that has just kept somebody waiting in vain.
RESPITE = 1.0
#: The first message of PostgreSQL's protocol: may we speak TLS? Every server answers it, before any sign-in.
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


def is_alive(fileno):
    """Say whether the server at the other end of the socket *fileno* still answers to new connections."""
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


class WatchedConnection(psycopg.Connection):
    """Closes itself and raises psycopg.OperationalError when the server has stopped answering."""

    #: Seconds that a statement may take; None: as long as it needs while the server lives.
    limit = None
    #: The moment until which no thread of this process asks the server again.
    silent_until = 0.0

    @staticmethod
    def leave_in_peace():
        """Refuse at once, for ``RESPITE`` seconds, what other threads would ask the server.

        Otherwise each thread waits in turn, and requests that need no database wait behind them.
        """
        WatchedConnection.silent_until = monotonic() + RESPITE

    def wait(self, gen, *args, **kwargs):
        return super().wait(self.watched(gen), *args, **kwargs)

    def watched(self, gen):
        """Pass on what *gen* waits for to psycopg's own loop, and look at the clock between."""
        began = looked = monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready:
                    now = monotonic()
                    # The server stops a slow statement itself, a second earlier, if it can.
                    if self.limit and now - began > self.limit + 1:
                        self.give_up(f"The statement took longer than {self.limit} seconds.")
                    if now - looked > PATIENCE:
                        if not is_alive(self.pgconn.socket):
                            self.leave_in_peace()
                            self.give_up("The database server has stopped answering.")
                        looked = monotonic()
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value

    def give_up(self, reason):
        self.close()
        raise psycopg.OperationalError(reason)
