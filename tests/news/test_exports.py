"""Lists of news and of meetings as tables."""

import csv
import datetime
import io
import random
import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.corrections import edit
from news.formats.tables import BOM
from news.lists import NewsList
from tests import factories as make

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def get(address):
    answer = Client().get(address)
    assert (answer.status_code, answer.streaming) == (200, True), address
    return answer


def rows(address):
    """Return the rows of a table as {column: text}."""
    text = get(address).getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def urls(address):
    """Return the addresses of the items of a table in their order, each once."""
    return list(dict.fromkeys(row["url"].removeprefix(SITE) for row in rows(address)))


@pytest.fixture
def many():
    """Sixty meetings and releases, three pages of a list, created in random order of their dates."""
    dice = random.Random(5)
    people = [make.person(f"Anna Person{n}", slug=f"person-{n}") for n in range(4)]
    topics = [make.topic(f"Topic {n}", slug=f"topic-{n}") for n in range(3)]
    for number in range(60):
        day = datetime.date(2022 + number % 2, 1 + dice.randint(0, 2), 1 + number % 4)
        meeting = make.meeting(
            f"M {number}", day, dice.sample(people, dice.randint(0, 3)), dice.sample(topics, 1)
        )
        make.news(f"N {number}", day=day, meetings=[meeting])


@pytest.mark.parametrize("root", ["meetings", "news"])
def test_a_table_holds_the_items_of_all_pages_of_its_list_in_their_order(many, root):
    for conditions in (
        "{}",
        "2023/{}",
        "2022/02/{}",
        "2022/02/01/{}",
        "{}?topic=topic-1",
        "2023/{}?from=2023-02-01",
    ):
        address = f"/en/{root}/" + conditions
        walked, listed = [], address.format("feed.json")
        while listed:
            feed = Client().get(listed).json()
            walked += [item["url"].removeprefix(SITE) for item in feed["items"]]
            listed = feed.get("next_url", "").removeprefix(SITE)
        assert walked, address
        table = address.format("export.csv")
        assert sorted(urls(table)) == sorted(walked), address
        dates = [row["date"] for row in rows(table)]
        assert dates == sorted(dates, reverse=True)


def test_a_meeting_has_a_row_for_each_participant_in_protocol_order():
    people = [make.person("Olga Sidorova"), make.person("Ivan Petrov")]
    cec = make.organization("CEC", country="KZ")
    meeting = make.meeting(
        "Talks",
        people=people,
        topics=[make.topic("Law"), make.topic("Youth")],
        delegations=[cec],
        place=make.place("Palace", city_en="Minsk", country="BY"),
        event=make.event("Forum"),
        event_relation="within",
        event_stated=False,
        end_date=datetime.date(2023, 12, 1),
    )
    lines = meeting.participations
    lines.filter(order=1).update(
        name_printed_en="O. Sidorova", office_printed_en="Chair", role="chair", role_stated=False
    )
    lines.filter(order=2).update(capacity="video")
    held = make.membership(people[0], make.post("Chair", cec), start=datetime.date(2020, 1, 1))
    lines.get(order=1).memberships.add(held)
    shared = {
        "id": f"meeting/{meeting.pk}",
        "date": "2023-11-30",
        "date_stated": "yes",
        "place_stated": "yes",
        "event_stated": "no",
        "source_url": "",
        "source_name": "",
        "source_title": "",
        "published_at": "2023-11-30T09:00:00+00:00",
        "corrected_at": "",
        "last_day": "2023-12-01",
        "title": "Talks",
        "kind": "bilateral",
        "status": "held",
        "place": "Palace",
        "city": "Minsk",
        "place_country": "BY",
        "event": "Forum",
        "topics": "Law; Youth",
        "url": SITE + meeting.get_absolute_url(),
    }
    one = {
        "order": "1", "name": "O. Sidorova", "office": "Chair", "delegation": "CEC", "delegation_country": "KZ",
        "role": "chair", "role_stated": "no", "capacity_stated": "yes", "presence_stated": "yes", "person_id": f"person/{people[0].pk}",
        "delegation_id": f"organization/{cec.pk}", "office_grade": "named",
    }  # fmt: skip
    two = {
        "order": "2", "name": "Ivan Petrov", "office": "", "delegation": "", "delegation_country": "",
        "role": "participant", "role_stated": "yes", "capacity_stated": "yes", "presence_stated": "yes",
        "person_id": f"person/{people[1].pk}", "delegation_id": "", "office_grade": "",
    }  # fmt: skip
    assert rows("/en/meetings/export.csv") == [
        {**shared, **one, "capacity": "in_person"},
        {**shared, **two, "capacity": "video"},
    ]


def test_a_meeting_without_participants_is_one_row():
    make.meeting("Alone", date_precision="month")
    (row,) = rows("/en/meetings/export.csv")
    assert (row["title"], row["date"], row["last_day"], row["name"]) == ("Alone", "2023-11", "2023-11", "")


def test_a_release_is_one_row_in_its_own_language():
    section = make.organization("Secretariat", ru="Секретариат")
    meeting = make.meeting(topics=[make.topic("Law", ru="Право")])
    make.news("English", meetings=[meeting])
    item = make.news(
        "Русский",
        "ru",
        meetings=[meeting],
        section=section,
        lead="Коротко",
        source_url="https://example.org/1",
    )
    assert rows("/ru/news/export.csv") == [
        {
            "id": f"newsitem/{item.pk}",
            "date": "2023-11-30",
            "date_stated": "yes",
            "title": "Русский",
            "lead": "Коротко",
            "section_id": f"organization/{section.pk}",
            "section": "Секретариат",
            "topics": "Право",
            "language": "ru",
            "published_at": "2023-11-30T09:00:00+00:00",
            "corrected_at": "",
            "byline": "",
            "source_url": "https://example.org/1",
            "source_name": "",
            "source_title": "",
            "url": SITE + item.get_absolute_url(),
        }
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "  =1", "\r=1", "＝1", '=HYPERLINK("http://x")']
)
def test_cells_that_look_like_formulas_are_escaped(text):
    make.news(text, lead=text)
    (row,) = rows("/en/news/export.csv")
    assert (row["title"], row["lead"]) == (f"'{text}", f"'{text}")


def test_a_cell_with_quotes_commas_and_lines_comes_back_whole():
    lead = 'One, "two"\nthree – four'
    make.news("Plain - text", lead=lead)
    (row,) = rows("/en/news/export.csv")
    assert (row["title"], row["lead"]) == ("Plain - text", lead)


@pytest.mark.parametrize("root", ["meetings", "news"])
def test_tables_have_public_rows_only(root):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    make.news("Shown", meetings=[make.meeting("Shown")])
    for hidden in (
        {"state": "draft"},
        {"state": "in_review"},
        {"state": "withdrawn"},
        {"publish_at": tomorrow},
    ):
        make.news("Hidden", meetings=[make.meeting("Hidden", **hidden)], **hidden)
    assert [row["title"] for row in rows(f"/en/{root}/export.csv")] == ["Shown"]


@pytest.mark.parametrize("root", ["meetings", "news"])
def test_an_invalid_condition_gives_no_rows_and_an_error_message(root):
    make.news(meetings=[make.meeting()])
    address = f"/en/{root}/export.csv?topic=%3Dnothing"
    assert rows(address) == []
    assert "“=nothing” cannot be used as “Topic”." in get(address).getvalue().decode()


def test_a_date_that_does_not_exist_is_404():
    assert Client().get("/en/meetings/2023/02/30/export.csv").status_code == 404


def test_a_table_is_offered_as_a_file_named_after_its_list():
    answer = get("/ru/meetings/2023/11/export.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="ru-meetings-2023-11.csv"'


def test_head_asks_for_no_rows():
    make.news()
    with CaptureQueriesContext(connection) as captured:
        answer = Client().head("/en/news/export.csv")
    assert (answer.status_code, answer.getvalue(), len(captured)) == (200, b"", 0)


def test_the_texts_keep_their_language_while_another_request_is_answered():
    make.meeting("Talks", place=make.place("Palace", ru="Дворец"))
    russian = get("/ru/meetings/export.csv")
    Client().get("/en/meetings/")
    assert "Дворец" in russian.getvalue().decode()


def test_the_log_of_corrections_is_a_table_too():
    item = make.news("Release")
    with edit(item, note_en="The name was wrong."):
        item.headline = "Other"
        item.save()
    (row,) = rows("/en/corrections/export.csv")
    assert (row["title"], row["note"]) == ("Other", "The name was wrong.")
    assert row["url"].startswith(SITE + item.get_absolute_url())


def queries(address):
    with CaptureQueriesContext(connection) as captured:
        rows(address)
    return len(captured)


def test_a_table_needs_the_same_queries_for_any_number_of_rows(many):
    before = {root: queries(f"/en/{root}/export.csv") for root in ("meetings", "news")}
    person = make.person()
    for _ in range(10):
        meeting = make.meeting(people=[person], topics=[make.topic(f"T {_}")])
        make.news(meetings=[meeting])
    assert (
        before == {root: queries(f"/en/{root}/export.csv") for root in before} == {"meetings": 5, "news": 4}
    )


def test_a_long_list_is_read_in_chunks(many):
    with CaptureQueriesContext(connection) as captured:
        item_list = NewsList(QueryDict())
        found = list(item_list.all_items(item_list.rows, 25))
    assert len(found) == len({item.pk for item in found}) == 60
    assert sum("LIMIT 26" in query["sql"] for query in captured) == 3


def test_formulas_after_a_semicolon_are_escaped_as_well():
    make.meeting("a;=1+1;b")
    text = b"".join(Client().get("/en/meetings/export.csv")).decode().removeprefix(BOM)
    assert [
        cell for row in csv.reader(text.splitlines(), delimiter=";") for cell in row if cell[:1] == "="
    ] == []
    assert "a;'=1+1;b" in text


@pytest.mark.parametrize("text", [";=1+1;", "; =1+1;", "a\n=1+1;", "a;=1+1"])
def test_no_part_of_a_cell_becomes_a_formula_where_a_semicolon_or_line_splits_it(text):
    make.news(lead=text, language="ru", headline="Заседание")
    content = Client().get("/ru/news/export.csv").getvalue().decode()
    assert "=1+1" in content
    assert not re.search(r"[;\n,\"]\s*=1\+1", content)
