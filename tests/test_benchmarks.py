"""The benchmark of pages measures every kind of page, and its addresses answer."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from ipacis.views import USUAL_FEEDS
from tests.benchmarks import content, pages
from tests.routes import routes

#: Routes that the benchmark leaves out: they are no pages, a page of another program, files, or redirects.
LEFT_OUT = {
    "healthz",
    "favicon.ico",
    "i18n/setlang/",
    "media/%(path)s",
    "data/schemas/%(name)s",
    "shared/%(token)s/",
    *USUAL_FEEDS,
    *(f"en/feed.{form}" for form in ("rss", "atom", "json")),
}
PERIOD = re.compile(r"(%\(year\)s/)(%\(month\)s/)?(%\(day\)s/)?")


def test_the_benchmark_has_a_row_for_each_kind_of_page():
    kinds = {
        PERIOD.sub("", route.pattern)
        for route in routes()
        if route.is_ours and route.language in {"", "en"} and route.pattern not in LEFT_OUT
    }
    assert {row.kind for row in pages.ROWS} == kinds


@pytest.mark.django_db
def test_each_address_of_the_benchmark_answers():
    around = content.store_surroundings()
    content.store(list(content.lines_of("150")), around)
    for command in ("rebuild_names", "rebuild_lists", "rebuild_search"):
        call_command(command, verbosity=0)
    known, client = pages.values(), Client()
    answers = {row.name: client.get(row.address.format(**known)) for row in pages.ROWS}
    found = {name: answer.status_code for name, answer in answers.items()}
    assert found == {row.name: 301 if row.name.startswith("short address") else 200 for row in pages.ROWS}
    assert b"quetzalcoatl" in answers["search, rare word"].content
    assert b"item-" in b"".join(answers["news, CSV of a month"])
