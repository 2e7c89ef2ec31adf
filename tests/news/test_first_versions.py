"""Rows written by programs get a first version, so that their first edit or deletion can be undone."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from ipacis.core.admin.first_versions import make_first_versions
from ipacis.core.admin.row_versions import newest_version
from news.models import Meeting, NewsItem, Place, PlaceAlias, Topic, TopicAlias
from people.models import OtherName, Person
from tests import factories as make
from tests.admin_pages import change, page, save

pytestmark = pytest.mark.django_db


def test_a_row_that_was_never_edited_is_recovered_with_its_parts(admin_client):
    rows = [make.topic("Law"), make.person("Anna Law", is_public=False), make.place("Hall")]
    TopicAlias.objects.create(topic=rows[0], name="Laws")
    OtherName.objects.create(person=rows[1], name="Anna Lawson", language="en")
    PlaceAlias.objects.create(place=rows[2], name="The hall")
    make_first_versions()
    for row in rows:
        version = newest_version(row)
        assert admin_client.post(page(row, "delete", row.pk), {"post": "yes"}).status_code == 302
        assert not type(row).objects.exists()
        assert save(admin_client, page(type(row), "recover", version.pk)).status_code == 302
    assert [str(row) for model in (Topic, Person, Place) for row in model.objects.all()] == [
        "Law", "Anna Law", "Hall",
    ]  # fmt: skip
    assert [str(row) for model in (TopicAlias, OtherName, PlaceAlias) for row in model.objects.all()] == [
        "Laws", "Anna Lawson", "The hall",
    ]  # fmt: skip


def test_a_release_made_of_a_file_can_be_edited_deleted_and_recovered(admin_client, tmp_path):
    known = [make.person(f"{given} Lindov") for given in ("Anna", "Oleg")]
    text = "Two met\n\n15 March 2022\n\nAnna Lindov met Oleg Lindov in the palace.\n"
    (tmp_path / "release.txt").write_text(text)
    call_command("import_release", tmp_path / "release.txt", verbosity=0)
    item, meeting = NewsItem.objects.get(), Meeting.objects.get()
    first, told = newest_version(item), newest_version(meeting)
    assert [line.person for line in meeting.participations.all()] == known
    for row, field, version in ((item, "headline", first), (meeting, "title_en", told)):
        original = getattr(row, field)
        save(admin_client, change(row), **{field: "Spoilt"})
        assert save(admin_client, page(row, "revision", row.pk, version.pk)).status_code == 302
        row.refresh_from_db()
        assert getattr(row, field) == original
    assert [line.person for line in meeting.participations.all()] == known
    assert admin_client.post(page(item, "delete", item.pk), {"post": "yes"}).status_code == 302
    assert save(admin_client, page(NewsItem, "recover", first.pk)).status_code == 302
    item = NewsItem.objects.get()
    assert (item.headline, item.state, list(item.meetings.all())) == ("Two met", "draft", [meeting])


def test_accounts_have_no_first_version():
    User.objects.create_user("editor")
    assert make_first_versions() == 0
