"""The page of a release: the facts of its meetings, topics, related releases and neighbours."""

import datetime
import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from ipacis.core.record.corrections import correcting
from news.models import Document
from news.related import related_news
from tests import factories as make

pytestmark = pytest.mark.django_db


def facts(item):
    """Return the number of boxes of facts for all meetings, and that of lines of facts of one."""
    page = Client().get(item.get_absolute_url()).content.decode()
    return page.count('<dl class="facts">'), page.count('<p class="line__facts">')


def test_facts_that_all_meetings_share_are_printed_once():
    place = make.place()
    meetings = [make.meeting(f"Talk {number}", place=place) for number in range(3)]
    assert facts(make.news(meetings=meetings)) == (1, 0)


def test_facts_that_differ_are_printed_with_each_meeting():
    meetings = [make.meeting("Talk"), make.meeting("Visit", kind="visit")]
    assert facts(make.news(meetings=meetings)) == (0, 2)


def test_the_roles_of_host_and_attendee_are_printed():
    meeting = make.meeting(people=[make.person("Anna A"), make.person("Boris B")])
    for line, role in zip(meeting.participations.all(), ["host", "attended"], strict=True):
        with correcting(meeting):
            line.role = role
            line.save()
    text = Client().get(make.news(meetings=[meeting]).get_absolute_url()).content.decode()
    assert [f'<span class="participant__role">{role}</span>' in text for role in ("Host", "Attended")] == [
        True,
        True,
    ]


def panel(item, heading):
    """Return the texts of the links under *heading* beside the text of *item*."""
    page = Client().get(item.get_absolute_url()).content.decode()
    _before, _heading, rest = page.partition(f"<h2>{heading}</h2>")
    return re.findall(r"<a [^>]*>([^<]*)</a>", rest.partition("</div>")[0])


def on(*topics, day=make.DAY, **fields):
    """Make a release whose meeting is on *topics*."""
    return make.news(meetings=[make.meeting(topics=topics)], day=day, **fields)


def test_topics_and_documents_of_a_release_and_its_meetings_are_listed_once():
    both, own, told = (make.topic(label) for label in ("Both", "Own", "Told"))
    papers = [Document.objects.create(title_en=title) for title in ("All", "First", "Last")]
    meetings = [make.meeting(topics=[both, told], documents=papers[::2]) for _ in range(2)]
    item = make.news(meetings=meetings, documents=papers[:2])
    item.topics.add(both, own)
    assert panel(item, "Topics") == ["Both", "Own", "Told"]
    page = Client().get(item.get_absolute_url()).content.decode()
    _before, _heading, listed = page.partition('<ul class="plain documents">')
    assert strip_tags(listed.partition("</ul>")[0]).split() == ["All", "First", "Last"]


def test_related_releases_are_the_three_with_most_shared_topics_latest_first():
    topics = [make.topic(f"Topic {number}") for number in range(3)]
    days = [make.DAY - datetime.timedelta(days=number) for number in range(6)]
    on(topics[0], day=days[1], headline="One, late")
    on(topics[0], day=days[2], headline="One, early")
    on(*topics[:2], day=days[4], headline="Two, early")
    on(*topics[:2], day=days[3], headline="Two, late")
    on(*topics, day=days[5], headline="Three")
    on(make.topic("Another"), headline="None")
    assert panel(on(*topics), "Related") == ["Three", "Two, late", "Two, early"]


def test_a_topic_shared_by_many_meetings_of_a_release_is_one_topic():
    one, two = make.topic("One"), make.topic("Two")
    make.news("Often one", meetings=[make.meeting(topics=[one]) for _ in range(3)])
    on(one, two, day=make.DAY - datetime.timedelta(days=9), headline="Both")
    assert panel(on(one, two), "Related") == ["Both", "Often one"]


def test_topics_of_a_release_itself_make_it_related():
    topic = make.topic()
    item, other = make.news(), make.news("The other")
    item.topics.add(topic)
    other.topics.add(topic)
    assert panel(item, "Related") == ["The other"]
    assert panel(on(topic), "Related") == ["The other", item.headline]


def test_related_releases_are_public_and_in_the_same_language():
    topic = make.topic()
    item = on(topic)
    make.news("By a draft", meetings=[make.meeting(topics=[topic], state="draft", publish_at=None)])
    on(topic, headline="Draft", state="draft", publish_at=None)
    on(topic, headline="Russian", language="ru")
    assert panel(item, "Related") == []


def test_related_releases_with_equal_topics_and_days_are_sorted_newest_row_first():
    topic = make.topic()
    item = on(topic)
    for number in range(4):
        on(topic, headline=f"Made {number}")
    assert panel(item, "Related") == ["Made 3", "Made 2", "Made 1"]


def test_related_releases_share_people_as_well():
    topic, anna = make.topic(), make.person("Anna Ivanova")
    make.news("With her", meetings=[make.meeting(people=[anna])])
    make.news("On it and with her", meetings=[make.meeting(people=[anna], topics=[topic])])
    make.news("Speaks of her", mentioned=[anna])
    item = make.news(
        meetings=[make.meeting(people=[anna, make.person("Boris B", is_public=False)], topics=[topic])]
    )
    assert panel(item, "Related") == ["On it and with her", "Speaks of her", "With her"]


def test_of_releases_that_share_equally_much_the_nearest_in_time_are_related():
    topic = make.topic()
    for year, month in ((2015, 1), (2018, 12), (2019, 11), (2020, 2), (2020, 9), (2023, 1)):
        on(topic, day=datetime.date(year, month, 15), headline=f"{month}.{year}")
    item = on(topic, day=datetime.date(2020, 1, 1))
    assert panel(item, "Related") == ["2.2020", "11.2019", "9.2020"]
    alone = on(topic, day=datetime.date(2011, 1, 1))
    assert panel(alone, "Related") == []


@pytest.mark.parametrize("own", [True, False])
def test_related_releases_are_looked_for_among_the_nearest_on_a_topic(monkeypatch, own):
    topic = make.topic()
    days = [make.DAY + datetime.timedelta(days=number) for number in (-3, -2, -1, 1, 2, 3)]
    for day in days:
        meeting = make.meeting(day=day, topics=[] if own else [topic])
        item = make.news(f"Of {day:%d.%m}", day=day, meetings=[meeting])
        item.topics.set([topic] if own else [])
    monkeypatch.setattr("news.related.NEAREST", 2)
    found = related_news(make.news(), [topic], most=9)
    assert [row.headline for row in found] == ["Of 29.11", "Of 01.12", "Of 28.11", "Of 02.12"]


def neighbours_of(thing):
    """Return [(rel, way in words, address)] of the links to the earlier and the later of *thing*."""
    page = Client().get(thing.get_absolute_url()).content.decode()
    links = r'<a[^>]* rel="(prev|next)" href="([^"]+)"><span class="neighbours__way">([^<]+)</span>'
    return [(rel, way, address) for rel, address, way in re.findall(links, page)]


@pytest.mark.parametrize("kind", ["release", "meeting"])
def test_the_page_leads_to_the_next_earlier_and_the_next_later_one(kind):
    days = [make.DAY + datetime.timedelta(days=number) for number in (-9, -1, 0, 0, 0, 1, 9)]
    hidden = {"state": "draft", "publish_at": None}
    if kind == "release":
        rows = [make.news(day=day) for day in days]
        make.news(**hidden)
        make.news(language="ru")
    else:
        rows = [make.meeting(day=day) for day in days]
        make.meeting(**hidden)
    earlier = [("prev", "← Earlier", row.get_absolute_url()) for row in rows]
    later = [("next", "Later →", row.get_absolute_url()) for row in rows]
    assert [neighbours_of(row) for row in rows] == [
        [later[1]],
        *([earlier[number - 1], later[number + 1]] for number in range(1, 6)),
        [earlier[5]],
    ]


def test_a_meeting_names_the_releases_in_the_language_of_the_page_first():
    meeting = make.meeting("Talks")
    english = make.news("Talks held", meetings=[meeting])
    russian = make.news("Переговоры", "ru", meetings=[meeting])
    path = meeting.get_absolute_url().removeprefix("/en/")
    for language, expected in (("en", [english, russian]), ("ru", [russian, english])):
        assert Client().get(f"/{language}/{path}").context["news"] == expected
