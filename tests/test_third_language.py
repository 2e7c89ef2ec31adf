"""A third language: one line in the settings and the commands of the recipes, tried in a copy of the project."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import environment_of

pytestmark = [pytest.mark.slow, pytest.mark.once]

PARTS = ("manage.py", "pyproject.toml", "ipacis", "people", "news", "tests")
LINE = '("ru", _("Russian"))'
FORMATS = '''"""Dates as Belarusian pages print them: 30 лістапада 2023 г."""

DATE_FORMAT = "j E Y г."
SHORT_DATE_FORMAT = "d.m.Y"
YEAR_MONTH_FORMAT = "F Y г."
MONTH_DAY_FORMAT = "j E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y г., H:i"
'''
#: Code that makes content on the site while it has two languages.
BEFORE = """
from tests import factories as make
make.person("Anna Zorina", "Анна Зорина")
make.person("Boris Abramov", "Борис Абрамов")
make.meeting("Talks in Minsk", title_ru="Встреча в Минске")
"""
#: Code that prints a line for each expected property of that content on the site with three languages.
AFTER = """
import re
from django.test import Client
client = Client(headers={"host": "127.0.0.1"})
people = client.get("/be/people/").content.decode()
print(re.findall(r'class="card__name"[^>]*><span lang="en">([^,<]+)', people))
print("Talks in Minsk" in re.sub("</?mark>", "", client.get("/be/search/?q=minsk").content.decode()))
print(client.get("/en/people/?q=Зорина").content.decode().count("card__name"))
"""


class Site:
    """A copy of the project in *folder*, with its own SQLite database."""

    def __init__(self, folder):
        self.folder = folder
        for name in PARTS:
            source = Path(__file__).parent.parent / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / name)

    def run(self, *arguments):
        """Run Python with *arguments* in the folder and return its output. It must exit with status 0."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={
                **environment_of(),
                "VAR_DIR": str(self.folder / "var"),
                "PYTHONPATH": str(self.folder),
                "LOG_LEVEL": "warning",
            },
            capture_output=True,
            text=True,
            timeout=1200,
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout[-20_000:]}\n{done.stderr[-5_000:]}"
        return done.stdout

    def manage(self, *arguments):
        return self.run("manage.py", *arguments)

    def edit(self, name, before, after):
        path = self.folder / name
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after, 1))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with content in two languages, to which Belarusian was added as the recipes say."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.manage("migrate", "--verbosity=0")
    site.manage("createcachetable")
    site.manage("collectstatic", "--no-input", "--verbosity=0")
    site.manage("shell", "--command", BEFORE)
    site.edit("ipacis/settings.py", LINE, f'{LINE}, ("be", _("Belarusian"))')
    formats = site.folder / "ipacis" / "formats" / "be"
    formats.mkdir()
    (formats / "__init__.py").touch()
    (formats / "formats.py").write_text(FORMATS)
    site.manage("makemigrations")
    site.manage("migrate", "--verbosity=0")
    site.manage("catch_up", "--verbosity=0")
    return site


def test_models_and_migrations_agree(site):
    assert "No changes" in site.manage("makemigrations", "--check", "--dry-run")


def test_earlier_rows_are_sorted_and_found_in_the_new_language(site):
    lines = site.manage("shell", "--command", AFTER).splitlines()
    assert lines[-3:] == ["['Abramov', 'Zorina']", "True", "1"]


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
def test_translated_texts_are_shown(site):
    told = site.manage("messages")
    assert "be: untranslated: " in told
    assert {"ru: untranslated: Belarusian", "ru: fuzzy: Belarusian"} & set(told.splitlines())
    site.edit(
        "ipacis/locale/be/LC_MESSAGES/django.po",
        'msgid "Meetings"\nmsgstr ""',
        'msgid "Meetings"\nmsgstr "Сустрэчы"',
    )
    site.manage("messages")
    page = 'from django.test import Client; print(Client(headers={"host": "127.0.0.1"}).get("/be/").content.decode())'
    assert "Сустрэчы" in site.manage("shell", "--command", page)


def test_the_site_works_in_the_third_language(site):
    told = site.run(
        "-m",
        "pytest",
        "-n",
        "0",
        "--sqlite-only",
        "-p",
        "no:cacheprovider",
        "-q",
        "--tb=short",
        "tests/belarusian.py",
    )
    assert " passed" in told
