"""What of that on which the site stands has failed, told from the error that came of it."""

from django.db import InterfaceError, OperationalError

try:
    from redis import exceptions as redis
except ImportError:  # the extra is not installed
    CACHE_AWAY = ()
else:
    CACHE_AWAY = (redis.ConnectionError, redis.TimeoutError, redis.ReadOnlyError)

#: The server does not answer, or not us.
AWAY = "away"
#: Pages can be read, but nothing can be written down: no change, no sign-in.
READ_ONLY = "read_only"

#: PostgreSQL: read_only_sql_transaction, disk_full (https://www.postgresql.org/docs/current/errcodes-appendix.html).
READ_ONLY_STATES = {"25006", "53100"}
#: SQLite: the beginnings of the names of its result codes (https://www.sqlite.org/rescode.html).
READ_ONLY_CODES = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_BUSY")


def outage(error):
    """Return AWAY or READ_ONLY when *error*, or what it came of, tells of one; "" for any other fault.

    Errors come wrapped: a session that cannot be saved is raised as one that was deleted meanwhile.
    """
    found = ""
    while error:
        if is_read_only(error):
            return READ_ONLY
        if isinstance(error, OperationalError | InterfaceError):
            found = AWAY
        error = error.__cause__ or error.__context__
    return found


def is_read_only(error):
    return (
        isinstance(error, CACHE_AWAY)
        or getattr(error, "sqlstate", None) in READ_ONLY_STATES
        or getattr(error, "sqlite_errorname", "").startswith(READ_ONLY_CODES)
    )
