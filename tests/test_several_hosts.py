"""Ready pages in the processes of several hosts: no reader sees what an editor has changed or withdrawn."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

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
    """Return the environments of two hosts. Both use the database at DATABASE_URL, if there is one."""
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


def test_two_hosts_on_postgresql_show_each_edit_at_once_and_within_a_second(environments):
    try:
        with postgres.Cluster() as cluster:
            for environment in environments:
                environment["DATABASE_URL"] = cluster.url
            here, there = environments
            prepare(here)
            prepare(there)
            with host(here, workers=2) as first, host(there, workers=2) as second:
                assert hammered(here, first, second) == (0, [])
    except postgres.NoServer as reason:
        pytest.skip(str(reason))
