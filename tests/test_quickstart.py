"""``manage.py quickstart``: from nothing to a running site, again and again without harm."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.postgres import free_port

pytestmark = pytest.mark.slow


def environment(folder, **more):
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return {**kept, "VAR_DIR": str(folder), **more}


def quickstart(folder, *arguments, **more):
    return subprocess.run(
        [sys.executable, "manage.py", "quickstart", *arguments],
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=180,
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("var")
    return folder, quickstart(folder, "--no-serve")


def test_it_prepares_everything_and_says_what_to_open(prepared):
    _folder, done = prepared
    assert (done.returncode, done.stderr) == (0, "")
    assert "name admin, password " in done.stdout
    assert "The site    http://127.0.0.1:8000/" in done.stdout


def test_it_can_be_run_again_and_shows_no_password_twice(prepared):
    folder, _done = prepared
    done = quickstart(folder, "--no-serve")
    assert (done.returncode, "admin is there already" in done.stdout, "password" in done.stdout) == (
        0,
        True,
        False,
    )


def test_it_serves_the_site_under_the_address_asked_for_and_stops_when_told(prepared):
    folder, _done = prepared
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "quickstart", "--addr", f"127.0.0.1:{port}"],
        env=environment(folder),
        stdout=subprocess.DEVNULL,
    )
    try:
        page = fetch(f"{site}/en/", patience=90)
        assert f'<link rel="canonical" href="{site}/en/">' in page
        assert "csrfmiddlewaretoken" in fetch(f"{site}/admin/login/")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in {0, -signal.SIGTERM}


def fetch(address, patience=10):
    """Return the text at *address*, waiting up to *patience* seconds for somebody to answer."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def test_a_port_in_use_is_one_clear_line_before_any_work(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = quickstart(tmp_path / "var", "--addr", f"127.0.0.1:{port}")
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert not (tmp_path / "var" / "db.sqlite3").exists()


def test_a_folder_that_cannot_be_made_is_one_clear_line():
    done = quickstart("/proc/nothing", "--no-serve")
    assert done.returncode != 0
    assert "VAR_DIR" in done.stderr.strip().splitlines()[-1]


def test_the_administrator_is_the_one_of_the_environment(tmp_path):
    named = {"DJANGO_SUPERUSER_USERNAME": "olga", "DJANGO_SUPERUSER_PASSWORD": "a-long-enough-password"}
    done = quickstart(tmp_path / "var", "--no-serve", "--empty", **named)
    assert "olga, with the password of DJANGO_SUPERUSER_PASSWORD" in done.stdout
    assert "a-long-enough-password" not in done.stdout
