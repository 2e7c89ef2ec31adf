"""The installed package has every file of the checkout, and every kind of address works from an empty folder."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.servers import environment_of

pytestmark = [pytest.mark.slow, pytest.mark.once]
PACKAGES = ("ipacis", "people", "news")

#: A script that follows the links of the installed site and requests two addresses of each route. It prints the error
#: statuses, the routes to which no link led, and the number of requested addresses of each route.
WALK = r"""
import collections, html, json, re
import django
django.setup()
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.utils.translation import override
from ipacis.views import USUAL_FEEDS

def routes(resolver, before=""):
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route

def kind(path):
    if path.startswith("/static/"):
        return "static" + path[path.rindex("."):]
    with override("ru" if path.startswith("/ru/") else "en"):
        try:
            return resolve(path).route
        except Resolver404:
            return None

client = Client(headers={"host": "127.0.0.1"})
waiting = collections.deque(["/", "/en/", "/ru/", "/healthz", "/robots.txt", "/sitemap.xml", "/sitemap-languages.xml",
    "/news-sitemap.xml", "/popolo.json", "/admin/login/", "/accounts/login/", "/en/search/?q=meeting",
    "/en/news/2023/11/30/", "/en/meetings/2023/11/30/",
    # No page links the former short addresses, nor those at which programs look for an icon and for feeds.
    "/r/1/", "/favicon.ico",
    *("/" + name for name in USUAL_FEEDS), *("/en/feed." + form for form in ("rss", "atom", "json"))])
asked, wrong, known = collections.Counter(), [], set(waiting)
while waiting:
    address = waiting.popleft()
    answer = client.get(address)
    text = b"".join(answer).decode(errors="replace")
    asked[kind(address.partition("?")[0])] += 1
    if answer.status_code not in {200, 301, 302}:
        wrong.append([address, answer.status_code])
    found = re.findall(r'(?:href|src|content|action|data-suggest)="([^"#]+)|<loc>([^<]+)|url\("?([^")]+)', text)
    for link in map(html.unescape, map("".join, found)):
        link = link.removeprefix(settings.SITE_URL)
        if not link.startswith("/") or link.startswith("//") or link in known:
            continue
        known.add(link)
        of = kind(link.partition("?")[0])
        if sum(kind(other.partition("?")[0]) == of for other in waiting) + asked[of] < 2:
            waiting.append(link)
with override("en"):
    own = {route for route in routes(get_resolver()) if not route.startswith(("admin/", "accounts/", "i18n/", "^media/", "shared/"))}
print(json.dumps({"wrong": wrong, "missing": sorted(own - set(asked)), "asked": asked}))
"""


def tracked():
    """Return the files of the checkout that belong to the packages."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *PACKAGES]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sorted({name for name in listed.split("\0") if name and Path(name).exists()})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("setuptools", minversion="70.1")
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in [*tracked(), "pyproject.toml", "README.md"]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, source / name)
    (source / "news" / "__pycache__").mkdir()
    (source / "news" / "__pycache__" / "apps.cpython-311.pyc").touch()
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", built, source)
    (found,) = built.glob("*.whl")
    return found


def pip(*arguments):
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *map(str, arguments)], check=True, timeout=180)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return a function that runs the installed package in an empty folder, and the folder it is installed in."""
    site, empty = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("empty")
    pip("install", "--no-deps", "--no-index", "--target", site, wheel)

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, *arguments],
            env={
                **environment_of(PYTHONPATH=str(site), DJANGO_SETTINGS_MODULE="ipacis.settings"),
                **environment,
            },
            cwd=empty,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run, site


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if ".dist-info/" not in name)
    assert names == tracked()


def test_outside_a_checkout_the_folder_for_data_must_be_named(installed):
    run, site = installed
    done = run("-m", "ipacis", "check")
    assert (done.returncode, "VAR_DIR" in done.stderr.strip().splitlines()[-1]) == (1, True)
    assert not (site / "var").exists()


def test_the_installed_site_answers_every_kind_of_address_from_an_empty_folder(installed, tmp_path):
    run, site = installed
    data = {"VAR_DIR": str(tmp_path / "var")}
    prepared = run("-m", "ipacis", "quickstart", "--no-serve", **data)
    assert (prepared.returncode, prepared.stderr) == (0, "")
    assert run("-c", "import ipacis; print(ipacis.__file__)").stdout.strip() == str(
        site / "ipacis" / "__init__.py"
    )
    walked = run("-c", WALK, **data)
    assert walked.returncode == 0, walked.stderr
    told = json.loads(walked.stdout)
    assert (told["wrong"], told["missing"]) == ([], [])
    assert {"static.css", "static.js", "static.svg", "static.woff2", "static.png"} <= set(told["asked"])


def test_the_package_brings_a_command_of_its_own(installed):
    run, site = installed
    done = run(site / "bin" / "ipacis", "version", VAR_DIR=str(site.parent / "var"))
    assert (done.returncode, done.stdout.count(".")) == (0, 2)


def test_the_package_tells_that_catalogues_are_changed_in_a_checkout(installed):
    run, site = installed
    done = run("-m", "ipacis", "messages", "--check", VAR_DIR=str(site.parent / "var"))
    assert (done.returncode, "in a checkout of the project" in done.stderr) == (1, True)
