"""Notices of PostgreSQL, by which a process learns that another host has changed the content."""

from collections.abc import Iterator

from django.db import connection

from .watched import WatchedConnection

#: Seconds after which the number is read even without a notice. A pooler such as pgbouncer may pass on no notices.
POLL = 0.5


def changing_number(query: str, channel: str) -> Iterator[int]:
    """Yield the number that *query* returns: at once, after each notice on *channel*, and every half second.

    It uses a connection of its own. Raises psycopg.OperationalError if the server is away, and never ends otherwise.
    """
    parameters = {**connection.get_connection_params(), "autocommit": True, "prepare_threshold": None}
    with WatchedConnection.connect(**parameters) as watching:
        watching.execute(f"LISTEN {channel}")
        while True:
            row = watching.execute(query).fetchone()
            yield row[0] if row else 0
            for _notice in watching.notifies(timeout=POLL, stop_after=1):
                pass
