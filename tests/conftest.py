"""The suite runs on SQLite and then, in a second process, on PostgreSQL.

``DATABASE_URL=postgres://…`` in the environment runs it on that server only. ``REQUIRE_POSTGRES=1``,
``REQUIRE_BROWSER=1`` and ``REQUIRE_GETTEXT=1`` make the run fail if tests would be skipped because a server, Chromium
or gettext is missing.
"""

import os
import subprocess
import sys
import tempfile

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings
from django.utils import translation

from tests import postgres

# No deadlines: tests must not fail on a busy machine, and speed is measured by the benchmarks.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop in the same thread


def pytest_addoption(parser):
    parser.addoption("--sqlite-only", action="store_true", help="do not repeat the run on PostgreSQL")


def pytest_configure(config):
    media = tempfile.TemporaryDirectory(prefix="ipacis-media-", ignore_cleanup_errors=True)
    overrides = override_settings(
        MEDIA_ROOT=media.name,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "ipacis.core.files.uploads.Files"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    )
    overrides.enable()
    config.add_cleanup(overrides.disable)
    config.add_cleanup(media.cleanup)


def pytest_collection_modifyitems(items):
    """Put the files with slow tests first, so that no worker is idle at the end while another one runs such a file."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def on_sqlite():
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Repeat the run on PostgreSQL, so that one command tests both databases."""
    config = session.config
    is_worker = hasattr(config, "workerinput")
    if is_worker or exitstatus or not on_sqlite() or config.option.collectonly:
        return
    if config.getoption("--sqlite-only"):
        return
    report = config.pluginmanager.getplugin("terminalreporter")
    try:
        with postgres.server() as url:
            report.write_sep("=", "the same on PostgreSQL")
            arguments = [*config.invocation_params.args, "-m", markers(config)]
            if config.pluginmanager.hasplugin("pytest_cov"):
                # This run has measured coverage. The second run would overwrite its data and fail at the required
                # percentage.
                arguments.append("--no-cov")
            environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "off"}
            command = [sys.executable, "-m", "pytest", *map(str, arguments)]
            session.exitstatus = subprocess.run(command, env=environment, check=False).returncode
    except postgres.NoServer as reason:
        report.write_sep("=", f"skipped on PostgreSQL: {reason}")
        if os.environ.get("REQUIRE_POSTGRES"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def markers(config):
    """Return the ``-m`` expression of the run on PostgreSQL, without tests that do not depend on the database."""
    wanted, left_out = config.option.markexpr, "not browser and not once"
    return f"({wanted}) and {left_out}" if wanted else left_out


@pytest.fixture(scope="module")
def cluster():
    """Yield a PostgreSQL server of the module's own, which its tests may stop."""
    try:
        with postgres.Cluster() as cluster:
            yield cluster
    except postgres.NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the table of the shared cache."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)


@pytest.fixture(autouse=True)
def english():
    """Activate the site's first language before each test, because a request leaves its language active."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
