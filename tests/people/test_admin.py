"""Editing people, offices and organizations."""

import datetime

import pytest
from django.contrib.messages import WARNING, get_messages
from django.urls import reverse
from django.utils.translation import override

from ipacis.core.admin.row_versions import newest_version
from people.models import Membership, Organization, OtherName, Person, Post
from tests import factories as make
from tests.admin_pages import act, change, count_queries, errors, fields, messages, page, save

pytestmark = pytest.mark.django_db


def make_rows(number):
    """Make *number* rows of each model, and a person with *number* offices and other names."""
    parent = make.organization("Parliament")
    bodies = [make.organization(f"Chamber {row}", parent=parent, country="BY") for row in range(number)]
    person = make.person("Viktor Kogut")
    for row, body in enumerate(bodies):
        post = make.post(f"Chair {row}", body)
        post.former_names.create(name_en=f"Speaker {row}")
        parent.former_names.create(name_en=f"Soviet {row}")
        make.membership(make.person(f"Viktar Kogut{row}"), post)
        make.membership(person, post)
        OtherName.objects.create(person=person, name=f"Victor Kogut {row}")
    return {Person: person, Membership: person.memberships.first(), Post: post, Organization: parent}


QUERIES = {
    Person: {"list": 9, "search": 13, "add": 4, "change": 14},
    Membership: {"list": 4, "search": 7, "add": 4, "change": 14},
    Post: {"list": 4, "search": 4, "add": 4, "change": 8},
    Organization: {"list": 5, "search": 5, "add": 4, "change": 8},
}
WORDS = {Person: "kogut", Membership: "chair", Post: "chair", Organization: "chamber"}


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
    assert found == {Person: number + 1, Membership: 2 * number, Post: number, Organization: number}[model]


# Choosing


def offered(client, term, field="person", model="participation", **more):
    """Return (texts offered for *term*, whether there are more)."""
    query = {"app_label": "news", "model_name": model, "field_name": field, "term": term, **more}
    answer = client.get(reverse("admin:autocomplete"), query).json()
    return [row["text"] for row in answer["results"]], answer["pagination"]["more"]


def test_people_are_offered_with_the_office_that_tells_them_apart(admin_client):
    post = make.post("Deputy Secretary General", ru="заместитель Генерального секретаря")
    holder = make.person("Viktor Kogut", "Виктор Когут")
    make.membership(holder, post)
    make.person("Viktor Kogut", "Виктор Когут", country="BY")
    make.person("Ivan Mushket")
    assert offered(admin_client, "Kogut") == (
        ["Viktor Kogut – Deputy Secretary General", "Viktor Kogut – Belarus"],
        False,
    )
    with override("ru"):
        admin_client.cookies["django_language"] = "ru"
        assert offered(admin_client, "Когут")[0] == [
            "Виктор Когут – заместитель Генерального секретаря",
            "Виктор Когут – Беларусь",
        ]


def test_a_person_is_found_however_the_name_is_written(admin_client):
    make.person("Dmitriy Kobitskiy", "Дмитрий Кобицкий")
    found = [
        offered(admin_client, term)[0] for term in ("Kobitsky", "Кобицкого", "dmitry kobitski", "Мушкет")
    ]
    assert found == [["Dmitriy Kobitskiy"]] * 3 + [[]]


def test_choosing_among_very_many_asks_a_bounded_number_of_queries(admin_client):
    Person.objects.bulk_create(
        Person(family_name_en=f"Ivanov{row}", sort_name_en=f"ivanov{row}", slug=f"ivanov{row}")
        for row in range(300)
    )
    address = f"{reverse('admin:autocomplete')}?app_label=news&model_name=participation&field_name=person"
    addresses = {"first": f"{address}&term=", "fifth": f"{address}&term=&page=5"}
    assert count_queries(admin_client, addresses) == {"first": 5, "fifth": 5}
    assert offered(admin_client, "", page=5)[1] is False  # who is not among 100 is found by more letters


def test_the_offices_offered_are_those_of_the_person_on_the_day(admin_client):
    person, body = make.person("Viktor Kogut"), make.organization("Council", abbreviation_en="IPA")
    make.membership(person, make.post("Envoy", body), end=datetime.date(2020, 12, 31))
    make.membership(person, make.post("Deputy", body), start=datetime.date(2021, 1, 1))
    make.membership(make.person("Ivan Mushket"), make.post("Director", body))
    ask = {"field": "memberships", "person": person.pk}
    both = [
        "Deputy, IPA, since 1 January 2021 – Viktor Kogut",
        "Envoy, IPA, until 31 December 2020 – Viktor Kogut",
    ]
    assert offered(admin_client, "", **ask)[0] == both
    assert offered(admin_client, "", day="2020-12-31", **ask)[0] == both[1:]
    assert offered(admin_client, "dep", **ask)[0] == both[:1]
    assert offered(admin_client, "", day="nonsense", **ask)[0] == both
    admin_client.cookies["django_language"] = "ru"
    assert len(offered(admin_client, "", day="31.12.2020", **ask)[0]) == 1
    admin_client.cookies["django_language"] = "en"
    for person in ("x", "²", "9" * 30):
        assert len(offered(admin_client, "", field="memberships", person=person)[0]) == 3


def test_the_offices_offered_are_those_best_known_on_the_day(admin_client):
    person, day = make.person("Viktor Kogut"), datetime.date(2023, 11, 30)
    make.membership(person, make.post("Envoy"))
    ask = {"field": "memberships", "person": person.pk, "day": day.isoformat()}
    assert offered(admin_client, "", **ask)[0] == ["Envoy, Assembly, dates not known – Viktor Kogut"]
    for label, dates in [
        ("Clerk", {"first_seen": datetime.date(2014, 1, 1)}),
        ("Adviser", {"first_seen": datetime.date(2015, 1, 1)}),
        ("Member", {"start": datetime.date(2024, 1, 1)}),
    ]:
        make.membership(person, make.post(label), **dates)
    assert offered(admin_client, "", **ask)[0] == [
        "Adviser, Assembly, mentioned on 1 January 2015 – Viktor Kogut"
    ]
    make.membership(person, make.post("Deputy"), first_seen=day, last_seen=day)
    make.membership(person, make.post("Speaker"), start=day)
    assert offered(admin_client, "", **ask)[0] == [
        "Speaker, Assembly, since 30 November 2023 – Viktor Kogut",
        "Deputy, Assembly, mentioned on 30 November 2023 – Viktor Kogut",
    ]


@pytest.mark.parametrize("kind", ["assembly", "assembly_body", "international"])
def test_an_international_organization_is_of_no_country(admin_client, kind):
    address = page(Organization, "add")
    response = save(admin_client, address, name_en="ODIHR", classification=kind, country="PL")
    assert errors(response)[0].startswith("An international organization belongs to no country.")
    assert save(admin_client, address, name_en="ODIHR", classification=kind).status_code == 302


def test_two_holders_of_a_post_for_one_are_a_warning(admin_client):
    first, second = make.person("Anna Ivanova"), make.person("Boris Petrov")
    post = make.post("Speaker")
    make.membership(first, post, datetime.date(2014, 1, 1), datetime.date(2018, 12, 31))
    other = make.membership(second, post, datetime.date(2018, 12, 31))
    warning = (
        "“Speaker” has two holders on 1 January 2017, Anna Ivanova and Boris Petrov. Say when one of them left, or that "
        "several people hold the post."
    )

    def warnings(address, **values):
        response = save(admin_client, address, **values)
        assert response.status_code == 302
        return [str(message) for message in get_messages(response.wsgi_request) if message.level == WARNING]

    assert warnings(change(other), start_date="2018-12-31") == []  # the day of handover
    assert warnings(change(other), start_date="2017-01-01") == [warning]
    assert warnings(change(second)) == [warning]
    assert warnings(change(post)) == [warning]
    assert warnings(change(post), single="") == []
    assert warnings(change(post), single="on") == [warning]
    assert warnings(change(other), acting="on") == []


def test_a_naming_outside_the_stated_dates_is_a_warning(admin_client):
    anna = make.person("Anna Ivanova")
    office = make.membership(anna, make.post("Speaker"), datetime.date(2014, 1, 1))
    meeting = make.meeting(people=[anna])
    meeting.participations.get().memberships.add(office)
    response = save(admin_client, change(office), end_date="2018-12-31")
    (warning,) = [str(row) for row in get_messages(response.wsgi_request) if row.level == WARNING]
    assert warning.startswith(
        "Anna Ivanova is mentioned as “Speaker” on 30 November 2023, which is outside the dates"
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("05.03.2024", datetime.date(2024, 3, 5)), ("5 March 2024", datetime.date(2024, 3, 5))],
)
def test_a_day_may_be_typed_as_people_write_it(admin_client, typed, stored):
    office = make.membership(make.person("Anna Ivanova"), make.post("Speaker"))
    save(admin_client, change(office), start_date=typed)
    office.refresh_from_db()
    assert office.start_date == stored


@pytest.mark.parametrize("typed", ["05/03/2024", "31.02.2024", "March"])
def test_a_day_that_cannot_be_read_is_refused_with_an_example(admin_client, typed):
    office = make.membership(make.person("Anna Ivanova"), make.post("Speaker"))
    answer = save(admin_client, change(office), start_date=typed)
    assert errors(answer) == ["There is no such day in the calendar. Write it like 2024-03-05 or 05.03.2024."]


def test_two_offices_that_began_on_the_same_day_are_a_warning(admin_client):
    post, start = make.post("Speaker"), datetime.date(2014, 1, 1)
    for name in ("Anna Ivanova", "Boris Petrov"):
        make.membership(make.person(name), post, start)
    response = save(admin_client, change(post))
    (warning,) = [str(row) for row in get_messages(response.wsgi_request) if row.level == WARNING]
    assert warning.startswith("“Speaker” has two holders on 1 January 2014, Anna Ivanova and Boris Petrov.")


def test_an_office_whose_end_is_not_known_can_be_said_to_be_over(admin_client):
    membership = make.membership(make.person("Anna Ivanova"), make.post("Speaker"), datetime.date(2014, 1, 1))
    assert save(admin_client, change(membership), has_left="on").status_code == 302
    membership = type(membership).objects.get()
    assert membership.in_words() == "formerly Speaker"
    response = save(admin_client, change(membership), end_date="2019-01-01")
    assert errors(response) == ["The last day is known: switch “left, day not known” off."]


# Adding and correcting


def test_the_form_asks_about_similar_people_before_it_adds_a_person(admin_client):
    known = make.person("Dmitriy Kobitskiy", "Дмитрий Кобицкий")
    make.membership(known, make.post("Secretary General"))
    response = save(admin_client, page(Person, "add"), family_name_en="Kobitsky", given_name_en="Dmitry")
    assert errors(response) == [
        f'Is this not <a href="{change(known)}" target="_blank">Dmitriy Kobitskiy – Secretary General</a>? '
        "If so, use that record: nothing is saved yet. If it is somebody else, save again."
    ]
    data = fields(response)
    assert (data["family_name_en"], Person.objects.count()) == ("Kobitsky", 1)
    assert admin_client.post(page(Person, "add"), data).status_code == 302
    assert Person.objects.count() == 2


def test_a_name_written_in_one_alphabet_is_compared_with_those_in_the_other(admin_client):
    make.person("Dmitriy Kobitskiy")
    response = save(admin_client, page(Person, "add"), family_name_ru="Кобицкий", given_name_ru="Дмитрий")
    assert len(errors(response)) == 1
    other = {**fields(response), "family_name_ru": "Мушкет", "given_name_ru": "Иван"}
    make.person("Ivan Mushket")
    assert len(errors(admin_client.post(page(Person, "add"), other))) == 1  # not asked about before
    assert save(admin_client, page(Person, "add"), family_name_en="Zuev").status_code == 302


def test_names_in_the_message_about_similar_people_are_escaped(admin_client):
    make.person("Anna Ivanova", patronymic_name_en="<b>Petrovna</b>")
    response = save(admin_client, page(Person, "add"), family_name_en="Ivanova", given_name_en="Anna")
    assert "Anna &lt;b&gt;Petrovna&lt;/b&gt; Ivanova" in errors(response)[0]


def test_biographies_are_sanitised_in_both_languages(admin_client):
    person = make.person()
    save(
        admin_client,
        change(person),
        biography_en="<p>Born<img src=x onerror=y></p>",
        biography_ru="<script>z</script>",
    )
    person.refresh_from_db()
    assert (person.biography_en, person.biography_ru) == ("<p>Born</p>", "")


def test_an_address_is_made_of_the_name_when_none_is_given(admin_client):
    save(admin_client, page(Organization, "add"), name_ru="Совет")
    assert Organization.objects.get().slug == "sovet"


def test_going_back_keeps_offices_and_whether_a_person_is_public(admin_client):
    person = make.person("Anna Ivanova")
    OtherName.objects.create(person=person, name="Ann Ivanova")
    save(admin_client, change(person), given_name_en="Anne")
    old = newest_version(person)
    held = make.membership(person, make.post())
    data = fields(admin_client.get(change(person)))
    del data["is_public"]
    data |= {"given_name_en": "Hanna", "other_names-0-name": "Hannah Ivanova"}
    admin_client.post(change(person), data)
    assert save(admin_client, page(person, "revision", person.pk, old.pk)).status_code == 302
    person.refresh_from_db()
    assert (person.given_name_en, person.is_public) == ("Anne", False)
    assert [other.name for other in person.other_names.all()] == ["Ann Ivanova"]
    assert list(person.memberships.all()) == [held]


@pytest.mark.parametrize(
    "make_row", [make.person, make.organization, lambda name: make.post(name, None)],
    ids=["person", "organization", "post"],
)  # fmt: skip
def test_two_records_of_one_thing_are_merged(admin_client, make_row):
    keep, other = make_row("Anna Ivanova"), make_row("Anna Ivanowa")
    response = act(admin_client, type(keep), "merge", [keep, other], confirmed="yes", keep=keep.pk)
    assert [kind for kind, _text in messages(response)] == ["success"]
    assert list(type(keep).objects.filter(pk__in=[keep.pk, other.pk])) == [keep]


def test_only_a_public_person_links_to_a_page(admin_client):
    public, hidden = make.person("Anna Ivanova"), make.person("Olga Petrova", is_public=False)
    links = [admin_client.get(change(person)).context["absolute_url"] for person in (public, hidden)]
    assert links == [public.get_absolute_url(), None]


def test_a_date_typed_with_the_precision_unknown_is_kept(admin_client):
    person = make.person()
    make.membership(person, make.post())
    save(admin_client, change(person), memberships__0__start_date="2020-02-03")
    assert person.memberships.values_list("start_date", "start_precision").get() == (
        datetime.date(2020, 2, 3),
        "day",
    )


@pytest.mark.parametrize("year", ["9999", "0226", "2999"])
def test_the_form_of_an_office_asks_to_check_an_impossible_year(admin_client, year):
    membership = make.membership(make.person("Anna Ivanova"), make.post("Speaker"), datetime.date(2014, 1, 1))
    response = save(admin_client, change(membership), end_date=f"{year}-12-31")
    assert f"The year is {int(year)}: check it." in errors(response)
