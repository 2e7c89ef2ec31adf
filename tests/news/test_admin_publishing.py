"""Publishing, scheduling and withdrawing, and the draft meetings that are published with their release."""

import datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from news.models import Meeting, NewsItem
from tests import factories as make
from tests.admin_pages import act, add_row, change, fields, messages, page, step

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SOON, LATER = NOW + datetime.timedelta(days=5), NOW + datetime.timedelta(days=20)


def at(moment):
    """Return the two fields in which the form takes a *moment*."""
    local = timezone.localtime(moment)
    return {"publish_at_0": local.strftime("%Y-%m-%d"), "publish_at_1": local.strftime("%H:%M:%S")}


def test_a_new_meeting_is_saved_and_published_with_its_participants(admin_client):
    data = fields(admin_client.get(page(Meeting, "add")))
    data |= {"title_en": "Talks", "start_date": "2023-11-30", "_step": "publish"}
    add_row(data, "participations", order="", person=make.person().pk, role="host", capacity="in_person")
    answer = admin_client.post(page(Meeting, "add"), data)
    meeting = Meeting.objects.get()
    assert (meeting.state, answer.url) == ("draft", page(meeting, "step", meeting.pk, "publish"))
    admin_client.post(answer.url)
    assert Meeting.objects.published().get().participations.count() == 1


def test_a_new_release_is_published_with_the_meetings_it_tells(admin_client):
    meeting = make.meeting(state="draft", publish_at=None)
    data = fields(admin_client.get(page(NewsItem, "add")))
    data |= {"headline": "Talks", "body": "<p>They talked.</p>", "_step": "publish"}
    add_row(data, "reports", order="", meeting=meeting.pk)
    admin_client.post(admin_client.post(page(NewsItem, "add"), data).url)
    assert list(NewsItem.objects.published().get().meetings.all()) == [meeting]
    assert list(Meeting.objects.published()) == [meeting]


@pytest.fixture
def scheduled(admin_client):
    """A release that is scheduled for SOON, and its draft meeting, which is scheduled with it."""
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    item = make.news(meetings=[meeting], **make.DRAFT)
    step(admin_client, item, "schedule", **at(SOON))
    return item, meeting


def appears(meeting):
    meeting.refresh_from_db()
    return meeting.state, meeting.publish_at and meeting.publish_at.replace(microsecond=0)


def test_a_meeting_appears_when_its_release_does(scheduled):
    assert appears(scheduled[1]) == ("published", SOON.replace(microsecond=0))


@pytest.mark.parametrize("moment", [LATER, NOW - datetime.timedelta(days=1)], ids=["later", "at once"])
def test_a_meeting_follows_its_release_to_another_time(admin_client, scheduled, moment):
    item, meeting = scheduled
    step(admin_client, item, "schedule", **at(moment))
    assert appears(meeting) == ("published", moment.replace(microsecond=0))


def test_a_meeting_goes_back_to_a_draft_with_its_release(admin_client, scheduled):
    item, meeting = scheduled
    response = step(admin_client, item, "unschedule")
    told = ("info", "The meeting that was to appear with it is a draft again: Talks (30 November 2023).")
    assert told in messages(response)
    assert appears(meeting) == ("draft", None)


def test_a_meeting_that_has_a_time_of_its_own_keeps_it(admin_client, scheduled):
    item, meeting = scheduled
    step(admin_client, meeting, "schedule", **at(LATER))
    step(admin_client, item, "unschedule")
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
    "The meeting it tells of stays a draft, because you may not publish meetings: Talks (30 November 2023). "
    "Ask a colleague who may to publish it.",
)


@pytest.mark.parametrize("way", ["page", "action"])
def test_an_editor_without_permission_for_meetings_publishes_none_with_a_release(writer, way):
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    item = make.news(meetings=[meeting], **make.DRAFT)
    answer = step(writer, item, "publish") if way == "page" else act(writer, NewsItem, "publish", [item])
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
    step(writer, item, "schedule", **at(moment))
    assert appears(meeting) == ("published", expected.replace(microsecond=0))


@pytest.mark.parametrize(
    "changes",
    [{"state": "draft"}, at(LATER), {"state": "withdrawn", "withdrawal_reason_en": "A mistake"}],
    ids=["a draft", "a later time", "withdrawn"],
)
def test_the_form_changes_no_state(admin_client, changes):
    item = make.news()
    data = {**fields(admin_client.get(change(item))), **changes, "headline": "Saved"}
    assert admin_client.post(change(item), data).status_code == 302
    assert list(NewsItem.objects.published().values_list("headline", flat=True)) == ["Saved"]


@pytest.mark.parametrize("name", ["schedule", "unschedule", "return", "submit", "publish"])
def test_what_is_public_takes_no_step_but_to_be_withdrawn(admin_client, name):
    item = make.news(body="<p>They talked.</p>")
    answer = step(admin_client, item, name, **at(LATER), remark="No")
    assert messages(answer)[0][1].startswith("This step is not possible: “Release")
    assert list(NewsItem.objects.published()) == [item]


def test_a_scheduled_item_becomes_a_draft_again(admin_client, scheduled):
    item, _meeting = scheduled
    assert step(admin_client, item, "unschedule").status_code == 302
    assert appears(item) == ("draft", None)
