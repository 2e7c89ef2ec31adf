"""Commands that must not run twice at once, on one machine or on several with one database."""

import zlib
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.core.files import locks
from django.db import connection


@contextmanager
def one_at_a_time(name, tell):
    """Hold the lock *name* for the time of the block; call *tell* before waiting for whoever holds it.

    A lock ends with its process, however that ends. Raises OSError when ``VAR_DIR`` cannot be written.
    """
    with ExitStack() as held:
        told = held.enter_context(lock_of_the_folder(name, tell))
        if connection.vendor == "postgresql":
            held.enter_context(lock_of_the_database(name, (lambda: None) if told else tell))
        yield


@contextmanager
def lock_of_the_folder(name, tell):
    with open(settings.VAR_DIR / f"{name}.lock", "w") as file:
        free = locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
        if not free:
            tell()
            locks.lock(file, locks.LOCK_EX)
        try:
            yield not free
        finally:
            locks.unlock(file)


@contextmanager
def lock_of_the_database(name, tell):
    """An advisory lock, https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS"""
    key = zlib.crc32(f"ipacis {name}".encode())
    if not answer_to("SELECT pg_try_advisory_lock(%s)", key):
        tell()
        answer_to("SELECT pg_advisory_lock(%s)", key)
    try:
        yield
    finally:
        answer_to("SELECT pg_advisory_unlock(%s)", key)


def answer_to(question, key):
    with connection.cursor() as cursor:
        cursor.execute(question, [key])
        return cursor.fetchone()[0]
