"""Servers that a test has started: their answers and their processes, and nginx before them."""

import glob
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import free_port

README = Path("README.md").read_text(encoding="utf-8")
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


def fetch(address, patience=10):
    """Return the text at *address*, waiting up to *patience* seconds for an answer."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def workers(process):
    """Return the ids of the processes that *process* started and that still run."""
    found = set()
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                # The format is "pid (name) state parent …", and the name may contain any characters.
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == process.pid and state != "Z":
            found.add(int(path.split("/")[2]))
    return found


def environment_of(**variables):
    """Return the environment of a program that must not see the settings of this run, with *variables* in it."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return {**kept, **variables}


def manage(environment, *command):
    """Run a command of ``manage.py``, which must exit with status 0."""
    subprocess.run([sys.executable, "manage.py", *command, "-v0"], env=environment, check=True, timeout=120)


@contextmanager
def running(command, **options):
    """Run *command* inside the block, and yield its process. *options* are those of ``subprocess.Popen``."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def granian(environment, *arguments):
    """Serve the site of *environment* with granian, and yield the main process and the port."""
    port = free_port()
    with running(
        [sys.executable, "-m", "granian", "--port", str(port), *arguments], env=environment
    ) as process:
        fetch(f"http://127.0.0.1:{port}/healthz", patience=60)
        yield process, port


@contextmanager
def nginx(folder, *ports):
    """Run nginx with the README's file before hosts on *ports*, without TLS, and yield its port and its address.

    Skips the test if nginx is not installed.
    """
    if not (program := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")):
        pytest.skip("nginx is not installed")
    port = free_port()
    (site,) = re.findall(r"```nginx\n(.+?)```", README, re.DOTALL)
    site = re.sub(r"^ *ssl_.*\n", "", site, flags=re.MULTILINE)
    site = site.replace("443 ssl;", f"127.0.0.1:{port} default_server;")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    (host,) = re.findall(r"^ *server 127.0.0.1:8000.*\n", site, re.MULTILINE)
    site = site.replace(host, "".join(host.replace("8000", str(port)) for port in ports))
    configuration = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(NGINX.format(user=user, folder=folder, site=site))
    with running([program, "-c", configuration]):
        yield port, f"http://127.0.0.1:{port}"
