"""A lock for commands that must not run twice at the same time, on one machine or on machines that share a database."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.core.files import locks
from django.db import connection


@contextmanager
def one_at_a_time(name: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock *name* inside the block; *on_wait* is called once if another process holds it.

    The operating system and the database release the locks when the process ends, however it ends. Raises
    OSError if ``VAR_DIR`` is not writable.
    """
    with ExitStack() as held:
        has_waited = held.enter_context(file_lock(name, on_wait))
        if connection.vendor == "postgresql":
            held.enter_context(advisory_lock(name, (lambda: None) if has_waited else on_wait))
        yield


@contextmanager
def file_lock(name: str, on_wait: Callable[[], None]) -> Iterator[bool]:
    """Lock a file in ``VAR_DIR``, and yield whether the lock had to be waited for."""
    with open(settings.VAR_DIR / f"{name}.lock", "w") as file:
        is_free = locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
        if not is_free:
            on_wait()
            locks.lock(file, locks.LOCK_EX)
        try:
            yield not is_free
        finally:
            locks.unlock(file)


@contextmanager
def advisory_lock(name: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold a session-level advisory lock of PostgreSQL inside the block.

    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """
    key = zlib.crc32(f"ipacis {name}".encode())
    if not call("pg_try_advisory_lock", key):
        on_wait()
        call("pg_advisory_lock", key)
    try:
        yield
    finally:
        call("pg_advisory_unlock", key)


def call(function: str, key: int) -> bool | str:
    """Return the result of the SQL *function* of one argument."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        return cursor.fetchone()[0]
