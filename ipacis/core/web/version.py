"""The version of the content, which changes when any process on any host has changed content.

A statement that writes content changes the version after its commit (``note_write``), whoever runs it: the admin, a
command or a shell. All processes of a host see the change at once, in a Mark that they share. On PostgreSQL the change
also raises a number in the database and sends a notice, by which the processes of other hosts learn of it
(``ipacis.core.postgresql.notices``).

What a program writes without Django, such as psql, does not change the version.
"""

import contextlib
import logging
import mmap
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, ProgrammingError, connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ipacis.core.postgresql.notices import POLL, followed

logger = logging.getLogger(__name__)

#: Statements that write nothing.
READING = re.compile(
    r"[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET|SHOW|PRAGMA|EXPLAIN|DECLARE|FETCH|CLOSE|LOCK|ANALYZE"
    r"|WITH(?!.*\b(INSERT|UPDATE|DELETE)\b))\b",
    re.IGNORECASE | re.DOTALL,
)
#: Statements that write tables of visitors, sign-ins, open forms, links to previews and sensitive acts, which no public page shows.
NO_CONTENT = re.compile(
    r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(django_session|cache|auth_\w+|account_\w+|mfa_\w+|core_contentversion|core_openform"
    r"|core_sharedpreview|core_auditentry)\b"
)
#: The channel of the notices of PostgreSQL.
CHANNEL = "content_version"
#: Raises the number, returns it and sends the notice.
RAISE = """
    INSERT INTO core_contentversion AS version (id, number) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET number = version.number + 1
    RETURNING number, pg_notify(%s, '')
"""
#: Returns the number.
NUMBER = "SELECT number FROM core_contentversion"
#: Seconds for which a process knows the version after it last read the number. It reads it twice a second.
TRUST = 3


class ContentVersion(models.Model):
    """The number of changes of content, in a single row. It is used on PostgreSQL only."""

    number = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.number)


class Mark:
    """Two numbers in a file that all processes of a host map into their memory.

    ``value`` is a random number that each change of content replaces, so processes need no lock to change it.
    ``number`` is the latest number of the ContentVersion that a process of the host has seen.
    """

    SIZE = 16

    def __init__(self, path: Path):
        """Map the file at *path*, and create it if there is none. Raises OSError."""
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(file, self.SIZE)
            self.numbers = memoryview(mmap.mmap(file, self.SIZE)).cast("Q")
        finally:
            os.close(file)

    @property
    def value(self) -> int:
        return self.numbers[0]

    @property
    def number(self) -> int:
        return self.numbers[1]

    def change(self) -> None:
        self.numbers[0] = int.from_bytes(os.urandom(8), "big")

    def learn(self, number: int, before: int = 0) -> None:
        """Note *number*, which was read from the database, and change the value if it is not the latest number.

        *before* is the latest number from before the reading. A number below the latest one was read too early, before
        another process read the latest; but one below *before* is that of another database, such as a restored one.
        """
        latest = self.numbers[1]
        if number > latest or (number != latest and number < before):
            self.numbers[1] = number
            self.change()


@cache
def mark() -> Mark:
    """Return the Mark of this host. Raises OSError if its file cannot be written.

    The file is beside the SQLite database, so that all processes that write this database share it.
    """
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        return Mark(Path(f"{connection.settings_dict['NAME']}-version"))
    return Mark(settings.VAR_DIR / "content-version")


def watch_writes(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Let *connection* note what it writes. This is a receiver of Django's signal ``connection_created``.

    Django creates databases with a connection of another alias, which writes no content.
    """
    if connection.alias == DEFAULT_DB_ALIAS and note_write not in connection.execute_wrappers:
        # Not at the end: the connection may be opened inside ``execute_wrapper``, which removes the last one afterwards.
        connection.execute_wrappers.insert(0, note_write)


def note_write(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute *sql*. If it writes content, change the version after the commit."""
    done = execute(sql, params, many, context)
    if writes_content(str(sql)):
        waiting = context["connection"].run_on_commit
        if not (waiting and waiting[-1][1] is change_version):
            transaction.on_commit(change_version)
    return done


def writes_content(sql: str) -> bool:
    return not (sql.startswith("SELECT") or READING.match(sql) or NO_CONTENT.match(sql))


def change_version() -> None:
    """Change the version of the content on this host and, on PostgreSQL, on all others.

    The content is committed already, so a failure is logged and not raised. Kept pages that other hosts then do not
    know to be out of date are dropped after some minutes (``ready.MOST_SECONDS``).
    """
    # The user of this process may not write the file. Then the processes of the site learn of it from PostgreSQL.
    with contextlib.suppress(OSError):
        mark().change()
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(RAISE, [CHANNEL])
            number, _notified = cursor.fetchone()
    except ProgrammingError:  # the table does not exist yet, because "migrate" is making the database
        return
    except DatabaseError as error:
        logger.warning("other hosts do not know of a change of the content: %s", error)
        return
    with contextlib.suppress(OSError):
        mark().learn(number)


class Follower:
    """Learns the number of the ContentVersion from the database, in a thread of the process.

    ``trusted_until`` is the Unix time until which the process knows the version of the content. The functions in
    ``each_time`` are called after each reading, at least twice a second.
    """

    def __init__(self):
        self.trusted_until = 0.0
        self.each_time: list[Callable[[], None]] = []
        self.is_started = False
        self.lock = threading.Lock()

    def start(self) -> None:
        """Learn the number and start the thread, unless it runs.

        A request starts it, so it runs in each worker process. That request must know what was changed before it.
        """
        with self.lock:
            if self.is_started:
                return
            self.is_started = True
            readings = self.learn()
            next(readings)
            # A deque of length 0 takes all readings and keeps none.
            threading.Thread(target=deque, args=(readings, 0), name="content version", daemon=True).start()

    def learn(self) -> Iterator[None]:
        """Learn each of the ``numbers``, and yield after each."""
        before = mark().number
        for number in numbers():
            if number is not None:
                mark().learn(number, before)
                self.trusted_until = time.time() + TRUST
            before = mark().number
            for function in self.each_time:
                function()
            yield


@cache
def follower() -> Follower:
    """Return the Follower of this process."""
    return Follower()


def numbers() -> Iterator[int | None]:
    """Yield the number of the ContentVersion at once, after each change on another host, and every half second.

    None stands for a number that cannot be read, because the database is away. On SQLite the number is always 0.
    """
    if connection.vendor == "postgresql":
        yield from followed(connection, NUMBER, CHANNEL)
    while True:
        yield 0
        time.sleep(POLL)
