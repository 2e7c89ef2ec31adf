"""The admin of news: releases, meetings, participants, topics, photos and documents."""

import datetime
import io

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from ipacis.core.admin.row_versions import newest_version
from news.corrections import edit
from news.models import (
    Document,
    Event,
    Meeting,
    MeetingTopic,
    NewsItem,
    NewsTopic,
    Participation,
    Photo,
    Place,
    Topic,
    TopicAlias,
)
from tests import factories as make
from tests.admin_pages import act, add_row, change, count_queries, errors, fields, messages, page, save, step

pytestmark = pytest.mark.django_db

DAY = make.DAY


def picture(kind="PNG", name="photo.png"):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


def make_rows(number):
    """Make *number* rows of each model, and a meeting and a release that refer to all of them."""
    people = [make.person(f"Anna{row} Kogut{row}") for row in range(number)]
    bodies = [make.organization(f"Chamber {row}") for row in range(number)]
    topics = [make.topic(f"Topic {row}") for row in range(number)]
    documents = [Document.objects.create(title_en=f"Treaty {row}") for row in range(number)]
    photos = [Photo.objects.create(image=picture(), alt_en=f"Photo {row}") for row in range(number)]
    event = make.event("Forum", place=make.place("Hall", within=make.place("Palace")))
    meetings = [
        make.meeting(f"Talks {row}", people=people, topics=topics, delegations=bodies, event=event,
                          place=event.place, documents=[] if row else documents)
        for row in range(number)
    ]  # fmt: skip
    for line in Participation.objects.select_related("person"):
        post = make.post(f"Chair {line.pk}", bodies[0])
        line.memberships.add(make.membership(line.person, post))
    item = make.news(
        "Talks told",
        meetings=meetings,
        section=bodies[0],
        photos=photos,
        mentioned=people,
        documents=documents,
    )
    for row in range(number):
        make.news(f"Talks {row}", day=DAY + datetime.timedelta(row))
        make.place(f"Talks {row}", within=event.place)
        make.event(f"Talks {row}", place=event.place)
    item.topics.set(topics)
    documents[0].bodies.set(bodies)
    for row in range(number):
        TopicAlias.objects.create(topic=topics[0], name=f"Subject {row}")
    return {
        NewsItem: item, Meeting: meetings[0], Event: event, Place: event.place, Topic: topics[0],
        Photo: photos[0], Document: documents[0],
    }  # fmt: skip


#: A search for words takes two queries on SQLite: the first counts how common they are.
WORDS_QUERIES = 2 if connection.vendor == "sqlite" else 1
#: {page: number of its queries}, including the two of every signed-in page for the session and the user.
QUERIES = {
    NewsItem: {"list": 8, "search": 8 + WORDS_QUERIES, "add": 4, "change": 23},
    Meeting: {"list": 7, "search": 7 + WORDS_QUERIES, "add": 4, "change": 24},
    Event: {"list": 6, "search": 6, "add": 4, "change": 8},
    Place: {"list": 5, "search": 5, "add": 4, "change": 10},
    Topic: {"list": 5, "search": 5, "add": 4, "change": 8},
    Photo: {"list": 6, "search": 6, "add": 4, "change": 7},
    Document: {"list": 6, "search": 6, "add": 4, "change": 9},
}
WORDS = {NewsItem: "talks", Meeting: "talks", Event: "talks", Place: "talks", Topic: "topic",
         Photo: "photo", Document: "treaty"}  # fmt: skip


@pytest.mark.parametrize("number", [2, 5])
@pytest.mark.parametrize("model", QUERIES, ids=lambda model: model.__name__)
def test_pages_answer_with_a_number_of_queries_that_does_not_grow(admin_client, model, number):
    rows = make_rows(number)
    addresses = {
        "list": page(model, "changelist"),
        "search": page(model, "changelist") + f"?q={WORDS[model]}",
        "add": page(model, "add"),
        "change": change(rows[model]),
    }
    assert count_queries(admin_client, addresses) == QUERIES[model]
    found = admin_client.get(addresses["search"]).context["cl"].result_count
    assert found == len([row for row in model.objects.all() if WORDS[model] in str(row).casefold()])


# The list of participants


@pytest.fixture
def people():
    return [
        make.person("Viktor Kogut", "Виктор Когут"),
        make.person("Ivan Mushket", "Иван Мушкет"),
        make.person("Ella Pamfilova", "Элла Памфилова"),
    ]


@pytest.fixture
def meeting(people):
    return make.meeting("Talks", people=people)


def lines(meeting):
    return [(line.order, str(line.person)) for line in meeting.participations.all()]


def test_two_participants_change_places(admin_client, meeting):
    response = save(admin_client, change(meeting), participations__0__order="2", participations__1__order="1")
    assert response.status_code == 302
    assert lines(meeting) == [(1, "Ivan Mushket"), (2, "Viktor Kogut"), (3, "Ella Pamfilova")]


@pytest.mark.parametrize(
    ("row", "place", "names"),
    [
        (2, "1", ["Ella Pamfilova", "Viktor Kogut", "Ivan Mushket"]),
        (0, "3", ["Ivan Mushket", "Ella Pamfilova", "Viktor Kogut"]),
        (1, "", ["Viktor Kogut", "Ella Pamfilova", "Ivan Mushket"]),
    ],
)
def test_a_participant_given_the_place_of_another_stands_there(admin_client, meeting, row, place, names):
    save(admin_client, change(meeting), **{f"participations__{row}__order": place})
    assert lines(meeting) == list(enumerate(names, 1))


def test_a_participant_is_removed_and_added_again_in_one_save(admin_client, meeting, people):
    data = fields(admin_client.get(change(meeting)))
    data["participations-0-DELETE"] = "on"
    add_row(data, "participations", order="", person=people[0].pk, role="chair", capacity="video")
    assert admin_client.post(change(meeting), data).status_code == 302
    assert lines(meeting) == [(1, "Ivan Mushket"), (2, "Ella Pamfilova"), (3, "Viktor Kogut")]
    assert meeting.participations.last().role == "chair"


def test_a_person_stands_in_the_list_once(admin_client, meeting, people):
    data = fields(admin_client.get(change(meeting)))
    add_row(data, "participations", order="", person=people[0].pk, role="chair", capacity="video")
    response = admin_client.post(change(meeting), data)
    assert "The list has the same entry twice (Person)." in errors(response)
    assert len(lines(meeting)) == 3


def test_name_and_office_left_empty_are_filled_from_what_was_chosen(admin_client, people):
    meeting = make.meeting("Talks", day=datetime.date(2021, 5, 1))
    post = make.post("Deputy Secretary General", ru="заместитель Генерального секретаря")
    post.former_names.create(name_en="Deputy Secretary", end_date=datetime.date(2021, 12, 31))
    second = make.post("Plenipotentiary Representative", ru="полномочный представитель")
    held = [
        make.membership(people[0], post),
        make.membership(people[0], second),
    ]
    data = fields(admin_client.get(change(meeting)))
    add_row(data, "participations", order="", person=people[0].pk, role="participant", capacity="in_person",
            memberships=[row.pk for row in held])  # fmt: skip
    response = admin_client.post(change(meeting), data)
    line = meeting.participations.get()
    assert [line.name_printed_en, line.name_printed_ru, line.office_printed_en, line.office_printed_ru] == [
        "Viktor Kogut",
        "Виктор Когут",
        "Deputy Secretary – Plenipotentiary Representative",
        "заместитель Генерального секретаря – полномочный представитель",
    ]
    assert [kind for kind, _text in messages(response)] == ["success"]


def test_an_acting_office_is_printed_as_such(admin_client, people):
    meeting = make.meeting("Talks")
    held = make.membership(people[0], make.post("Chair"), acting=True)
    data = fields(admin_client.get(change(meeting)))
    add_row(data, "participations", order="", person=people[0].pk, role="chair", capacity="video",
            memberships=[held.pk])  # fmt: skip
    admin_client.post(change(meeting), data)
    assert meeting.participations.get().office_printed_en == "Acting Chair"


@pytest.mark.parametrize("sent", ["²", "x", "9" * 30])
def test_an_invalid_key_of_a_person_is_a_form_error(admin_client, meeting, sent):
    response = save(admin_client, change(meeting), participations__0__person=sent)
    assert (response.status_code, len(lines(meeting))) == (200, 3)


def test_printed_names_stay_when_a_person_is_linked_or_renamed(admin_client, people):
    meeting = make.meeting("Talks")
    with edit(meeting):
        meeting.participations.create(order=1, name_printed_en="V. Kogut", office_printed_en="Envoy")
    save(admin_client, change(meeting), participations__0__person=people[0].pk)
    line = meeting.participations.get()
    assert (line.person, line.name_printed_en, line.office_printed_en) == (people[0], "V. Kogut", "Envoy")


def test_replacing_the_person_replaces_the_printed_name(admin_client, meeting, people):
    other = make.person("Dmitriy Kobitskiy")
    meeting.participations.filter(order=1).update(name_printed_en="Viktor Kogut")
    save(admin_client, change(meeting), participations__0__person=other.pk)
    line = meeting.participations.get(order=1)
    assert (line.name_printed_en, line.name_printed_ru) == ("Dmitriy Kobitskiy", "")


def test_contradictions_are_warnings_and_are_saved(admin_client, meeting, people):
    post = make.post("Secretary General")
    over = make.membership(people[0], post, end=DAY - datetime.timedelta(1))
    stranger = make.membership(people[1], make.post("Director"))
    response = save(
        admin_client,
        change(meeting),
        participations__0__memberships=[over.pk, stranger.pk],
        participations__0__office_printed_en="Director of the institute",
    )
    told = messages(response)
    assert told[:-1] == [
        ("warning", "Viktor Kogut: the office “Secretary General” was not held on the day of the meeting."),
        (
            "warning",
            "Viktor Kogut: the office as printed, “Director of the institute”, does not name “Secretary General”.",
        ),
        ("warning", "Viktor Kogut: the office “Director” chosen is that of Ivan Mushket."),
    ]
    assert told[-1][0] == "success"
    assert set(meeting.participations.get(order=1).memberships.all()) == {over, stranger}


def test_an_office_that_fits_raises_no_doubt(admin_client, meeting, people):
    held = make.membership(people[0], make.post("Secretary General"), start=DAY, end=DAY)
    response = save(
        admin_client,
        change(meeting),
        participations__0__memberships=[held.pk],
        participations__0__office_printed_en="Secretary-General of the Council",
    )
    assert [kind for kind, _text in messages(response)] == ["success"]


# Publishing


def test_publishing_a_release_publishes_the_drafts_it_tells_and_says_so(admin_client):
    drafts = [make.meeting(f"Talks {row}", state="draft", publish_at=None) for row in range(2)]
    item = make.news(meetings=drafts, state="draft", publish_at=None, body="<p>They talked.</p>")
    response = step(admin_client, item, "publish")
    assert messages(response)[0] == (
        "info",
        "The meetings it tells of are published with it: Talks 1 (30 November 2023); Talks 0 (30 November 2023).",
    )
    assert Meeting.objects.published().count() == 2


def test_a_draft_publishes_no_meeting(admin_client):
    item = make.news(meetings=[make.meeting(state="draft", publish_at=None)], state="draft", publish_at=None)
    response = save(admin_client, change(item), headline="Another headline")
    assert [kind for kind, _text in messages(response)] == ["success"]
    assert not Meeting.objects.published().exists()


def test_the_action_publishes_only_rows_that_are_not_public(admin_client):
    draft = make.news(
        "Release",
        meetings=[make.meeting("Talks", state="draft", publish_at=None)],
        state="draft",
        publish_at=None,
        body="<p>They talked.</p>",
    )
    public = make.news()
    response = act(admin_client, NewsItem, "publish", [draft, public])
    assert messages(response) == [
        ("info", "The meeting it tells of is published with it: Talks (30 November 2023)."),
        ("success", "“Release” is published."),
        ("warning", "1 was left as it is: the step is not possible from its state."),
    ]
    assert set(NewsItem.objects.published()) == {draft, public}


def test_only_a_draft_is_sent_to_review(admin_client):
    rows = [make.news(state="draft", publish_at=None), make.news()]
    act(admin_client, NewsItem, "send_to_review", rows)
    assert list(NewsItem.objects.order_by("pk").values_list("state", flat=True)) == ["in_review", "published"]


def test_withdrawing_asks_for_the_reason(admin_client):
    item = make.news()
    asked = act(admin_client, NewsItem, "withdraw", [item])
    assert asked.status_code == 200 and not asked.context["form"].is_bound
    again = act(admin_client, NewsItem, "withdraw", [item], confirmed="yes")
    assert again.context["form"].errors == {
        "withdrawal_reason_en": ["Say why it is withdrawn: readers of its address are told."]
    }
    act(
        admin_client,
        NewsItem,
        "withdraw",
        [item],
        confirmed="yes",
        withdrawal_reason_en="Published by mistake",
    )
    item.refresh_from_db()
    assert (item.state, item.withdrawal_reason_en) == ("withdrawn", "Published by mistake")


def test_the_page_withdraws_with_a_reason_only(admin_client):
    item = make.news()
    response = step(admin_client, item, "withdraw")
    assert response.context["form"].errors == {
        "withdrawal_reason_en": ["Say why it is withdrawn: readers of its address are told."]
    }
    assert list(NewsItem.objects.published()) == [item]


def test_the_reason_of_a_withdrawal_can_be_improved(admin_client):
    item = make.news()
    step(admin_client, item, "withdraw", withdrawal_reason_en="Mistaek")
    save(admin_client, change(item), withdrawal_reason_en="A mistake")
    item.refresh_from_db()
    assert (item.state, item.withdrawal_reason_en) == ("withdrawn", "A mistake")
    assert errors(save(admin_client, change(item), withdrawal_reason_en="")) == [
        "Say why it is withdrawn: readers of its address are told."
    ]


def test_an_editor_with_view_permission_can_run_no_action(client):
    item = make.news(state="draft", publish_at=None)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_newsitem", "view_topic"]))
    client.force_login(reader)
    act(client, NewsItem, "publish", [item])
    act(client, NewsItem, "delete_selected", [item], post="yes")
    topics = [make.topic("Law"), make.topic("Laws")]
    act(client, Topic, "merge", topics, confirmed="yes", keep=topics[0].pk)
    assert list(NewsItem.objects.values_list("state", flat=True)) == ["draft"]
    assert set(Topic.objects.all()) == set(topics)


def test_rows_that_were_public_cannot_be_deleted(admin_client):
    item, meeting = make.news(), make.meeting()
    for thing in (item, meeting):
        assert admin_client.post(page(thing, "delete", thing.pk), {"post": "yes"}).status_code == 403
        act(admin_client, type(thing), "delete_selected", [thing], post="yes")
    assert (NewsItem.objects.get(), Meeting.objects.get()) == (item, meeting)


@pytest.mark.parametrize("state", ["draft", "in_review", "published", "withdrawn"])
def test_preview_shows_an_item_in_any_state_in_its_own_language(admin_client, state):
    item = make.news("Встреча в Минске", language="ru", state=state)
    response = admin_client.get(page(item, "preview", item.pk))
    assert (response.status_code, '<html lang="ru">' in response.content.decode()) == (200, True)
    assert "Встреча в Минске" in response.content.decode()


def test_preview_of_a_meeting_has_both_languages(admin_client):
    meeting = make.meeting("Talks", title_ru="Переговоры", state="draft", publish_at=None)
    shown = {
        language: admin_client.get(
            page(meeting, "preview", meeting.pk), {"language": language}
        ).content.decode()
        for language in ("en", "ru")
    }
    assert ("<h1" in shown["en"] and "Talks" in shown["en"], "Переговоры" in shown["ru"]) == (True, True)


def test_preview_asks_for_permission_of_the_item(client):
    item = make.news(state="draft", publish_at=None)
    address = page(item, "preview", item.pk)
    assert client.get(address).status_code == 302
    stranger = User.objects.create_user("stranger", is_staff=True)
    stranger.user_permissions.set(Permission.objects.filter(codename="view_meeting"))
    client.force_login(stranger)
    assert client.get(address).status_code == 403


def test_only_public_rows_link_to_their_page(admin_client):
    public, draft = make.news(), make.news(state="draft", publish_at=None)
    links = [admin_client.get(change(item)).context["absolute_url"] for item in (public, draft)]
    assert links == [public.get_absolute_url(), None]
    assert admin_client.get(links[0]).status_code == 200


# Translations


def test_a_translation_begins_with_what_the_languages_share(admin_client):
    topics = [make.topic("Law"), make.topic("Elections")]
    meetings = [make.meeting("First"), make.meeting("Second")]
    item = make.news(meetings=meetings, section=make.organization(), mentioned=[make.person()])
    item.topics.set(topics)
    tools = admin_client.get(change(item)).context["tools"]
    assert tools == [(f"{page(NewsItem, 'add')}?translation_of={item.pk}", "Add the text in Russian")]
    response = save(admin_client, tools[0][0], headline="Встреча")
    assert response.status_code == 302
    other = NewsItem.objects.get(language="ru")
    assert (other.translation_key, other.date, other.section, other.state, other.headline) == (
        item.translation_key, item.date, item.section, "draft", "Встреча",
    )  # fmt: skip
    assert [report.meeting for report in other.reports.all()] == meetings
    assert set(other.topics.all()) == set(topics)
    assert list(other.mentioned.all()) == list(item.mentioned.all())
    assert admin_client.get(change(item)).context["tools"] == [(change(other), "Russian")]


def test_a_release_has_one_text_in_a_language(admin_client):
    item = make.news()
    add = f"{page(NewsItem, 'add')}?translation_of={item.pk}"
    opened = fields(admin_client.get(add))
    other = make.news(language="ru", translation_key=item.translation_key)
    said = ["This release already has a text in that language."]
    assert errors(admin_client.post(add, {**opened, "language": "ru", "headline": "Третий"})) == said
    assert errors(save(admin_client, change(other), language="en")) == said


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "²"])
def test_a_translation_of_nothing_is_a_plain_form(admin_client, number):
    assert admin_client.get(page(NewsItem, "add"), {"translation_of": number}).status_code == 200


# Rich text and uploads


def test_rich_text_is_sanitised_when_it_is_saved(admin_client):
    item = make.news()
    save(admin_client, change(item), body='<p onclick="x()">Text <b>bold</b><script>alert(1)</script></p>')
    item.refresh_from_db()
    assert item.body == "<p>Text <strong>bold</strong></p>"


@pytest.mark.parametrize(
    "file",
    [lambda: picture("GIF", "photo.gif"), lambda: SimpleUploadedFile("photo.png", b"no picture")],
    ids=["gif", "damaged"],
)
def test_a_picture_that_cannot_be_shown_is_one_error_of_the_form(admin_client, file):
    response = save(admin_client, page(Photo, "add"), image=file(), alt_en="Hall")
    assert errors(response) == [
        "This file cannot be read as a picture. Upload a JPEG, PNG, WebP or AVIF file."
    ]
    assert not Photo.objects.exists()


def test_a_photo_is_uploaded(admin_client):
    assert save(admin_client, page(Photo, "add"), image=picture(), alt_en="Hall").status_code == 302
    assert Photo.objects.get().image.name.endswith(".png")


# Topics


def test_merging_topics_moves_their_meetings_and_keeps_their_words(admin_client):
    law, laws, bills = (make.topic(label) for label in ("Law", "Laws", "Bills"))
    TopicAlias.objects.create(topic=laws, name="Legislation")
    both, second = make.meeting(topics=[law, laws]), make.meeting(topics=[laws, bills])
    item = make.news()
    item.topics.set([bills])
    asked = act(admin_client, Topic, "merge", [law, laws, bills])
    assert [str(choice) for choice in asked.context["form"].fields["keep"].queryset] == [
        "Bills",
        "Law",
        "Laws",
    ]
    response = act(admin_client, Topic, "merge", [law, laws, bills], confirmed="yes", keep=law.pk)
    [(level, said)] = messages(response)
    assert (level, said.partition(" <a")[0]) == ("success", "Bills, Laws: merged into “Law”.")
    assert list(Topic.objects.all()) == [law]
    assert sorted(MeetingTopic.objects.values_list("content_object", "tag")) == [
        (both.pk, law.pk),
        (second.pk, law.pk),
    ]
    assert list(NewsTopic.objects.values_list("content_object", "tag")) == [(item.pk, law.pk)]
    assert [alias.name for alias in law.aliases.all()] == ["Bills", "Laws", "Legislation"]
    assert set(Meeting.objects.filter(topics=law)) == {both, second}


def test_one_topic_alone_cannot_be_merged(admin_client):
    response = act(admin_client, Topic, "merge", [make.topic()])
    assert messages(response) == [("error", "Choose from two to 50 rows to merge.")]


# Going back


def test_going_back_restores_the_list_of_participants_but_not_the_state(admin_client, meeting, people):
    save(admin_client, change(meeting), title_en="First title")
    old = newest_version(meeting)
    save(admin_client, change(meeting), participations__0__order="3", participations__2__order="1")
    save(admin_client, change(meeting), title_en="Second title", participations__1__DELETE="on")
    step(admin_client, meeting, "withdraw", withdrawal_reason_en="A mistake")
    address = page(meeting, "revision", meeting.pk, old.pk)
    shown = fields(admin_client.get(address))
    assert (shown["title_en"], shown["withdrawal_reason_en"]) == ("First title", "A mistake")
    assert lines(meeting) == [(1, "Ella Pamfilova"), (2, "Viktor Kogut")]  # looking changes nothing
    assert save(admin_client, address).status_code == 302
    assert lines(meeting) == [(1, "Viktor Kogut"), (2, "Ivan Mushket"), (3, "Ella Pamfilova")]
    meeting.refresh_from_db()
    assert (meeting.title_en, meeting.state, meeting.withdrawal_reason_en) == (
        "First title",
        "withdrawn",
        "A mistake",
    )


def test_going_back_with_a_release_leaves_its_meetings_and_survives_a_merged_topic(admin_client):
    law, laws = make.topic("Law"), make.topic("Laws")
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    item = make.news("First", meetings=[meeting], state="draft", publish_at=None, body="<p>They talked.</p>")
    item.topics.set([laws])
    step(admin_client, item, "publish")
    old = newest_version(item)
    save(admin_client, change(meeting), title_en="Talks on law")
    save(admin_client, change(item), headline="Second")
    act(admin_client, Topic, "merge", [law, laws], confirmed="yes", keep=law.pk)
    assert save(admin_client, page(item, "revision", item.pk, old.pk)).status_code == 302
    item.refresh_from_db()
    meeting.refresh_from_db()
    assert (item.headline, meeting.title_en, meeting.state) == ("First", "Talks on law", "published")


def test_a_deleted_draft_comes_back_as_a_draft(admin_client):
    item = make.news(state="draft", publish_at=None)
    save(admin_client, change(item), headline="Kept", state="in_review")
    version = newest_version(item)
    admin_client.post(page(item, "delete", item.pk), {"post": "yes"})
    assert save(admin_client, page(NewsItem, "recover", version.pk)).status_code == 302
    assert [(row.headline, row.state) for row in NewsItem.objects.all()] == [("Kept", "draft")]


# Documents


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7 text", []), (b"<html></html>", ["This file is not a PDF. Save the document as PDF and upload it again."])],
)  # fmt: skip
def test_a_document_is_a_pdf_whatever_its_name(admin_client, content, said):
    response = save(admin_client, page(Document, "add"), title_en="Report", kind="report",
                    file=SimpleUploadedFile("report.pdf", content))  # fmt: skip
    assert (errors(response) if response.status_code == 200 else []) == said


def test_a_document_in_use_cannot_be_deleted(admin_client):
    document, free = Document.objects.create(title_en="Treaty"), Document.objects.create(title_en="Draft")
    make.meeting(documents=[document])
    answers = [
        admin_client.post(page(row, "delete", row.pk), {"post": "yes"}).status_code
        for row in (document, free)
    ]
    assert (answers, list(Document.objects.all())) == ([403, 302], [document])


def test_a_preview_says_that_it_is_one(admin_client, client):
    item = make.news(state="draft", publish_at=None)
    assert (
        "Preview of what is saved. State: draft."
        in admin_client.get(page(item, "preview", item.pk)).content.decode()
    )
    assert "Preview of" not in client.get(make.news().get_absolute_url()).content.decode()
