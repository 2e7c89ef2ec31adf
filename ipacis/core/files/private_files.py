"""Permissions of the SQLite files. SQLite creates them readable for all users of the machine."""

import contextlib
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

#: Suffixes of the database file, its write-ahead log and the shared-memory index of the log.
SUFFIXES = ["", "-wal", "-shm"]


def make_private(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Set the files of a SQLite database to mode 0600 if other users of the machine can read them.

    A file that is readable for its group but not for others keeps its mode. This is a receiver of Django's signal
    ``connection_created``, because a new database exists only after the first connection.
    """
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    for suffix in SUFFIXES:
        path = Path(f"{connection.settings_dict['NAME']}{suffix}")
        with contextlib.suppress(OSError):  # the file does not exist or belongs to another user
            if path.stat().st_mode & 0o007:
                path.chmod(0o600)
