"""The production set-up of the README: a worker dies, and two hundred clients send their forms slowly."""

import os
import re
import signal
import socket
import time
from contextlib import ExitStack

import pytest

from tests.servers import README, environment_of, fetch, granian, manage, nginx, workers

pytestmark = [pytest.mark.slow, pytest.mark.once]
SLOW = 200
#: An incomplete form, which Django waits for because it looks for the CSRF token in it.
FORM = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=abcdefghijklmnopqrstuvwxyzABCDEF\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nlogin="
)


@pytest.fixture
def served(tmp_path):
    """Yield (process, port) of the README's command."""
    environment = environment_of(VAR_DIR=str(tmp_path / "var"), BEHIND_PROXY="on")
    for command in ("migrate", "createcachetable"):
        manage(environment, command)
    (command,) = re.findall(r"^    granian (.+)$", README, re.MULTILINE)
    with granian(environment, *command.split()) as served:
        yield served


def test_a_killed_worker_does_not_stop_the_site_and_another_takes_its_place(served):
    process, port = served
    before = workers(process)
    os.kill(max(before), signal.SIGKILL)
    end = time.monotonic() + 30
    while not (len(workers(process)) == len(before) and workers(process) != before):
        assert time.monotonic() < end
        assert fetch(f"http://127.0.0.1:{port}/healthz") == "ok\n"
    assert fetch(f"http://127.0.0.1:{port}/healthz") == "ok\n"


def test_the_unit_starts_the_same_command_again_whenever_it_ends():
    (command,) = re.findall(r"^    granian (.+)$", README, re.MULTILINE)
    (unit,) = re.findall(r"```ini\n(.+?)```", README, re.DOTALL)
    assert f"/granian {command}\n" in unit
    assert "Restart=always" in unit.splitlines()


def test_behind_the_proxy_two_hundred_slow_forms_stop_nobody_else(served, tmp_path):
    _process, port = served
    with nginx(tmp_path, port) as (proxy, site):
        address = f"{site}/healthz"
        assert fetch(address) == "ok\n"
        with ExitStack() as slow:
            for _n in range(SLOW):
                client = slow.enter_context(socket.create_connection(("127.0.0.1", proxy), timeout=10))
                client.sendall(FORM)
            began = time.monotonic()
            assert [fetch(address) for _n in range(10)] == ["ok\n"] * 10
            assert time.monotonic() - began < 10
