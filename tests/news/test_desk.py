"""The front page of the desk, the search of everything, and the filters and columns of the lists."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.corrections import edit
from news.models import Meeting, NewsItem
from tests import factories as make
from tests.admin_pages import change, page, save, step
from tests.roles import account, client_of

pytestmark = pytest.mark.django_db

SOON = datetime.datetime(2099, 12, 24, 6, 30, tzinfo=datetime.UTC)


def lists(client, name, language="en"):
    """Return {title: [(text, note)]} of the lists *name* of the front page."""
    answer = client.get("/admin/", headers={"accept-language": language})
    return {one.title: [(line.text, line.note) for line in one.lines] for one in answer.context[name]}


def test_the_front_page_tells_an_editor_what_waits():
    author = account("Author", first_name="Ivan", last_name="Petrov")
    make.news("Submitted", **{**make.DRAFT, "state": "in_review"}, created_by=author)
    make.news("Later", publish_at=SOON)
    make.meeting("Planned talks", state="in_review", publish_at=None)
    make.news("A draft of somebody", **make.DRAFT)
    assert lists(client_of(account("Editor")), "waiting") == {
        "In review: news items": [("Submitted", "Ivan Petrov")],
        "Scheduled: news items": [("Later", "Thursday 24 December 2099, 09:30 Moscow time")],
        "In review: meetings": [("30 November 2023 – Planned talks", "")],
    }


def test_the_front_page_tells_an_author_of_own_drafts_and_returned_texts():
    author, editor = account("Author"), account("Editor", first_name="Olga", last_name="Sidorova")
    make.news("Mine", **make.DRAFT, created_by=author)
    returned = make.news("Submitted", **{**make.DRAFT, "state": "in_review"}, created_by=author)
    make.news("Of a colleague", **{**make.DRAFT, "state": "in_review"})
    step(client_of(editor), returned, "return", remark="Add the day.")
    assert lists(client_of(author), "waiting") == {
        "Returned to you: news items": [("Submitted", "Olga Sidorova: Add the day.")],
        "Your drafts: news items": [("Mine", "")],
    }


def test_the_front_page_tells_what_is_missing(admin_client):
    hidden = make.person("Anna Ivanova", is_public=False)
    make.person("Vera Orlova", is_public=False)  # in no meeting
    make.meeting("Talks", people=[hidden])
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make.meeting("Forum", day=yesterday, place=make.place(), status="planned")
    make.news("Only English")
    whole = make.news("Both")
    make.news("Обе", "ru", translation_key=whole.translation_key)
    draft = make.news("With a draft")
    make.news("Черновик", "ru", translation_key=draft.translation_key, **make.DRAFT)
    post = make.post("Speaker", single=True)
    start = datetime.date(2014, 1, 1)
    make.membership(make.person("Boris Petrov"), post, start)
    make.membership(make.person("Olga Sidorova"), post, start)
    found = lists(admin_client, "missing")
    texts = {title: [text for text, _note in lines] for title, lines in found.items()}
    assert texts == {
        "Releases without a text in the other language": ["With a draft", "Only English"],
        "Meetings that were planned and whose day has passed": [
            f"{timezone.localdate() - datetime.timedelta(days=1):%-d %B %Y} – Forum, Palace"
        ],
        "Public meetings without a place": ["30 November 2023 – Talks"],
        "People in public meetings who have no public page": ["Anna Ivanova"],
        "Posts for one person with two holders": [
            "“Speaker” has two holders on 1 January 2014, Boris Petrov and Olga Sidorova. Say when one of them left, or "
            "that several people hold the post."
        ],
    }


def test_a_text_is_older_than_one_that_was_corrected_later(admin_client):
    english = make.news("English")
    russian = make.news("Русский", "ru", translation_key=english.translation_key)
    title = "Releases that are older than their text in the other language"
    with edit(russian):  # a minor change
        russian.headline = "Русский."
        russian.save()
    assert title not in lists(admin_client, "missing")
    with edit(russian, note_ru="Исправлен день."):
        russian.headline = "Русский текст"
        russian.save()
    [(text, note)] = lists(admin_client, "missing")[title]
    assert (text, note.startswith("English, since ")) == ("English", True)
    found = admin_client.get(page(NewsItem, "changelist"), {"translation": "older"}).context["cl"].result_list
    assert list(found) == [english]
    save(admin_client, change(english), lead="Corrected as well")
    assert title not in lists(admin_client, "missing")


def test_posts_without_a_known_day_have_no_two_holders(admin_client):
    post = make.post("Speaker", single=True)
    for name in ("Boris Petrov", "Olga Sidorova"):
        make.membership(make.person(name), post)
    assert "Posts for one person with two holders" not in lists(admin_client, "missing")


def test_the_front_page_is_told_in_russian(admin_client):
    make.news("Later", publish_at=SOON)
    assert lists(admin_client, "waiting", "ru") == {
        "Ждут своего времени: новости": [
            ("Later", "четверг, 24 декабря 2099 г., 09:30 по московскому времени")
        ]
    }


def test_the_latest_changes_are_those_of_everybody(admin_client):
    editor = account("Editor", first_name="Olga", last_name="Sidorova")
    topic = make.topic("Law")
    save(client_of(editor), change(topic), label_en="Laws")
    save(client_of(editor), change(topic))  # changes nothing
    [one] = admin_client.get("/admin/").context["changes"]
    assert (one.editor, one.kind, one.text, one.address) == ("Olga Sidorova", "topic", "Laws", change(topic))
    assert one.sentences == ["Changed: label (English)."]


def test_who_may_not_see_all_rows_sees_no_changes_of_colleagues(admin_client):
    save(admin_client, change(make.news("Secret", **make.DRAFT)), lead="Secret lead")
    nobody = client_of(account(None))
    answer = nobody.get("/admin/")
    assert (answer.context["changes"], answer.context["waiting"], answer.context["missing"]) == ([], [], [])
    assert nobody.get("/admin/search/", {"q": "Secret"}).context["found"] == []


def test_everything_is_searched(admin_client):
    person = make.person("Anna Orlova")
    make.news("Orlova in Minsk", **make.DRAFT)
    make.place("Orlova Hall")
    found = admin_client.get("/admin/search/", {"q": "orlova"}).context["found"]
    assert {one.title: [line.text for line in one.lines] for one in found} == {
        "News items": ["Orlova in Minsk"],
        "Places": ["Orlova Hall"],
        "People": ["Anna Orlova"],
    }
    assert found[-1].lines[0].address == change(person)


def test_a_long_list_of_hits_leads_to_the_whole_one(admin_client):
    for number in range(8):
        make.topic(f"Law & order {number}")
    [found] = admin_client.get("/admin/search/", {"q": "law &"}).context["found"]
    assert (len(found.lines), found.more) == (6, "/admin/news/topic/?q=law+%26")
    assert admin_client.get(found.more).context["cl"].result_count == 8


@pytest.mark.parametrize("text", ["", "   ", "x" * 900, "%'\"<b>", "٣", "ё" * 300, "a:b | c & !d"])
def test_any_text_can_be_searched(admin_client, text):
    make.news("Talks")
    answer = admin_client.get("/admin/search/", {"q": text})
    assert (answer.status_code, answer.context["found"]) == (200, [])


def test_the_search_asks_for_a_sign_in(client):
    assert client.get("/admin/search/", {"q": "x"}).status_code == 302


# Lists


def test_lists_are_filtered_by_status_author_and_translation(admin_client):
    me = User.objects.get(username="admin")
    rows = {
        "draft": make.news("Draft", **make.DRAFT, created_by=me),
        "in_review": make.news("Review", **{**make.DRAFT, "state": "in_review"}),
        "scheduled": make.news("Scheduled", publish_at=SOON),
        "published": make.news("Public"),
        "withdrawn": make.news("Withdrawn", state="withdrawn"),
    }

    def found(**query):
        return set(admin_client.get(page(NewsItem, "changelist"), query).context["cl"].result_list)

    assert {status: found(status=status) for status in rows} == {
        status: {row} for status, row in rows.items()
    }
    assert found(status="nonsense") == set()
    assert found(mine="1") == {rows["draft"]}
    assert found(translation="missing") == {rows["published"]}


def test_a_list_tells_who_changed_a_row_last_with_a_fixed_number_of_queries(admin_client):
    editor = client_of(account("Editor", first_name="Olga", last_name="Sidorova"))
    items = [make.news(f"Talks {number}", **make.DRAFT) for number in range(5)]
    counts = []
    for item in items:
        save(editor, change(item), lead="Saved")
        with CaptureQueriesContext(connection) as captured:
            text = admin_client.get(page(NewsItem, "changelist")).content.decode()
        counts.append(len(captured))
    assert (text.count("Olga Sidorova"), set(counts[1:])) == (5, {counts[1]})


@pytest.mark.parametrize("number", [2, 12])
def test_the_front_page_has_a_fixed_number_of_queries(admin_client, number):
    for index in range(number):
        make.meeting(people=[make.person(f"Anna Ivanova{index}", is_public=False)])
        make.news(f"Review {index}", **{**make.DRAFT, "state": "in_review"}, created_by=User.objects.get())
        save(admin_client, change(make.topic(f"Topic {index}")), label_ru="Тема")
    admin_client.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        admin_client.get("/admin/")
    assert len(captured) == 18, [query["sql"] for query in captured]
    assert Meeting.objects.count() == number


# Public pages


def test_a_public_page_leads_who_may_change_it_to_the_form_and_nobody_else(admin_client):
    person = make.person("Anna Ivanova")
    meeting = make.meeting("Talks", people=[person], place=make.place(), topics=[make.topic()])
    item = make.news("Release", meetings=[meeting])
    rows = [item, meeting, person, meeting.place, meeting.topics.get()]
    for row in rows:
        address = row.get_absolute_url()
        link = f'href="{change(row)}"'
        assert link in admin_client.get(address).content.decode(), address
        for reader in (Client(), client_of(account("Author", f"author{row.pk}{row._meta.model_name}"))):
            assert link not in reader.get(address).content.decode(), address
        answer = Client().get(address)
        assert "Cookie" not in answer.get("Vary", "")
