"""Files of SQLite, which makes them readable for everybody."""

import contextlib
from pathlib import Path

#: Behind the name of the database: itself, its log of writes, and the index of that.
FILES = ["", "-wal", "-shm"]


def close_to_others(connection, **kwargs):
    """Take the files of the database that *connection* opened away from everybody but their owner.

    A file that everybody could read loses the rights of its group as well; one shared with its group alone keeps them.
    Receives Django's ``connection_created``: only then is a new database there.
    """
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    for ending in FILES:
        path = Path(f"{connection.settings_dict['NAME']}{ending}")
        with contextlib.suppress(OSError):  # not there, or somebody else's
            if path.stat().st_mode & 0o007:
                path.chmod(0o600)
