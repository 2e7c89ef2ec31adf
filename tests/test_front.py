"""The front page, and the navigation that every page has."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db


def headings(section):
    """Return the texts of the links in the headings of the front page's section with the id *section*."""
    page = Client().get("/en/").content.decode()
    _before, _id, rest = page.partition(f'<section aria-labelledby="{section}">')
    return re.findall(r"<h3[^>]*><a[^>]*>([^<]*)</a></h3>", rest.partition("</section>")[0])


def test_next_meetings_are_the_planned_ones_that_are_not_over_and_latest_those_that_began():
    today = timezone.localdate()
    days = {number: today + datetime.timedelta(days=number) for number in (-9, -2, -1, 0, 1, 2, 3, 9)}
    soon = timezone.now() + datetime.timedelta(hours=1)
    make.meeting("Planned in nine days", days[9], status="planned")
    make.meeting("Planned tomorrow", days[1], status="planned")
    make.meeting("Planned today", days[0], status="planned")
    make.meeting("Planned, going on", days[-2], end_date=days[0], status="planned")
    make.meeting("Planned, over", days[-2], end_date=days[-1], status="planned")
    make.meeting("Held today", days[0])
    make.meeting("Held, going on", days[-1], end_date=days[3])
    make.meeting("Held long ago", days[-9])
    make.meeting("Held tomorrow, a slip", days[1])
    make.meeting("Cancelled tomorrow", days[1], status="cancelled")
    make.meeting("Cancelled yesterday", days[-1], status="cancelled")
    make.meeting("Draft", days[2], status="planned", state="draft", publish_at=None)
    make.meeting("Scheduled", days[2], status="planned", publish_at=soon)
    assert headings("next-meetings") == [
        "Planned, going on",
        "Planned today",
        "Planned tomorrow",
        "Planned in nine days",
    ]
    assert headings("latest-meetings") == [
        "Held today",
        "Cancelled yesterday",
        "Held, going on",
        "Held long ago",
    ]


def test_the_front_page_lists_at_most_four_next_and_six_latest_meetings():
    today = timezone.localdate()
    for number in range(1, 8):
        make.meeting(f"Next {number}", today + datetime.timedelta(days=number), status="planned")
        make.meeting(f"Latest {number}", today - datetime.timedelta(days=number))
    assert headings("next-meetings") == [f"Next {number}" for number in (1, 2, 3, 4)]
    assert headings("latest-meetings") == [f"Latest {number}" for number in (1, 2, 3, 4, 5, 6)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_navigation_marks_only_the_section_of_the_page(language):
    body = make.organization(slug="body")
    person, other = make.person(slug="anna"), make.person("Boris Petrov", slug="boris")
    make.membership(person, make.post(organization=body, slug="chair"))
    topic, place = make.topic(slug="law"), make.place(slug="palace")
    event = make.event(slug="forum")
    meeting = make.meeting(people=[person, other], topics=[topic], place=place, event=event, slug="talks")
    make.news(language=language, meetings=[meeting], slug="release")
    expected = {
        "": [],
        "about/": [],
        "data/": [],
        "corrections/": [],
        "news/": ["news/"],
        "news/2023/11/": ["news/"],
        "news/2023/11/30/release/": ["news/"],
        "meetings/": ["meetings/"],
        "meetings/2023/11/30/talks/": ["meetings/"],
        "events/forum/": ["meetings/"],
        "places/palace/": ["meetings/"],
        "people/": ["people/"],
        "people/anna/": ["people/"],
        "people/anna/with/boris/": ["people/"],
        "organizations/": ["organizations/"],
        "organizations/body/": ["organizations/"],
        "posts/chair/": ["organizations/"],
        "topics/": ["topics/"],
        "topics/law/": ["topics/"],
        "search/": ["search/"],
    }
    marked = {}
    for path in expected:
        answer = Client().get(f"/{language}/{path}")
        assert answer.status_code == 200, path
        links = re.findall(
            r'<a [^>]*aria-current="true"[^>]*>', answer.content.decode().partition("<main")[0]
        )
        marked[path] = [re.search(rf'href="/{language}/([^"]*)"', link)[1] for link in links]
    assert marked == expected
