"""Django's PostgreSQL backend with watched connections, checked when they are taken out of the pool."""

from time import monotonic

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import IsolationLevel, OperationalError
from psycopg.errors import ConnectionTimeout
from psycopg_pool import ConnectionPool, PoolTimeout

from .watched import WatchedConnection

#: Seconds that a statement of a page may wait for what another transaction has locked.
LOCK_LIMIT = 2


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of one thread, out of the pool of the process if there is one."""

    @property
    def pool(self):
        """The pool of the process, as in Django but with our connections and our check."""
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
            # Two threads may come here at once; the first wins, and a pool that is not open costs nothing.
            self._connection_pools.setdefault(self.alias, pool)
        return self._connection_pools[self.alias]

    def check(self, connection):
        """Raise psycopg.OperationalError if *connection* is dead: then those beside it are dead as well."""
        try:
            ConnectionPool.check_connection(connection)
        except OperationalError:
            self.pool.drain()
            raise

    def get_new_connection(self, conn_params):
        """Return a connection that answers. Raises psycopg.OperationalError in a few seconds at most."""
        if monotonic() < WatchedConnection.silent_until:
            raise OperationalError("The database server did not answer a moment ago.")
        try:
            if self.pool:
                return super().get_new_connection(conn_params)
            self.isolation_level = IsolationLevel.READ_COMMITTED
            return WatchedConnection.connect(**conn_params)
        except (PoolTimeout, ConnectionTimeout):
            WatchedConnection.leave_in_peace()
            raise

    def _configure_connection(self, connection):
        changed = super()._configure_connection(connection)
        if connection.limit:
            connection.execute(f"SET statement_timeout = '{connection.limit}s'")
            # Who waits for a row or a table keeps a thread from everybody else.
            connection.execute(f"SET lock_timeout = '{LOCK_LIMIT}s'")
        return changed or bool(connection.limit)
