"""The production set-up of the README: a worker dies, and two hundred clients send their forms slowly."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.postgres import free_port
from tests.servers import fetch, workers

pytestmark = [pytest.mark.slow, pytest.mark.once]
README = Path("README.md").read_text(encoding="utf-8")
SLOW = 200
#: An incomplete form, which Django waits for because it looks for the CSRF token in it.
FORM = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=abcdefghijklmnopqrstuvwxyzABCDEF\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nlogin="
)
NGINX = """
{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@pytest.fixture
def served(tmp_path):
    """Yield (process, port) of the README's command."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    environment = {**kept, "VAR_DIR": str(tmp_path / "var"), "BEHIND_PROXY": "on"}
    for command in ("migrate", "createcachetable"):
        subprocess.run(
            [sys.executable, "manage.py", command, "-v0"], env=environment, check=True, timeout=120
        )
    (command,) = re.findall(r"^    granian (.+)$", README, re.MULTILINE)
    port = free_port()
    arguments = [sys.executable, "-m", "granian", "--port", str(port), *command.split()]
    process = subprocess.Popen(arguments, env=environment, stderr=subprocess.DEVNULL)
    try:
        fetch(f"http://127.0.0.1:{port}/healthz", patience=60)
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=30)


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
    if not (program := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")):
        pytest.skip("nginx is not installed")
    _process, port = served
    proxy = free_port()
    (site,) = re.findall(r"```nginx\n(.+?)```", README, re.DOTALL)
    site = re.sub(r"^ *ssl_.*\n", "", site, flags=re.MULTILINE)
    site = site.replace("443 ssl;", f"127.0.0.1:{proxy} default_server;").replace(
        "listen 80;", f"listen 127.0.0.1:{free_port()};"
    )
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    configuration = tmp_path / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(NGINX.format(user=user, folder=tmp_path, site=site))
    nginx = subprocess.Popen([program, "-c", configuration], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{proxy}/healthz"
    try:
        assert fetch(address) == "ok\n"
        with ExitStack() as slow:
            for _n in range(SLOW):
                client = slow.enter_context(socket.create_connection(("127.0.0.1", proxy), timeout=10))
                client.sendall(FORM)
            began = time.monotonic()
            assert [fetch(address) for _n in range(10)] == ["ok\n"] * 10
            assert time.monotonic() - began < 10
    finally:
        nginx.terminate()
        nginx.wait(timeout=20)
