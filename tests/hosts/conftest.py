"""Fixtures: the environments of two hosts, on SQLite, on a PostgreSQL server, and with a replica of it."""

import os

import pytest

from tests import postgres

from .serving import prepare


@pytest.fixture(scope="module")
def environments(tmp_path_factory):
    """Return the environments of two hosts, each with SQLite."""
    folder = tmp_path_factory.mktemp("hosts")
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    kept |= {"LOG_LEVEL": "warning"}
    return [{**kept, "VAR_DIR": str(folder / name)} for name in ("here", "there")]


@pytest.fixture(scope="module")
def cluster():
    """Yield a PostgreSQL server."""
    try:
        with postgres.Cluster() as cluster:
            yield cluster
    except postgres.NoServer as reason:
        pytest.skip(str(reason))


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
