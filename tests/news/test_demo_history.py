"""The demonstration content has a version before anybody edits it."""

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from reversion.models import Revision, Version

from ipacis.core.admin.first_versions import make_first_versions, with_history
from ipacis.core.admin.row_versions import newest_version
from news.models import Meeting, NewsItem, Topic
from people.models import Person
from tests.admin_pages import change, errors, fields, page, save

pytestmark = pytest.mark.django_db


def parts_of(row, parts):
    return [part for accessor in parts for part in getattr(row, accessor).all()]


def key(row):
    return ContentType.objects.get_for_model(row).pk, str(row.pk)


def test_every_row_of_the_demonstration_has_a_revision_of_its_own_with_its_parts(content):
    rows = [(row, parts) for model, parts in with_history() for row in model._base_manager.all()]
    expected = sorted(sorted(map(key, [row, *parts_of(row, parts)])) for row, parts in rows)
    revisions = {}
    for revision, *version in Version.objects.values_list("revision", "content_type", "object_id"):
        revisions.setdefault(revision, []).append(tuple(version))
    assert sorted(map(sorted, revisions.values())) == expected
    assert len(rows) > 1000


def test_a_second_run_makes_no_further_versions(content):
    before = Version.objects.count()
    call_command("load_demo", verbosity=0)
    call_command("make_first_versions", verbosity=0)
    assert (make_first_versions(), Version.objects.count()) == (0, before)


def test_a_first_version_says_added_in_the_language_of_who_reads(content):
    assert {revision.get_comment() for revision in Revision.objects.all()} == {"Added."}


@pytest.mark.parametrize(
    ("model", "field"), [(NewsItem, "headline"), (Meeting, "title_en"), (Topic, "label_en"), (Person, "family_name_en")]
)  # fmt: skip
def test_the_first_edit_of_a_demonstration_row_can_be_undone(content, admin_client, model, field):
    row = model.objects.order_by("pk").first()
    first, original = newest_version(row), getattr(row, field)
    assert save(admin_client, change(row), **{field: "Spoilt"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Spoilt"
    assert save(admin_client, page(model, "revision", row.pk, first.pk)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == original


def test_the_first_edit_that_takes_a_participant_out_can_be_undone(content, admin_client):
    meeting = Meeting.objects.get(start_date=datetime.date(2023, 11, 30), participations__order=6)
    listed = [(line.order, str(line), list(line.memberships.all())) for line in meeting.participations.all()]
    first = newest_version(meeting)
    assert save(admin_client, change(meeting), participations__2__DELETE="on").status_code == 302
    assert meeting.participations.count() == len(listed) - 1
    assert save(admin_client, page(Meeting, "revision", meeting.pk, first.pk)).status_code == 302
    assert [
        (line.order, str(line), list(line.memberships.all())) for line in meeting.participations.all()
    ] == listed


def test_a_second_editor_is_told_of_the_first_edit_of_a_row(content, admin_client):
    topic = Topic.objects.first()
    opened = fields(admin_client.get(change(topic)))
    assert opened["seen_version"] == str(newest_version(topic).pk)
    save(admin_client, change(topic), label_en="By the first")
    [said] = errors(admin_client.post(change(topic), {**opened, "label_en": "By the second"}))
    assert "admin changed this too" in said
    assert Topic.objects.get(pk=topic.pk).label_en == "By the first"
