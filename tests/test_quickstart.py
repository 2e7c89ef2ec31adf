"""``manage.py quickstart``: from nothing to a running site, and repeated runs."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.core.management import call_command

from news.models import NewsItem
from people.models import Person
from tests import factories as make
from tests.postgres import free_port
from tests.servers import environment_of, fetch, workers

pytestmark = [pytest.mark.slow, pytest.mark.once]


def environment(folder, **more):
    return {**environment_of(VAR_DIR=str(folder)), **more}


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


@contextmanager
def serving(folder):
    """Yield (process, address) of a quickstart that serves the site, and stop it afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "quickstart", "--addr", f"127.0.0.1:{port}"],
        env=environment(folder),
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in {0, -signal.SIGTERM}


def test_it_serves_the_site_under_the_address_asked_for_and_stops_when_told(prepared):
    folder, _done = prepared
    with serving(folder) as (_process, site):
        page = fetch(f"{site}/en/", patience=90)
        assert f'<link rel="canonical" href="{site}/en/">' in page
        assert "csrfmiddlewaretoken" in fetch(f"{site}/admin/login/")


def test_a_worker_that_is_killed_does_not_stop_the_site_and_another_takes_its_place(prepared):
    folder, _done = prepared
    with serving(folder) as (process, site):
        fetch(f"{site}/healthz", patience=90)
        before = workers(process)
        os.kill(max(before), signal.SIGKILL)
        end = time.monotonic() + 30
        while not (len(workers(process)) == len(before) and workers(process) != before):
            assert time.monotonic() < end
            assert fetch(f"{site}/healthz") == "ok\n"
        assert fetch(f"{site}/healthz") == "ok\n"


@pytest.fixture
def prepare(settings, tmp_path, monkeypatch):
    """Return a function that runs quickstart in this process, where ``load_demo`` is the only real subcommand."""

    def only_content(name, **options):
        if name == "load_demo":
            call_command(name, **options)

    def run(**options):
        said = io.StringIO()
        call_command("quickstart", no_serve=True, stdout=said, **options)
        return said.getvalue()

    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("ipacis.management.commands.quickstart.call_command", only_content)
    return run


@pytest.mark.django_db
def test_a_site_begun_empty_stays_without_demonstration_content(prepare):
    prepare(empty=True)
    said = prepare()
    assert (NewsItem.objects.count(), Person.objects.count()) == (0, 0)
    assert "none, because this site was begun without" in said


@pytest.mark.django_db
@pytest.mark.parametrize("make_own", [make.person, make.topic, make.news])
def test_a_site_with_its_own_content_gets_no_demonstration_content(prepare, make_own):
    own = make_own()
    prepare()
    assert list(type(own).objects.all()) == [own]


HOLD = """
import django
django.setup()
from ipacis.management.turns import one_at_a_time
with one_at_a_time("quickstart", lambda: None):
    print("held", flush=True)
    input()
"""


def start(arguments, folder, **more):
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment(folder, DJANGO_SETTINGS_MODULE="ipacis.settings", PYTHONUNBUFFERED="1", **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def lines_of_the_second(first_folder, second_folder, **more):
    """Return two outputs of a quickstart: while another one holds the lock, and the first line afterwards."""
    with start(["-c", HOLD], first_folder, **more) as first:
        assert first.stdout.readline() == "held\n"
        with start(["manage.py", "quickstart", "--no-serve"], second_folder, **more) as second:
            waiting = second.stdout.readline()
            first.communicate("done\n")
            going_on = second.stdout.readline()
            second.terminate()
    return waiting, going_on


WAITS = "Another quickstart prepares this site; this one waits until it is done.\n"


def test_a_second_run_at_the_same_time_waits_and_says_so(tmp_path):
    waiting, going_on = lines_of_the_second(tmp_path, tmp_path)
    assert (waiting, going_on[:18]) == (WAITS, "[1/9] The database")


def test_a_second_run_on_another_machine_with_the_same_database_waits(tmp_path, cluster):
    folders = tmp_path / "one", tmp_path / "other"
    waiting, going_on = lines_of_the_second(*folders, DATABASE_URL=cluster.url)
    assert (waiting, going_on[:18]) == (WAITS, "[1/9] The database")


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
