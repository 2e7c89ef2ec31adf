"""The settings of the connections to the database and to the shared cache, read from the environment."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .environment import env, positive, read

#: The backend of PostgreSQL.
BACKEND = "ipacis.core.postgresql"


def databases(var_dir: Path) -> dict[str, dict[str, Any]]:
    """Return ``DATABASES``: the database, and its replicas in DATABASE_REPLICA_URL as "replica1", "replica2" …

    Raises ImproperlyConfigured for a database that is neither SQLite nor PostgreSQL, and for a replica of SQLite.
    """
    found = {"default": database(var_dir)}
    for number, url in enumerate(read(env.list, "DATABASE_REPLICA_URL", []), 1):
        settings = env.db_url_config(url)
        if {settings["ENGINE"], found["default"]["ENGINE"]} != {"django.db.backends.postgresql", BACKEND}:
            raise ImproperlyConfigured(
                "The environment variables DATABASE_URL and DATABASE_REPLICA_URL must begin with postgres:// (e.g. "
                "postgres://user:password@10.0.0.2:5432/ipacis). Several replicas are separated by commas."
            )
        found[f"replica{number}"] = {**postgresql(settings), "TEST": {"MIRROR": "default"}}
    return found


def database(var_dir: Path) -> dict[str, Any]:
    """Return ``DATABASES["default"]`` for DATABASE_URL, by default a SQLite file in *var_dir*.

    Raises ImproperlyConfigured for a database that is neither SQLite nor PostgreSQL.
    """
    settings = read(env.db_url, "DATABASE_URL", f"sqlite:///{var_dir / 'db.sqlite3'}")
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(settings)
    if settings["ENGINE"] == "django.db.backends.postgresql":
        return postgresql(settings)
    raise ImproperlyConfigured(
        "The environment variable DATABASE_URL must begin with postgres:// or sqlite:/// (e.g. "
        "postgres://user:password@127.0.0.1:5432/ipacis)."
    )


def sqlite(settings: dict[str, Any]) -> dict[str, Any]:
    """Return *settings* with the options of this site."""
    return {
        **settings,
        # Opening the file takes longer than most queries, so each thread keeps its connection.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # With these options readers never wait for a writer, and a writer waits up to 20 seconds for another one.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # The cache has 16 MiB for each connection, eight times the default.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384;",
        },
    }


def postgresql(settings: dict[str, Any]) -> dict[str, Any]:
    """Return *settings* with the backend and the options of this site; all time-outs are in seconds.

    With DATABASE_POOLER, a pooler such as pgbouncer gives each transaction another connection to the server. Then
    nothing can be set for a connection, and no cursor outlives a transaction.
    """
    options = {"connect_timeout": 2, **settings.get("OPTIONS", {})}
    options.pop("pool", None)
    if read(env.bool, "DATABASE_POOL", True):
        options["pool"] = {
            "min_size": 1,
            "max_size": read(positive, "DATABASE_POOL_SIZE", 4),
            "timeout": 2,
            # The pool gives up early and starts again with the next request, instead of waiting longer each time.
            "reconnect_timeout": 1,
        }
    return {
        **settings,
        "ENGINE": BACKEND,
        "OPTIONS": options,
        "DISABLE_SERVER_SIDE_CURSORS": read(env.bool, "DATABASE_POOLER", False),
    }


def cache() -> dict[str, Any]:
    """Return ``CACHES["default"]``: Redis at REDIS_URL, or a table of the database.

    It counts failed sign-ins, so all processes must share it.
    """
    if redis := read(env.str, "REDIS_URL", ""):
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    return {
        "BACKEND": "ipacis.core.web.cache.SharedCache",
        "LOCATION": "cache",
        # By default Django deletes entries if there are more than 300. An attacker who tries many user names could then
        # delete the counts of failed sign-ins.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
