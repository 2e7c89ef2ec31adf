"""Django's PostgreSQL backend with WatchedConnections, which are checked when they are taken from the pool."""

from time import monotonic
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import Connection, IsolationLevel, OperationalError
from psycopg.errors import ConnectionTimeout
from psycopg_pool import ConnectionPool, PoolTimeout

from .watched import WatchedConnection, server_of

#: Seconds that a statement may wait for a lock (lock_timeout) if WatchedConnection.limit is set.
LOCK_LIMIT = 2


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread, taken from the pool of the process if DATABASE_POOL is on."""

    @property
    def pool(self) -> ConnectionPool | None:
        """The pool of the process. It differs from Django's by its WatchedConnections and by ``check``."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            pool = ConnectionPool(
                kwargs={**self.get_connection_params(), "autocommit": True},
                connection_class=WatchedConnection,
                open=False,
                configure=self._configure_connection,
                check=self.check,
                **options,
            )
            # Two threads may reach this line at once. The pool of the first one is used, the other is never opened.
            self._connection_pools.setdefault(self.alias, pool)
        return self._connection_pools[self.alias]

    def check(self, connection: Connection) -> None:
        """Raise psycopg.OperationalError if *connection* is dead.

        The other connections are probably dead too, so the pool then replaces all of them.
        """
        try:
            ConnectionPool.check_connection(connection)
        except OperationalError:
            self.pool.drain()
            raise

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Return a working connection. Raises psycopg.OperationalError within a few seconds if there is none."""
        server = server_of(conn_params)
        if monotonic() < WatchedConnection.silent_until.get(server, 0):
            raise OperationalError("The database server did not answer a moment ago.")
        try:
            if self.pool:
                return super().get_new_connection(conn_params)
            self.isolation_level = IsolationLevel.READ_COMMITTED
            return WatchedConnection.connect(**conn_params)
        except (PoolTimeout, ConnectionTimeout):
            WatchedConnection.pause(server)
            raise

    def _configure_connection(self, connection: Connection) -> bool:
        changed = super()._configure_connection(connection)
        # Behind a pooler the time-outs would stay on connections that a command without a limit gets next.
        is_own = not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
        if connection.limit and is_own:
            connection.execute(f"SET statement_timeout = '{connection.limit}s'")
            # A statement that waits for a lock blocks a thread that other requests need.
            connection.execute(f"SET lock_timeout = '{LOCK_LIMIT}s'")
        return changed or bool(connection.limit and is_own)
