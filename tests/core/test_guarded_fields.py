"""Guarded fields, links and parts of a record that was public change only inside ``correcting``."""

import pytest
from django.db import transaction

from ipacis.core.record.corrections import correcting
from ipacis.core.record.errors import CorrectionRequired
from news.models import Document, Meeting
from tests import factories as make
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused():
    """Return a function that asserts that *step* is refused and changes nothing."""

    def assert_refused(step, *args):
        with pytest.raises(CorrectionRequired), transaction.atomic():
            step(*args)

    return assert_refused


GUARDED = {
    "title_en": "Other", "summary_en": "Other", "kind": "visit", "status": "cancelled", "date_stated": False,
    "start_date": make.DAY.replace(day=29), "source_url": "https://example.org/",
}  # fmt: skip


@pytest.mark.parametrize("name", GUARDED)
def test_guarded_fields_of_a_public_meeting_change_only_with_a_correction(name):
    meeting = make.meeting("Talks")
    setattr(meeting, name, GUARDED[name])
    with pytest.raises(CorrectionRequired):
        meeting.save()
    with correcting(meeting):
        meeting.save()
    assert getattr(Meeting.objects.get(pk=meeting.pk), name) == GUARDED[name]


def test_the_occasion_of_a_public_meeting_changes_with_a_correction_only():
    event = make.event()
    meeting = make.meeting(event=event, event_relation="within")
    for name, value in (("event_relation", "sidelines"), ("event", make.event("Other"))):
        meeting.refresh_from_db()
        setattr(meeting, name, value)
        with pytest.raises(CorrectionRequired):
            meeting.save()


@pytest.mark.parametrize("relation", ["documents", "mentioned"])
@pytest.mark.parametrize("step", ["add", "remove", "set", "clear"])
def test_links_of_a_public_release_change_with_a_correction_only(relation, step):
    row = make.person() if relation == "mentioned" else Document.objects.create(title_en="Treaty")
    item = make.news(**({} if step == "add" else {relation: [row]}))
    links = getattr(item, relation)
    argument = {"add": [row], "remove": [row], "set": [[]], "clear": []}[step]
    before = list(links.all())
    with pytest.raises(CorrectionRequired), transaction.atomic():
        getattr(links, step)(*argument)
    assert list(links.all()) == before
    with correcting(item):
        getattr(links, step)(*argument)
    assert list(links.all()) != before


def test_links_are_guarded_from_their_other_end_too():
    document = Document.objects.create(title_en="Treaty")
    meeting, draft = make.meeting(), make.meeting(state="draft", publish_at=None)
    document.meetings.add(draft)
    with pytest.raises(CorrectionRequired), transaction.atomic():
        document.meetings.add(meeting)
    with correcting(meeting):
        document.meetings.add(meeting)
    with pytest.raises(CorrectionRequired), transaction.atomic():
        document.meetings.clear()
    assert set(document.meetings.all()) == {meeting, draft}


def test_the_photos_of_a_public_release_change_with_a_correction_only():
    item = make.news(photos=[make_photo()])
    link = item.photo_links.get()
    with pytest.raises(CorrectionRequired):
        link.delete()
    with pytest.raises(CorrectionRequired):
        item.photo_links.create(photo=make_photo())
    assert list(item.photo_links.all()) == [link]


def test_topics_of_a_public_meeting_change_freely():
    meeting = make.meeting()
    meeting.topics.add(make.topic("Law"))
    assert [topic.label for topic in meeting.topics.all()] == ["Law"]


def test_update_fields_may_name_the_column_of_a_guarded_field(refused):
    meeting, place = make.meeting(), make.place()
    meeting.place = place
    refused(lambda: meeting.save(update_fields=["place_id"]))
    assert Meeting.objects.get().place is None
    with correcting(meeting):
        meeting.save(update_fields=["place_id"])
    assert Meeting.objects.get().place == place


def test_a_change_of_columns_that_are_loaded_later_is_guarded(refused):
    make.meeting()
    meeting = Meeting.objects.only("source_url").get()
    meeting.source_url = "https://example.org/"
    refused(meeting.save)


def test_a_refused_change_leaves_no_trace_in_the_next_save(refused):
    place = make.place()
    meeting = make.meeting(place=place)
    meeting.place = None
    refused(meeting.save)
    meeting.place = place
    meeting.save()
    assert Meeting.objects.get().sequence == 0


# Parts that move from one record to another


@pytest.mark.parametrize("public", ["old", "new"])
def test_a_participant_neither_leaves_nor_joins_a_public_meeting_in_silence(public, refused):
    draft = make.meeting("Draft", state="draft", publish_at=None, people=[make.person()])
    meeting = make.meeting("Talks", people=[make.person()])
    old, new = (meeting, draft) if public == "old" else (draft, meeting)
    line = old.participations.get()
    line.meeting = new
    refused(line.save)
    with correcting(meeting):
        line.save()
    assert (old.participations.count(), new.participations.count()) == (0, 2)


@pytest.mark.parametrize("public", ["old", "new"])
def test_a_report_neither_leaves_nor_joins_a_public_release_in_silence(public, refused):
    item, draft = make.news("Release"), make.news("Draft", state="draft", publish_at=None)
    old, new = (item, draft) if public == "old" else (draft, item)
    with correcting(old):
        report = old.reports.create(meeting=make.meeting())
    report.item = new
    refused(report.save)
    with correcting(item):
        report.save()
    assert (old.reports.count(), new.reports.count()) == (0, 1)


def test_meetings_of_a_public_release_are_guarded_from_both_ends(refused):
    reported, other = make.meeting("Reported"), make.meeting("Other")
    item = make.news(meetings=[reported])
    refused(item.meetings.add, other)
    refused(other.news.add, item)
    refused(item.meetings.remove, reported)
    refused(reported.news.remove, item)
    refused(item.meetings.clear)
    refused(reported.news.clear)
    refused(item.meetings.set, [other])
    assert list(item.meetings.all()) == [reported]
    with correcting(item):
        item.meetings.set([other])
    assert list(item.meetings.all()) == [other]


def test_photos_of_a_public_release_are_guarded_from_both_ends(refused):
    shown, other = make_photo(), make_photo()
    item = make.news(photos=[shown])
    refused(item.photos.add, other)
    refused(other.news.add, item)
    refused(item.photos.clear)
    refused(shown.news.clear)
    assert list(item.photos.all()) == [shown]


def test_adding_a_link_that_exists_is_no_change():
    document = Document.objects.create(title_en="Treaty")
    meeting = make.meeting(documents=[document])
    meeting.documents.add(document)
    meeting.documents.set([document])
    assert list(meeting.documents.all()) == [document]
