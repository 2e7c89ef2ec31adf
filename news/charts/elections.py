"""Small multiples of the elections that a topic tells of: for each country, its elections in the order of time."""

from typing import NamedTuple
from urllib.parse import urlencode

from django_countries import countries

from ipacis.core.lists.entries import about
from ipacis.core.lists.selection import Selection
from ipacis.core.sql import fetch, in_list, now
from ipacis.core.text.languages import alphabetical
from ipacis.core.web.paths import path_to
from news.models import Event, Topic
from news.models.subjects import MEETINGS

#: The height of the highest bar in pixels, and the smallest height.
HEIGHT, LEAST = 40, 3
#: The fewest countries that are worth a comparison.
FEWEST = 3
#: The numbers of the meetings of a selection about each of some things.
NUMBERS = """
    SELECT other.about, COUNT(*) FROM (SELECT entry.item {entries}) AS own
    JOIN core_listentry AS other ON other.list_name = %s AND other.item = own.item AND other.public_from <= %s
    WHERE other.about IN {values} GROUP BY other.about
"""


class ElectionBar(NamedTuple):
    """An election: the number of its meetings on the topic, the address of their list, and its place.

    *x* is a percentage of the width; *y* and *height* are pixels.
    """

    event: Event
    number: int
    url: str
    x: str
    y: int
    height: int


class CountryElections(NamedTuple):
    """The elections of a country, the earliest first."""

    code: str
    name: str
    bars: list[ElectionBar]


class Elections(NamedTuple):
    """The small multiples: the first and the last year of their common scale, and a drawing for each country."""

    first: int
    last: int
    countries: list[CountryElections]
    height: int = HEIGHT


def elections_of(topic: Topic) -> Elections | None:
    """Return the Elections in the meetings on *topic*; None for fewer than FEWEST countries. Runs two queries."""
    kinds = [Event.Kind.ELECTION, Event.Kind.REFERENDUM]
    events = {about("event", row.pk): row for row in Event.objects.filter(kind__in=kinds).exclude(country="")}
    numbers = numbers_of(topic, list(events))
    found = {events[value]: number for value, number in numbers.items()}
    codes = {event.country.code for event in found}
    if len(codes) < FEWEST:
        return None
    years = [event.start_date.year for event in found]
    first, last, most = min(years), max(years), max(found.values())
    by_country = []
    for code in codes:
        own = sorted(
            (row for row in found if row.country.code == code), key=lambda row: (row.start_date, row.pk)
        )
        bars = [bar(topic, row, found[row], most, first, last) for row in own]
        by_country.append(CountryElections(code, countries.name(code), bars))
    return Elections(first, last, sorted(by_country, key=lambda row: alphabetical(row.name)))


def numbers_of(topic: Topic, values: list[str]) -> dict[str, int]:
    """Return {``about`` of an event: number of the public meetings on *topic* around it} for *values*."""
    if not values:
        return {}
    entries, parameters = Selection(MEETINGS).about(about("topic", topic.pk)).entries
    sql = NUMBERS.format(entries=entries, values=in_list(values))
    return dict(fetch(sql, [*parameters, MEETINGS, now(), *values]))


def bar(topic: Topic, event: Event, number: int, most: int, first: int, last: int) -> ElectionBar:
    """Return the bar of *event* on the scale from the beginning of the year *first* to the end of *last*."""
    share = (event.start_date.year - first + (event.start_date.timetuple().tm_yday - 1) / 366) / (
        last - first + 1
    )
    height = max(LEAST, round(HEIGHT * number / most))
    query = urlencode({"topic": topic.slug, "event": event.slug})
    # The last day of the scale leaves room for a bar.
    return ElectionBar(
        event, number, f"{path_to('meetings')}?{query}", f"{share * 94:.2f}%", HEIGHT - height, height
    )
