"""Settings from the environment: a wrong value is refused with a sentence that names the variable."""

import json
import shutil
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from ipacis import connections
from tests.servers import environment_of

pytestmark = pytest.mark.once

PRODUCTION = {
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://www.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1/none",
    "CONTACT_EMAIL": "press@example.org",
}


SAYS_LIMIT = "from ipacis.core.postgresql.watched import WatchedConnection as c; print(c.limit)"


def manage(tmp_path, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**environment_of(VAR_DIR=str(tmp_path / "var")), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "www.example.org"),
        ("SITE_URL", "https://example.org/path"),
        ("DATABASE_URL", "mysql://a@b/c"),
        ("DATABASE_REPLICA_URL", "mysql://a@b/c"),
        ("DATABASE_REPLICA_URL", "postgres://a@b/c,sqlite:///d"),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_POOL_SIZE", "many"),
        ("VAR_DIR", "/proc/nothing"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("SESSION_IDLE_HOURS", "0"),
        ("SESSION_IDLE_HOURS", "soon"),
        ("SESSION_IDLE_HOURS", "nan"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path, name, value):
    done = manage(tmp_path, "check", **{**PRODUCTION, name: value})
    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]


def test_without_any_environment_a_secret_is_made_once_and_kept_private(tmp_path):
    printed = [
        manage(
            tmp_path, "shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)"
        ).stdout
        for _n in "ab"
    ]
    assert printed[0] == printed[1]
    assert len(printed[0].strip()) >= 50
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_production_settings_pass_the_deployment_checks(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("environment", "identifier"),
    [
        ({"SITE_URL": "http://www.example.org"}, "ipacis.W001"),
        ({"CONTACT_EMAIL": ""}, "ipacis.W002"),
        ({"ALLOWED_HOSTS": "other.example.org"}, "ipacis.E001"),
        ({"ALLOWED_HOSTS": "*"}, "ipacis.E002"),
    ],
)
def test_a_mistake_in_the_settings_is_a_check_with_a_hint(tmp_path, environment, identifier):
    done = manage(tmp_path, "check", "--deploy", **{**PRODUCTION, **environment})
    assert identifier in done.stderr
    assert "HINT" in done.stderr


COOKIES = """
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "www.example.org"})
client.get("/admin/login/", secure=True)
client.post("/i18n/setlang/", {"language": "ru"}, secure=True)
for name, cookie in sorted(client.cookies.items()):
    print(name, cookie["secure"], cookie["path"], cookie["domain"] == "")
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_PATH)
"""


def test_under_https_no_cookie_can_be_set_by_another_host_of_the_domain(tmp_path):
    done = manage(tmp_path, "shell", "-v0", "-c", COOKIES, **PRODUCTION)
    assert done.stdout.splitlines() == [
        "__Host-csrftoken True / True",
        "__Host-django_language True / True",
        "__Host-sessionid True /",
    ]


def test_the_hours_of_a_session_are_set_in_the_environment(tmp_path):
    print_age = "from django.conf import settings; print(settings.SESSION_COOKIE_AGE)"
    done = manage(tmp_path, "shell", "-v0", "-c", print_age, SESSION_IDLE_HOURS="1.5")
    assert done.stdout.strip() == "5400"


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_the_folder_of_what_the_site_writes_is_its_owners_alone(tmp_path):
    manage(tmp_path, "migrate", "-v0")
    assert {path.name: mode(path) for path in (tmp_path / "var", *(tmp_path / "var").iterdir())} == {
        "var": "0o700",
        "db.sqlite3": "0o600",
        "db.sqlite3-version": "0o600",
        "secret_key": "0o600",
    }


@pytest.mark.parametrize(("before", "after"), [(0o664, "0o600"), (0o660, "0o660")])
def test_a_database_that_everybody_could_read_is_closed(tmp_path, before, after):
    database = tmp_path / "db.sqlite3"
    database.touch()
    database.chmod(before)
    manage(tmp_path, "createcachetable", DATABASE_URL=f"sqlite:///{database}")
    assert mode(database) == after


OPEN = """
from django.conf import settings
from django.core.cache import cache
cache.set("a", 1)
print(*sorted(f"{path.name} {path.stat().st_mode & 0o777:o}" for path in settings.VAR_DIR.glob("db*")))
"""


def test_no_file_of_the_database_is_open_to_others_while_it_is_used(tmp_path):
    manage(tmp_path, "createcachetable")
    done = manage(tmp_path, "shell", "-v0", "-c", OPEN)
    assert (
        done.stdout.strip() == "db.sqlite3 600 db.sqlite3-shm 600 db.sqlite3-version 600 db.sqlite3-wal 600"
    )


def test_the_default_folder_is_closed_when_it_stood_open(tmp_path):
    shutil.copytree("ipacis", tmp_path / "ipacis", ignore=shutil.ignore_patterns("static", "locale"))
    (tmp_path / "pyproject.toml").touch()  # its presence marks a checkout
    (tmp_path / "var").mkdir(mode=0o755)
    code = "import ipacis.settings"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment_of(), check=True)
    assert mode(tmp_path / "var") == "0o700"


def test_a_chosen_folder_keeps_its_permissions_and_a_check_reports_who_may_read_it(tmp_path):
    (tmp_path / "var").mkdir()
    told = []
    for bits in (0o750, 0o755):
        (tmp_path / "var").chmod(bits)
        done = manage(tmp_path, "check", "--deploy", **PRODUCTION)
        told.append((mode(tmp_path / "var"), "ipacis.W010" in done.stderr))
    assert told == [("0o750", False), ("0o755", True)]


UPLOAD = """
import stat
from pathlib import Path
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.save("documents/a.pdf", ContentFile(b"a"))
for name in ("", "documents", "documents/a.pdf"):
    print(oct(stat.S_IMODE((settings.MEDIA_ROOT / name).stat().st_mode)))
"""


def test_uploads_can_be_read_by_the_owner_and_the_group_only(tmp_path):
    done = manage(tmp_path, "shell", "-v0", "-c", UPLOAD)
    assert done.stdout.split() == ["0o750", "0o750", "0o640"]


def test_the_audit_log_ignores_the_log_level(tmp_path):
    code = "import logging; from ipacis.core.logs.audit import record; record('merged', what='a/1'); "
    code += "logging.getLogger('ipacis.access').info('answered')"
    done = manage(tmp_path, "shell", "-v0", "-c", code, LOG_LEVEL="ERROR", LOG_FORMAT="json")
    assert [json.loads(line)["message"] for line in done.stderr.splitlines()] == ["merged"]


@pytest.mark.parametrize(
    ("environment", "size"), [({}, 4), ({"DATABASE_POOL_SIZE": "9"}, 9), ({"DATABASE_POOL": "off"}, None)]
)
def test_the_size_of_the_pool_is_a_setting(tmp_path, environment, size):
    printed = manage(
        tmp_path,
        "shell",
        "-v0",
        "-c",
        "from django.conf import settings; d = settings.DATABASES['default']; "
        "print(d['ENGINE'], d['OPTIONS'].get('pool', {}).get('max_size'))",
        **{**PRODUCTION, **environment},
    ).stdout
    assert printed.split() == ["ipacis.core.postgresql", str(size)]


def test_sql_statements_have_a_time_limit_in_the_server_but_not_in_commands(tmp_path):
    served = manage(tmp_path, "shell", "-v0", "-c", f"import ipacis.wsgi; {SAYS_LIMIT}").stdout
    command = manage(tmp_path, "shell", "-v0", "-c", SAYS_LIMIT).stdout
    assert (served.strip(), command.strip()) == ("15", "None")


def test_replicas_have_the_settings_of_the_database_with_addresses_of_their_own(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://ipacis@10.0.0.1/site")
    monkeypatch.setenv(
        "DATABASE_REPLICA_URL", "postgres://ipacis@10.0.0.2:5433/site,postgres://ipacis@10.0.0.3/site"
    )
    monkeypatch.setenv("DATABASE_POOLER", "on")
    found = connections.databases(tmp_path)
    assert {alias: (row["HOST"], row["PORT"]) for alias, row in found.items()} == {
        "default": ("10.0.0.1", ""),
        "replica1": ("10.0.0.2", 5433),
        "replica2": ("10.0.0.3", ""),
    }
    for name in ("ENGINE", "OPTIONS", "DISABLE_SERVER_SIDE_CURSORS"):
        assert found["replica1"][name] == found["replica2"][name] == found["default"][name]
    assert found["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.parametrize("database", ["sqlite:///db", "mysql://a@b/c"])
def test_only_postgresql_has_replicas(monkeypatch, tmp_path, database):
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgres://ipacis@10.0.0.2/site")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        connections.databases(tmp_path)
