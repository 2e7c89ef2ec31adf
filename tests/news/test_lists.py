"""Lists of news and of meetings: conditions, counts, pages, facets."""

import datetime
import re

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from ipacis.core.lists.periods import Period
from ipacis.core.record.base import catch_up
from ipacis.core.record.corrections import correcting
from news.lists import MeetingList, NewsList
from news.models import Participation
from people.models import Person
from tests import factories as make

pytestmark = pytest.mark.django_db


def in_bulk(rows, **values):
    """Write *values* to *rows* as an import does: without ``save``, and then catching up."""
    rows.update(**values)
    catch_up(rows.all())


def titles(query, period=None):
    return [meeting.title_en for meeting in MeetingList(QueryDict(query), period).page]


@pytest.fixture
def world():
    """Two commissions, three people, four meetings."""
    russia = make.organization("CEC of Russia", slug="cec-ru", country="RU")
    belarus = make.organization("CEC of Belarus", slug="cec-by", country="BY")
    ivan = make.person("Ivan Petrov", slug="petrov", country="RU")
    olga = make.person("Olga Sidorova", slug="sidorova", country="BY")
    anna = make.person("Anna Ivanova", slug="ivanova")
    law, youth = make.topic("Law", slug="law"), make.topic("Youth", slug="youth")
    palace = make.place("Palace", slug="palace")
    hall = make.place("Hall", slug="hall", within=palace)
    forum = make.event("Forum", slug="forum")
    day = datetime.date
    make.meeting("A", day(2022, 5, 1), [ivan, olga], [law], [russia, belarus], place=hall)
    make.meeting("B", day(2023, 5, 31), [ivan], [law, youth], [russia], place=palace, kind="visit")
    make.meeting("C", day(2023, 6, 1), [olga, anna], [youth], event=forum, event_relation="within")
    make.meeting("D", day(2023, 6, 1), [ivan, olga, anna], [law], end_date=day(2023, 6, 3))
    return {
        "russia": russia,
        "ivan": ivan,
        "olga": olga,
        "anna": anna,
        "law": law,
        "youth": youth,
    }


def test_every_condition_narrows_the_list_and_combines_with_every_other(world):
    expected = {
        "": ["D", "C", "B", "A"],
        "participant=petrov": ["D", "B", "A"],
        "participant=petrov&participant=sidorova": ["D", "A"],
        "topic=law&topic=youth": ["B"],
        "topic=law&participant=sidorova": ["D", "A"],
        "organization=cec-by": ["A"],
        "country=BY": ["A"],
        "country=ru": ["B", "A"],
        "country=by&country=ru": ["A"],
        "place=palace": ["B", "A"],
        "place=hall": ["A"],
        "kind=visit": ["B"],
        "event=forum": ["C"],
        "from=2023-06-02": ["D"],
        "from=2023-05-31&to=2023-05-31": ["B"],
        "from=2022-05-01&to=2023-05-31": ["B", "A"],
        "to=2022-12-31": ["A"],
    }
    assert {query: titles(query) for query in expected} == expected


def test_an_address_of_a_year_month_or_day_lists_what_began_in_it(world):
    expected = {
        (2023,): ["D", "C", "B"],
        (2023, 6): ["D", "C"],
        (2023, 5, 31): ["B"],
        (2023, 12): [],
        (2022,): ["A"],
    }
    assert {days: titles("", Period.parse(*days)) for days in expected} == expected


def test_an_invalid_value_gives_an_empty_list_with_an_error_message(world):
    for query in (
        "topic=nothing",
        "participant=petrov&participant=nobody",
        "country=XX",
        "country=rus",
        "country=643",
        "kind=party",
        "from=2023-02-30",
        "from=yesterday",
        "to=9999-01-01",
        "from=2023-02-02&to=2023-02-01",
        "before=x",
        "before=2023-01-01.99999999999999999999",
        "q=" + "a" * 201,
        "topic=law\x00",
        "&".join(f"topic=law{number}" for number in range(11)),
    ):
        item_list = MeetingList(QueryDict(query))
        assert (list(item_list.page), item_list.count, bool(item_list.filter.errors)) == ([], 0, True), query


def test_counts_are_those_of_the_pages_they_lead_to(world):
    item_list = MeetingList(QueryDict("participant=petrov"), Period(2023))
    assert item_list.count == 2
    assert [(year.period.year, year.count) for year in item_list.years] == [(2023, 2), (2022, 1)]
    assert [(month.period.month, month.count) for month in item_list.months_of_year] == [(5, 1), (6, 1)]
    earlier = MeetingList(QueryDict("participant=petrov"), Period(2022))
    assert [(month.period.month, month.count) for month in earlier.months_of_year] == [(5, 1)]


@pytest.mark.parametrize("days", [(), (2023,), (2023, 5, 31)])
def test_a_facet_counts_what_its_click_gives(world, days):
    for query in ("", "participant=petrov", "topic=law", "country=by", "place=palace"):
        item_list = MeetingList(QueryDict(query), Period.parse(*days))
        shown = [value for facet in item_list.facets for value in facet.values]
        assert bool(shown) == bool(item_list.count), query
        for value in shown:
            clicked = MeetingList(QueryDict(value.url.partition("?")[2]), Period.parse(*days))
            assert (value.url, value.count) == (value.url, clicked.count)


def test_facets_of_news_count_what_their_click_gives(world):
    for _number in range(2):
        meeting = make.meeting(people=[world["ivan"]], topics=[world["law"]])
        make.news(meetings=[meeting], section=world["russia"])
    item = make.news(mentioned=[world["anna"], world["ivan"]])
    item.topics.add(world["law"])
    item_list = NewsList(QueryDict(""))
    counted = {
        facet.parameter: {value.raw: value.count for value in facet.values} for facet in item_list.facets
    }
    assert counted == {
        "topic": {"law": 3},
        "person": {"petrov": 3, "ivanova": 1},
        "organization": {"cec-ru": 2},
    }
    for facet in item_list.facets:
        for value in facet.values:
            assert NewsList(QueryDict(value.url.partition("?")[2])).count == value.count


def test_a_message_read_out_is_not_attendance(world):
    in_bulk(Participation.objects.filter(meeting__title_en="B"), capacity="message")
    assert titles("participant=petrov") == ["D", "A"]


def walk_pages(list_class, query):
    """Return the titles of every page from the first to the last, and back."""
    forth, back = [], []
    item_list = list_class(QueryDict(query))
    while True:
        forth.append([item.pk for item in item_list.page])
        if not item_list.older_url:
            break
        item_list = list_class(QueryDict(item_list.older_url.partition("?")[2]))
    while True:
        back.append([item.pk for item in item_list.page])
        if not item_list.newer_url:
            break
        item_list = list_class(QueryDict(item_list.newer_url.partition("?")[2]))
    return forth, back[::-1]


def test_paging_shows_every_item_once_forth_and_back():
    made = [make.meeting(day=datetime.date(2023, 1, 1 + number // 7)) for number in range(50)]
    forth, back = walk_pages(MeetingList, "")
    assert [len(page) for page in forth] == [20, 20, 10]
    assert [pk for page in forth for pk in page] == [meeting.pk for meeting in reversed(made)]
    assert back[1:] == forth[1:]
    assert MeetingList(QueryDict("")).newer_url is None


def test_the_address_of_a_page_shows_the_same_items_when_new_ones_arrive():
    for number in range(45):
        make.meeting(day=datetime.date(2023, 1, 1 + number // 7))
    second = MeetingList(QueryDict("")).older_url.partition("?")[2]
    before = [meeting.pk for meeting in MeetingList(QueryDict(second)).page]
    make.meeting(day=datetime.date(2023, 12, 1))
    assert [meeting.pk for meeting in MeetingList(QueryDict(second)).page] == before


@pytest.fixture
def counted_to_one(monkeypatch):
    """Only one item is counted one by one, and facets of long lists are counted in one item."""
    monkeypatch.setattr("ipacis.core.lists.numbers.COUNTED", 1)
    monkeypatch.setattr("ipacis.core.lists.base.COUNTED", 1)
    monkeypatch.setattr("ipacis.core.lists.numbers.SAMPLE", 1)


@pytest.mark.parametrize("query", ["", "topic=law"])
def test_a_list_with_at_most_one_condition_is_counted_at_any_length(world, counted_to_one, query):
    item_list = MeetingList(QueryDict(query))
    assert (item_list.too_long, item_list.count) == (False, {"": 4, "topic=law": 3}[query])
    numbers = {"": [(2023, 3), (2022, 1)], "topic=law": [(2023, 2), (2022, 1)]}
    assert [(row.period.year, row.count) for row in item_list.years] == numbers[query]


def test_a_list_too_long_to_count_says_so_and_links_the_years_and_months_of_the_archive(
    world, counted_to_one
):
    item_list = MeetingList(QueryDict("topic=law&participant=petrov"))
    assert (item_list.too_long, item_list.count, len(item_list.page)) == (True, 2, 3)
    assert [(row.period.year, row.count) for row in item_list.years] == [(2023, None), (2022, None)]
    year = MeetingList(QueryDict("topic=law&participant=petrov"), Period(2022))
    assert (year.too_long, year.count) == (False, 1)
    assert [(row.period.month, row.count) for row in year.months_of_year] == [(5, None)]


def test_facets_of_a_long_list_are_counted_in_its_latest_items(world, counted_to_one, client):
    def kinds(query, period=None):
        item_list = MeetingList(QueryDict(query), period)
        facet = next(facet for facet in item_list.facets if facet.parameter == "kind")
        return item_list.sample, [(value.raw, value.count) for value in facet.values]

    assert kinds("") == (0, [("bilateral", 3), ("visit", 1)])
    assert kinds("", Period(2023)) == (0, [("bilateral", 2), ("visit", 1)])
    assert kinds("topic=law") == (1, [("bilateral", 1)])
    assert "Counted in the latest 1." in client.get("/en/meetings/?topic=law").content.decode()
    assert "Counted in the latest" not in client.get("/en/meetings/").content.decode()


def test_a_country_that_is_asked_for_is_offered_no_more_and_shown_in_the_form(world):
    item_list = MeetingList(QueryDict("country=RU&country=us"))
    assert [row.raw for row in item_list.filter.conditions] == ["ru", "us"]
    assert item_list.countries[-1][0] == "us"
    assert (item_list.form["country"], [row.raw for row in item_list.carried]) == ("us", ["ru"])
    offered = MeetingList(QueryDict("country=RU")).facets
    countries = next(facet for facet in offered if facet.parameter == "country")
    assert [value.raw for value in countries.values] == ["by"]


def test_a_country_is_that_of_a_delegation_and_not_of_a_person_or_a_place(world):
    poland = make.person("Jan Kowalski", slug="kowalski", country="PL")
    odihr = make.organization("ODIHR", classification="international")
    place = make.place("Warsaw", country="PL")
    make.meeting("E", people=[poland], delegations=[odihr], place=place)
    assert MeetingList(QueryDict("country=pl")).count == 0
    assert MeetingList(QueryDict("participant=kowalski")).count == 1


@pytest.mark.parametrize(
    ("language", "choices"),
    [("en", [("by", "Belarus"), ("ru", "Russia")]), ("ru", [("by", "Беларусь"), ("ru", "Россия")])],
)
def test_the_form_offers_the_countries_of_delegations_in_the_order_of_the_alphabet(world, language, choices):
    make.meeting(
        "Secret", delegations=[make.organization(country="AM")], people=[None], state="draft", publish_at=None
    )
    with override(language):
        assert MeetingList(QueryDict()).countries == choices
        azerbaijan = ("az", "Azerbaijan" if language == "en" else "Азербайджан")
        assert MeetingList(QueryDict("country=az")).countries == [azerbaijan, *choices]
        assert MeetingList(QueryDict("country=xx")).countries == choices


def test_a_day_is_written_in_one_way(world):
    for day in ("2023-W48-4", "20231130", "2023-11-3", "２０２３-11-30"):
        assert MeetingList(QueryDict(f"from={day}")).filter.errors, day


def test_the_cursor_before_wins_over_the_cursor_after(world):
    meetings = MeetingList(QueryDict("")).page.items
    data = QueryDict(f"before={meetings[1].start_date}.{meetings[1].pk}&after=2000-01-01.1")
    assert MeetingList(data).page.items == meetings[2:]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/en/people/petrov/with/sidorova/?topic=nonsense", "“nonsense” cannot be used as “Topic”."),
        ("/en/people/petrov/with/sidorova/?kind=visit", "Nothing matches these conditions."),
        ("/en/corrections/?before=zzz", "The address of this page is damaged"),
    ],
)
def test_every_list_says_what_was_wrong_with_its_address_and_nothing_false(world, client, address, said):
    text = client.get(address).content.decode()
    assert said in text
    assert "both attended has been published" not in text
    assert "Nothing has been corrected" not in text


def test_an_empty_list_is_not_too_long(world, counted_to_one):
    item_list = MeetingList(QueryDict("topic=law&kind=signing"))
    assert (item_list.too_long, item_list.count, item_list.years) == (False, 0, [])


def test_the_page_of_a_list_too_long_to_count_tells_the_reader(world, counted_to_one, client):
    text = client.get("/en/meetings/?topic=law&participant=petrov").content.decode()
    assert "More than 1 meetings" in text


def test_news_of_one_language_do_not_appear_in_the_other():
    make.news("English", "en")
    make.news("Русская", "ru")
    with override("ru"):
        assert [item.headline for item in NewsList(QueryDict("")).page] == ["Русская"]


def of_capacity(title, **capacities):
    """Make a meeting in which each of *capacities* (slug of a person: capacity) took part in that way."""
    people = [Person.objects.get(slug=slug) for slug in capacities]
    meeting = make.meeting(title, datetime.date(2024, 1, 1), people)
    for line in meeting.participations.select_related("person"):
        in_bulk(Participation.objects.filter(pk=line.pk), capacity=capacities[line.person.slug])


@pytest.fixture
def capacities(world):
    of_capacity("Video", petrov="video", sidorova="in_person")
    of_capacity("Message", petrov="message", sidorova="in_person")
    of_capacity("Her message", petrov="in_person", sidorova="message")
    of_capacity("Represented", petrov="represented", sidorova="phone")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("capacity=video", ["Video"]),
        ("capacity=phone", ["Represented"]),
        ("capacity=message", ["Her message", "Message"]),
        ("capacity=represented", ["Represented"]),
        ("capacity=in_person", ["Her message", "Message", "Video", "D", "C", "B", "A"]),
        ("participant=petrov", ["Her message", "Video", "D", "B", "A"]),
        ("participant=petrov&capacity=message", ["Message"]),
        ("capacity=message&participant=sidorova", ["Her message"]),
        ("participant=petrov&capacity=represented", ["Represented"]),
        ("participant=petrov&capacity=in_person", ["Her message", "D", "B", "A"]),
        ("participant=petrov&participant=sidorova&capacity=in_person", ["D", "A"]),
        ("participant=ivanova&capacity=video", []),
        # Each of two capacities occurs in the meeting, and the person took part in one of them.
        ("capacity=in_person&capacity=message", ["Her message", "Message"]),
        ("participant=petrov&capacity=in_person&capacity=message", ["Her message", "Message"]),
    ],
)
def test_a_capacity_applies_to_the_chosen_participants_or_else_to_anybody(capacities, query, expected):
    assert titles(query) == expected


def test_participants_are_counted_in_the_capacities_that_were_asked_for(capacities):
    counted = {
        query: {
            value.raw: value.count
            for facet in MeetingList(QueryDict(query)).facets
            if facet.parameter == "participant"
            for value in facet.values
        }
        for query in ("", "capacity=message", "capacity=video")
    }
    assert counted == {
        "": {"petrov": 5, "sidorova": 6, "ivanova": 2},
        "capacity=message": {"petrov": 1, "sidorova": 1},
        "capacity=video": {"petrov": 1},
    }


@pytest.fixture
def short_facets(monkeypatch):
    """Five topics, the first the commonest. Facets show two values at first and three after unfolding."""
    monkeypatch.setattr("ipacis.core.lists.facets.SHOWN_OF_FEW", 2)
    monkeypatch.setattr("ipacis.core.lists.facets.UNFOLDED", 3)
    topics = [make.topic(f"Topic {number}", slug=f"topic-{number}") for number in range(5)]
    for number in range(5):
        make.meeting(topics=topics[: 5 - number])
    make.meeting(topics=[topics[0], topics[2]])  # so that no other topic is one of all meetings
    make.meeting()


@pytest.mark.parametrize(
    ("query", "first", "rest", "has_more"),
    [
        ("", [("topic-0", 6), ("topic-1", 4)], [("topic-2", 4)], True),
        ("topic=topic-0", [("topic-1", 4), ("topic-2", 4)], [("topic-3", 2)], True),
        ("topic=topic-0&topic=topic-2", [("topic-1", 3), ("topic-3", 2)], [("topic-4", 1)], False),
    ],
)
def test_a_facet_shows_the_commonest_values_and_says_that_it_leaves_some_out(
    short_facets, client, query, first, rest, has_more
):
    topics = next(facet for facet in MeetingList(QueryDict(query)).facets if facet.parameter == "topic")
    shown = [[(value.raw, value.count) for value in values] for values in (topics.first, topics.rest)]
    assert (shown, topics.has_more) == ([first, rest], has_more)
    page = client.get(f"/en/meetings/?{query}").content.decode()
    assert re.findall(r"<summary>(.*?)</summary>", page) == ["More" if has_more else "and 1 more"]
    assert ("Rarer ones are not listed" in page) == has_more


@pytest.mark.parametrize(("count", "shown"), [(10, 3), (11, 8)])
def test_facets_beside_a_short_list_show_three_values_at_once(count, shown):
    topics = [make.topic(f"Topic {number}") for number in range(9)]
    for _n in range(count - 1):
        make.meeting(topics=topics)
    make.meeting()
    [facet] = [row for row in MeetingList(QueryDict("")).narrowing_facets if row.parameter == "topic"]
    assert (len(facet.first), len(facet.rest)) == (shown, 9 - shown)


@pytest.mark.parametrize("list_name", ["meetings", "news"])
def test_a_later_page_keeps_its_place_in_the_other_language(list_name):
    for number in range(45):
        day = datetime.date(2023, 1, 1) + datetime.timedelta(days=number)
        meeting = make.meeting(f"Meeting {number}", day)
        for language in ("en", "ru"):
            make.news(f"Release {number}", language, day, meetings=[meeting])
    first = Client().get(f"/en/{list_name}/").context["item_list"]
    second = Client().get(first.older_url)
    other = re.search(r'<a href="([^"]+)" lang="ru" hreflang="ru">Русский</a>', second.content.decode())[1]
    assert [row.day for row in Client().get(other).context["item_list"].page] == [
        row.day for row in second.context["item_list"].page
    ]


def test_a_value_that_all_items_have_is_not_offered_because_it_would_not_narrow_the_list(world):
    item_list = MeetingList(QueryDict("topic=law"))
    offered = {
        facet.parameter: [(row.raw, row.count) for row in facet.values]
        for facet in item_list.narrowing_facets
    }
    everything = {
        facet.parameter: [(row.raw, row.count) for row in facet.values] for facet in item_list.facets
    }
    assert item_list.count == 3
    assert offered != everything
    narrowed = {key: [row for row in rows if row[1] != 3] for key, rows in everything.items()}
    assert offered == {key: rows for key, rows in narrowed.items() if rows}


def test_fields_of_the_form_that_are_left_empty_are_no_conditions(world):
    item_list = MeetingList(
        QueryDict("q=&from=&to=&kind=&country=&topic=&topic=law&topic=law&before=&after=")
    )
    assert [(row.parameter, row.raw) for row in item_list.filter.conditions] == [("topic", "law")]
    assert item_list.filter.errors == []
    assert [meeting.title_en for meeting in item_list.page] == ["D", "B", "A"]


@pytest.mark.parametrize(
    ("count", "errors"), [(10, []), (11, ["“Country of a delegation” is given 11 times; 10 is the most."])]
)
def test_a_parameter_has_ten_values_and_no_more(count, errors):
    codes = ["by", "ru", "kz", "am", "az", "kg", "md", "tj", "uz", "tm", "fr"][:count]
    found = MeetingList(QueryDict("&".join(f"country={code}" for code in codes))).filter
    assert ([row.raw for row in found.conditions], found.errors) == (codes[:10], errors)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((2023,), ["31 December", "1 December", "30 November", "1 January"]),
        ((2023, 12), ["31 December", "1 December"]),
        ((2023, 11), ["30 November"]),
        ((2023, 11, 30), ["30 November"]),
        ((2024, 1), ["1 January 2024"]),
    ],
)
def test_a_period_holds_its_first_and_last_day_and_neither_the_day_before_nor_the_day_after(days, expected):
    for title, *day in [
        ("31 December 2022", 2022, 12, 31),
        ("1 January", 2023, 1, 1),
        ("30 November", 2023, 11, 30),
        ("1 December", 2023, 12, 1),
        ("31 December", 2023, 12, 31),
        ("1 January 2024", 2024, 1, 1),
    ]:
        make.meeting(title, datetime.date(*day))
    assert titles("", Period.parse(*days)) == expected


def test_a_year_too_long_to_count_says_so(world, counted_to_one):
    year = MeetingList(QueryDict("topic=law&participant=petrov"), Period(2023))
    assert (year.too_long, year.count) == (True, 2)


def test_the_title_of_a_list_says_its_period_and_conditions(world):
    expected = {
        ("",): "Meetings",
        ("", 2023): "Meetings: 2023",
        ("", 2023, 5): "Meetings: May 2023",
        ("", 2023, 5, 31): "Meetings: 31 May 2023",
        ("topic=law&country=by", 2023): "Meetings: 2023, Law, Belarus",
        ("from=2023-05-31&to=2023-06-01",): "Meetings: from 31 May 2023, to 1 June 2023",
    }
    assert {
        (query, *days): MeetingList(QueryDict(query), Period.parse(*days)).title for query, *days in expected
    } == expected


def test_a_list_is_narrowed_by_a_condition_or_by_a_period(world):
    expected = {("",): False, ("topic=law",): True, ("", 2023): True, ("topic=law", 2023): True}
    assert {
        (query, *days): MeetingList(QueryDict(query), Period.parse(*days)).is_narrowed
        for query, *days in expected
    } == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), {
            "topic": [("law", 3), ("youth", 2)],
            "participant": [("petrov", 3), ("sidorova", 3), ("ivanova", 2)],
            "organization": [("cec-ru", 2), ("cec-by", 1)],
            "place": [("palace", 2), ("hall", 1)],
            "country": [("ru", 2), ("by", 1)],
            "kind": [("bilateral", 3), ("visit", 1)],
        }),
        ((2023, 5), {
            "topic": [("law", 1), ("youth", 1)],
            "participant": [("petrov", 1)],
            "organization": [("cec-ru", 1)],
            "place": [("palace", 1)],
            "country": [("ru", 1)],
            "kind": [("visit", 1)],
        }),
    ],
)  # fmt: skip
def test_facets_hold_every_value_of_the_list_with_its_number_the_commonest_first(world, days, expected):
    facets = MeetingList(QueryDict(""), Period.parse(*days)).facets
    assert {facet.parameter: [(row.raw, row.count) for row in facet.values] for facet in facets} == expected


def test_feeds_name_the_participants_that_are_public(world):
    hidden = make.person("Vera Secret", is_public=False)
    meeting = make.meeting("E", people=[world["ivan"], hidden])
    with correcting(meeting):
        meeting.participations.create(order=9, name_printed_en="Somebody")
    item_list = MeetingList(QueryDict(""))
    [entry] = item_list.feed_entries(list(item_list.for_feed([meeting.pk])))
    assert entry.people == ["Ivan Petrov"]


def test_the_pair_of_one_person_redirects_permanently_to_the_person(world, client):
    answer = client.get("/en/people/petrov/with/petrov/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/people/petrov/")


@pytest.mark.parametrize(
    ("period", "earlier", "later"),
    [
        ("", None, None),
        ("2022/", "2020", "2023"),
        ("2020/", None, "2022"),
        ("2022/03/", "January 2022", "May 2022"),
        ("2022/05/", "January 2022", "2023"),
        ("2022/01/", "2020", "May 2022"),
        ("2022/05/02/", None, None),
    ],
)
def test_a_list_of_a_period_leads_to_the_periods_with_items_beside_it(period, earlier, later):
    for day in ("2020-07-01", "2022-01-01", "2022-05-02", "2023-02-01"):
        make.meeting(day=datetime.date.fromisoformat(day))
    page = Client().get(f"/en/meetings/{period}").content.decode()
    nav = page.partition("periods-beside")[2].partition("</nav>")[0]
    words = [word if f">{word}</a>" in nav else None for word in (earlier, later) if word]
    assert words == [word for word in (earlier, later) if word]
    assert nav.count("<a ") == len(words)


def test_values_of_facets_with_equal_numbers_are_in_alphabetical_order():
    people = [make.person(name) for name in ("Vera Orlova", "Anna Ivanova", "Boris Petrov")]
    make.meeting(people=people)
    make.meeting(people=people[:1])
    page = Client().get("/en/meetings/").context["item_list"]
    facet = next(row for row in page.facets if row.parameter == "participant")
    assert [value.text for value in facet.values] == ["Vera Orlova", "Anna Ivanova", "Boris Petrov"]
