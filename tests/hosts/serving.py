"""Hosts that serve the site, for the tests of several hosts: how to make, start, ask and edit them."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from tests.servers import granian, manage

#: Seconds for which ``hammered`` edits and reads.
SECONDS = 12


@contextmanager
def host(environment, workers):
    """Serve the site of *environment* with *workers* processes, and yield its address."""
    with process_of_host(environment, workers) as (_process, port):
        yield f"http://127.0.0.1:{port}"


def process_of_host(environment, workers):
    """Serve the site of *environment* with *workers* processes, and yield the main process and the port."""
    arguments = ["--interface", "wsgi", "--workers", str(workers), "--blocking-threads", "4"]
    return granian(environment, *arguments, "ipacis.wsgi:application")


def prepare(*environments):
    """Make the database of the hosts with *environments*, and the static files of each."""
    manage(environments[0], "migrate")
    manage(environments[0], "createcachetable")
    for environment in environments:
        manage(environment, "collectstatic", "--no-input")


def hammered(environment, *addresses):
    """Return what tests/hosts/hammer.py found."""
    command = [sys.executable, "-m", "tests.hosts.hammer", str(SECONDS), *addresses]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS + 60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["edits"] > 15
    assert found["reads"] > 300
    return found["number_wrong"], found["wrong"]


def ask(address):
    """Return status and headers of the answer, and the seconds until it came."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.headers, time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.headers, time.monotonic() - began
