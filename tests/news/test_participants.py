"""The list of participants in the form of a meeting: rows by name, offices of the day, warnings, the order of protocol."""

import datetime
import json

import pytest
from django.contrib.auth.models import Permission, User

from news.models import Meeting, Participation
from people.acting import acting
from tests import factories as make
from tests.admin_pages import Fields, add_row, change, fields, page, save

pytestmark = pytest.mark.django_db

ROWS = page(Meeting, "participants")


class Folded(Fields):
    """What a browser sends of a page whose rows nobody opened."""

    def unfold(self, rows):
        self.folded = None


def folded(response):
    parser = Folded()
    parser.feed(response.content.decode())
    return parser.data


@pytest.fixture
def parliament():
    return make.organization("Parliament of Armenia", "Парламент Армении", country="AM")


@pytest.fixture
def chair(parliament):
    person = make.person("Anna Ivanova", "Анна Иванова")
    before = make.membership(person, make.post("Deputy", parliament, "Депутат"), end="2018-12-31")
    now = make.membership(person, make.post("Chair", parliament, "Председатель"), start="2019-01-01")
    return person, before, now


def rows(client, **asked):
    answer = client.post(ROWS, asked)
    assert answer.status_code == 200
    return answer.json()["rows"]


def test_a_person_comes_with_the_office_of_the_day_and_the_delegation(admin_client, chair, parliament):
    person, before, now = chair
    (row,) = rows(admin_client, person=person.pk, day="2020-05-05")
    assert row["values"] == {
        "person": str(person.pk),
        "memberships": [str(now.pk)],
        "delegation": str(parliament.pk),
        "name_printed_en": "Anna Ivanova",
        "name_printed_ru": "Анна Иванова",
        "office_printed_en": "Chair",
        "office_printed_ru": "Председатель",
    }
    assert row["notes"] == []
    assert list(row["labels"]) == ["person", "memberships", "delegation"]
    (row,) = rows(admin_client, person=person.pk, day="05.05.2018")
    assert row["values"]["memberships"] == [str(before.pk)]


def test_without_a_day_no_office_is_filled_in(admin_client, chair):
    (row,) = rows(admin_client, person=chair[0].pk)
    assert (row["values"]["memberships"], row["values"]["office_printed_en"]) == ([], "")
    assert row["notes"] == ["Give the day of the meeting: the offices depend on it."]


def test_offices_are_printed_in_the_order_of_the_person_or_by_rank(admin_client, parliament):
    person = make.person("Viktor Kogut", "Виктор Когут")
    member = make.membership(person, make.post("Member", parliament, "Член", order=50))
    chair = make.membership(person, make.post("Chair", parliament, "Председатель", order=1))
    (row,) = rows(admin_client, person=person.pk, day="2020-05-05")
    assert row["values"]["office_printed_en"] == "Chair – Member"
    type(member).objects.filter(pk=member.pk).update(order=1)
    type(chair).objects.filter(pk=chair.pk).update(order=2)
    (row,) = rows(admin_client, person=person.pk, day="2020-05-05")
    assert row["values"]["office_printed_ru"] == "Член – Председатель"
    assert row["values"]["memberships"] == [str(member.pk), str(chair.pk)]


def test_an_editor_orders_the_offices_in_the_form_of_the_person(admin_client, parliament):
    person = make.person("Viktor Kogut")
    first = make.membership(person, make.post("Chair", parliament, order=1))
    second = make.membership(person, make.post("Member", parliament, order=50))
    save(admin_client, change(person), memberships__0__order="2", memberships__1__order="1")
    assert list(person.memberships.in_protocol_order()) == [second, first]


@pytest.mark.parametrize(
    ("title", "russian"),
    [
        ("Генеральный секретарь Совета МПА СНГ", "И. о. Генерального секретаря Совета МПА СНГ"),
        ("Первый заместитель Председателя Сената", "И. о. Первого заместителя Председателя Сената"),
        (
            "Председатель Исполнительного комитета – Исполнительный секретарь СНГ",
            "И. о. Председателя Исполнительного комитета – Исполнительного секретаря СНГ",
        ),
        ("Глава Миссии наблюдателей", "И. о. Главы Миссии наблюдателей"),
        ("Торага Жогорку Кенеша", "И. о. Тораги Жогорку Кенеша"),
        ("Уполномоченный по правам человека", "И. о. Уполномоченного по правам человека"),
        ("Первый вице-премьер-министр", "И. о. Первого вице-премьер-министра"),
        ("Посол Республики", "И. о. Посла Республики"),
        ("Советник", "И. о. Советника"),
        ("Атташе посольства", "И. о. Атташе посольства"),
        ("", ""),
    ],
)
def test_an_acting_holder_is_named_in_the_right_case(title, russian):
    assert acting(title, "ru") == russian


def test_an_acting_office_is_printed_as_such_in_both_languages(admin_client, parliament):
    person = make.person("Viktor Kogut")
    post = make.post("Secretary General", parliament, "Генеральный секретарь")
    make.membership(person, post, acting=True)
    (row,) = rows(admin_client, person=person.pk, day="2020-05-05")
    assert row["values"]["office_printed_en"] == "Acting Secretary General"
    assert row["values"]["office_printed_ru"] == "И. о. Генерального секретаря"


def test_pasted_names_in_any_spelling_become_rows(admin_client, chair):
    other = make.person("Viktor Kogut", "Виктор Когут")
    text = "1. Ivanova Anna\n\n– Виктор Когут – водитель\nSomebody Unknown, Driver\nКогут"
    found = rows(admin_client, names=text, day="2020-05-05")
    assert [row["values"].get("person", "") for row in found] == [
        str(chair[0].pk),
        str(other.pk),
        "",
        str(other.pk),
    ]
    assert found[1]["values"]["office_printed_ru"] == "водитель"
    assert found[2]["values"] == {
        "name_printed_en": "Somebody Unknown",
        "office_printed_en": "Driver",
    }
    assert found[2]["notes"] == [
        "Nobody called “Somebody Unknown” is known. The name is printed as it is written."
    ]
    assert found[3]["notes"][-1] == "“Когут” was taken to be this person: check it."


def test_a_name_of_several_people_is_offered_and_not_guessed(admin_client):
    people = [make.person("Ivan Petrov", slug="petrov-1"), make.person("Ivan Petrov", slug="petrov-2")]
    (row,) = rows(admin_client, names="Ivan Petrov", day="2020-05-05")
    assert "person" not in row["values"]
    assert set(row["people"]) == {str(person.pk) for person in people}


def test_a_hundred_names_cost_no_query_for_each_office(admin_client, chair, django_assert_max_num_queries):
    text = "\n".join(["Anna Ivanova"] * 100)
    with django_assert_max_num_queries(20 + 4 * 100):
        assert len(rows(admin_client, names=text, day="2020-05-05")) == 100


def test_participants_are_copied_with_the_offices_of_the_new_day(admin_client, chair, parliament):
    person, _before, now = chair
    meeting = make.meeting("Talks", day=datetime.date(2018, 3, 3), state="draft", publish_at=None)
    meeting.participations.create(order=1, person=person, delegation=parliament, role="delegation_head")
    meeting.participations.create(order=2, name_printed_en="Experts", office_printed_en="Guests")
    found = rows(admin_client, meeting=meeting.pk, day="2020-05-05")
    assert found[0]["values"]["memberships"] == [str(now.pk)]
    assert found[0]["values"]["role"] == "delegation_head"
    assert (found[1]["values"]["name_printed_en"], found[1]["values"]["role"]) == ("Experts", "participant")


def test_the_delegation_of_the_others_is_preferred(admin_client, parliament):
    committee = make.organization("Committee", parent=parliament)
    person = make.person("Viktor Kogut")
    make.membership(person, make.post("Chair of the committee", committee))
    (row,) = rows(admin_client, person=person.pk, day="2020-05-05")
    assert row["values"]["delegation"] == str(committee.pk)
    (row,) = rows(admin_client, person=person.pk, day="2020-05-05", delegation=parliament.pk)
    assert row["values"]["delegation"] == str(parliament.pk)


def test_nonsense_finds_nothing(admin_client):
    assert rows(admin_client, person=["x", "9" * 30, "0"], day="nonsense") == []
    assert rows(admin_client, meeting="999999") == []
    assert rows(admin_client, names=" \n\t\n", delegation="x") == []
    assert admin_client.get(ROWS).status_code == 405


@pytest.mark.parametrize("rights", [[], ["view_meeting"], ["add_meeting"]])
def test_who_may_not_write_lists_of_participants_gets_no_rows(client, rights):
    user = User.objects.create_user("olga", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    assert client.post(ROWS, {"person": "1"}).status_code == 403
    meeting = make.meeting("Talks")
    assert client.post(page(Meeting, "check_participants", meeting.pk), {}).status_code == 403


def test_participants_of_a_meeting_that_the_editor_may_not_see_are_not_copied(client, chair):
    user = User.objects.create_user("olga", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_meeting", "view_person"]))
    client.force_login(user)
    meeting = make.meeting("Talks", people=[chair[0]])
    assert rows(client, meeting=meeting.pk, day="2020-05-05") == []
    user.user_permissions.add(Permission.objects.get(codename="view_meeting"))
    assert len(rows(client, meeting=meeting.pk, day="2020-05-05")) == 1


# The list as it is


def check(client, data, meeting=None):
    address = (
        page(Meeting, "check_participants", meeting.pk)
        if meeting
        else page(Meeting, "check_new_participants")
    )
    answer = client.post(address, data)
    assert answer.status_code == 200
    return answer.json()


def new_meeting(client, *rows):
    """Return the data of the form of a new meeting on 5 May 2020 with *rows* of participants."""
    data = fields(client.get(page(Meeting, "add"))) | {"start_date": "2020-05-05"}
    for row in rows:
        add_row(data, "participations", order="", role="participant", capacity="in_person", **row)
    return data


def test_a_list_is_checked_without_being_saved(admin_client, chair):
    person, before, _now = chair
    row = {"person": person.pk}
    found = check(admin_client, new_meeting(admin_client, {**row, "memberships": [before.pk]}, row))
    assert found["rows"]["0"]["notes"] == [
        "Anna Ivanova: the office “Deputy” was not held on the day of the meeting."
    ]
    assert found["rows"]["0"]["printed"]["office_printed_ru"] == "Депутат"
    assert found["errors"] == ["The list has the same entry twice (Person)."]
    assert Meeting.objects.count() == 0


def test_another_day_warns_of_all_rows_though_none_was_opened(admin_client, chair):
    person, _before, now = chair
    meeting = make.meeting(
        "Talks", day=datetime.date(2020, 5, 5), people=[person], state="draft", publish_at=None
    )
    meeting.participations.get().memberships.set([now])
    data = folded(admin_client.get(change(meeting))) | {"start_date": "2018-05-05"}
    assert check(admin_client, data, meeting)["rows"]["0"]["notes"] == [
        "Anna Ivanova: the office “Chair” was not held on the day of the meeting."
    ]
    assert check(admin_client, data | {"start_date": "2020-05-05"}, meeting)["rows"] == {}


def test_a_missing_acting_is_told(admin_client, parliament):
    person = make.person("Viktor Kogut")
    held = make.membership(person, make.post("Secretary General", parliament), acting=True)
    row = {"person": person.pk, "memberships": [held.pk], "office_printed_en": "Secretary General"}
    data = new_meeting(admin_client, row)
    assert check(admin_client, data)["rows"]["0"]["notes"] == [
        "Viktor Kogut: the office as printed, “Secretary General”, does not say that it is acting."
    ]
    data["participations-0-office_printed_en"] = "Acting Secretary General"
    assert check(admin_client, data)["rows"]["0"]["notes"] == []


def test_the_order_of_protocol_follows_the_russian_names_of_the_states(admin_client):
    bodies = [
        make.organization("Secretariat"),
        make.organization("Senate", country="KZ"),
        make.organization("Majlis", country="AZ"),
        make.organization("Duma", country="RU"),
    ]
    people = [make.person(f"Person {letter}") for letter in "ABCDEFG"]
    meeting = make.meeting("Talks", people=people, state="draft", publish_at=None)
    came = [
        (bodies[0], "participant"),
        (bodies[3], "participant"),
        (bodies[1], "delegation_member"),
        (bodies[2], "participant"),
        (bodies[1], "delegation_head"),
        (bodies[3], "participant"),
        (bodies[0], "chair"),
    ]
    for line, (body, role) in zip(meeting.participations.all(), came, strict=True):
        line.delegation, line.role = body, role
        line.save()
    found = check(admin_client, folded(admin_client.get(change(meeting))), meeting)
    assert [came[number] for number in found["order"]] == [
        (bodies[0], "chair"),
        (bodies[2], "participant"),
        (bodies[1], "delegation_head"),
        (bodies[1], "delegation_member"),
        (bodies[3], "participant"),
        (bodies[3], "participant"),
        (bodies[0], "participant"),
    ]


# Rows that nobody opened


@pytest.fixture
def meeting():
    people = [make.person("Viktor Kogut"), make.person("Ivan Mushket"), make.person("Ella Pamfilova")]
    return make.meeting("Talks", people=people)


def lines(meeting):
    return [(line.person.given_name_en, line.office_printed_en) for line in meeting.participations.all()]


def test_rows_that_nobody_opened_are_posted_by_their_keys_and_stay(admin_client, meeting):
    meeting.participations.update(office_printed_en="Envoy", role="observer", role_stated=False)
    data = folded(admin_client.get(change(meeting)))
    names = {name.split("-", 2)[2] for name in data if name.startswith("participations-0-")}
    assert names == {"id", "order", "opened"}
    before = list(meeting.participations.values())
    response = admin_client.post(change(meeting), data | {"title_en": "Other", "correction_kind": "minor"})
    assert response.status_code == 302
    assert list(meeting.participations.values()) == before
    assert Meeting.objects.get().title_en == "Other"


def test_rows_that_nobody_opened_are_moved_and_the_log_tells_it(admin_client, meeting):
    data = folded(admin_client.get(change(meeting)))
    data |= {"participations-0-order": "3", "participations-2-order": "1", "correction_kind": "minor"}
    assert admin_client.post(change(meeting), data).status_code == 302
    assert [name for name, _office in lines(meeting)] == ["Ella", "Ivan", "Viktor"]
    assert meeting.corrections.get().changed == ["participants"]


def test_an_open_row_is_saved_beside_those_that_nobody_opened(admin_client, meeting):
    response = admin_client.get(change(meeting))
    whole, data = fields(response), folded(response)
    data |= {name: value for name, value in whole.items() if name.startswith("participations-1-")}
    data |= {"participations-1-office_printed_en": "Envoy", "correction_kind": "minor"}
    data["participations-0-DELETE"] = "on"
    data["participations-0-opened"] = whole["participations-0-opened"]
    assert admin_client.post(change(meeting), data).status_code == 302
    assert lines(meeting) == [("Ivan", "Envoy"), ("Ella", "")]


def test_what_a_colleague_changed_in_a_row_that_nobody_opened_stays(admin_client, meeting):
    data = folded(admin_client.get(change(meeting)))
    meeting.participations.filter(order=2).update(office_printed_en="Envoy")
    admin_client.post(change(meeting), data | {"title_en": "Other", "correction_kind": "minor"})
    assert lines(meeting) == [("Viktor", ""), ("Ivan", "Envoy"), ("Ella", "")]


def test_a_row_that_a_colleague_changed_is_not_removed_unasked(admin_client, meeting):
    response = admin_client.get(change(meeting))
    whole, data = fields(response), folded(response)
    meeting.participations.filter(order=2).update(office_printed_en="Envoy")
    data |= {"participations-1-DELETE": "on", "participations-1-opened": whole["participations-1-opened"]}
    response = admin_client.post(change(meeting), data | {"correction_kind": "minor"})
    assert "The row was changed, and you remove it." in response.content.decode()
    assert meeting.participations.count() == 3


def test_five_hundred_rows_are_data_and_not_fields(admin_client):
    meeting = make.meeting("Session", state="draft", publish_at=None)
    meeting.participations.bulk_create(
        Participation(meeting=meeting, day=meeting.start_date, order=place, name_printed_en=f"Guest {place}")
        for place in range(1, 501)
    )
    text = admin_client.get(change(meeting)).content.decode()
    assert text.count('name="participations-499-') == 3
    assert text.count("<textarea") < 20
    start = text.index('<script id="participations-data"')
    data = json.loads(text[text.index(">", start) + 1 : text.index("</script>", start)])
    assert data["rows"]["499"]["name_printed_en"] == "Guest 500"
