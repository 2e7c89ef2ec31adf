"""The site behind pgbouncer in transaction mode, where each transaction may get another connection to the server."""

import shutil

import psycopg
import pytest

from tests import postgres
from tests.servers import running

from .serving import hammered, host

pytestmark = [pytest.mark.slow, pytest.mark.once]
CONFIGURATION = """
[databases]
postgres = host=127.0.0.1 port={server} user=ipacis
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
query_timeout = 15
"""


@pytest.fixture
def pooled(cluster, on_postgresql):
    """Yield (URL of pgbouncer, the environments of two hosts that use it)."""
    if not (program := shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")):
        pytest.skip("pgbouncer is not installed")
    port, account = postgres.free_port(), postgres.server_account()
    configuration = f"{cluster.home}/pgbouncer.ini"
    with open(configuration, "w") as file:
        file.write(CONFIGURATION.format(server=cluster.port, port=port))
    url = f"postgres://ipacis@127.0.0.1:{port}/postgres"
    with running([program, "-q", configuration], **account):
        yield url, [{**one, "DATABASE_URL": url, "DATABASE_POOLER": "on"} for one in on_postgresql]


def test_two_hosts_behind_it_show_each_edit_and_leave_no_setting_on_its_connections(pooled):
    url, (here, there) = pooled
    with host(here, workers=2) as first, host(there, workers=2) as second:
        assert hammered(here, first, second) == (0, [])
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        shown = {connection.execute("SHOW statement_timeout").fetchone()[0] for _n in range(20)}
    assert shown == {"0"}
