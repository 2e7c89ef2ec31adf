"""Following a number in PostgreSQL, by which a process learns that another host has changed the content."""

import time
from collections.abc import Iterator

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

from .watched import WatchedConnection

#: Seconds after which the number is read even without a notice. A pooler such as pgbouncer may pass on no notices.
POLL = 0.5


def followed(connection: BaseDatabaseWrapper, query: str, channel: str = "") -> Iterator[int | None]:
    """Yield the number that *query* returns: at once, after each notice on *channel*, and every half second, for ever.

    It uses a connection of its own to the server of *connection*. A replica receives no notices, so *channel* may be
    empty. None stands for a number that cannot be read, because the server is away.
    """
    while True:
        try:
            yield from changing_number(connection, query, channel)
        except psycopg.Error:
            yield None
            time.sleep(POLL)


def changing_number(connection: BaseDatabaseWrapper, query: str, channel: str) -> Iterator[int]:
    """Yield the number as ``followed`` does, but raise psycopg.Error if the server is away."""
    parameters = {**connection.get_connection_params(), "autocommit": True}
    with WatchedConnection.connect(**parameters) as watching:
        if channel:
            watching.execute(f"LISTEN {channel}")
        while True:
            row = watching.execute(query).fetchone()
            yield row[0] if row else 0
            if channel:
                for _notice in watching.notifies(timeout=POLL, stop_after=1):
                    pass
            else:
                time.sleep(POLL)
