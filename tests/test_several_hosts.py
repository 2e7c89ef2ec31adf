"""Ready pages in the processes of several hosts.

No reader sees what an editor has changed or withdrawn, and kept pages are sent while the database is away.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from ipacis.core.web import ready
from tests import postgres
from tests.servers import fetch

pytestmark = [pytest.mark.slow, pytest.mark.once]
SECONDS = 12


@contextmanager
def host(environment, workers):
    """Serve the site of *environment* with *workers* processes, and yield its address."""
    port = postgres.free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "ipacis.wsgi:application"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        fetch(f"{address}/healthz", patience=60)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def environments(tmp_path):
    """Return the environments of two hosts, each with SQLite. The fixture ``cluster`` lets both use PostgreSQL."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    kept |= {"LOG_LEVEL": "warning"}
    return [{**kept, "VAR_DIR": str(tmp_path / name)} for name in ("here", "there")]


def prepare(environment):
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "-v0"], env=environment, check=True, timeout=120
        )


def hammered(environment, *addresses):
    """Return what tests/hammer.py found."""
    command = [sys.executable, "-m", "tests.hammer", str(SECONDS), *addresses]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS + 60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["edits"] > 15
    assert found["reads"] > 300
    return found["number_wrong"], found["wrong"]


def test_four_workers_on_sqlite_show_each_edit_at_once(environments):
    here, _there = environments
    prepare(here)
    with host(here, workers=4) as address:
        assert hammered(here, address) == (0, [])


@pytest.fixture
def cluster(environments):
    """Start a PostgreSQL server, which both hosts use."""
    try:
        with postgres.Cluster() as cluster:
            for environment in environments:
                environment["DATABASE_URL"] = cluster.url
                prepare(environment)
            yield cluster
    except postgres.NoServer as reason:
        pytest.skip(str(reason))


def test_two_hosts_on_postgresql_show_each_edit_at_once_and_within_a_second(cluster, environments):
    here, there = environments
    with host(here, workers=2) as first, host(there, workers=2) as second:
        assert hammered(here, first, second) == (0, [])


def ask(address):
    """Return status and headers of the answer, and the seconds until it came."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.headers, time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.headers, time.monotonic() - began


def test_while_the_database_is_away_kept_pages_are_sent_and_others_are_a_503(cluster, environments):
    here, _there = environments
    with host(here, workers=1) as address:
        kept, other = f"{address}/en/meetings/", f"{address}/ru/meetings/"
        assert ask(kept)[0] == 200
        cluster.stop()
        time.sleep(ready.TRUST + 1)
        for _n in range(20):
            status, headers, seconds = ask(kept)
            assert (status, int(headers["Age"]) >= ready.TRUST) == (200, True)
            assert seconds < 4
        status, headers, _seconds = ask(other)
        assert (status, headers["Retry-After"]) == (503, "30")
        cluster.start()
        end = time.monotonic() + 5
        while ask(other)[0] != 200 or "Age" in ask(kept)[1]:
            assert time.monotonic() < end
            time.sleep(0.2)
        with cluster.frozen():
            time.sleep(ready.TRUST + 1)
            found = [ask(kept) for _n in range(20)]
        assert [status for status, _headers, _seconds in found] == [200] * 20
        assert max(seconds for _status, _headers, seconds in found) < 4
        # One attempt each second waits for the database; the other requests do not.
        assert sorted(seconds for _status, _headers, seconds in found)[10] < 0.5
