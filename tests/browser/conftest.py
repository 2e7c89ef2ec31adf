"""Chromium for the browser tests: Debian's, or none."""

import os
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.browser.desk import REFUSED

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def chromium():
    if CHROMIUM:
        return
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("Chromium is not installed: apt-get install chromium")
    pytest.skip("Chromium is not installed")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def loaded():
    """A database of SQLite that keeps the demonstration content once a test has loaded it."""
    with closing(sqlite3.connect(":memory:")) as loaded:
        yield loaded


@pytest.fixture
def content(db, loaded):
    """Put the demonstration content into the database, which is emptied after each test."""
    connection.ensure_connection()
    if has_tables(loaded):
        loaded.backup(connection.connection)
        return
    call_command("load_demo", verbosity=0)
    connection.connection.backup(loaded)


def has_tables(database):
    return database.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


@pytest.fixture
def desk(page, live_server, client):
    """A page of the browser in which an editor is signed in, and the errors of its console."""
    sign_in(page.context, live_server, client, User.objects.create_superuser("editor"))
    watch(page)
    yield page
    silence(page.context)


@pytest.fixture
def colleague(browser, live_server):
    """A page of another browser in which another editor is signed in."""
    context = browser.new_context()
    user = User.objects.create_superuser("olga", first_name="Olga", last_name="Zueva")
    sign_in(context, live_server, Client(), user)
    page = context.new_page()
    watch(page)
    yield page
    silence(context)
    context.close()


def sign_in(context, live_server, client, user):
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])


def silence(context):
    """Cut the pages of *context* off, because their forms would ask the server while the database is emptied."""
    context.set_offline(True)
    time.sleep(0.3)  # for the answers that are under way


def watch(page):
    """Collect what the policy refuses and the errors of the scripts of *page*."""
    page.add_init_script(REFUSED)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console", lambda message: page.complaints.append(message.text) if message.type == "error" else None
    )
