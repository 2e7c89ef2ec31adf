"""The pages of people, organizations and posts."""

import datetime
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from ipacis.core.record.corrections import correcting
from ipacis.core.text.limits import MAX_QUERY_TEXT
from people.models import Person
from tests import factories as make

pytestmark = pytest.mark.django_db
day = datetime.date


def names(answer):
    return [person.name for person in answer.context["people"]]


@pytest.fixture
def assembly():
    body = make.organization("Council", "Совет", slug="council")
    post = make.post("Secretary General", body, slug="secretary-general", order=1)
    osipov = make.person("Yuriy Osipov", slug="osipov")
    kobitskiy = make.person("Dmitriy Kobitskiy", ru="Дмитрий Кобицкий", slug="kobitskiy")
    make.membership(osipov, post, day(2018, 4, 12), day(2019, 2, 8))
    make.membership(kobitskiy, post, day(2019, 2, 8), day(2019, 4, 18), acting=True)
    make.membership(kobitskiy, post, day(2019, 4, 18))
    return post


@pytest.mark.parametrize(
    ("on", "holders"),
    [
        ("2018-04-11", []),
        ("2018-04-12", [("Yuriy Osipov", False)]),
        ("2019-02-08", [("Dmitriy Kobitskiy", True), ("Yuriy Osipov", False)]),
        ("2019-02-22", [("Dmitriy Kobitskiy", True)]),
        ("2019-04-18", [("Dmitriy Kobitskiy", False), ("Dmitriy Kobitskiy", True)]),
        ("2030-01-01", [("Dmitriy Kobitskiy", False)]),
    ],
)
def test_a_post_tells_who_held_it_on_a_day(assembly, on, holders):
    answer = Client().get(f"/en/posts/secretary-general/?on={on}")
    found = [(row.person.name, row.acting) for row in answer.context["holders"]]
    assert sorted(found) == sorted(holders)


def test_an_organization_shows_its_leadership_on_a_day(assembly):
    page = Client().get("/en/organizations/council/?on=2019-02-22")
    posts = [(post.label, [row.person.name for row in post.holders]) for post in page.context["posts"]]
    assert posts == [("Secretary General", ["Dmitriy Kobitskiy"])]


@pytest.mark.parametrize("on", ["2019-02-30", "x", "0001-01-01", "20190222", "2019-02-22%20"])
def test_a_date_that_does_not_exist_is_explained(assembly, on):
    page = Client().get(f"/en/posts/secretary-general/?on={on}")
    assert (page.status_code, list(page.context["holders"]), bool(page.context["day_error"])) == (
        200,
        [],
        True,
    )


def test_the_day_of_an_organization_may_be_that_of_any_year_since_1900(assembly):
    client = Client()
    for on, error in [("1899-12-31", True), ("1900-01-01", False), ("9999-12-31", False)]:
        page = client.get(f"/en/organizations/council/?on={on}")
        assert page.context["day_error"] == ("This is no day. Write it like 2019-02-22." if error else "")
    assert [
        Client().get("/en/organizations/council/" + query).context["asked"] for query in ("", "?on=")
    ] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("q=%20", "“ ” means nothing as “Name”."),
        (f"q={'a' * 201}", f"“{'a' * 60}” means nothing as “Name”."),
        ("q=Kob%01itsky", "“Kob�itsky” means nothing as “Name”."),
        ("letter=Kob", "“Kob” means nothing as “Letter”."),
        ("letter=%20", "“ ” means nothing as “Letter”."),
        ("from=nobody", "“nobody” means nothing as “First person of the page”."),
        ("from=secret", "“secret” means nothing as “First person of the page”."),
        ("q=Kobitsky&letter=Kob", "“Kob” means nothing as “Letter”."),
    ],
)
def test_an_invalid_value_in_the_list_of_people_is_explained(assembly, query, error):
    make.person("Vera Secret", slug="secret", is_public=False)
    page = Client().get(f"/en/people/?{query}")
    text = page.content.decode()
    assert (page.status_code, page.context["errors"]) == (200, [error])
    assert 'role="alert"' in text and 'href="/en/people/"' in text and "noindex" in text
    assert "/en/people/osipov/" not in text and "Nobody" not in text.replace("Nobody of that name", "")


@pytest.mark.parametrize("query", ["q=", "letter=&from=", "before=x&after=x&page=x", "on=x"])
def test_parameters_without_a_value_or_of_other_pages_mean_nothing_to_the_list_of_people(assembly, query):
    page = Client().get(f"/en/people/?{query}")
    assert (names(page), page.context["errors"]) == (["Dmitriy Kobitskiy", "Yuriy Osipov"], [])


@pytest.mark.parametrize("sign", ["\xa0", "\t", "\xad ", "\u200b "])
def test_a_name_pasted_from_another_program_is_found(assembly, sign):
    page = Client().get("/en/people/", {"q": f"Dmitriy{sign}Kobitskiy"})
    assert [person.slug for person, _name in page.context["matches"]] == ["kobitskiy"]


@pytest.mark.parametrize("query", ["", "q=", "q=%20", f"q=Kobitsky{'+' * 200}", "q=Kob%01itsky"])
def test_nobody_is_suggested_for_a_name_that_cannot_be_read(assembly, query):
    answer = Client().get(f"/en/people/suggest.json?{query}")
    assert (answer.status_code, answer.json()) == (200, {"people": []})


def test_a_page_of_people_begins_with_a_person_whose_address_was_another_one(assembly):
    person = Person.objects.get(slug="osipov")
    person.slug = "osipov-yuriy"
    person.save()
    assert names(Client().get("/en/people/?from=osipov")) == ["Yuriy Osipov"]


def test_every_box_for_a_query_takes_as_many_characters_as_are_read():
    boxes = [
        box
        for path in (settings.BASE_DIR / "ipacis/templates").rglob("*.html")
        for box in re.findall(r"<input[^>]* name=\"q\"[^>]*>", path.read_text())
    ]
    assert len(boxes) > 4 and all(f'maxlength="{MAX_QUERY_TEXT}"' in box for box in boxes), boxes
    assert f"slice(0, {MAX_QUERY_TEXT})" in (settings.BASE_DIR / "ipacis/static/js/suggest.js").read_text()


def test_people_stand_under_their_letter_in_both_alphabets(assembly):
    assert names(Client().get("/en/people/?letter=K")) == ["Dmitriy Kobitskiy"]
    assert names(Client().get("/en/people/?letter=К")) == ["Dmitriy Kobitskiy"]
    assert names(Client().get("/en/people/?letter=Q")) == []


def test_the_alphabets_hold_the_letters_of_names_written_in_them(assembly):
    assert Client().get("/ru/people/").context["alphabets"] == [("en", ["K", "O"]), ("ru", ["К"])]


def test_pages_of_people_lead_from_the_first_to_the_last_and_back():
    made = [make.person(f"Ann Name{number:03}") for number in range(130)]
    client, slugs, address = Client(), [], "/en/people/"
    while address:
        page = client.get(address)
        slugs += [person.slug for person in page.context["people"]]
        following, last = page.context["next"], page
        address = following and f"/en/people/{following}"
    assert slugs == [person.slug for person in made]
    assert last.context["previous"] == f"?from={made[60].slug}"


def test_a_person_who_is_not_public_has_no_page_and_is_in_no_list():
    make.person("Vera Secret", slug="secret", is_public=False)
    client = Client()
    assert client.get("/en/people/secret/").status_code == 404
    assert names(client.get("/en/people/")) == []
    assert client.get("/en/people/?q=Secret").context["matches"] == []
    assert client.get("/en/people/suggest.json?q=Secret").json() == {"people": []}


def test_a_suggestion_tells_the_office_and_the_letters_that_matched(assembly):
    assert Client().get("/en/people/suggest.json?q=Kobitsky").json() == {
        "people": [
            {
                "name": "Dmitriy Kobitskiy",
                "spans": [[8, 17]],
                "shown": "Dmitriy Kobitskiy",
                "office": "Secretary General",
                "url": "/en/people/kobitskiy/",
            }
        ]
    }


def test_a_name_is_printed_safely_with_its_matching_letters_marked():
    make.person("<b>Ann</b> O'Hara<i>", slug="ohara")
    page = Client().get("/en/people/?q=ohara").content.decode()
    assert "<b>Ann" not in page
    assert "<mark>" in page


def test_two_people_have_one_page_of_their_meetings_and_the_other_order_leads_to_it():
    anna, boris, vera = (
        make.person(name, slug=name.split()[0].lower()) for name in ("Anna A", "Boris B", "Vera V")
    )
    both = make.meeting("Both", people=[anna, boris, vera])
    make.meeting("One", people=[anna, vera])
    later = make.meeting("Later", day=day(2024, 1, 2), people=[boris, anna])
    client = Client()
    page = client.get("/en/people/anna/with/boris/")
    years = [
        (year, [meeting for meeting, _lines in rows])
        for year, rows in page.context["item_list"].meetings_by_year
    ]
    assert years == [(2024, [later]), (2023, [both])]
    answer = client.get("/en/people/boris/with/anna/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/people/anna/with/boris/")
    assert client.get("/en/people/anna/with/nobody/").status_code == 404


def test_the_companions_of_a_person_are_counted_as_their_pair_pages_show():
    anna, boris, vera = (make.person(name) for name in ("Anna A", "Boris B", "Vera V"))
    make.meeting(people=[anna, boris, vera])
    make.meeting(people=[anna, boris])
    make.meeting(people=[anna, vera], state="draft")
    page = Client().get(anna.get_absolute_url())
    assert [(other.name, other.meeting_count) for other in page.context["met"].people] == [
        ("Boris B", 2),
        ("Vera V", 1),
    ]


@pytest.mark.parametrize("form", ["feed.rss", "feed.atom", "feed.json", "export.csv", "calendar.ics"])
def test_the_meetings_of_two_people_have_every_format(form):
    anna, boris = (make.person(name, slug=name.split()[0].lower()) for name in ("Anna A", "Boris B"))
    make.meeting("Both", people=[anna, boris], slug="both")
    make.meeting("One", people=[anna], slug="one")
    client = Client()
    answer = client.get(f"/en/people/anna/with/boris/{form}")
    text = (b"".join(answer) if answer.streaming else answer.content).decode()
    assert ("/2023/11/30/both/" in text, "/2023/11/30/one/" in text) == (True, False)
    other = client.get(f"/en/people/boris/with/anna/{form}")
    assert (other.status_code, other.headers["Location"]) == (301, f"/en/people/anna/with/boris/{form}")


@pytest.mark.parametrize(
    ("offices", "told"),
    [
        ([{"start": day(2019, 4, 18)}], "Secretary General"),
        ([{"start": day(2018, 4, 12), "end": day(2019, 2, 8)}], "formerly Secretary General"),
        ([{"first_seen": day(2014, 1, 2), "last_seen": day(2016, 3, 1)}], "Secretary General (2014–2016)"),
        ([{"start": day(2019, 2, 8), "acting": True}], "acting Secretary General"),
        ([{"start": day(2000, 1, 1), "end": day(2001, 1, 1)}, {}], "Secretary General"),
        ([], ""),
    ],
)
def test_cards_suggestions_and_the_page_of_a_person_tell_the_same_office(offices, told):
    person = make.person("Yuriy Osipov", slug="osipov")
    post = make.post("Secretary General", order=1)
    for office in offices:
        make.membership(person, post, **office)
    client = Client()
    assert client.get("/en/people/suggest.json?q=Osipov").json()["people"][0]["office"] == told
    for address in ("/en/people/", "/en/people/osipov/"):
        text = " ".join(strip_tags(client.get(address).content.decode()).split())
        assert told in text


def test_the_list_of_a_persons_meetings_prints_the_office_of_each_day():
    person = make.person("Yuriy Osipov", slug="osipov")
    line = make.meeting("Talk", people=[person]).participations.get()
    line.office_printed_en = "Envoy of that day"
    with correcting(line.meeting):
        line.save()
    client = Client()
    pages = ["/en/people/osipov/", "/en/meetings/?participant=osipov", "/en/meetings/"]
    assert ["Envoy of that day" in client.get(page).content.decode() for page in pages] == [True, True, False]
