"""Recognition of outages: errors of a database or a cache that is unavailable or read-only."""

from django.db import InterfaceError, OperationalError

try:
    from redis import exceptions as redis
except ImportError:  # the extra "redis" is not installed
    CACHE_AWAY = ()
else:
    CACHE_AWAY = (redis.ConnectionError, redis.TimeoutError, redis.ReadOnlyError)

#: The database server does not answer, or refuses the connection.
AWAY = "away"
#: Pages can be read, but changes and sign-ins fail. This is also so if Redis is unavailable: it counts failed sign-ins.
READ_ONLY = "read_only"

#: PostgreSQL: read_only_sql_transaction, disk_full (https://www.postgresql.org/docs/current/errcodes-appendix.html).
READ_ONLY_STATES = {"25006", "53100"}
#: SQLite: prefixes of the names of its result codes (https://www.sqlite.org/rescode.html).
READ_ONLY_CODES = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_BUSY")


def outage(error: BaseException | None) -> str:
    """Return AWAY or READ_ONLY if *error* or one of its causes is such an outage, else "".

    The causes are examined because Django wraps errors. For example, it reports a session that cannot be saved as one
    that was deleted meanwhile.
    """
    found = ""
    while error:
        if is_read_only(error):
            return READ_ONLY
        if isinstance(error, OperationalError | InterfaceError):
            found = AWAY
        error = error.__cause__ or error.__context__
    return found


def is_read_only(error: BaseException) -> bool:
    return (
        isinstance(error, CACHE_AWAY)
        or getattr(error, "sqlstate", None) in READ_ONLY_STATES
        or getattr(error, "sqlite_errorname", "").startswith(READ_ONLY_CODES)
    )
