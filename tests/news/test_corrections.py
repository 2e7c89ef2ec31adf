"""Changes of public rows are logged as corrections, and the log cannot be changed."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from ipacis.core.admin.row_versions import newest_version
from ipacis.core.record.base import catch_up
from news.corrections import edit
from news.models import Correction, Meeting, NewsItem
from tests import factories as make
from tests.admin_pages import act, add_row, change, errors, fields, page, save, step

pytestmark = pytest.mark.django_db

LATER = datetime.timedelta(days=3)


def told_meeting():
    return make.meeting("Talks", people=[make.person()], place=make.place())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title_en", "Other talks"),
        ("summary_ru", "Итог"),
        ("end_date", datetime.date(2023, 12, 1)),
        ("start_time", datetime.time(10)),
        ("place", None),
    ],
)
def test_a_public_meeting_does_not_change_in_silence(name, value):
    meeting = told_meeting()
    setattr(meeting, name, value)
    with pytest.raises(ValidationError, match="was public"):
        meeting.save()
    with edit(meeting, note_en="It was wrong."):
        meeting.save()
    meeting.refresh_from_db()
    assert getattr(meeting, name) == value
    assert meeting.corrections.get().changed == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("headline", "Another"),
        ("lead", "Another"),
        ("body", "<p>Another</p>"),
        ("date", datetime.date(2023, 12, 1)),
    ],
)
def test_a_public_release_does_not_change_in_silence(name, value):
    item = make.news()
    setattr(item, name, value)
    with pytest.raises(ValidationError, match="was public"):
        item.save()
    with edit(item):
        item.save()
    assert (item.corrections.get().kind, item.corrected_at) == ("minor", None)


def test_neither_people_nor_their_offices_change_in_silence():
    meeting = told_meeting()
    line = meeting.participations.get()
    line.office_printed_en = "Chair"
    for attempt in (line.save, line.delete):
        with pytest.raises(ValidationError, match="was public"):
            attempt()
    with edit(meeting, note_en="She was chair."):
        line.save()
    assert meeting.corrections.get().changed == ["participants"]


def test_nobody_is_added_to_a_public_meeting_in_silence():
    meeting, late = told_meeting(), make.person()
    with pytest.raises(ValidationError, match="was public"):
        meeting.participations.create(order=2, person=late)
    with edit(meeting, note_en="She was there as well."):
        meeting.participations.create(order=2, person=late)
    assert [line.person for line in meeting.participations.all()][1:] == [late]
    assert meeting.corrections.get().changed == ["participants"]


def test_the_links_of_a_public_release_do_not_change_in_silence():
    item = make.news(meetings=[told_meeting()])
    told, other = item.reports.get(), told_meeting()
    for attempt in (lambda: item.reports.create(meeting=other, order=2), told.delete):
        with pytest.raises(ValidationError, match="was public"):
            attempt()
    with edit(item):
        told.delete()
    assert item.corrections.get().changed == ["meetings"]


def test_immaterial_changes_are_saved_without_a_correction():
    item, meeting = make.news(body="<p>Text</p>"), told_meeting()
    item.body = "<p>Text</p><script>x</script>"  # stored without the script, so it is the same
    item.slug = "another-address"
    item.save()
    meeting.slug = "another-address"
    meeting.save()
    meeting.participations.get().save()
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"state": "draft"}, {"state": "in_review"}, {"publish_at": timezone.now() + LATER}]
)
def test_rows_that_were_never_public_change_without_a_correction(fields):
    item, meeting = make.news(**fields), make.meeting(people=[make.person()], **fields)
    item.headline, meeting.title_en = "Another", "Another"
    item.save()
    meeting.save()
    meeting.participations.get().delete()
    with edit(item, note_en="A note that nobody needs"):
        item.save()
    assert not Correction.objects.exists()


def test_a_release_that_is_a_draft_again_still_needs_a_correction():
    item = make.news()
    item.state = "draft"
    item.save()
    item.headline = "Another"
    with pytest.raises(ValidationError, match="was public"):
        item.save()


def test_an_edit_that_fails_leaves_neither_a_change_nor_a_note():
    item = make.news("Before")
    with pytest.raises(ZeroDivisionError), edit(item, note_en="Why"):
        item.headline = "After"
        item.save()
        raise ZeroDivisionError
    assert NewsItem.objects.get().headline == "Before" and not Correction.objects.exists()


def test_the_log_only_grows():
    item = make.news()
    with edit(item, note_en="A note"):
        pass
    row = item.corrections.get()
    row.note_en = "Another"
    for attempt in (
        row.save,
        row.delete,
        Correction.objects.all().delete,
        lambda: Correction.objects.update(note_en=""),
        lambda: Correction.objects.bulk_update([row], ["note_en"]),
        lambda: item.corrections.all().delete(),
    ):
        with pytest.raises(TypeError, match="only grows"):
            attempt()
    with pytest.raises(ProtectedError):
        item.delete()
    assert Correction.objects.get().note_en == "A note"


def test_an_editor_may_leave_and_the_correction_stays():
    item, editor = make.news(), User.objects.create_user("editor")
    with edit(item, editor, note_en="A note"):
        pass
    editor.delete()
    assert item.corrections.get().editor is None


def test_the_time_of_the_latest_correction_is_that_of_the_last_update():
    item = make.news()
    assert item.updated_at == item.publish_at
    with edit(item, note_en="A note"):
        item.headline = "After"
        item.save()
    item.refresh_from_db()
    assert item.updated_at == item.corrections.get().made_at > item.publish_at


# What readers see


def correct(thing, **notes):
    with edit(thing, **notes):
        pass


def test_the_page_shows_dated_notes_and_the_log_lists_them_latest_first():
    item, meeting = make.news("Release"), told_meeting()
    correct(item, note_en="First note")
    correct(meeting, note_en="Second note", note_ru="Вторая запись")
    with edit(item):
        item.headline = "Release!"
        item.save()
    client, today = Client(), timezone.localdate().isoformat()
    text = client.get(item.get_absolute_url()).content.decode()
    assert "First note" in text and today in text and 'id="corrections"' in text
    assert "Second note" in client.get(meeting.get_absolute_url()).content.decode()
    log = client.get("/en/corrections/").content.decode()
    assert log.index("Second note") < log.index("First note") and log.count("<article") == 2
    russian = client.get("/ru/corrections/").content.decode()
    assert "Вторая запись" in russian and "First note" not in russian


def test_a_page_without_corrections_has_no_such_section():
    item = make.news()
    assert 'id="corrections"' not in Client().get(item.get_absolute_url()).content.decode()


@pytest.mark.parametrize("form", ["", "feed.rss", "feed.atom", "feed.json"])
def test_the_log_leaves_out_rows_that_are_no_longer_public(form):
    item, meeting = make.news("Hidden headline"), told_meeting()
    correct(item, note_en="Hidden note")
    correct(meeting, note_en="Shown note")
    item.state = "withdrawn"
    item.save()
    answer = Client().get(f"/en/corrections/{form}").content.decode()
    assert "Shown note" in answer and "Hidden note" not in answer


def test_the_log_pages_by_keyset_with_a_fixed_number_of_queries():
    items = [make.news() for _number in range(25)]
    for number, item in enumerate(items):
        correct(item, note_en=f"Note {number:02}")
    client, seen, address, counts = Client(), [], "/en/corrections/", set()
    while address:
        with CaptureQueriesContext(connection) as captured:
            item_list = client.get(address).context["item_list"]
        counts.add(len(captured))
        seen += [row.note_en for row in item_list.page]
        address = item_list.older_url
    assert seen == [f"Note {number:02}" for number in reversed(range(25))]
    assert counts == {2}


# The admin


@pytest.fixture
def editor(client):
    user = User.objects.create_superuser("editor")
    client.force_login(user)
    return client


def test_the_form_of_a_row_that_was_public_asks_what_the_edit_is(editor):
    item = make.news("Before", slug="release")
    response = save(editor, change(item), headline="After", correction_kind="")
    assert "say whether the edit is a correction" in " ".join(errors(response))
    response = save(editor, change(item), headline="After", correction_kind="correction")
    assert "Tell readers what was corrected." in errors(response)
    response = save(editor, change(item), headline="After", correction_note_en="Why")
    assert "Only a correction has a note" in " ".join(errors(response))
    assert NewsItem.objects.get().headline == "Before"
    note = {"correction_kind": "correction", "correction_note_en": "The headline was wrong."}
    save(editor, change(item), headline="After", **note)
    row = item.corrections.get()
    assert (NewsItem.objects.get().headline, row.note_en, row.changed) == (
        "After",
        "The headline was wrong.",
        ["headline"],
    )
    assert row.editor.username == "editor"


def test_a_change_of_an_inline_is_logged_with_the_meeting(editor):
    meeting = told_meeting()
    save(
        editor,
        change(meeting),
        participations__0__office_printed_en="Chair of the council",
        correction_kind="correction",
        correction_note_en="Her office was missing.",
    )
    row = meeting.corrections.get()
    assert (row.changed, row.note_en) == (["participants"], "Her office was missing.")
    assert meeting.participations.get().office_printed_en == "Chair of the council"
    assert Meeting.objects.get().corrected_at == row.made_at


def test_a_deleted_and_an_added_inline_are_logged(editor):
    meeting = make.meeting("Talks", people=[make.person(), make.person("Boris Petrov")])
    save(editor, change(meeting), participations__1__DELETE="on")  # the order of the other one stays
    assert (meeting.participations.count(), meeting.corrections.get().changed) == (1, ["participants"])
    data = fields(editor.get(change(meeting)))
    add_row(
        data,
        "participations",
        person=make.person("Vera Orlova").pk,
        order=9,
        role="participant",
        capacity="in_person",
    )
    assert editor.post(change(meeting), data).status_code == 302
    assert meeting.participations.count() == 2
    assert [row.changed for row in meeting.corrections.all()] == [["participants"], ["participants"]]


def test_an_office_that_the_form_fills_in_is_logged(editor):
    person = make.person()
    membership = make.membership(person, make.post("Chair"))
    meeting = make.meeting("Talks", people=[person])
    save(editor, change(meeting), participations__0__memberships=[membership.pk])
    assert meeting.participations.get().office_printed_en == "Chair"
    assert meeting.corrections.get().changed == ["participants"]


def test_a_change_of_what_was_withdrawn_is_logged(editor):
    meeting = make.meeting("Talks")
    step(editor, meeting, "withdraw", withdrawal_reason_en="By mistake")
    save(editor, change(meeting), title_en="Other talks", correction_kind="")
    assert (Meeting.objects.get().state, Meeting.objects.get().title_en) == ("withdrawn", "Other talks")
    minor, withdrawal = meeting.corrections.order_by("kind")
    assert (minor.kind, minor.changed, minor.editor.username) == ("minor", ["title_en"], "editor")
    assert (withdrawal.kind, withdrawal.note_en) == ("withdrawal", "By mistake")


def test_a_draft_is_edited_and_published_without_a_question(editor):
    item = make.news("Before", state="draft", publish_at=None, body="<p>They talked.</p>")
    assert "correction_kind" not in fields(editor.get(change(item)))
    save(editor, change(item), headline="After")
    step(editor, item, "publish")
    assert (NewsItem.objects.get().headline, Correction.objects.count()) == ("After", 0)


def test_a_draft_that_was_public_cannot_be_deleted(editor):
    items = [make.news(), make.news(state="draft")]
    items[0].state = "draft"
    items[0].save()
    act(editor, NewsItem, "delete_selected", items, post="yes")
    assert NewsItem.objects.count() == 2
    for item in items:
        editor.post(page(item, "delete", item.pk), {"post": "yes"})
    assert list(NewsItem.objects.all()) == items[:1]


def test_withdrawing_needs_a_reason_and_no_note(editor):
    item = make.news(body="<p>They talked.</p>")
    step(editor, item, "withdraw", withdrawal_reason_en="By mistake")
    item.refresh_from_db()
    assert (item.state, item.withdrawn_at is None) == ("withdrawn", False)
    act(editor, NewsItem, "publish", [item])
    item.refresh_from_db()
    assert (item.state, item.withdrawn_at) == ("published", None)
    assert [row.kind for row in Correction.objects.all()] == ["withdrawal"]


# What stood before and what stands now


def differences_of(entry):
    return {row.field: (row.before, row.after) for row in entry.shown_differences}


def test_a_correction_tells_what_stood_before_and_what_stands_now():
    meeting = make.meeting("Talks", place=make.place("Palace", "Дворец"), kind="visit", title_ru="Беседа")
    with edit(meeting, note_en="Place, kind and day were wrong."):
        meeting.place, meeting.kind = make.place("Castle", "Замок"), "session"
        meeting.start_date = meeting.end_date = datetime.date(2023, 11, 29)
        meeting.save()
    entry = meeting.corrections.get()
    assert differences_of(entry) == {
        "kind": ("visit", "session"),
        "first day": ("30 November 2023", "29 November 2023"),
        "last day": ("30 November 2023", "29 November 2023"),
        "place": ("Palace", "Castle"),
    }
    with override("ru"):
        assert differences_of(entry)["место"] == ("Дворец", "Замок")
    page = Client().get(f"/ru{meeting.get_absolute_url()[3:]}").content.decode()
    assert "<del>Дворец</del>" in page and "<ins>Замок</ins>" in page


def test_only_what_differs_of_a_text_and_of_participants_is_told():
    anna, boris = make.person("Anna Ivanova"), make.person("Boris Petrov")
    meeting = make.meeting("Talks", people=[anna, boris])
    item = make.news(body="<p>One. Two was wrong. Three.</p>")
    with edit(item, note_en="The second sentence was wrong."):
        item.body = "<p>One. Two is right. Three.</p>"
        item.save()
    assert differences_of(item.corrections.get()) == {"text": ("Two was wrong.", "Two is right.")}
    line = meeting.participations.get(person=boris)
    with edit(meeting, note_en="He was chair."):
        line.office_printed_en = "Chair"
        line.save()
    assert differences_of(meeting.corrections.get()) == {
        "participants": ("Boris Petrov", "Boris Petrov, Chair")
    }


def test_another_order_of_participants_is_told_in_full():
    meeting = make.meeting(people=[make.person("Anna Ivanova"), make.person("Boris Petrov")])
    with edit(meeting, note_en="The order was wrong."):
        for line, order in zip(meeting.participations.all(), (2, 1), strict=True):
            line.order = order
            line.save()
    assert differences_of(meeting.corrections.get()) == {
        "participants": ("Anna Ivanova; Boris Petrov", "Boris Petrov; Anna Ivanova")
    }


def test_the_words_of_a_correction_stay_when_names_change():
    old, new = make.place("Palace"), make.place("Castle")
    meeting = make.meeting(place=old)
    with edit(meeting, note_en="The place was wrong."):
        meeting.place = new
        meeting.save()
    for place in (old, new):
        place.name_en = "Renamed"
        place.save()
    assert differences_of(meeting.corrections.get()) == {"place": ("Palace", "Castle")}


def test_an_editor_may_conceal_what_stood_before(editor):
    item = make.news("Address of Anna Ivanova", slug="release")
    data = {"correction_kind": "correction", "correction_note_en": "Private data was removed."}
    save(editor, change(item), headline="Release", correction_conceals="on", **data)
    entry = item.corrections.get()
    assert differences_of(entry) == {"headline": ("", "Release")}
    assert "Address of Anna" not in Client().get("/en/corrections/").content.decode()


def test_a_restored_version_tells_what_stood_before(editor):
    item = make.news("First", slug="release")
    save(editor, change(item), lead="x", correction_kind="minor")
    version = newest_version(item)
    note = {"correction_kind": "correction", "correction_note_en": "Wrong."}
    save(editor, change(item), headline="Second", **note)
    save(editor, page(item, "revision", item.pk, version.pk), **note)
    assert [differences_of(entry) for entry in item.corrections.filter(kind="correction")] == [
        {"headline": ("Second", "First")},
        {"headline": ("First", "Second")},
    ]


def test_the_list_is_filtered_by_person_thing_and_period():
    anna = make.person("Anna Ivanova", slug="anna")
    meeting, item = make.meeting("Talks", people=[anna]), make.news("Release")
    told = make.news("Told", meetings=[meeting])
    for thing, note in ((meeting, "Of the meeting"), (item, "Of the release"), (told, "Of the report")):
        correct(thing, note_en=note)

    def notes(query):
        return sorted(
            row.note_en for row in Client().get(f"/en/corrections/?{query}").context["item_list"].page
        )

    assert notes("person=anna") == ["Of the meeting", "Of the report"]
    assert notes(f"thing=newsitem/{item.pk}") == ["Of the release"]
    assert notes(f"thing=meeting/{meeting.pk}&person=anna") == ["Of the meeting"]
    assert notes("to=2023-11-30") == []
    assert len(notes(f"from={timezone.localdate().isoformat()}")) == 3
    assert notes(f"thing=newsitem/0{item.pk}") == ["Of the release"]
    for strange in (
        "thing=meeting/99",
        "thing=person/1",
        "thing=x",
        "thing=newsitem/-1",
        "thing=meeting/" + "9" * 30,
    ):
        answer = Client().get(f"/en/corrections/?{strange}")
        assert answer.status_code == 200 and "cannot be used" in answer.content.decode(), strange


# Withdrawals


def withdraw_by_save(item, editor):
    item.state, item.withdrawal_reason_en = "withdrawn", "By mistake"
    item.save()


def withdraw_by_action(item, editor):
    act(editor, NewsItem, "withdraw", [item], confirmed="yes", withdrawal_reason_en="By mistake")


def withdraw_by_step(item, editor):
    step(editor, item, "withdraw", withdrawal_reason_en="By mistake")


def withdraw_in_bulk(item, editor):
    NewsItem.objects.update(state="withdrawn", withdrawal_reason_en="By mistake", withdrawn_at=timezone.now())
    catch_up(NewsItem.objects.all())
    catch_up(NewsItem.objects.all())


def make_a_draft(item, editor):
    item.state = "draft"
    item.save()


def make_a_draft_in_bulk(item, editor):
    NewsItem.objects.update(state="draft")
    catch_up(NewsItem.objects.all())
    catch_up(NewsItem.objects.all())


def put_off(item, editor):
    item.publish_at = timezone.now() + LATER
    item.save()


@pytest.mark.parametrize("withdraw", [make_a_draft, make_a_draft_in_bulk, put_off])
def test_what_a_program_takes_from_readers_is_a_withdrawal(withdraw):
    item = make.news("Release", lead="Its text")
    withdraw(item, None)
    [entry] = Correction.objects.all()
    assert (entry.kind, entry.thing) == ("withdrawal", item)
    assert "Release" in Client().get("/en/corrections/").content.decode()
    gone = Client().get(item.get_absolute_url())
    words = gone.content.decode()
    assert gone.status_code == 410 and "Release" in words and "Its text" not in words
    item.refresh_from_db()
    item.state, item.publish_at = "published", None
    item.save()
    feed = Client().get("/en/news/feed.json").json()["items"]
    assert feed[0]["title"] == "Release" and feed[0]["date_modified"] >= entry.made_at.isoformat()[:19]


def test_a_draft_that_a_program_calls_withdrawn_was_never_public():
    item = make.news("Secret headline", state="draft", publish_at=make.NOON)
    NewsItem.objects.update(state="withdrawn")
    catch_up(NewsItem.objects.all())
    assert not Correction.objects.exists()
    gone = Client().get(item.get_absolute_url())
    assert gone.status_code == 404 and "Secret headline" not in gone.content.decode()


def test_a_program_cannot_delete_many_of_which_readers_have_seen_one():
    make.news("Draft", state="draft")
    make.news("Release")
    with pytest.raises(ProtectedError, match="withdraw it"):
        NewsItem.objects.all().delete()
    assert NewsItem.objects.count() == 2
    NewsItem.objects.filter(state="draft").delete()
    assert NewsItem.objects.count() == 1


@pytest.mark.parametrize(
    "withdraw", [withdraw_by_save, withdraw_by_action, withdraw_by_step, withdraw_in_bulk]
)
def test_a_withdrawal_is_in_the_log_however_it_was_made(editor, withdraw):
    item = make.news("Release", section=make.organization("Council"), lead="Its text")
    withdraw(item, editor)
    [entry] = Correction.objects.all()
    assert (entry.kind, entry.note_en, entry.thing) == ("withdrawal", "By mistake", item)
    for address in ("/en/corrections/", "/en/corrections/feed.rss", "/en/corrections/export.csv"):
        answer = Client().get(address)
        text = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert "Release" in text and "By mistake" in text and "Its text" not in text, address
    gone = Client().get(item.get_absolute_url())
    words = ("Release", "30 November 2023, Council", "By mistake")
    assert gone.status_code == 410
    assert [word for word in words if word not in gone.content.decode()] == []
    assert "Its text" not in gone.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"publish_at": timezone.now() + LATER},
        {"state": "draft", "publish_at": None},
        {"state": "draft", "publish_at": make.NOON},
        {"state": "in_review", "publish_at": None},
    ],
)
def test_what_nobody_saw_is_withdrawn_in_silence(fields):
    item = make.news("Secret headline", **fields)
    withdraw_by_save(item, None)
    catch_up(NewsItem.objects.all())
    assert not Correction.objects.exists()
    gone = Client().get(item.get_absolute_url())
    assert gone.status_code == 404 and "Secret headline" not in gone.content.decode()


def test_a_correction_of_a_field_that_is_gone_is_shown_by_its_name():
    item = make.news()
    correct(item, note_en="Wrong.")
    row = {"name": "weather", "before": {"en": "rain"}, "after": {"en": "sun"}}
    Correction.objects.create(item=item, kind="correction", note_en="Wrong.", differences=[row])
    page = Client().get(item.get_absolute_url()).content.decode()
    assert "Weather" in page and "<ins>sun</ins>" in page


@pytest.fixture
def release():
    """A release in two languages with a meeting of its own, and one that another release reports too."""
    own, shared = make.meeting("Own"), make.meeting("Shared")
    english = make.news("English", meetings=[own, shared])
    russian = make.news("Русский", "ru", meetings=[own, shared], translation_key=english.translation_key)
    make.news("Other", meetings=[shared])
    return english, russian, own, shared


def states(*rows):
    return [type(row).objects.get(pk=row.pk).state for row in rows]


def test_withdrawing_one_language_asks_about_the_other_and_about_its_meetings(editor, release):
    english, russian, own, _shared = release
    form = editor.get(page(english, "step", english.pk, "withdraw")).content.decode()
    assert "These stay public unless you choose them." in form
    assert f'value="newsitem/{russian.pk}"' in form and f'value="meeting/{own.pk}"' in form
    assert states(*release) == ["published"] * 4
    chosen = [f"newsitem/{russian.pk}", f"meeting/{own.pk}"]
    step(editor, english, "withdraw", together=chosen, withdrawal_reason_en="By mistake")
    assert states(*release) == ["withdrawn", "withdrawn", "withdrawn", "published"]
    assert {row.note_en for row in Correction.objects.all()} == {"By mistake"}


def test_an_editor_who_chooses_nothing_else_leaves_the_other_language(editor, release):
    step(editor, release[0], "withdraw", withdrawal_reason_en="By mistake")
    assert states(*release) == ["withdrawn", "published", "published", "published"]


def test_the_action_of_the_list_asks_as_well(editor, release):
    english, russian, own, shared = release
    page_of_action = act(editor, NewsItem, "withdraw", [english]).content.decode()
    assert f'value="newsitem/{russian.pk}"' in page_of_action
    assert f'value="meeting/{shared.pk}"' not in page_of_action
    act(editor, NewsItem, "withdraw", [english], confirmed="yes", withdrawal_reason_en="By mistake",
        together=[f"meeting/{own.pk}"])  # fmt: skip
    assert states(*release) == ["withdrawn", "published", "withdrawn", "published"]


def test_a_correction_of_a_meeting_is_one_of_the_releases_that_report_it():
    meeting = make.meeting("Talks")
    told, other = make.news("Told", meetings=[meeting]), make.news("Other", slug="other")
    with edit(meeting, note_en="The title was wrong."):
        meeting.title_en = "Hearings"
        meeting.save()
    told.refresh_from_db()
    other.refresh_from_db()
    assert told.corrected_at == meeting.corrected_at and other.corrected_at is None
    page = Client().get(told.get_absolute_url()).content.decode()
    assert "The title was wrong." in page and "corrected" in page
    feed = Client().get("/en/news/feed.json").json()["items"]
    assert feed[0]["title"] == "Told" and feed[0]["date_modified"] > feed[0]["date_published"]


def test_a_correction_of_the_country_of_a_delegation_tells_before_and_now():
    meeting = make.meeting(people=[make.person()], delegations=[make.organization("Senate", country="KZ")])
    participation = meeting.participations.get()
    with edit(meeting, note_en="The country was wrong."):
        participation.delegation_country = "KG"
        participation.save()
    with edit(meeting, note_en="No source says how."):
        participation.capacity_stated = False
        participation.save()
    country, manner = [
        [(row.before, row.after) for row in entry.shown_differences]
        for entry in meeting.corrections.order_by("pk")
    ]
    assert country == [("Anna Ivanova (Senate, Kazakhstan)", "Anna Ivanova (Senate, Kyrgyzstan)")]
    assert manner == [
        ("Anna Ivanova (Senate, Kyrgyzstan)", "Anna Ivanova (Senate, Kyrgyzstan) – in person (inferred)")
    ]


@pytest.mark.parametrize(
    "differences", ["x", 5, [1], ["x"], [{}], [{"name": "title_en"}], [{"name": [], "before": 1}]]
)
def test_an_entry_that_a_program_filled_with_anything_breaks_no_page(differences):
    meeting = make.meeting("Talks")
    with edit(meeting, note_en="The title was wrong."):
        meeting.title_en = "Hearings"
        meeting.save()
    QuerySet(Correction).update(differences=differences, changed=[1, None])
    for address in ("/en/corrections/", "/en/corrections/feed.atom", meeting.get_absolute_url()):
        assert "The title was wrong." in Client().get(address).content.decode(), address
    assert Client().get("/en/corrections/export.csv").getvalue()
