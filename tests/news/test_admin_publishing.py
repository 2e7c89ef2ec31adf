"""Publishing, scheduling and withdrawing, and the draft meetings that are published with their release."""

import datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from news.models import Meeting, NewsItem
from tests import factories as make
from tests.admin_pages import act, add_row, change, errors, fields, messages, page, save

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SOON, LATER = NOW + datetime.timedelta(days=5), NOW + datetime.timedelta(days=20)


def at(moment):
    """Return the two fields in which the form takes a *moment*."""
    local = timezone.localtime(moment)
    return {"publish_at_0": local.strftime("%Y-%m-%d"), "publish_at_1": local.strftime("%H:%M:%S")}


def test_a_meeting_is_added_as_published_with_its_participants(admin_client):
    data = fields(admin_client.get(page(Meeting, "add")))
    data |= {"title_en": "Talks", "start_date": "2023-11-30", "state": "published"}
    add_row(data, "participations", order="", person=make.person().pk, role="host", capacity="in_person")
    assert admin_client.post(page(Meeting, "add"), data).status_code == 302
    assert Meeting.objects.published().get().participations.count() == 1


def test_a_release_is_added_as_published_with_the_meetings_it_tells(admin_client):
    meeting = make.meeting(state="draft", publish_at=None)
    data = fields(admin_client.get(page(NewsItem, "add")))
    data |= {"headline": "Talks", "state": "published"}
    add_row(data, "reports", order="", meeting=meeting.pk)
    assert admin_client.post(page(NewsItem, "add"), data).status_code == 302
    assert list(NewsItem.objects.published().get().meetings.all()) == [meeting]
    assert list(Meeting.objects.published()) == [meeting]


@pytest.fixture
def scheduled(admin_client):
    """A release that is scheduled for SOON, and its draft meeting, which is scheduled with it."""
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    item = make.news(meetings=[meeting], state="draft", publish_at=None)
    save(admin_client, change(item), state="published", **at(SOON))
    return item, meeting


def appears(meeting):
    meeting.refresh_from_db()
    return meeting.state, meeting.publish_at and meeting.publish_at.replace(microsecond=0)


def test_a_meeting_appears_when_its_release_does(scheduled):
    assert appears(scheduled[1]) == ("published", SOON.replace(microsecond=0))


@pytest.mark.parametrize("moment", [LATER, NOW - datetime.timedelta(days=1)], ids=["later", "at once"])
def test_a_meeting_follows_its_release_to_another_time(admin_client, scheduled, moment):
    item, meeting = scheduled
    save(admin_client, change(item), **at(moment))
    assert appears(meeting) == ("published", moment.replace(microsecond=0))


def test_a_meeting_goes_back_to_a_draft_with_its_release(admin_client, scheduled):
    item, meeting = scheduled
    response = save(admin_client, change(item), state="draft")
    assert messages(response)[0] == (
        "info",
        "The meeting that was to appear with it is a draft again: Talks (30 November 2023).",
    )
    assert appears(meeting) == ("draft", None)


def test_a_meeting_that_has_a_time_of_its_own_keeps_it(admin_client, scheduled):
    item, meeting = scheduled
    save(admin_client, change(meeting), **at(LATER))
    save(admin_client, change(item), state="draft")
    assert appears(meeting) == ("published", LATER.replace(microsecond=0))


def test_withdrawing_a_scheduled_release_takes_its_meeting_back(admin_client, scheduled):
    item, meeting = scheduled
    act(admin_client, NewsItem, "withdraw", [item], confirmed="yes", withdrawal_reason_en="A mistake")
    assert appears(meeting) == ("draft", None)


@pytest.fixture
def writer():
    """A client of an editor who has permissions for releases and none for meetings."""
    user = User.objects.create_user("writer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model__in=["newsitem", "report"]))
    client = Client()
    client.force_login(user)
    return client


STAYS = (
    "warning",
    "The meeting it tells of stays a draft, because you may not change meetings: Talks (30 November 2023). "
    "Ask a colleague who may to publish it.",
)


@pytest.mark.parametrize("way", ["form", "action"])
def test_an_editor_without_permission_for_meetings_publishes_none_with_a_release(writer, way):
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    item = make.news(meetings=[meeting], state="draft", publish_at=None)
    if way == "form":
        answer = save(writer, change(item), state="published")
    else:
        answer = act(writer, NewsItem, "publish", [item])
    assert (list(NewsItem.objects.published()), list(Meeting.objects.published())) == ([item], [])
    assert STAYS in messages(answer)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(LATER, LATER), (NOW - datetime.timedelta(days=1), SOON)],
    ids=["later", "at once"],
)
def test_an_editor_without_permission_for_meetings_cannot_advance_a_scheduled_meeting(
    writer, scheduled, moment, expected
):
    item, meeting = scheduled
    save(writer, change(item), **at(moment))
    assert appears(meeting) == ("published", expected.replace(microsecond=0))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": "draft"}, "This is public: withdraw it, and tell readers why."),
        (at(LATER), "This is public already: withdraw it, or leave a time that has come."),
    ],
    ids=["a draft", "a later time"],
)
def test_a_public_row_cannot_be_withdrawn_without_a_reason(admin_client, changes, said):
    item = make.news()
    assert errors(save(admin_client, change(item), **changes)) == [said]


def test_a_scheduled_item_becomes_a_draft_again(admin_client, scheduled):
    item, _meeting = scheduled
    assert save(admin_client, change(item), state="draft").status_code == 302
