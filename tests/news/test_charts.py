"""Charts of the record: each number is that of the list to which its mark leads."""

import datetime
import math
import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from ipacis.core.lists.periods import Period
from ipacis.core.record.corrections import correcting
from news.charts.bars import bars_of
from news.charts.calendars import MOST_YEARS, calendar_of
from news.charts.elections import elections_of
from news.charts.matrix import PeriodFilter, matrix_of
from news.charts.places import Dot, Point, is_near, labelled, land, locator_of, map_of, project
from news.charts.shades import shade
from news.lists import MeetingList
from news.models import Document, Place
from tests import factories as make
from tests.pages import typed

pytestmark = pytest.mark.django_db


def count_at(url):
    """Return the number of items of the list at *url*."""
    page = Client().get(unescape(url)).content.decode()
    return int(re.search(r'<span role="status">(\d+) ', page)[1])


def day(year, month=6, number=15):
    return datetime.date(year, month, number)


# Calendars


def cells(query="", *days):
    """Return {name: cell} of the cells with a number in the calendar of a list of meetings."""
    calendar = calendar_of(MeetingList(QueryDict(query), Period.parse(*days)))
    return {cell.name: cell for row in calendar.rows for cell in row.cells if cell.number}


def test_a_calendar_of_years_counts_the_meetings_of_each_month():
    for number in range(4):
        make.meeting(day=day(2023, 11, 1 + number))
    make.meeting(day=day(2021, 2))
    make.meeting(day=day(2021, 2), state="draft", publish_at=None)
    found = cells()
    assert {name: cell.number for name, cell in found.items()} == {"November 2023": 4, "February 2021": 1}
    assert {name: cell.shade for name, cell in found.items()} == {"November 2023": 4, "February 2021": 2}
    assert {cell.path: count_at(cell.path) for cell in found.values()} == {
        cell.path: cell.number for cell in found.values()
    }


def test_a_calendar_has_a_row_for_each_year_the_latest_first():
    make.meeting(day=day(2021))
    make.meeting(day=day(2023))
    rows = calendar_of(MeetingList(QueryDict())).rows
    assert [(row.name, len(row.cells), row.path) for row in rows] == [
        (str(year), 12, f"/en/meetings/{year}/") for year in (2023, 2022, 2021)
    ]
    make.meeting(day=day(1992))
    assert len(calendar_of(MeetingList(QueryDict())).rows) == MOST_YEARS


def test_a_calendar_of_a_month_counts_the_meetings_that_begin_on_each_day():
    make.meeting(day=day(2023, 11, 30))
    make.meeting(day=day(2023, 11, 30), end_date=day(2023, 12, 2))
    make.meeting(day=day(2023, 12, 1))
    found = cells("", "2023", "11")
    assert {name: (cell.number, cell.day) for name, cell in found.items() if not cell.is_blank} == {
        "30 November 2023": (2, 30)
    }
    assert count_at("/en/meetings/2023/11/30/") == 2
    calendar = calendar_of(MeetingList(QueryDict(), Period(2023, 11, 30)))
    assert [len(row.cells) for row in calendar.rows] == [7] * 5
    assert [cell.name for row in calendar.rows for cell in row.cells if cell.is_current] == [
        "30 November 2023"
    ]
    page = Client().get("/en/meetings/2023/11/").content.decode()
    assert "December 2023: " not in page


def test_a_list_with_conditions_and_an_empty_one_have_no_calendar():
    make.topic(slug="law")
    assert calendar_of(MeetingList(QueryDict())) is None
    make.meeting()
    assert calendar_of(MeetingList(QueryDict("topic=law"))) is None


def test_a_scheduled_meeting_is_counted_from_its_moment():
    make.meeting(day=day(2023, 11, 1), publish_at=make.NOON.replace(year=2090))
    assert calendar_of(MeetingList(QueryDict())) is None


# Bars


def test_bars_have_a_place_for_each_year_and_lead_to_as_many_meetings():
    topic = make.topic(slug="law")
    for year, number in ((2019, 2), (2022, 4)):
        for _ in range(number):
            make.meeting(day=day(year), topics=[topic])
    page = Client().get("/en/topics/law/").content.decode()
    chart = page.partition('<figure class="chart">')[2].partition("</figure>")[0]
    marks = re.findall(r'<a href="([^"]*)" rel="nofollow" aria-label="(\d+): (\d+)">', chart)
    assert [(year, number) for _url, year, number in marks] == [("2019", "2"), ("2022", "4")]
    assert [count_at(url) for url, _year, _number in marks] == [2, 4]
    assert re.findall(r'<th scope="row">(\d+)</th><td>(?:<a [^>]*>)?(\d+)', chart) == [
        ("2019", "2"),
        ("2020", "0"),
        ("2021", "0"),
        ("2022", "4"),
    ]


def test_the_height_of_a_bar_is_in_proportion_and_a_small_number_is_seen():
    bars = bars_of({2020: 1, 2021: 500, 2022: 1000}, "topic", "law").bars
    assert [(bar.height, bar.y + bar.height) for bar in bars] == [(3, 104), (44, 104), (88, 104)]


@pytest.mark.parametrize("years", [{2020: 7}, {2020: 2, 2021: 3}])
def test_one_year_or_a_few_meetings_make_no_chart(years):
    assert bars_of(years, "topic", "law") is None


def test_the_bars_of_few_years_are_as_narrow_as_those_of_eight():
    few, eight = (bars_of(dict.fromkeys(range(2000, 2000 + n), 3), "topic", "law").bars for n in (3, 8))
    assert [bar.width for bar in few] == [bar.width for bar in eight[:3]]


@pytest.mark.parametrize(("years", "labels"), [(20, 20), (30, 15), (100, 20)])
def test_many_years_have_labels_that_do_not_touch(years, labels):
    numbers = dict.fromkeys(range(1900, 1900 + years), 1)
    assert sum(bar.has_label for bar in bars_of(numbers, "topic", "law").bars) == labels


def test_shades_begin_with_the_smallest_number():
    assert [shade(number, 1000) for number in (0, 1, 1000)] == [0, 1, 4]


# The matrix


@pytest.fixture
def delegations():
    bodies = {code: make.organization(f"Body {code}", country=code) for code in ("BY", "RU", "KZ", "FR")}
    assembly = make.organization("Assembly", classification="assembly")
    assembly.members.set([bodies[code] for code in ("BY", "RU", "KZ")])
    make.meeting("A", day(2020), people=[None, None], delegations=[bodies["BY"], bodies["RU"]])
    make.meeting("B", day(2022), people=[None] * 3, delegations=[bodies["BY"], bodies["BY"], bodies["RU"]])
    make.meeting("C", day(2022), people=[None, None], delegations=[bodies["BY"], bodies["FR"]])
    hidden = [bodies["KZ"], bodies["RU"]]
    make.meeting("D", day(2022), people=[None, None], delegations=hidden, state="draft", publish_at=None)
    return bodies


def numbers(query=""):
    """Return {(country, country): number} of the matrix, without zeros, and check each number with its list."""
    found = {}
    for row in matrix_of(PeriodFilter(QueryDict(query))).rows:
        for pair in row.pairs:
            if pair.number:
                found[row.country.code, pair.other.code] = pair.number
                assert count_at(pair.url) == pair.number, pair.url
    return found


def test_the_matrix_counts_the_meetings_with_delegations_of_both_countries(delegations):
    assert numbers() == {("BY", "BY"): 3, ("BY", "RU"): 2, ("RU", "BY"): 2, ("RU", "RU"): 2}
    assert numbers("from=2021-01-01") == {
        ("BY", "BY"): 2,
        ("BY", "RU"): 1,
        ("RU", "BY"): 1,
        ("RU", "RU"): 1,
    }
    assert numbers("from=2021-01-01&to=2021-12-31") == {}


def test_the_matrix_shows_the_countries_of_the_members_by_name(delegations):
    matrix = matrix_of(PeriodFilter(QueryDict()))
    assert [country.name for country in matrix.countries] == ["Belarus", "Kazakhstan", "Russia"]
    page = Client().get("/en/data/who-met-whom/").content.decode()
    assert 'aria-label="Belarus, Russia: 2"' in page
    assert 'aria-label="Belarus: 3"' in page
    assert '<input id="from" name="from" type="date" value="">' in page
    assert 'value="2021-01-01"' in Client().get("/en/data/who-met-whom/?from=2021-01-01").content.decode()


def test_without_members_the_matrix_shows_the_commonest_countries(delegations):
    make.Organization.objects.get(name_en="Assembly").members.clear()
    assert [row.code for row in matrix_of(PeriodFilter(QueryDict())).countries] == ["BY", "FR", "RU"]


def test_the_page_of_the_matrix_says_what_is_wrong_with_a_day(delegations):
    answer = Client().get("/en/data/who-met-whom/?from=yesterday")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert "<table" not in answer.content.decode()


# The map


def place(name, longitude, latitude, **fields):
    return make.place(name, longitude=longitude, latitude=latitude, **fields)


def test_the_projection_keeps_north_up_and_east_to_the_right():
    moscow, minsk, baku = project(37.6, 55.8), project(27.6, 53.9), project(49.9, 40.4)
    assert minsk.x < moscow.x < baku.x
    assert moscow.y < minsk.y < baku.y
    assert is_near(moscow)
    assert not is_near(project(-74, 40.7))


def test_equal_areas_of_the_earth_have_equal_areas_on_the_map():
    def area(longitude, latitude):
        size = 0.1
        corner, right, down = (
            project(longitude, latitude),
            project(longitude + size, latitude),
            project(longitude, latitude - size),
        )
        cross = (right.x - corner.x) * (down.y - corner.y) - (right.y - corner.y) * (down.x - corner.x)
        return cross / math.cos(math.radians(latitude - size / 2))

    assert area(10, 65) == pytest.approx(area(70, 40), rel=0.01)


def test_the_map_has_a_dot_for_each_place_with_meetings_in_its_window():
    minsk, baku = place("Minsk", 27.6, 53.9), place("Baku", 49.9, 40.4)
    others = [place("New York", -74, 40.7), place("Nowhere", None, None)]
    drawn = map_of([(minsk, 1), (baku, 4), *((row, 9) for row in others), (place("Empty", 30, 50), 0)])
    assert [(dot.place.name, dot.number) for dot in drawn.dots] == [("Baku", 4), ("Minsk", 1)]
    assert drawn.dots[0].radius == 2 * drawn.dots[1].radius
    assert map_of([(others[1], 5)]) is None


def test_a_name_that_would_lie_on_another_dot_or_name_moves_or_is_left_out():
    def dot(x, y):
        return Dot(Place(name_en="Moscow"), 1, Point(x, y), 8)

    assert [row.side for row in labelled([dot(300, 300), dot(600, 300)])] == ["right", "right"]
    assert [row.side for row in labelled([dot(300, 300), dot(330, 300)])] == ["left", "right"]
    crowd = labelled([dot(300, 300), dot(330, 300), dot(270, 300), dot(300, 320)])
    assert "" in [row.side for row in crowd]
    assert [row.side for row in labelled([dot(940, 300)])] == ["left"]


def test_the_outline_of_the_land_is_a_path_of_numbers():
    assert re.fullmatch(r"(M-?\d+ -?\d+(L-?\d+ -?\d+)+Z)+", land())


def test_the_page_of_places_counts_the_meetings_of_a_building_for_its_city_too():
    city = place("Minsk", 27.6, 53.9, slug="minsk", country="BY")
    palace = place("Palace", 27.6, 53.9, slug="palace", within=city, country="BY")
    make.meeting(place=palace)
    make.meeting(place=city)
    page = Client().get("/en/places/").content.decode()
    assert re.findall(r'<a href="/en/places/(\w+)/" aria-label="([^"]*)"', page) == [("minsk", "Minsk: 2")]
    assert "Belarus" in page
    assert (count_at("/en/meetings/?place=minsk"), count_at("/en/meetings/?place=palace")) == (2, 1)


def test_a_place_without_coordinates_has_no_locator():
    assert locator_of(make.place()) is None
    assert locator_of(place("New York", -74, 40.7)) is None
    assert locator_of(place("Minsk", 27.6, 53.9)).box.endswith("420 220")


# Elections


def election(name, country, year, topic, meetings):
    event = make.event(name, kind="election", country=country, day=day(year), end_date=day(year))
    for _ in range(meetings):
        make.meeting(day=day(year), topics=[topic], event=event)
    return event


def test_the_elections_of_a_topic_are_drawn_by_country_in_the_order_of_time():
    topic = make.topic(slug="observation")
    election("In Belarus", "BY", 2020, topic, 2)
    election("In Belarus, earlier", "BY", 2016, topic, 1)
    election("In Armenia", "AM", 2018, topic, 4)
    assert elections_of(topic) is None
    election("In Moldova", "MD", 2019, topic, 1)
    election("Without meetings", "RU", 2019, topic, 0)
    make.meeting(event=make.event("Forum", kind="forum", country="KZ"), topics=[topic])
    found = elections_of(topic)
    assert (found.first, found.last) == (2016, 2020)
    assert [(row.name, [(bar.event.name, bar.number) for bar in row.bars]) for row in found.countries] == [
        ("Armenia", [("In Armenia", 4)]),
        ("Belarus", [("In Belarus, earlier", 1), ("In Belarus", 2)]),
        ("Moldova", [("In Moldova", 1)]),
    ]
    for country in found.countries:
        for bar in country.bars:
            assert count_at(bar.url) == bar.number
    assert "Elections by country" in Client().get("/en/topics/observation/").content.decode()


# Indexes


def links(address):
    page = Client().get(address).content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<a href="/en/(?:places|events|posts|organizations)/([\w-]+)/">', page)


def test_events_are_listed_by_year_the_latest_first():
    for name, year in (("Old", 2016), ("New", 2023), ("Newest", 2024)):
        make.event(name, slug=name.lower(), day=day(year))
    assert links("/en/events/") == ["newest", "new", "old"]
    headings = re.findall(r'<h2 id="group-\d+">(\d+)</h2>', Client().get("/en/events/").content.decode())
    assert headings == ["2024", "2023", "2016"]


@pytest.mark.parametrize("index", ["events", "places", "documents", "organizations", "posts"])
def test_a_long_index_begins_with_links_to_its_headings(index):
    for year, country, kind in ((2016, "BY", "treaty"), (2023, "KZ", "report"), (2024, "RU", "law")):
        document = Document.objects.create(title_en=f"Document {year}", kind=kind)
        make.event(f"Event {year}", slug=f"event-{year}", day=day(year))
        make.meeting(documents=[document], place=make.place(f"Place {year}", country=country))
        make.post(f"Post {year}", make.organization(f"Body {year}", country=country))
    page = typed(Client().get(f"/en/{index}/"))
    contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    targets = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', contents)
    headings = re.findall(r'<h2 id="([^"]+)">(?:<img[^>]*>)? ?([^<]+)</h2>', page)
    assert len(targets) == 3
    assert targets == headings


def test_the_headings_of_documents_name_the_kind_once():
    for title in ("First", "Second"):
        treaty = Document.objects.create(title_en=title, kind="treaty", adopted=day(2002))
        make.meeting(documents=[treaty])
    text = strip_tags(typed(Client().get("/en/documents/")))
    assert (text.count("Treaties"), text.count("Treaty")) == (1, 0)


def test_posts_are_listed_by_country_and_organization_those_of_the_highest_rank_first():
    council, bureau = make.organization("Council", slug="council"), make.organization("Bureau", slug="bureau")
    make.post("Deputy", council, slug="deputy", order=20)
    make.post("Chair", council, slug="chair", order=1)
    make.post("Head", bureau, slug="head")
    make.post("Speaker", make.organization("Zenith", slug="zenith", country="BY"), slug="speaker")
    make.organization("Empty", country="AM")
    assert links("/en/posts/") == ["zenith", "speaker", "bureau", "head", "council", "chair", "deputy"]


def test_posts_are_listed_with_their_holders_as_far_as_they_are_known():
    chair, head = (
        make.post("Chair", make.organization("Council")),
        make.post("Head", make.organization("Bureau")),
    )
    make.membership(make.person("Anna Ivanova"), chair, datetime.date(2019, 2, 8))
    make.membership(make.person("Boris Petrov"), head, last_seen=make.DAY)
    make.post("Adviser", make.organization("Fund"))
    text = " ".join(strip_tags(typed(Client().get("/en/posts/"))).split())
    assert "Adviser No holder is known." in text
    assert "Chair Anna Ivanova since 8 February 2019" in text
    assert "Head Boris Petrov last mentioned on 30 November 2023" in text


@pytest.mark.parametrize("rows", [2, 12])
def test_lists_of_posts_and_documents_cost_the_same_for_many_rows(django_assert_max_num_queries, rows):
    for n in range(rows):
        make.membership(make.person(f"Anna{n} Ivanova"), make.post(f"Chair {n}"), last_seen=make.DAY)
        make.meeting(documents=[Document.objects.create(title_en=f"Treaty {n}")])
    for address, most in (("/en/posts/", 5), ("/en/documents/", 3)):
        with django_assert_max_num_queries(most):
            assert Client().get(address).status_code == 200


def test_a_document_leads_to_what_is_public_and_refers_to_it():
    treaty = Document.objects.create(title_en="A treaty", kind="treaty")
    make.meeting("Talks", documents=[treaty])
    make.meeting("Secret talks", documents=[treaty], state="draft", publish_at=None)
    items = [make.news("Talks held"), make.news("Переговоры", "ru")]
    with correcting(*items):
        for item in items:
            item.documents.add(treaty)
    cited = Client().get("/en/documents/").content.decode().partition('<ul class="plain cited">')[2]
    assert re.findall(r"<li><a [^>]*>([^<]*)</a>", cited.partition("</ul>")[0]) == ["Talks", "Talks held"]


def test_the_year_of_a_list_is_marked_in_the_calendar_above_it():
    for year in (2022, 2023):
        make.meeting(day=datetime.date(year, 5, 1))
    page = Client().get("/en/meetings/2023/").content.decode()
    here = re.findall(r'<tr class="heat__here">\s*<th scope="row"><a [^>]*>([0-9]*)</a>', page)
    assert here == ["2023"] and page.count("heat__here") == 1


def test_documents_are_listed_if_something_public_refers_to_them():
    shown = Document.objects.create(title_en="A shown treaty", kind="treaty")
    hidden = Document.objects.create(title_en="A hidden treaty", kind="treaty")
    make.meeting(documents=[shown])
    make.meeting(documents=[hidden], state="draft", publish_at=None)
    page = Client().get("/en/documents/").content.decode()
    assert ("A shown treaty" in page, "A hidden treaty" in page) == (True, False)


def test_the_calendar_tells_what_comes_next():
    today = timezone.localdate()
    make.meeting("Soon", today + datetime.timedelta(days=3), status="planned")
    make.meeting("Over", today - datetime.timedelta(days=3), status="planned")
    make.meeting("Held", today - datetime.timedelta(days=3))
    page = Client().get("/en/calendar/").content.decode()
    assert re.findall(r'class="line__title"><a [^>]*>([^<]*)<', page) == ["Soon"]


@pytest.mark.parametrize("name", ["places", "events", "posts", "documents", "calendar", "data/who-met-whom"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_index_without_rows_says_so(name, language):
    answer = Client().get(f"/{language}/{name}/")
    assert answer.status_code == 200
    assert ("empty" in answer.content.decode()) == (name != "data/who-met-whom")
