"""Changes of offices, places and events on which public pages depend."""

import datetime

import pytest

from news.corrections import edit
from news.models import Correction, Meeting
from people.models import Membership
from tests import factories as make
from tests.admin_pages import change, errors, fields, page, save

pytestmark = pytest.mark.django_db

NOTE = {"correction_kind": "correction", "correction_note_en": "He had left before."}
END = datetime.date(2024, 1, 31)


@pytest.fixture
def office():
    """An office in which its holder took part in two public meetings and a draft."""
    person = make.person("Anna Ivanova")
    office = make.membership(person, make.post("Chair"), datetime.date(2020, 1, 1))
    for title, fields_ in {
        "Talks": {},
        "Forum": {"day": datetime.date(2024, 3, 5)},
        "Secret": {"state": "draft", "publish_at": None},
    }.items():
        meeting = make.meeting(title, people=[person], **fields_)
        with edit(meeting):
            meeting.participations.get().memberships.add(office)
    return office


def logged():
    """Return [(title of the meeting, kind, note, changed)] of the log, without the entries of the fixtures."""
    rows = Correction.objects.filter(kind="correction").order_by("pk")
    return [(str(row.thing.title_en), row.kind, row.note_en, row.changed) for row in rows]


ENDED = {"end_date": "2024-01-31", "end_precision": "day"}


def test_ending_an_office_names_the_pages_and_asks(admin_client, office):
    answer = save(admin_client, change(office), **ENDED, correction_kind="")
    assert errors(answer) == [
        "2 public pages depend on this: say whether the change is a correction. "
        "Forum (5 March 2024); Talks (30 November 2023)"
    ]
    shown = answer.content.decode()
    assert "Meeting: Forum (5 March 2024)" in shown and "Secret" not in shown
    assert Membership.objects.get().end_date is None
    assert save(admin_client, change(office), **ENDED, correction_kind="minor").status_code == 302
    assert (Membership.objects.get().end_date, logged()) == (END, [])


def test_a_correction_is_told_on_the_pages_that_the_editor_chooses(admin_client, office):
    forum = Meeting.objects.get(title_en="Forum")
    answer = save(admin_client, change(office), **ENDED, **NOTE, correction_pages=[f"meeting/{forum.pk}"])
    assert answer.status_code == 302
    assert logged() == [("Forum", "correction", "He had left before.", ["participants"])]
    assert "He had left before." in admin_client.get(forum.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"correction_kind": "correction"}, "Tell readers what was corrected."),
        ({**NOTE, "correction_pages": []}, "Choose the pages that the note corrects."),
        (
            {"correction_kind": "minor", "correction_note_en": "Why"},
            "Only a correction has a note for readers: choose it, or empty the note.",
        ),
    ],
)
def test_an_answer_that_contradicts_itself_is_refused(admin_client, office, answer, said):
    assert errors(save(admin_client, change(office), **ENDED, **answer)) == [said]


def test_what_pages_do_not_tell_is_changed_without_a_question(admin_client, office):
    assert save(admin_client, change(office), last_seen="2024-03-05", correction_kind="").status_code == 302


def test_an_office_without_a_public_page_is_changed_without_a_question(admin_client):
    office = make.membership(make.person(), make.post("Chair"))
    assert "correction_kind" not in fields(admin_client.get(change(office)))
    assert save(admin_client, change(office), **ENDED).status_code == 302


def test_the_form_of_the_person_asks_as_well(admin_client, office):
    ended = {f"memberships__0__{name}": value for name, value in ENDED.items()}
    answer = save(admin_client, change(office.person), **ended, correction_kind="")
    assert errors(answer)[0].startswith(
        "2 public pages depend on this: say whether the change is a correction."
    )
    assert Membership.objects.get().end_date is None
    assert save(admin_client, change(office.person), wikidata_id="Q1", correction_kind="").status_code == 302
    talks = Meeting.objects.get(title_en="Talks")
    save(admin_client, change(office.person), **ended, **NOTE, correction_pages=[f"meeting/{talks.pk}"])
    assert (Membership.objects.get().end_date, [row[0] for row in logged()]) == (END, ["Talks"])


@pytest.mark.parametrize("kind", ["place", "event"])
def test_moving_a_place_or_an_event_asks(admin_client, kind):
    thing = make.place("Hall", country="RU") if kind == "place" else make.event("Forum")
    make.meeting("Talks", **{kind: thing})
    moved = {"time_zone": "Asia/Almaty"} if kind == "place" else {"start_date": "2023-11-29"}
    answer = save(admin_client, change(thing), **moved, correction_kind="")
    assert "1 public page depends on this" in errors(answer)[0]
    assert save(admin_client, change(thing), **moved, **NOTE).status_code == 302
    assert logged() == [("Talks", "correction", "He had left before.", [kind])]


@pytest.mark.parametrize("kind", ["place", "event", "office"])
def test_nothing_on_which_a_page_depends_is_deleted(admin_client, office, kind):
    thing = {"place": make.place, "event": make.event, "office": lambda: office}[kind]()
    if kind != "office":
        make.meeting("Round table", **{kind: thing})
    answer = admin_client.post(page(thing, "delete", thing.pk), {"post": "yes"})
    assert type(thing).objects.filter(pk=thing.pk).exists()
    assert ("Talks" if kind == "office" else "Round table") in answer.content.decode()
