"""The history of a row: who did what, when and why, in the language of the reader; versions compared word by word."""

import re

import pytest
from django.contrib.auth.models import User
from reversion.models import Revision, Version

from ipacis.core.admin.row_versions import newest_version
from news.models import Meeting, NewsItem, NewsPhoto
from people.models import Organization
from tests import factories as make
from tests.admin_pages import act, add_row, change, fields, page, save, step
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db


def entries(client, obj, language="en"):
    answer = client.get(page(obj, "history", obj.pk), headers={"accept-language": language})
    return [(entry.sentences, entry.why) for entry in answer.context["entries"]]


def versions_of(obj):
    return list(Version.objects.get_for_object(obj).order_by("pk"))


def compared(client, obj, old, new, language="en"):
    """Return ({label: text with [-gone-] and {+new+} words}, [(change, kind, name, {label: text})])."""
    asked = {"old": old.pk, "new": new.pk}
    answer = client.get(page(obj, "compare", obj.pk), asked, headers={"accept-language": language})
    comparison = answer.context["comparison"]
    rows = [(row.change, row.kind, row.name, marked(row.fields)) for row in comparison.rows]
    return marked(comparison.fields), rows


def marked(differences):
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return {
        one.label: "".join(signs[piece.kind].format(piece.text) for piece in one.pieces)
        for one in differences
    }


# Lines


def test_a_line_tells_fields_rows_and_state_in_the_language_of_the_reader(admin_client):
    person = make.person("Anna Ivanova", ru="Анна Иванова")
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    data = fields(admin_client.get(change(meeting)))
    add_row(data, "participations", order="", person=person.pk, role="participant", capacity="in_person")
    assert admin_client.post(change(meeting), {**data, "title_en": "Long talks"}).status_code == 302
    step(admin_client, meeting, "schedule", publish_at_0="2026-11-28", publish_at_1="12:00")
    [(state, _none), (english, _why)] = entries(admin_client, meeting)
    assert english == ["Changed: title (English).", "Added: participant “Anna Ivanova”."]
    assert state == ["State: published (28 November 2026, 12:00)."]
    [([state], _none), (russian, _why)] = entries(admin_client, meeting, "ru")
    assert russian[1] == "Добавлено: участник «Анна Иванова»."
    assert state.startswith("Состояние: опубликовано (28 ноября 2026 г., 12:00)")


def test_what_an_editor_did_in_russian_is_read_in_english(admin_client):
    body = make.organization("Council")
    save_in_russian(admin_client, body, name_en="The Council")
    assert entries(admin_client, body) == [(["Changed: name (English)."], "")]
    assert entries(admin_client, body, "ru")[0][0] == ["Изменено: название (английский)."]


def save_in_russian(client, obj, **changes):
    data = {**fields(client.get(change(obj), headers={"accept-language": "ru"})), **changes}
    assert client.post(change(obj), data, headers={"accept-language": "ru"}).status_code == 302


def test_actions_merges_and_restorations_are_lines_without_a_language(admin_client):
    item = make.news("Talks", state="draft", publish_at=None, body="<p>They talked.</p>")
    act(admin_client, NewsItem, "publish", [item])
    [(sentences, _why)] = entries(admin_client, item)
    assert re.fullmatch(r"State: published \(\d+ \w+ \d{4}, \d\d:\d\d\)\.", *sentences)
    body, twin = make.organization("Council"), make.organization("The council")
    save(admin_client, change(body), name_en="The Council")
    first = newest_version(body)
    act(admin_client, Organization, "merge", [body, twin], keep=body.pk, confirmed="yes")
    assert save(admin_client, page(body, "revision", body.pk, first.pk)).status_code == 302
    told = [sentences for sentences, _why in entries(admin_client, body)]
    assert re.fullmatch(r"Restored the version of \d+ \w+ \d{4}, \d\d:\d\d\.", *told[0])
    assert told[1:] == [["Merged into it: The council."], ["Changed: name (English)."]]
    stored = " ".join(Revision.objects.values_list("comment", flat=True))
    assert not re.search("Restored|Merged into|Reverted", stored)


def test_the_reason_is_the_one_typed_or_the_note_for_readers(admin_client):
    body = make.organization("Council")
    save(admin_client, change(body), name_en="The Council", why="As on its own site")
    meeting = make.meeting("Talks")
    note = {"correction_kind": "correction", "correction_note_en": "The title was wrong."}
    save(admin_client, change(meeting), title_en="Long talks", **note)
    assert [why for _sentences, why in entries(admin_client, body)] == ["As on its own site"]
    assert [why for _sentences, why in entries(admin_client, meeting)] == ["The title was wrong."]


def test_a_reason_alone_changes_no_field(admin_client):
    body = make.organization("Council")
    save(admin_client, change(body), why="Looked at")
    assert entries(admin_client, body) == [([], "Looked at")]


@pytest.mark.parametrize(
    "comment", ["", "Reverted by hand", '["x"]', '[{"new event": 1}]', "[1]", '[{"state": 5}]']
)
def test_comments_that_this_version_does_not_know_break_nothing(admin_client, comment):
    body = make.organization("Council")
    save(admin_client, change(body), name_en="The Council")
    Revision.objects.update(comment=comment)
    assert admin_client.get(page(body, "history", body.pk)).status_code == 200


def test_lines_of_former_versions_of_the_site_are_read(admin_client):
    body = make.organization("Council")
    save(admin_client, change(body), name_en="The Council")
    old = '[{"added": {}}, {"changed": {"name": "other name", "object": "Council", "fields": ["Name (English)"]}}]'
    Revision.objects.update(comment=old)
    assert entries(admin_client, body)[0][0] == ["Added.", "Changed Name (English) for other name “Council”."]


# Comparison


def test_versions_are_compared_word_by_word(admin_client):
    item = make.news("Talks in the palace", state="draft", publish_at=None, body="<p>One two</p>")
    save(admin_client, change(item), lead="First")
    save(
        admin_client,
        change(item),
        headline="Talks in the old palace",
        body="<p>One <strong>three</strong></p>",
    )
    assert compared(admin_client, item, *versions_of(item)) == (
        {"Headline": "Talks in the {+old +}palace", "Text": "One [-two-]{+three+}"},
        [],
    )


def test_rows_topics_photos_and_state_are_compared(admin_client):
    people = [make.person("Anna Ivanova"), make.person("Boris Petrov")]
    topics = [make.topic("Law"), make.topic("Energy")]
    meeting = make.meeting("Talks", state="draft", publish_at=None, people=[people[0]], topics=topics[:1])
    save(admin_client, change(meeting))
    data = fields(admin_client.get(change(meeting)))
    data |= {"participations-0-office_printed_en": "Speaker", "topics": [topics[1].pk]}
    add_row(data, "participations", order="", person=people[1].pk, role="chair", capacity="in_person")
    admin_client.post(change(meeting), data)
    step(admin_client, meeting, "publish")
    changed, rows = compared(admin_client, meeting, versions_of(meeting)[0], versions_of(meeting)[-1])
    assert changed["State"] == "[-draft-]{+published+}"
    told = {(change, kind, name) for change, kind, name, _fields in rows}
    assert {
        ("new", "Topic", "Energy"),
        ("gone", "Topic", "Law"),
        ("new", "Participant", "Boris Petrov"),
    } <= told
    [edited] = [fields for change, kind, _name, fields in rows if (change, kind) == ("same", "Participant")]
    assert edited["Office as printed (English)"] == "{+Speaker+}"


def test_photos_of_a_release_are_compared(admin_client):
    photo = make_photo()
    item = make.news("Talks", state="draft", publish_at=None)
    save(admin_client, change(item))
    NewsPhoto.objects.create(item=item, photo=photo, order=1)
    save(admin_client, change(item), lead="With a photo")
    _changed, rows = compared(admin_client, item, *versions_of(item))
    assert [(change, kind, name) for change, kind, name, _fields in rows] == [("new", "Photo", "The palace")]


def test_two_versions_are_compared_in_their_order_whatever_is_asked(admin_client):
    body = make.organization("Council")
    for name in ("First", "Second"):
        save(admin_client, change(body), name_en=name)
    old, new = versions_of(body)
    assert compared(admin_client, body, new, old)[0] == {"Name (English)": "[-First-]{+Second+}"}


@pytest.mark.parametrize("asked", [{}, {"old": "x", "new": "1"}, {"old": "9" * 30, "new": "1"}, {"old": "1"}])
def test_versions_that_do_not_exist_are_not_found(admin_client, asked):
    body = make.organization("Council")
    assert admin_client.get(page(body, "compare", body.pk), asked).status_code == 404


def test_versions_of_another_row_are_not_shown(admin_client):
    body, other = make.organization("Council"), make.organization("Senate")
    for row in (body, other):
        save(admin_client, change(row), website="https://example.org/")
    asked = {"old": newest_version(body).pk, "new": newest_version(other).pk}
    assert admin_client.get(page(body, "compare", body.pk), asked).status_code == 404


def test_comparing_asks_for_the_permission_to_see_the_row(client, admin_client):
    body = make.organization("Council")
    save(admin_client, change(body), name_en="The Council")
    key = newest_version(body).pk
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert client.get(page(body, "compare", body.pk), {"old": key, "new": key}).status_code == 403


def test_comparing_many_rows_costs_few_queries(admin_client, django_assert_max_num_queries):
    meeting = make.meeting(
        "Talks", state="draft", publish_at=None, people=[make.person() for _row in range(30)]
    )
    save(admin_client, change(meeting))
    save(admin_client, change(meeting), title_en="Long talks")
    old, new = versions_of(meeting)
    with django_assert_max_num_queries(20):
        compared(admin_client, meeting, old, new)


# Restoring


def test_the_page_of_an_earlier_version_says_what_changes_and_what_cannot_come_back(admin_client):
    place, topic = make.place("Palace"), make.topic("Law")
    meeting = make.meeting("Talks", state="draft", publish_at=None, place=place, topics=[topic])
    save(admin_client, change(meeting))
    first = newest_version(meeting)
    save(admin_client, change(meeting), title_en="Long talks", place="", topics=[])
    place.delete()
    shown = re.sub(
        r"\s+", " ", admin_client.get(page(Meeting, "revision", meeting.pk, first.pk)).content.decode()
    )
    assert "it replaces what is stored now: Title (English), Place, Topic." in shown
    assert "This cannot come back, because it is gone since: place." in shown


def test_a_version_that_is_equal_to_what_stands_now_says_so(admin_client):
    body = make.organization("Council")
    save(admin_client, change(body))
    address = page(body, "revision", body.pk, newest_version(body).pk)
    assert "This version is equal to what is stored now." in admin_client.get(address).content.decode()
