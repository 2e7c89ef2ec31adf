"""Chromium for the browser tests: Debian's, or none."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection

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
