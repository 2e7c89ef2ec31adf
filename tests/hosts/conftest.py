"""Fixtures: the environments of two hosts, on SQLite, on a PostgreSQL server, and with a replica of it."""

import pytest

from tests import postgres
from tests.servers import environment_of

from .serving import prepare


@pytest.fixture(scope="module")
def environments(tmp_path_factory):
    """Return the environments of two hosts, each with SQLite."""
    folder = tmp_path_factory.mktemp("hosts")
    return [environment_of(VAR_DIR=str(folder / name), LOG_LEVEL="warning") for name in ("here", "there")]


@pytest.fixture(scope="module")
def on_postgresql(cluster, environments):
    """Return the environments of two hosts that use the PostgreSQL server."""
    hosts = [{**environment, "DATABASE_URL": cluster.url} for environment in environments]
    prepare(*hosts)
    return hosts


@pytest.fixture(scope="module")
def replica(cluster, on_postgresql):
    """Yield a replica of the PostgreSQL server."""
    with postgres.Cluster(cluster) as replica:
        yield replica


@pytest.fixture(scope="module")
def hosts(replica, on_postgresql):
    """Return the environments of two hosts that use the server and its replica."""
    return [{**environment, "DATABASE_REPLICA_URL": replica.url} for environment in on_postgresql]
