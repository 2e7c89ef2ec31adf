"""Undoing merges: the exact rows and addresses come back, and what was changed since stays and is told."""

import datetime
import re

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import Permission, User
from django.test import Client

from ipacis.core.admin import MergeAdmin
from ipacis.core.merges import Merge
from news.models import Correction, Event, Meeting, Participation, Place, PlaceAlias, Topic, TopicAlias
from people.models import Organization, OtherName, Person, Post
from tests import factories as make
from tests.admin_pages import act, change, messages, page, save

pytestmark = pytest.mark.django_db

#: What only grows, or is not content.
LOGS = {
    "auth", "admin", "sessions", "contenttypes", "reversion", "account", "mfa", "core.merge", "core.listtotal",
    "core.contentversion", "core.auditentry", "news.correction", "people.namebatch", "people.nameword", "people.nameform",
}  # fmt: skip
#: Columns that a save always changes, and the keys of rows that are derived and written anew.
MOVING = {"modified_at", "sequence", "corrected_at"}
DERIVED = {"core.listentry", "core.searchentry", "core.searchword", "people.namepart"}


def everything():
    """Return all rows of the database, without logs."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if label in LOGS or model._meta.app_label in LOGS:
            continue
        left_out = MOVING | ({"id", "moment"} if label in DERIVED else set())
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
        values = model._base_manager.order_by().values_list(*names)
        if label == "core.listentry":
            values = values.exclude(list_name__startswith="corrections/")  # the log grows
        rows[label] = sorted(repr(dict(zip(names, row, strict=True))) for row in values)
    return rows


def merge(client, keep, gone, **data):
    answer = act(client, type(keep), "merge", [keep, gone], keep=keep.pk, confirmed="yes", **data)
    assert answer.status_code == 302
    return Merge.objects.first()


def undo(client, made, **data):
    model = made.model
    return client.post(page(model, "undo", made.pk), data)


def two_people():
    kept = make.person("Dmitry Kobitsky", slug="kobitsky")
    names = {"patronymic_name_en": "Pavlovich", "patronymic_name_ru": "Павлович"}
    gone = make.person("Dmitriy Kobitskiy", ru="Дмитрий Кобицкий", slug="twin", country="RU", **names)
    OtherName.objects.create(person=gone, name="Kobicki", language="en")
    OtherName.objects.create(
        person=gone, name="Dmitriy Ivanovich Kobitskiy-Orlov", language="en", find_only=True
    )
    post = make.post("Secretary General", make.organization("Secretariat"))
    make.membership(kept, post, datetime.date(2018, 1, 1))
    same = make.membership(gone, post, datetime.date(2018, 1, 1), last_seen=datetime.date(2020, 1, 1))
    meeting = make.meeting("Talks", people=[gone], topics=[make.topic()])
    meeting.participations.get().memberships.add(same)
    make.news("Told", mentioned=[gone])
    return kept, gone


def two_participants():
    """Two people who both take part in a meeting, so that a merge removes one line of it."""
    kept, gone = make.person("Anna Ivanova"), make.person("Hanna Ivanova", slug="hanna")
    meeting = make.meeting("Talks", people=[kept, gone, make.person("Olga Petrova")])
    meeting.participations.get(person=gone).memberships.add(make.membership(gone, make.post("Envoy")))
    return kept, gone


def two_organizations():
    kept = make.organization("Central Election Commission", slug="cec")
    gone = make.organization("Central Commission", "Центральная комиссия", slug="twin", country="BY")
    make.organization("Department", parent=gone)
    person = make.person()
    chair = make.post("Chair", gone, slug="twin-chair")
    make.post("chair ", kept)
    make.post("Member", gone)
    make.membership(person, chair)
    make.meeting(people=[person], delegations=[gone])
    make.news(section=gone)
    return kept, gone


def two_posts():
    body = make.organization()
    kept, gone = make.post("Chair", body), make.post("Chairman", body, slug="chairman")
    person = make.person()
    make.meeting(people=[person]).participations.get().memberships.add(make.membership(person, gone))
    return kept, gone


def two_topics():
    kept, gone = make.topic("Elections", slug="elections"), make.topic("Votes", "Голосования", slug="votes")
    TopicAlias.objects.create(topic=gone, name="Polls")
    make.topic("Recounts", broader=gone)
    make.meeting(topics=[kept, gone])
    make.meeting(topics=[gone])
    make.news().topics.add(gone)
    return kept, gone


def two_places():
    kept = make.place("National Assembly", slug="assembly")
    gone = make.place("House of Government", "Дом правительства", slug="house", within=make.place("Minsk"))
    PlaceAlias.objects.create(place=gone, name="Government House")
    make.place("Oval hall", within=gone)
    make.meeting(place=gone)
    make.event(place=gone)
    return kept, gone


def two_events():
    kept, gone = (
        make.event("Conference", slug="conference"),
        make.event("The conference", slug="the-conference"),
    )
    make.meeting(event=gone, event_relation="within")
    return kept, gone


PAIRS = [
    two_people,
    two_participants,
    two_organizations,
    two_posts,
    two_topics,
    two_places,
    two_events,
]


@pytest.mark.parametrize("pair", PAIRS)
def test_undoing_a_merge_brings_back_every_row_and_every_address(admin_client, pair):
    kept, gone = pair()
    before = everything()
    paths = [row.get_absolute_url() for row in (kept, gone)]
    note = {"note_en": "Listed twice."} if pair is two_participants else {}
    made = merge(admin_client, kept, gone, **note)
    assert everything() != before
    assert Client().get(paths[1]).status_code == 301
    answer = undo(admin_client, made, **note)
    assert [level for level, _text in messages(answer)][-1:] == ["success"]
    after = everything()
    assert {label for label in before if after[label] != before[label]} == set()
    assert [Client().get(path).status_code for path in paths] == [200, 200]


def test_the_page_of_the_undo_tells_what_comes_back(admin_client):
    made = merge(admin_client, *two_topics())
    shown = re.sub(r"\s+", " ", admin_client.get(page(Topic, "undo", made.pk)).content.decode())
    assert "“Votes” was merged into “Elections” on" in shown
    assert re.findall(r"<li>((?:Comes|Goes)[^<]+)</li>", shown) == [
        "Comes back: 1 meeting.",
        "Goes back: 1 narrower topic, 1 other word, 1 meeting, 1 release.",
        "Goes, because the merge added it: 1 other word.",
    ]
    assert Topic.objects.count() == 2  # and nothing has happened yet


def test_the_history_of_the_kept_row_leads_to_the_undo(admin_client):
    kept, gone = two_topics()
    made = merge(admin_client, kept, gone)
    shown = admin_client.get(page(Topic, "history", kept.pk)).content.decode()
    assert f'<a href="{page(Topic, "undo", made.pk)}">' in shown and "<li>Votes, " in shown
    undo(admin_client, made)
    assert "Merged into this" not in admin_client.get(page(Topic, "history", kept.pk)).content.decode()


def test_what_was_changed_since_stays_and_is_named(admin_client):
    kept, gone = two_places()
    made = merge(admin_client, kept, gone)
    palace, hall = make.place("Palace"), Place.objects.get(name_en="Oval hall")
    hall.within = palace
    hall.save()
    alias = PlaceAlias.objects.get(name="House of Government")
    alias.find_only = True
    alias.save()
    answer = undo(admin_client, made)
    assert [text for level, text in messages(answer) if level == "warning"] == [
        "Place “Oval hall” keeps what was changed since: lies within.",
        "Other name of a place “House of Government” stays: it was changed since.",
    ]
    hall.refresh_from_db()
    assert hall.within == palace
    assert Meeting.objects.get().place == gone


def test_what_was_filed_under_the_kept_one_since_stays_there(admin_client):
    kept, gone = two_topics()
    made = merge(admin_client, kept, gone)
    later = make.meeting("Later", topics=[kept])
    undo(admin_client, made)
    assert list(later.topics.all()) == [kept]


def test_a_merge_is_undone_once(admin_client):
    made = merge(admin_client, *two_topics())
    undo(admin_client, made)
    answer = undo(admin_client, made)
    assert messages(answer)[-1] == ("error", "This merge was undone already.")


def test_a_later_merge_is_undone_first(admin_client):
    kept, gone = two_topics()
    first = merge(admin_client, kept, gone)
    third = make.topic("Ballots")
    second = merge(admin_client, third, kept)
    said = messages(undo(admin_client, first))[-1]
    assert said == (
        "error",
        "“Elections” is gone: it was merged into something else or deleted. Undo that first.",
    )
    for made in (second, first):
        assert messages(undo(admin_client, made))[-1][0] == "success"
    assert sorted(Topic.objects.values_list("label_en", flat=True)) == [
        "Ballots",
        "Elections",
        "Recounts",
        "Votes",
    ]


def test_an_address_that_something_else_has_now_stops_the_undo_with_a_sentence(admin_client):
    kept, gone = two_topics()
    made = merge(admin_client, kept, gone)
    TopicAlias.objects.all().delete()
    Topic.objects.create(label_en="Votes anew", slug="votes-anew")
    Topic.objects.filter(label_en="Votes anew").update(slug="votes")
    level, text = messages(undo(admin_client, made))[-1]
    assert (level, text.startswith("Another record now has the address")) == ("error", True)
    assert not Topic.objects.filter(pk=gone.pk).exists()
    assert Merge.objects.get().undone_at is None


def test_what_refers_to_rows_that_are_gone_since_stays_away_and_is_named(admin_client):
    kept, gone = make.person("Anna Ivanova"), make.person("Hanna Ivanova", slug="hanna")
    draft = make.meeting("Plans", people=[kept, gone], state="draft", publish_at=None)
    made = merge(admin_client, kept, gone)
    draft.delete()
    answer = undo(admin_client, made)
    assert [level for level, _text in messages(answer)][-2:] == ["success", "warning"]
    assert messages(answer)[-1][1] == "Participant: what it belonged to is gone (meeting)."
    assert sorted(Person.objects.values_list("slug", flat=True)) == ["anna-ivanova", "hanna"]


def test_a_reference_that_may_be_empty_becomes_empty_if_its_row_is_gone(admin_client):
    city = make.place("Minsk")
    kept, gone = make.place("Palace"), make.place("The palace", slug="the-palace", within=city)
    made = merge(admin_client, kept, gone)
    Place.objects.filter(pk=kept.pk).update(within=None)
    city.delete()
    answer = undo(admin_client, made)
    assert ("warning", "Place: what it belonged to is gone (lies within).") in messages(answer)
    assert Place.objects.get(pk=gone.pk).within is None


def test_readers_are_told_of_a_line_that_comes_back(admin_client):
    made = merge(admin_client, *two_participants(), note_en="Listed twice.")
    asked = admin_client.get(page(Person, "undo", made.pk)).content.decode()
    assert "<li>Hanna Ivanova, Talks (30 November 2023)</li>" in asked
    silent = undo(admin_client, made)
    assert (silent.status_code, "Tell readers what was corrected." in silent.content.decode()) == (200, True)
    undo(admin_client, made, note_en="They are two people.")
    notes = [entry.note_en for entry in Correction.objects.order_by("pk")]
    assert notes == ["Listed twice.", "They are two people."]
    [difference] = Correction.objects.order_by("pk").last().shown_differences
    assert (difference.before, difference.after) == ("", "Hanna Ivanova")
    assert Participation.objects.count() == 3


def test_undoing_asks_for_the_right_to_merge(client, admin_client):
    made = merge(admin_client, *two_topics())
    user = User.objects.create_user("author", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_topic"))
    client.force_login(user)
    address = page(Topic, "undo", made.pk)
    assert [client.get(address).status_code, client.post(address).status_code] == [403, 403]
    assert admin_client.get(page(Place, "undo", made.pk)).status_code == 404
    assert Topic.objects.count() == 2


def test_a_merged_person_who_was_never_public_is_not_offered_for_recovery(admin_client):
    kept, gone = (make.person(name, is_public=False) for name in ("Anna Ivanova", "Ann Ivanova"))
    for person in (kept, gone):
        save(admin_client, change(person))
    merge(admin_client, kept, gone)
    assert admin_client.get(page(Person, "recoverlist")).context["deleted"] == []


# The page of the merge


def test_the_values_in_which_rows_differ_stand_side_by_side_and_can_be_chosen(admin_client):
    kept = make.person("Anna Ivanova", ru="Анна Иванова", country="RU")
    gone = make.person("Hanna Ivanova", ru="Анна Иванова", country="BY", wikidata_id="Q42")
    form = act(admin_client, Person, "merge", [kept, gone]).context["form"]
    assert [(column.label, [value.text for value in column.values]) for column in form.differing] == [
        ("Given name (English)", ["Anna", "Hanna"]),
        ("Country", ["Russia", "Belarus"]),
    ]
    merge(admin_client, kept, gone, **{"value-country": gone.pk})
    kept.refresh_from_db()
    assert (kept.given_name_en, kept.country.code, kept.wikidata_id) == ("Anna", "BY", "Q42")


def test_what_moves_is_told_in_words(admin_client):
    moves = act(admin_client, Person, "merge", two_people()).context["moves"]
    assert {label.split(" – ")[0]: words for label, words in moves} == {
        "Dmitry Kobitsky": ["1 office held"],
        "Dmitriy Pavlovich Kobitskiy": [
            "1 office held", "2 other names", "1 participation in a meeting", "1 mention in a release",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_every_relation_that_moves_has_words_or_is_derived(pair):
    """A model that refers to a mergeable one must say how its rows are counted."""
    model = type(pair()[0])
    untold = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (
            relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        ):
            continue
        key = relation.field
        owner = key.model._meta.auto_created
        if owner is model:
            continue
        if owner:
            name = next(one.name for one in owner._meta.many_to_many if one.remote_field.through is key.model)
            told = name in getattr(owner, "counted_links", {})
        else:
            told = key.name in getattr(key.model, "counted", {})
        if not told:
            untold.add(f"{key.model._meta.label}.{key.name}")
    assert untold <= {"people.NamePart.person"}


def test_models_are_those_that_editors_merge():
    merged = {model for model, own in site._registry.items() if isinstance(own, MergeAdmin)}
    assert merged == {Person, Organization, Post, Topic, Place, Event}
