"""Each page loads the stylesheets that have rules for its classes."""

import re

import pytest
from django.test import Client

from news.models import Event, Meeting, NewsItem, Place, Topic
from people.models import Organization, Person, Post
from tests.test_stylesheets import ROOT, classes_with_a_rule, names_in

#: One page of each kind that has a template of its own, besides those of a row.
PAGES = [
    "", "news/", "news/?q=zzzz", "news/?from=abc", "meetings/2023/", "meetings/2023/11/", "search/?q=Kobitskiy",
    "people/", "people/?q=Kobitskiy", "organizations/", "posts/", "events/", "places/", "documents/", "topics/",
    "calendar/", "subscribe/", "data/", "data/who-met-whom/", "about/", "press/", "privacy/", "accessibility/",
    "corrections/", "people/alexey-dolzhikov/with/dmitriy-kobitskiy/", "nothing/",
]  # fmt: skip
MODELS = [Event, Meeting, NewsItem, Organization, Person, Place, Post, Topic]


@pytest.mark.django_db
def test_each_page_loads_the_rules_of_the_classes_that_it_uses(content):
    rows = [model.objects.first() for model in MODELS]
    everything = classes_with_a_rule()
    missing = {}
    for address in [*(f"/en/{path}" for path in PAGES), *(row.get_absolute_url() for row in rows)]:
        page = Client().get(address).content.decode()
        sheets = [
            ROOT / f"ipacis{path}" for path in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        ]
        lost = (names_in(page) & everything) - classes_with_a_rule(sheets)
        if lost:
            missing[address] = lost
    assert missing == {}
