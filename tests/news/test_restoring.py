"""An editor restores an earlier version of a meeting, a release or a place."""

import datetime

import pytest
from reversion.models import Version

from ipacis.core.admin.row_versions import newest_version
from ipacis.core.search.entries import SearchEntry
from news.corrections import edit
from news.models import Meeting
from tests import factories as make
from tests.admin_pages import change, fields, messages, page, save

pytestmark = pytest.mark.django_db


def address_of(version, row, name="revision"):
    """Return the address of the form that restores *version* of *row*, or with "recover" a deleted row."""
    return page(row, name, *([row.pk] if name == "revision" else []), version.pk)


def test_restoring_a_public_meeting_logs_all_that_changes(admin_client):
    meeting = make.meeting(people=[make.person()])
    save(admin_client, change(meeting), title_en="First")
    version = newest_version(meeting)
    save(admin_client, change(meeting), title_en="Second", participations__0__DELETE="on")
    note = {"correction_kind": "correction", "correction_note_en": "The first title was right."}
    response = save(admin_client, address_of(version, meeting), **note)
    assert (response.status_code, Meeting.objects.get().title_en) == (302, "First")
    entry = meeting.corrections.latest("pk")
    assert (entry.kind, entry.changed) == ("correction", ["participants", "title_en"])


def test_restoring_raises_the_sequence_and_keeps_the_time_of_the_latest_correction(admin_client):
    meeting = make.meeting()
    save(admin_client, change(meeting), start_time="09:00")
    version = newest_version(meeting)
    meeting.refresh_from_db()
    with edit(meeting, note_en="It began at 10."):
        meeting.start_time = datetime.time(10)
        meeting.save()
    corrected_at = Meeting.objects.get().corrected_at
    assert corrected_at is not None
    assert save(admin_client, address_of(version, meeting)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.start_time, meeting.sequence) == (datetime.time(9), 3)
    assert meeting.corrected_at == corrected_at


def test_opening_an_earlier_version_changes_nothing(admin_client):
    meeting = make.meeting()
    save(admin_client, change(meeting), title_en="First")
    version = newest_version(meeting)
    save(admin_client, change(meeting), title_en="Second")
    before = Meeting.objects.values().get()
    assert fields(admin_client.get(address_of(version, meeting)))["title_en"] == "First"
    assert Meeting.objects.values().get() == before
    assert SearchEntry.objects.get(kind="meetings").title_en == "Second"


@pytest.mark.parametrize("name", ["revision", "recover"])
@pytest.mark.parametrize("is_former", [False, True])
def test_a_version_whose_address_was_taken_is_refused_with_a_message(admin_client, name, is_former):
    draft = make.meeting(state="draft", publish_at=None, slug="talks")
    save(admin_client, change(draft), title_en="First")
    version = newest_version(draft)
    if name == "revision":
        save(admin_client, change(draft), slug="other")
    address = address_of(version, draft, name)
    if name == "recover":
        draft.delete()
    other = make.meeting(slug="talks")
    if is_former:
        other.slug = "moved"
        other.save()
    response = admin_client.get(address)
    assert response.status_code == 302
    expected = (
        "Another row now has the address or another unique value of this version. Change it there first."
    )
    assert messages(response)[-1] == ("error", expected)


def test_restoring_a_place_is_followed_by_its_meetings(admin_client):
    palace = make.place("Palace")
    meeting = make.meeting(place=palace)
    save(admin_client, change(palace), kind="building")
    version = newest_version(palace)
    save(admin_client, change(palace), name_en="Castle", time_zone="Asia/Baku")
    before = Meeting.objects.get().sequence
    assert save(admin_client, address_of(version, palace)).status_code == 302
    assert SearchEntry.objects.get(kind="meetings").text_en == "Palace"
    meeting.refresh_from_db()
    assert meeting.sequence == before + 1


def test_a_version_that_breaks_a_rule_of_today_is_refused_with_the_rule(admin_client):
    body = make.organization("Union")
    response = save(admin_client, change(body), country="BY")
    assert response.status_code == 302
    version = newest_version(body)
    save(admin_client, change(body), country="", classification="international")
    data = version.serialized_data.replace('"classification": "other"', '"classification": "international"')
    Version.objects.filter(pk=version.pk).update(serialized_data=data)
    response = admin_client.get(address_of(version, body))
    assert messages(response)[-1] == (
        "error",
        "An international organization belongs to no country. Clear the country, or choose another kind. The country "
        "of its seat is not that of its delegations.",
    )
