"""The demonstration content, and above all the founding release: who met whom, where, in which office."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from news.demo.content import rows
from news.merging import merge_topics
from news.models import Meeting, NewsItem, Topic
from people.holders import contradictions
from people.models import Membership, Organization, Person, Post
from tests.pages import typed

pytestmark = pytest.mark.django_db
SECRETARY_GENERAL = "Secretary General of the IPA CIS Council"
FOUNDING_DAY = datetime.date(2023, 11, 30)


def told(meeting):
    return [
        (
            line.name_printed_en,
            line.office_printed_en,
            line.delegation.slug if line.delegation else "",
            line.role,
        )
        for line in meeting.participations.select_related("delegation")
    ]


def test_the_founding_release_tells_both_meetings_with_offices_as_printed(content):
    item = NewsItem.objects.published().get(date=FOUNDING_DAY, language="en")
    russia, belarus = item.meetings.order_by("reports__order")
    chair = "Chair of the Central Election Commission of the"
    assert told(russia) == [
        ("Dmitriy Kobitskiy", SECRETARY_GENERAL, "ipa-cis-council", "participant"),
        ("Ella Pamfilova", f"{chair} Russian Federation", "cec-ru", "participant"),
    ]
    assert told(belarus) == [
        ("Dmitriy Kobitskiy", SECRETARY_GENERAL, "ipa-cis-council", "participant"),
        ("Igor Karpenko", f"{chair} Republic of Belarus", "cec-by", "participant"),
        ("Alexandr Losyakin", "", "cec-by", "delegation_member"),
        ("Sergei Shmarlovski", "", "cec-by", "delegation_member"),
        (
            "Viktor Kogut",
            "Deputy Secretary General of the IPA CIS Council – Plenipotentiary Representative of the "
            "National Assembly of the Republic of Belarus",
            "",
            "attended",
        ),
        ("Ivan Mushket", "Director of the IPA CIS IIMDD", "iimdd", "attended"),
    ]
    for meeting in (russia, belarus):
        assert (meeting.place.name_en, meeting.event.kind, meeting.event_relation, meeting.start_date) == (
            "Tavricheskiy Palace",
            "conference",
            "sidelines",
            FOUNDING_DAY,
        )
        assert (meeting.date_stated, meeting.place_stated, meeting.event_stated) == (False, True, True)
    kogut = belarus.participations.get(person__family_name_en="Kogut")
    bodies = {row.post.organization.slug for row in kogut.memberships.select_related("post__organization")}
    assert bodies == {"ipa-cis-council", "na-by"}
    conference = russia.event
    assert (conference.date_stated, conference.place_stated) == (False, False)
    assert "introducing" in item.body and "already in use" not in item.body


def test_the_site_answers_who_met_whom_where_and_in_which_office(content):
    kobitskiy, pamfilova = (
        Person.objects.get(family_name_en="Kobitskiy"),
        Person.objects.get(family_name_en="Pamfilova"),
    )
    met = Meeting.objects.published().involving(kobitskiy).involving(pamfilova)
    assert [meeting.start_date for meeting in met] == [FOUNDING_DAY]
    page = Client().get(met[0].get_absolute_url()).content.decode()
    for words in ("Tavricheskiy Palace", "Ella Pamfilova", "Chair of the Central Election Commission"):
        assert words in page


def test_the_office_of_secretary_general_has_one_holder_on_each_day(content):
    offices = Membership.objects.filter(post__label_en=SECRETARY_GENERAL)
    holders = {
        day: [
            (
                row.person.family_name_en,
                row.acting,
                str(row.tenure.grade_on(datetime.date.fromisoformat(day))),
            )
            for row in offices.held_on(datetime.date.fromisoformat(day))
        ]
        for day in (
            "1950-01-01",
            "2016-01-01",
            "2018-02-01",
            "2018-10-09",
            "2019-02-22",
            "2019-05-01",
            "2023-11-30",
        )
    }
    assert holders == {
        "1950-01-01": [],
        "2016-01-01": [("Sergeev", False, "likely")],
        "2018-02-01": [("Antufiev", True, "likely")],
        "2018-10-09": [("Osipov", False, "stated")],
        "2019-02-22": [("Kobitskiy", True, "stated")],
        "2019-05-01": [],
        "2023-11-30": [("Kobitskiy", False, "named")],
    }


def test_every_office_is_known_on_its_days_and_on_no_day_without_evidence(content):
    one, today = datetime.timedelta(days=1), timezone.localdate()
    rows = Membership.objects.select_related("post").with_tenures()
    assert len(rows) > 200
    wrong, named_by_nobody = {}, []
    for row in rows:
        if not row.tenure.known_days:
            named_by_nobody.append(row)
            continue
        first, last = row.tenure.known_days[0], row.tenure.known_days[-1]
        days = [first - 3650 * one, first - one, first, last, last + one, today + one]
        grades = [row.tenure.grade_on(day) for day in days]
        if [bool(grade) for grade in grades] != [False, False, True, True, False, False]:
            wrong[str(row)] = grades
        if row.start_date is None and row.end_date is None and "stated" in grades:
            wrong[str(row)] = grades
        if row.tenure.grade_on(today) and not row.start_date:
            wrong[str(row)] = "held today without a stated start"
    assert wrong == {}
    concluded = [row.participations.filter(presence_stated=True).exists() for row in named_by_nobody]
    assert concluded == [False] * len(named_by_nobody)
    assert len(named_by_nobody) < 10


def test_every_post_answers_for_a_day_as_its_page_and_its_data_do(content):
    client, days = (
        Client(),
        ["1950-01-01", "2017-06-30", "2019-04-18", "2023-11-30", str(timezone.localdate())],
    )
    for post in Post.objects.prefetch_related("memberships__person")[:40]:
        for day in days:
            held = post.memberships.held_on(datetime.date.fromisoformat(day))
            [row] = client.get(f"{post.get_absolute_url()}holders.json?on={day}").json()["posts"]
            known = [(holder["name"], holder["grade"]) for holder in row["holders"] if holder["grade"]]
            assert sorted(known) == sorted(
                (person.person.name, person.tenure.grade_on(datetime.date.fromisoformat(day)))
                for person in held
            )
            page = typed(client.get(f"{post.get_absolute_url()}?on={day}"))
            assert [
                holder["evidence"] for holder in row["holders"] if escape(holder["evidence"]) not in page
            ] == []


def test_nothing_is_said_about_offices_that_contradicts_itself(content):
    assert list(contradictions(Post.objects.values_list("pk", flat=True))) == []


def test_every_release_stands_in_both_languages_with_its_source(content):
    items = NewsItem.objects.published()
    keys = {
        code: set(items.in_language(code).values_list("translation_key", flat=True)) for code in ("en", "ru")
    }
    assert keys["en"] == keys["ru"]
    assert len(keys["en"]) == 107
    assert not items.filter(source_url="").exists()
    assert not items.filter(meetings=None).exists()


def test_loading_again_makes_no_copy_and_keeps_an_editors_change(content):
    Person.objects.filter(family_name_en="Kobitskiy").update(given_name_en="Changed")
    before = [model.objects.count() for model in (Person, Meeting, NewsItem, Membership)]
    call_command("load_demo", verbosity=0)
    assert [model.objects.count() for model in (Person, Meeting, NewsItem, Membership)] == before
    assert Person.objects.get(family_name_en="Kobitskiy").given_name_en == "Changed"


def test_every_public_page_of_the_content_answers_in_both_languages(content):
    client = Client()
    addresses = [row.get_absolute_url() for row in NewsItem.objects.all()[:40]]
    for model in (Meeting, Person):
        addresses += [row.get_absolute_url() for row in model.objects.all()[:40]]
    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_rows_that_an_editor_renamed_or_merged_are_not_loaded_again(content):
    rename = [Person.objects.get(slug="dmitriy-kobitskiy"), Organization.objects.get(slug="iimdd")]
    for thing in rename:
        thing.slug = f"{thing.slug}-renamed"
        thing.save()
    twin, kept = Topic.objects.all()[:2]
    merge_topics(twin, kept)
    before = [model.objects.count() for model in (Person, Organization, Topic, Meeting, NewsItem)]
    call_command("load_demo", verbosity=0)
    assert [model.objects.count() for model in (Person, Organization, Topic, Meeting, NewsItem)] == before


def test_no_row_of_the_content_stands_twice():
    for name in ("organizations", "places", "people", "posts", "topics", "events"):
        slugs = [row["slug"] for row in rows(name)]
        assert len(slugs) == len(set(slugs)), name
    meetings = [(row["start"], row["slug"]) for row in rows("meetings")]
    assert len(meetings) == len(set(meetings))
    for language in ("en", "ru"):
        titles = [row[f"title_{language}"] for row in rows("meetings")]
        assert [title for title in titles if titles.count(title) > 1] == []


def test_no_meeting_is_published_before_the_release_that_reports_it(content):
    early = [
        meeting
        for meeting in Meeting.objects.published().prefetch_related("news")
        if meeting.news.all() and meeting.publish_at.date() < min(item.date for item in meeting.news.all())
    ]
    assert early == []
