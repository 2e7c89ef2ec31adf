"""The front page, and the navigation that every page has."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ipacis.core.record.base import catch_up
from ipacis.front import days_around
from news.models import Report
from tests import factories as make
from tests.pages import typed
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db


def headings(section):
    """Return the texts of the links in the headings of the front page's section with the id *section*."""
    page = typed(Client().get("/en/"))
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


def page(language="en"):
    return typed(Client().get(f"/{language}/"))


def days_from_today(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def test_a_meeting_that_a_release_on_the_page_tells_is_not_told_again():
    told, other = make.meeting("Told", days_from_today(-2)), make.meeting("Other", days_from_today(-3))
    make.news("The story", meetings=[told], day=days_from_today(-1))
    assert headings("latest-meetings") == ["Other"]
    Report.objects.all().delete()
    assert headings("latest-meetings") == ["Told", "Other"]
    assert other.is_public


def test_the_lead_story_shows_its_photo_and_each_of_its_people_once():
    anna, boris = make.person("Anna Ivanova"), make.person("Boris Petrov")
    talks = [make.meeting(people=[anna, boris]), make.meeting(people=[anna, None])]
    hidden = make.meeting(people=[make.person("Clara Secret")], state="draft", publish_at=None)
    make.news("The story", meetings=[*talks, hidden], photos=[make_photo()])
    shown = page()
    assert re.findall(r'<span class="face__name"><a [^>]*>([^<]*)</a>', shown) == [
        "Anna Ivanova",
        "Boris Petrov",
    ]
    assert "lead-story__photo" in shown
    assert "Clara" not in shown


def test_on_this_day_are_the_meetings_of_earlier_years_if_nothing_is_planned():
    with time_machine.travel(datetime.datetime(2024, 6, 15, 12, tzinfo=datetime.UTC), tick=False):
        near = make.meeting("Two days later", datetime.date(2019, 6, 17))
        make.meeting("Far", datetime.date(2019, 6, 25))
        make.meeting("Month", datetime.date(2018, 6, 1), date_precision="month")
        make.meeting("Cancelled", datetime.date(2018, 6, 15), status="cancelled")
        make.meeting("This year", datetime.date(2024, 6, 14))
        assert headings("on-this-day") == ["Two days later"]
        assert "These days in other years" in page()
        make.meeting("Same day", datetime.date(2020, 6, 15))
        make.meeting("Same day, earlier", datetime.date(2001, 6, 15))
        assert headings("on-this-day") == ["Same day", "Same day, earlier"]
        assert "On this day" in page()
        make.news(meetings=[make.Meeting.objects.get(title_en="Same day")])
        assert headings("on-this-day") == ["Same day, earlier"]
        make.meeting("Planned", datetime.date(2024, 7, 1), status="planned")
        assert (headings("on-this-day"), headings("next-meetings")) == ([], ["Planned"])
        assert near.is_public


def test_on_the_29th_of_february_the_years_without_one_are_left_out():
    assert days_around(datetime.date(2000, 2, 29), 0) == [
        datetime.date(1992, 2, 29),
        datetime.date(1996, 2, 29),
    ]


def test_the_very_day_comes_before_many_meetings_near_it():
    with time_machine.travel(datetime.datetime(2024, 6, 15, 12, tzinfo=datetime.UTC), tick=False):
        for number in range(9):
            make.meeting(f"Near {number}", datetime.date(2023, 6, 16))
        make.meeting("Long ago", datetime.date(1999, 6, 15))
        assert headings("on-this-day") == ["Long ago"]


def make_assembly():
    """Make an assembly with two parliaments, one of which has a chamber, and offices on the home page."""
    assembly = make.organization(
        "Assembly of States", classification="assembly", address_en="Palace Square 1"
    )
    council = make.organization("Council", classification="assembly_body", parent=assembly)
    parliament = make.organization("Upland Parliament", classification="parliament", country="BY")
    chamber = make.organization("Upper Chamber", classification="chamber", parent=parliament, country="BY")
    other = make.organization("Lowland Parliament", classification="parliament", country="RU")
    assembly.members.set([parliament, other])
    chair = make.post("Chair of the Council", council, on_home=True)
    speaker = make.post("Speaker", chamber, on_home=True)
    make.membership(make.person("Anna Chair"), chair, start=datetime.date(2020, 1, 1))
    former = make.membership(make.person("Boris Former"), speaker)
    make.membership(make.person("Clara Clerk"), make.post("Clerk", chamber), start=datetime.date(2020, 1, 1))
    meeting = make.meeting("Talks", people=[former.person], delegations=[chamber])
    meeting.participations.get().memberships.set([former])
    make.meeting("Earlier", datetime.date(2020, 1, 1), people=[None], delegations=[parliament])
    return assembly


def section(name):
    return page().partition(f'<section class="{name}"')[2].partition("</section>")[0]


def test_the_home_page_tells_who_leads_the_assembly_and_how_to_reach_it():
    make_assembly()
    shown = section("assembly")
    leaders = shown.partition('<ul class="leaders"')[2].partition("</ul>")[0]
    assert re.findall(r"<a [^>]*>([^<]*)</a>", leaders) == ["Chair of the Council", "Anna Chair"]
    assert "Palace Square 1" in shown
    assert "Clara Clerk" not in shown


def test_each_parliament_has_its_flag_its_speaker_with_the_evidence_and_its_last_meeting():
    make_assembly()
    members = re.findall(r'<li class="member">(.*?)</li>', section("assembly"), re.DOTALL)
    assert ["Lowland Parliament" in members[0], "Upland Parliament" in members[1]] == [True, True]
    assert ["ru.svg" in members[0], "by.svg" in members[1]] == [True, True]
    assert "Latest meeting" not in members[0]
    assert "Boris Former</a>" in members[1]
    assert "last mentioned on 30 November 2023" in members[1]
    assert "30 November 2023</a>" in members[1]


def test_a_parliament_without_anything_published_is_named_all_the_same():
    assembly = make_assembly()
    make.Meeting.objects.update(state="draft", publish_at=None)
    catch_up(list(make.Meeting.objects.all()))
    assert section("assembly").count('<li class="member">') == assembly.members.count()
    assert "Latest meeting" not in section("assembly")


def test_without_an_assembly_with_members_the_section_is_left_out():
    make.organization("Assembly", classification="assembly")
    assert section("assembly") == ""


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
        "press/": [],
        "privacy/": [],
        "data/": [],
        "subscribe/": [],
        "accessibility/": [],
        "calendar/": [],
        "documents/": [],
        "data/who-met-whom/": [],
        "events/": ["meetings/"],
        "places/": ["meetings/"],
        "posts/": ["organizations/"],
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
        "search/": [],
    }
    marked = {}
    for path in expected:
        answer = Client().get(f"/{language}/{path}")
        assert answer.status_code == 200, path
        links = re.findall(
            r'<a [^>]*aria-current="true"[^>]*>',
            answer.content.decode().partition("<main")[0],
        )
        marked[path] = [re.search(rf'href="/{language}/([^"]*)"', link)[1] for link in links]
    assert marked == expected
