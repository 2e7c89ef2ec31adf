"""The pages of people, organizations and posts."""

import datetime
import itertools
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from ipacis.core.record.corrections import correcting
from ipacis.core.text.limits import MAX_QUERY_TEXT
from people.models import Person
from tests import factories as make
from tests.pages import typed

pytestmark = pytest.mark.django_db
day = datetime.date


def names(answer):
    return [person.name for person in people_of(answer)]


def people_of(answer):
    """Return the people of a page of the list, in their order."""
    return [person for group in answer.context["by_letter"] for person in group.people]


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


def held(answer):
    """Return (name, grade) of the holders in *answer*."""
    return [(holder.membership.person.name, holder.grade) for holder in answer.holders]


@pytest.mark.parametrize(
    ("on", "holders"),
    [
        ("2018-04-11", []),
        ("2018-04-12", [("Yuriy Osipov", False)]),
        ("2019-02-08", [("Dmitriy Kobitskiy", True), ("Yuriy Osipov", False)]),
        ("2019-02-22", [("Dmitriy Kobitskiy", True)]),
        ("2019-04-18", [("Dmitriy Kobitskiy", False), ("Dmitriy Kobitskiy", True)]),
    ],
)
def test_a_post_tells_who_held_it_on_a_day(assembly, on, holders):
    answer = Client().get(f"/en/posts/secretary-general/?on={on}").context["answer"]
    found = [(row.membership.person.name, row.membership.acting) for row in answer.holders]
    assert sorted(found) == sorted(holders)
    assert not answer.is_one_of


def test_an_organization_shows_its_leadership_on_a_day(assembly):
    page = Client().get("/en/organizations/council/?on=2019-02-22")
    posts = [(post.label, held(post.answer)) for post in page.context["posts"]]
    assert posts == [("Secretary General", [("Dmitriy Kobitskiy", "stated")])]


def test_a_day_before_1900_is_refused(assembly):
    for on in ("0001-01-01", "1899-12-31"):
        page = Client().get(f"/en/posts/secretary-general/?on={on}")
        assert page.context["day_error"] == "Choose a day from 1900 on."


@pytest.mark.parametrize("on", ["2019-02-30", "x", "20190222", "2019-02-22%20"])
def test_a_date_that_does_not_exist_is_explained(assembly, on):
    for address in ("/en/posts/secretary-general/", "/en/organizations/council/"):
        page = Client().get(f"{address}?on={on}")
        assert (page.status_code, page.context["day"]) == (200, None)
        assert page.context["day_error"] == "This is not a date. Write it like 2019-02-22."
        data = Client().get(f"{address}holders.json?on={on}")
        assert (data.status_code, data.json()) == (400, {"error": page.context["day_error"]})


def test_nobody_is_said_to_hold_a_post_after_today(assembly):
    today = timezone.localdate()
    for date, error in [
        (today, ""),
        (today + datetime.timedelta(days=1), "This day has not come yet. Choose a day until today."),
        (day(9999, 12, 31), "This day has not come yet. Choose a day until today."),
    ]:
        page = Client().get(f"/en/posts/secretary-general/?on={date}")
        assert page.context["day_error"] == error


def test_an_empty_day_asks_for_today(assembly):
    pages = [Client().get("/en/organizations/council/" + query).context for query in ("", "?on=")]
    assert [page["asked"] for page in pages] == [False, True]
    assert [page["day"] for page in pages] == [timezone.localdate()] * 2


@pytest.fixture
def named():
    """A post of which only namings are known: Anna in 2014 and 2016, Boris in 2017 and on two days of 2020."""
    post = make.post("Speaker", make.organization(slug="chamber"), slug="speaker")
    anna, boris = make.person("Anna Ivanova", slug="anna"), make.person("Boris Petrov")
    make.membership(anna, post, first_seen=day(2014, 4, 17), last_seen=day(2016, 12, 20))
    make.membership(boris, post, first_seen=day(2017, 1, 10), last_seen=day(2020, 5, 5))
    return post


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        ("2014-04-17", "Anna Ivanova mentioned on this day"),
        ("2015-01-01", "Anna Ivanova likely: mentioned on 17 April 2014 and 20 December 2016, nobody else in between"),
        ("2004-01-01", "Not known for this day. Anna Ivanova next mentioned on 17 April 2014"),
        ("2016-12-25",
         "One of them; it is not known which one: AI Anna Ivanova last mentioned on 20 December 2016 "
         "BP Boris Petrov next mentioned on 10 January 2017"),
        ("2021-01-01", "Not known for this day. BP Boris Petrov last mentioned on 5 May 2020"),
        ("", "Not known for today. BP Boris Petrov last mentioned on 5 May 2020"),
    ],
)  # fmt: skip
def test_a_post_tells_how_well_its_holder_is_known(named, on, shown):
    page = typed(Client().get(f"/en/posts/speaker/?on={on}" if on else "/en/posts/speaker/"))
    text = " ".join(strip_tags(page).split())
    assert [word in text for word in shown.split(". ")] == [True] * len(shown.split(". "))
    page = typed(Client().get(f"/en/organizations/chamber/?on={on}"))
    assert shown.rpartition(" mentioned on ")[2] in page


def test_who_held_a_post_is_data_as_well(named):
    address = "http://127.0.0.1:8000/en"
    anna = {
        "name": "Anna Ivanova", "url": f"{address}/people/anna/", "acting": False, "grade": "named",
        "evidence": "mentioned on this day", "start_date": None, "end_date": None,
        "first_named": "2014-04-17", "last_named": "2016-12-20",
    }  # fmt: skip
    answer = Client().get("/en/posts/speaker/holders.json?on=2014-04-17").json()
    assert answer == Client().get("/en/organizations/chamber/holders.json?on=2014-04-17").json()
    assert answer == {
        "day": "2014-04-17",
        "organization": {"name": "Assembly", "url": f"{address}/organizations/chamber/", "note": None},
        "posts": [
            {
                "title": "Speaker", "url": f"{address}/posts/speaker/", "is_one_of": False,
                "holders": [anna], "last_before": None, "first_after": None,
            }
        ],
    }  # fmt: skip
    [post] = Client().get("/en/posts/speaker/holders.json?on=2004-01-01").json()["posts"]
    assert (post["holders"], post["first_after"]["name"], post["first_after"]["grade"]) == (
        [],
        "Anna Ivanova",
        None,
    )
    page = Client().get("/en/posts/speaker/?on=2004-01-01").content.decode()
    assert 'href="/en/posts/speaker/holders.json?on=2004-01-01"' in page


def test_a_day_is_answered_with_the_names_of_that_day(named):
    body = named.organization
    body.former_names.create(name_en="Old Chamber", end_date=day(2015, 12, 31))
    named.former_names.create(name_en="Head", end_date=day(2015, 12, 31))
    body.start_date, body.start_precision = day(2013, 1, 1), "day"
    body.save()
    pages = {
        address: [
            " ".join(strip_tags(typed(Client().get(f"{address}?on={on}"))).split())
            for on in ("2015-01-01", "2016-01-01")
        ]
        for address in ("/en/posts/speaker/", "/en/organizations/chamber/")
    }
    assert ["called then: Head" in text for text in pages["/en/posts/speaker/"]] == [True, False]
    assert ["called then: Old Chamber" in text for text in pages["/en/organizations/chamber/"]] == [
        True,
        False,
    ]
    data = Client().get("/en/posts/speaker/holders.json?on=2015-01-01").json()
    assert (data["organization"]["name"], data["posts"][0]["title"]) == ("Old Chamber", "Head")
    for address in pages:
        note = "It did not exist on this day: it was founded later (1 January 2013)."
        assert note in typed(Client().get(f"{address}?on=2012-12-31"))
        data = Client().get(f"{address}holders.json?on=2012-12-31").json()
        assert data["organization"]["note"] == note


def test_a_body_does_not_exist_before_the_one_of_which_it_is_a_part(named):
    above = make.organization("Above", start_date=day(2000, 1, 1), end_date=day(2010, 1, 1))
    named.organization.parent = make.organization("Between", parent=above)
    named.organization.save()
    for on, words in [
        ("1999-12-31", "founded later (1 January 2000)"),
        ("2010-01-02", "dissolved before (1 January 2010)"),
    ]:
        for address in ("/en/posts/speaker/", "/en/organizations/chamber/"):
            assert words in typed(Client().get(f"{address}?on={on}"))


def test_a_handover_is_doubtful_only_if_nobody_is_known_for_the_day():
    post = make.post(slug="chair")
    make.membership(make.person(), post, day(2015, 1, 1), day(2019, 5, 1), end_precision="month")
    make.membership(make.person("Boris Petrov"), post, day(2019, 5, 1), start_precision="month")
    answers = [
        Client().get(f"/en/posts/chair/?on={on}").context["answer"]
        for on in ("2019-04-30", "2019-05-01", "2019-05-15", "2019-05-31", "2019-06-01")
    ]
    assert [(answer.is_one_of, [str(grade) for _name, grade in held(answer)]) for answer in answers] == [
        (False, ["stated"]),
        (False, ["stated", "likely"]),
        (True, ["likely", "likely"]),
        (False, ["stated", "likely"]),
        (False, ["stated"]),
    ]


def test_in_a_post_for_several_people_nothing_is_said_of_others_in_between():
    post = make.post(slug="deputy", single=False)
    for name in ("Anna Ivanova", "Boris Petrov"):
        make.membership(make.person(name), post, first_seen=day(2014, 1, 1), last_seen=day(2016, 1, 1))
    page = typed(Client().get("/en/posts/deputy/?on=2015-01-01"))
    assert page.count("likely: mentioned on 1 January 2014 and 1 January 2016<") == 2


def test_the_page_of_a_person_prints_the_titles_of_their_time(named):
    named.former_names.create(name_en="Head", end_date=day(2017, 1, 1))
    page = Client().get("/en/people/anna/").content.decode()
    assert '<a href="/en/posts/speaker/">Head</a>' in page


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("q=%20", "“ ” cannot be used as “Name”."),
        (f"q={'a' * 201}", f"“{'a' * 60}” cannot be used as “Name”."),
        ("q=Kob%01itsky", "“Kob�itsky” cannot be used as “Name”."),
        ("letter=Kob", "“Kob” cannot be used as “Letter”."),
        ("letter=%20", "“ ” cannot be used as “Letter”."),
        ("from=nobody", "“nobody” cannot be used as “First person of the page”."),
        ("from=secret", "“secret” cannot be used as “First person of the page”."),
        ("q=Kobitsky&letter=Kob", "“Kob” cannot be used as “Letter”."),
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


def test_initials_are_in_the_order_of_the_name():
    for order, initials in ((False, "ZL"), (True, "LZ")):
        assert make.person("Zhanhui Luo", family_name_first=order).initials == initials


def test_people_stand_under_their_letter_in_both_alphabets(assembly):
    assert names(Client().get("/en/people/?letter=K")) == ["Dmitriy Kobitskiy"]
    assert names(Client().get("/en/people/?letter=К")) == ["Dmitriy Kobitskiy"]
    assert names(Client().get("/en/people/?letter=Q")) == []


def test_people_without_a_name_in_the_letters_of_the_page_come_last():
    make.person("Mnacakon Bichyakhan")
    make.person("Anna Ivanova", ru="Анна Иванова")
    make.person("", ru="Яна Яшина")
    for language, letters in (("ru", ["И", "Я", "B"]), ("en", ["B", "I", "Я"])):
        groups = Client().get(f"/{language}/people/").context["by_letter"]
        assert [group.letter for group in groups] == letters


def test_the_alphabets_hold_the_letters_of_names_written_in_them_the_own_one_first(assembly):
    assert Client().get("/ru/people/").context["alphabets"] == [("ru", ["К"]), ("en", ["K", "O"])]


@pytest.mark.parametrize(
    ("language", "names_in_order", "letters"),
    [
        ("en", ["Özbek", "de la Petit", "Petrov", "Šefčovič", "Sidorov", "Zzyzx"], ["D", "O", "P", "S", "Z"]),
        ("ru", ["Әбілова", "Иванов", "Іванчук", "Онегин", "О’Нил", "Яшин"], ["А", "И", "О", "Я"]),
    ],
)
def test_people_with_letters_of_other_alphabets_stand_where_a_reader_looks(language, names_in_order, letters):
    names_in_order = sorted(names_in_order, key=lambda name: name != "de la Petit")  # d is before o
    for name in names_in_order[::-1]:
        Person.objects.create(**{f"family_name_{language}": name}, is_public=True)
    page = Client().get(f"/{language}/people/")
    assert [str(person.list_name) for person in people_of(page)] == names_in_order
    assert [group.letter for group in page.context["by_letter"]] == [
        group for group, _names in itertools.groupby(page.context["by_letter"], key=lambda row: row.letter)
    ]
    assert dict(page.context["alphabets"])[language] == letters
    for letter in letters:
        assert people_of(Client().get(f"/{language}/people/", {"letter": letter})), letter


def test_pages_of_people_lead_from_the_first_to_the_last_and_back():
    made = [make.person(f"Ann Name{number:03}") for number in range(130)]
    client, slugs, address = Client(), [], "/en/people/"
    while address:
        page = client.get(address)
        slugs += [person.slug for person in people_of(page)]
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
        (
            [{"first_seen": day(2014, 1, 2), "last_seen": day(2016, 3, 1)}],
            "Secretary General (last mentioned on 1 March 2016)",
        ),
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
    for address, words in [("/en/people/", told), ("/en/people/osipov/", re.sub(r"[()]", "", told))]:
        text = " ".join(strip_tags(client.get(address).content.decode()).split())
        assert words.lower() in text.lower()


def test_the_list_of_a_persons_meetings_prints_the_office_of_each_day():
    person = make.person("Yuriy Osipov", slug="osipov")
    line = make.meeting("Talk", people=[person]).participations.get()
    line.office_printed_en = "Envoy of that day"
    with correcting(line.meeting):
        line.save()
    client = Client()
    pages = ["/en/people/osipov/", "/en/meetings/?participant=osipov", "/en/meetings/"]
    assert ["Envoy of that day" in client.get(page).content.decode() for page in pages] == [True, True, False]


def test_an_office_that_a_successor_ended_says_so_everywhere():
    post = make.post("Director")
    first, second = make.person("Anna Gamma"), make.person("Boris Delta")
    make.membership(first, post, day(2010, 1, 1))
    make.membership(second, post, day(2015, 1, 1))
    page = typed(Client().get(first.get_absolute_url()))
    assert "Since 1 January 2010; succeeded on 1 January 2015" in page
    assert "succeeded on" not in typed(Client().get(second.get_absolute_url()))


def test_an_acting_office_is_called_so_in_data():
    person = make.person("Anna Gamma")
    make.membership(person, make.post("Director"), day(2020, 1, 1), acting=True)
    page = Client().get(person.get_absolute_url()).content.decode()
    assert '"jobTitle": ["acting Director"]' in page and '"roleName": "acting Director"' in page


def test_nobody_is_introduced_by_an_acting_office_that_became_a_full_one():
    person, post = make.person("Anna Gamma"), make.post("Director")
    make.membership(person, post, acting=True, last_seen=day(2018, 3, 17))
    make.membership(person, post, None, day(2019, 2, 8))
    head = typed(Client().get(person.get_absolute_url())).partition("person-head__office")[2][:300]
    assert head.startswith('">formerly <a') and "Until 8 February 2019" in head and "acting" not in head


def test_the_holder_who_leaves_on_the_next_known_day_comes_first():
    post = make.post("Speaker")
    make.membership(make.person("Boris Delta"), post, day(2015, 1, 16))
    make.membership(make.person("Anna Gamma"), post, None, day(2015, 1, 16))
    page = typed(Client().get(f"{post.get_absolute_url()}?on=2015-01-15"))
    assert "until 16 January 2015" in page


@pytest.mark.parametrize("asked", ["2035-01-01", "1800-01-01", "abc"])
def test_no_former_title_is_told_for_a_day_that_cannot_be_asked(asked):
    post = make.post("Speaker")
    for address in (post.get_absolute_url(), post.organization.get_absolute_url()):
        assert "called then" not in Client().get(address, {"on": asked}).content.decode()


def test_dates_at_the_end_of_the_calendar_break_no_page():
    person, post = make.person("Anna Gamma"), make.post("Speaker")
    office = make.membership(person, post)
    for dates in ({"start_date": datetime.date.min}, {"start_date": None, "end_date": datetime.date.max}):
        type(office).objects.update(**dates)
        for address in (person.get_absolute_url(), post.get_absolute_url(), "/popolo.json"):
            assert Client().get(address).status_code == 200, dates


def test_between_acting_and_full_office_of_one_person_the_person_held_one_of_them():
    person, post = make.person("Anna Gamma"), make.post("Director")
    make.membership(person, post, acting=True, last_seen=day(2019, 2, 22))
    make.membership(person, post, last_seen=day(2019, 6, 28))
    answer = Client().get(f"{post.get_absolute_url()}?on=2019-04-01").context["answer"]
    assert answer.is_one_of and [holder.membership.acting for holder in answer.holders] == [True, False]


# Narrowing the list of people, and the order of organizations


@pytest.fixture
def officials():
    """Three people: in office now, formerly in office, and without office."""
    body = make.organization("Senate", slug="senate")
    now, past = (
        make.person("Anna Now", slug="now", country="BY"),
        make.person("Boris Past", slug="past", country="RU"),
    )
    make.person("Clara None", slug="none", country="RU")
    chair = make.post("Chair", body)
    make.membership(past, chair, datetime.date(2000, 1, 1), datetime.date(2010, 1, 1))
    make.membership(now, chair, datetime.date(2010, 1, 1))
    make.membership(past, make.post("Member", make.organization("Other", slug="other")))
    return body


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["none", "now", "past"]),
        ("country=ru", ["none", "past"]),
        ("organization=senate", ["now", "past"]),
        ("organization=other", ["past"]),
        ("office=now", ["now"]),
        ("office=now&country=ru", []),
        ("letter=N&country=ru", ["none"]),
    ],
)
def test_people_are_found_by_country_organization_and_present_office(officials, query, slugs):
    page = Client().get(f"/en/people/?{query}")
    assert [person.slug for person in people_of(page)] == slugs
    assert page.context["count"] == len(slugs)
    fields = re.findall(r"<(?:select|input)[^>]*>", page.content.decode().partition("<main")[2])
    assert [field for field in fields if " form=" in field] == []
    assert page.context["noindex"] == any(name in query for name in ("country", "organization", "office"))


@pytest.mark.parametrize("query", ["country=zz", "organization=nothing", "office=never"])
def test_a_condition_for_people_that_means_nothing_is_an_error(officials, query):
    page = Client().get(f"/en/people/?{query}")
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert "by_letter" not in page.context


def test_the_next_page_of_people_keeps_the_conditions(officials, monkeypatch):
    monkeypatch.setattr("people.views.PEOPLE_ON_A_PAGE", 1)
    page = Client().get("/en/people/?country=ru")
    assert page.context["next"] == "?country=ru&from=past"
    assert [row.slug for row in people_of(Client().get(f"/en/people/{page.context['next']}"))] == ["past"]


def test_people_stand_under_headings_with_their_letters(officials):
    page = Client().get("/en/people/")
    assert [(group.letter, len(group.people)) for group in page.context["by_letter"]] == [("N", 2), ("P", 1)]
    assert re.findall(r'<h2 class="letter"[^>]*>(.)</h2>', page.content.decode()) == [
        "N",
        "P",
    ]


def test_an_organization_names_the_heads_of_its_bodies():
    parliament = make.organization("Parliament", slug="parliament")
    chamber = make.organization("Chamber", parent=parliament)
    make.post("Speaker", chamber, on_home=True, order=1)
    make.post("Deputy", chamber, order=2)
    make.post("Representative", parliament, order=3)
    posts = Client().get("/en/organizations/parliament/").context["posts"]
    assert [str(post.label) for post in posts] == ["Speaker", "Representative"]


def test_organizations_begin_with_the_assembly_and_its_bodies_and_go_on_by_country():
    assembly = make.organization("Union", classification="assembly")
    council = make.organization("Council", classification="assembly_body", parent=assembly)
    make.organization("Bureau", classification="institute", parent=council)
    make.organization("Foreign Assembly", classification="assembly")
    make.organization("Club")
    first = make.organization("Commission No. 29", country="BY")
    make.organization("Commission No. 9", country="BY")
    assembly.members.set([first, make.organization("Duma", country="RU")])
    groups = Client().get("/en/organizations/").context["groups"]
    assert [(group.heading, [str(row.name) for row in group.rows]) for group in groups] == [
        ("The Assembly and its bodies", ["Union", "Council", "Bureau"]),
        ("Belarus", ["Commission No. 9", "Commission No. 29"]),
        ("Russia", ["Duma"]),
        ("International organizations", ["Foreign Assembly"]),
        ("Other organizations", ["Club"]),
    ]


# Subscribing


def test_a_person_has_feeds_of_news_and_meetings_and_a_calendar_beside_the_name():
    anna = make.person("Anna Ivanova", slug="anna")
    page = Client().get("/en/people/anna/").content.decode()
    assert f'<a class="url" href="/en/p/{anna.pk}/">' in page
    panel = page.partition('<dl class="follow__list">')[2].partition("</dl>")[0]
    assert re.findall(r'href="([^"]*)"', panel) == [
        *(f"/en/news/feed.{form}?person=anna" for form in ("rss", "atom", "json")),
        *(f"/en/meetings/feed.{form}?participant=anna" for form in ("rss", "atom", "json")),
        "webcal://127.0.0.1:8000/en/meetings/calendar.ics?participant=anna",
        "/en/meetings/calendar.ics?participant=anna",
    ]
    for address in re.findall(r'<link rel="alternate" type="[^"]*" href="([^"]*)"', page):
        assert Client().get(address).status_code == 200, address


def test_a_meeting_of_a_person_is_told_with_the_offices_of_the_others():
    anna, boris = make.person("Anna Ivanova", slug="anna"), make.person("Boris Petrov", slug="boris")
    meeting = make.meeting(people=[anna, boris, None, make.person("Clara C"), make.person("Dora D")])
    meeting.participations.filter(person=boris).update(office_printed_en="Speaker of the Senate")
    meeting.participations.filter(person=anna).update(office_printed_en="Secretary General")
    page = Client().get("/en/people/anna/").content.decode()
    others = page.partition('<ul class="line__others">')[2].partition("</ul>")[0]
    rows = [re.sub(r"<[^>]+>", "", row) for row in re.findall(r"<li>(.*?)</li>", others)]
    assert rows == ["Boris Petrov, Speaker of the Senate", "Observers", "Clara C", "and 1 more"]
    assert '<span class="aside">Office then:</span> Secretary General' in page


# The line of time of two people


def test_the_line_of_time_tells_when_somebody_came_in_another_office():
    anna, boris = make.person("Anna Ivanova", slug="anna"), make.person("Boris Petrov", slug="boris")
    for year, office in ((2016, "Senator"), (2018, ""), (2019, "Speaker"), (2020, "Speaker")):
        meeting = make.meeting(f"In {year}", datetime.date(year, 1, 1), people=[anna, boris])
        meeting.participations.filter(person=anna).update(office_printed_en=office)
    page = Client().get("/en/people/anna/with/boris/").content.decode()
    articles = re.findall(r'<article class="then">(.*?)</article>', page, re.DOTALL)
    changes = [re.findall(r"another office</b> ([^<]*)</span>", article) for article in articles]
    assert changes == [[], ["before: Senator"], [], []]
    assert re.findall(r'id="y(\d+)"', page) == ["2020", "2019", "2018", "2016"]
