"""Each field declares where its value is used. The tests change each field and compare the outputs that change."""

import datetime
import json
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.db import models, transaction
from django.test import Client

from ipacis.core.lists.listed import listed_models, rebuild
from ipacis.core.record.base import Record
from ipacis.core.record.corrections import Correctable
from ipacis.core.record.policy import Use, check_policies, guarded_names, immaterial, policies
from ipacis.core.search.findable import findable_models
from news.models import (
    Document,
    Event,
    Meeting,
    NewsItem,
    Participation,
    Photo,
    Place,
    PlaceAlias,
    PlaceName,
    Topic,
    TopicAlias,
)
from news.views import facts_of
from people.models import (
    Organization,
    OrganizationName,
    OtherName,
    Person,
    Post,
    PostName,
)
from tests import factories as make
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "ru"]
#: Fields that are not changed: they decide whether the row is shown at all, or they need an existing file.
NOT_COMPARED = {
    "state", "publish_at", "withdrawn_at", "withdrawal_reason_en", "withdrawal_reason_ru", "is_public", "language",
    "portrait", "portrait_ppoi", "portrait_width", "portrait_height", "image", "image_ppoi", "image_width",
    "image_height", "file",
}  # fmt: skip


@pytest.fixture
def world():
    """Return ({model: rows whose fields are changed}, {model: another row, for foreign keys}), all joined."""
    russia = make.organization("Parliament", "Парламент", country="RU")
    body = make.organization(
        "Council", "Совет", parent=russia, country="RU", description_en="<p>Old.</p>", description_ru="<p>Старый.</p>",
        website="https://council.example.org/", wikidata_id="Q1", abbreviation_en="C", abbreviation_ru="С",
        start_date=datetime.date(1992, 3, 27), end_date=datetime.date(2099, 1, 1),
    )  # fmt: skip
    name_of_body = OrganizationName.objects.create(
        organization=body, name_en="Old Council", name_ru="Бывший совет"
    )
    post = make.post("Chair", body, ru="Председатель")
    name_of_post = PostName.objects.create(post=post, name_en="Old Chair", name_ru="Бывший председатель")
    person = make.person(
        "Anna Ivanova", ru="Анна Иванова", patronymic_name_en="Petrovna", patronymic_name_ru="Петровна",
        country="RU", biography_en="<p>Born.</p>", biography_ru="<p>Родилась.</p>", wikidata_id="Q2",
    )  # fmt: skip
    other, third = make.person("Boris Petrov", ru="Борис Петров"), make.person("Vera Orlova")
    name = OtherName.objects.create(person=person, name="Hanna Ivanova", language="en", note="x")
    day = datetime.date(2020, 1, 1)
    held = make.membership(person, post, datetime.date(2018, 1, 1), first_seen=day, last_seen=day)
    # Somebody else is named in between, so it matters whether the post has one holder.
    years = [datetime.date(year, 1, 1) for year in (2010, 2011, 2012)]
    acted = make.membership(person, post, acting=True, first_seen=years[0], last_seen=years[2])
    make.membership(other, post, first_seen=years[1])
    ended = make.membership(person, make.post("Clerk", russia), day, datetime.date(2022, 1, 1), acting=True)
    late = make.membership(
        person, make.post("Envoy", russia), datetime.date(2023, 12, 1), datetime.date(2025, 1, 1)
    )
    law, budget = make.topic("Law", "Право"), make.topic("Budget", "Бюджет")
    alias_of_topic = TopicAlias.objects.create(topic=law, name="Legislation")
    palace = make.place("Palace", "Дворец", city_en="Minsk", city_ru="Минск", country="BY")
    place = make.place(
        "Hall",
        "Зал",
        within=palace,
        city_en="Minsk",
        city_ru="Минск",
        country="BY",
        latitude=53.9,
        longitude=27.5,
    )
    alias_of_place = PlaceAlias.objects.create(place=place, name="Great Hall")
    name_of_place = PlaceName.objects.create(place=place, name_en="Old Hall", name_ru="Старый зал")
    event = make.event("Forum", "Форум", place=palace)
    document = Document.objects.create(
        title_en="Treaty", title_ru="Договор", adopted=day, url="https://docs.example.org/1"
    )
    document.bodies.add(body)
    meeting = make.meeting(
        "Talks", people=[person, other, None], delegations=[russia, russia], documents=[document], place=place,
        event=event, topics=[law], title_ru="Переговоры", summary_en="They talked.", summary_ru="Говорили.",
        start_time=datetime.time(10), end_time=datetime.time(11), event_relation="within",
        source_url="https://source.example.org/", end_date=make.DAY + datetime.timedelta(1),
    )  # fmt: skip
    printed, plain, group = meeting.participations.all()
    Participation.objects.filter(pk=printed.pk).update(
        name_printed_en="Ms Ivanova", name_printed_ru="Г-жа Иванова", office_printed_en="Chair of it",
        office_printed_ru="Председатель его", role="host", capacity="video",
    )  # fmt: skip
    printed.memberships.add(held)
    plain.memberships.add(late)
    visit = make.meeting("Visit", people=[person], topics=[law])
    photos = [make_photo(), make_photo()]
    item = make.news(
        "Release", meetings=[meeting, visit], mentioned=[third], documents=[document], photos=photos, section=body,
        lead="Lead.", body="<p>Body.</p>", source_url="https://source.example.org/",
    )  # fmt: skip
    item.topics.add(budget)
    rows = [
        body,
        post,
        person,
        name,
        held,
        acted,
        ended,
        late,
        law,
        place,
        event,
        document,
        meeting,
        item,
        name_of_body,
        name_of_post,
    ]
    rows += [
        alias_of_topic,
        alias_of_place,
        name_of_place,
        printed,
        plain,
        group,
        photos[0],
        item.reports.first(),
    ]
    rows += [item.photo_links.first(), russia]
    changed = {}
    for row in rows:
        changed.setdefault(type(row), []).append(type(row)._base_manager.get(pk=row.pk))
    spare = [make.organization("Spare"), make.person("Spare Spare"), make.place("Spare")]
    spare += [make.event("Spare"), make.post("Spare"), make.topic("Spare"), make_photo()]
    spare += [make.meeting("Spare", topics=[make.topic("Other")]), make.news("Spare")]
    spare.append(User.objects.create_user("spare"))  # who began a record, or returned it
    return changed, {type(row): row for row in spare}


def entry_of(row):
    entry = row.search_entry()
    return [getattr(entry, field.attname) for field in entry._meta.concrete_fields]


def text_of(address):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def outputs(row, rows, spare):
    """Return {use: the present outputs with this use}; *row* is the row that changes."""
    rebuild()
    every = {model: list(model.search_objects().order_by("pk")) for model in findable_models()}
    own = [thing for things in every.values() for thing in things if thing == row]
    whole = getattr(row, row.whole) if row.whole else None
    own += [thing for things in every.values() for thing in things if thing == whole]
    known = [*own, *spare.values()]
    others = [thing for things in every.values() for thing in things if thing not in known]
    pages = [model._base_manager.get(pk=rows[model][0].pk) for model in
             (Organization, Post, Person, Topic, Place, Event, Meeting, NewsItem)]  # fmt: skip
    meeting = Meeting.objects.get(pk=rows[Meeting][0].pk)
    found = {
        Use.SEARCH: [entry_of(thing) for thing in own],
        Use.NAME: [entry_of(thing) for thing in others],
        Use.FACTS: facts_of(meeting),
        Use.LIST: [
            sorted(model.list_entries(model._base_manager.values("pk")))
            for model in listed_models()
        ],
        Use.JSON: text_of("/popolo.json"),
        Use.FEED: [], Use.CSV: [], Use.CALENDAR: [], Use.JSON_LD: [],
    }  # fmt: skip
    for language in LANGUAGES:
        for root in ("news", "meetings"):
            found[Use.FEED].append(json.loads(text_of(f"/{language}/{root}/feed.json"))["items"])
            found[Use.CSV].append(text_of(f"/{language}/{root}/export.csv"))
        found[Use.CALENDAR].append(text_of(f"/{language}/meetings/calendar.ics"))
        for thing in pages:
            address = re.sub(r"^/../", f"/{language}/", thing.get_absolute_url())
            if not isinstance(thing, NewsItem) or address == thing.get_absolute_url():
                found[Use.JSON_LD] += re.findall(r'ld\+json">(.*?)</script>', text_of(address), re.DOTALL)
    return found


def change(row, name, spare):
    """Change the field *name* of *row* in the database without ``save``. A relation to many rows is emptied."""
    field = row._meta.get_field(name)
    if field.one_to_many:
        parts = field.related_model._base_manager.filter(**{field.field.name: row})
        parts.update(**{field.field.name: spare[type(row)]})
        return
    if field.many_to_many:
        link = next(
            key for key in field.remote_field.through._meta.local_fields if key.related_model is type(row)
        )
        field.remote_field.through._base_manager.filter(**{link.name: row}).delete()
        return
    value = getattr(row, field.attname)
    if field.is_relation:
        new = spare[field.related_model].pk
    elif field.choices:
        new = [choice for choice, _label in field.choices if choice not in (value, "", "unknown")][-1]
    elif name.endswith("country"):
        new = "KZ"
    elif name == "time_zone":
        new = "Asia/Tashkent"
    elif isinstance(field, models.JSONField):
        new = {key: f"{text}x" for key, text in value.items()}
    elif isinstance(value, bool):
        new = not value
    elif isinstance(field, models.DateTimeField) and value is None:
        new = make.NOON + datetime.timedelta(days=9)
    elif isinstance(field, models.DateField) and value is None:
        new = datetime.date(2019, 5, 5)
    elif isinstance(value, datetime.date | datetime.datetime):
        new = value + datetime.timedelta(days={"start_date": -1, "first_seen": -1}.get(name, 1))
    elif isinstance(value, datetime.time):
        new = value.replace(minute=30)
    elif isinstance(field, models.IntegerField | models.DecimalField):
        new = (value or 0) + 7
    elif isinstance(field, models.UUIDField):
        new = "0" * 32
    else:
        new = f"{value}x"
    required = {"end_date": None} if name == "has_left" else {}
    row.__class__._base_manager.filter(pk=row.pk).update(**{**required, name: new})


@pytest.mark.slow
@pytest.mark.once
def test_the_uses_of_each_field_are_declared_truly(world):
    rows, spare = world
    declared, found = {}, {}
    for model, several in rows.items():
        for row in several:
            before = outputs(row, rows, spare)
            for name, policy in policies(model).items():
                if name in {*NOT_COMPARED, row.whole}:
                    continue
                with transaction.atomic():
                    change(row, name, spare)
                    after = outputs(model._base_manager.get(pk=row.pk), rows, spare)
                    transaction.set_rollback(True)
                key = f"{model.__name__}.{re.sub('_(en|ru)$', '', name)}"
                found.setdefault(key, set()).update(use.name for use in before if before[use] != after[use])
                declared[key] = {use.name for use in policy.uses - {Use.SCHEDULE}}
    wrong = {
        key: {"declared": sorted(declared[key]), "found": sorted(found[key])}
        for key in found
        if declared[key] != found[key]
    }
    assert wrong == {}, "\n".join(f"{key}: {value}" for key, value in wrong.items())


def test_a_change_that_raises_the_sequence_is_one_of_what_calendars_show():
    for model in (Meeting, Place):
        for name, policy in policies(model).items():
            assert Use.SCHEDULE not in policy.uses or Use.CALENDAR in policy.uses, f"{model.__name__}.{name}"


def test_every_field_of_every_record_has_a_policy():
    assert [error for error in run_checks() if error.id in {"ipacis.E010", "ipacis.E011"}] == []


def test_a_field_without_a_policy_and_a_policy_without_a_field_stop_the_start(monkeypatch):
    policy = {**Photo.field_policy, "frame": immaterial("there is none")}
    del policy["credit"]
    monkeypatch.setattr(Photo, "field_policy", policy)
    missing, unknown = check_policies([Photo])
    assert (missing.id, "“credit”" in missing.msg, bool(missing.hint)) == ("ipacis.E010", True, True)
    assert (unknown.id, "“frame”" in unknown.msg, bool(unknown.hint)) == ("ipacis.E011", True, True)


def test_the_rows_of_a_part_need_a_policy_in_the_model_of_the_whole(monkeypatch):
    policy = {**Meeting.field_policy}
    del policy["participations"]
    monkeypatch.setattr(Meeting, "field_policy", policy)
    [missing] = check_policies([Participation])
    assert (missing.id, missing.msg) == (
        "ipacis.E010",
        "Meeting.field_policy has no policy for “participations”.",
    )


def test_the_policies_of_a_mixin_are_checked_with_each_model_that_inherits_it(monkeypatch):
    monkeypatch.setattr(
        Correctable, "field_policy", {**Correctable.field_policy, "frame": immaterial("there is none")}
    )
    assert [error.id for error in check_policies([Meeting, NewsItem])] == ["ipacis.E011", "ipacis.E011"]


def test_an_immaterial_change_has_a_reason():
    with pytest.raises(ValueError):
        immaterial("")


def test_what_is_guarded():
    assert {model.__name__: sorted(guarded_names(model)) for model in apps.get_models()
            if issubclass(model, Record) and guarded_names(model)} == {
        "Meeting": [
            "city_printed_en", "city_printed_ru", "date_precision", "date_stated", "documents", "end_date",
            "end_time", "event", "event_printed_en", "event_printed_ru", "event_relation", "event_stated", "kind",
            "participations", "place", "place_country", "place_printed_en", "place_printed_ru", "place_stated",
            "source_accessed", "source_is_secondary", "source_name", "source_title", "source_url", "start_date", "start_time", "status", "summary_en", "summary_ru", "title_en", "title_ru",
        ],
        "NewsItem": [
            "body", "byline", "date", "date_stated", "documents", "headline", "language", "lead", "meetings", "mentioned", "photos",
            "section", "section_printed", "source_accessed", "source_is_secondary", "source_name", "source_title",
            "source_url",
        ],
        "NewsPhoto": ["item", "order", "photo"],
        "Participation": [
            "capacity", "capacity_stated", "delegation", "delegation_country", "delegation_printed_en",
            "delegation_printed_ru", "meeting", "name_printed_en", "name_printed_ru", "office_printed_en",
            "office_printed_ru", "order", "person", "presence_stated", "role", "role_stated",
        ],
        "Report": ["item", "meeting", "order"],
    }  # fmt: skip
