"""The pages that list all places, events and documents, the calendar, and the matrix of who met whom."""

import itertools
from collections.abc import Iterable

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.lists.entries import about
from ipacis.core.lists.groups import Group, by_country
from ipacis.core.lists.numbers import Numbers
from ipacis.core.lists.selection import Selection
from ipacis.core.text.languages import by_name, naturally

from .charts.calendars import years_of
from .charts.matrix import PeriodFilter, matrix_of
from .charts.places import map_of
from .lists import MeetingList
from .models import Document, Event, Meeting, NewsItem, Place
from .models.subjects import MEETINGS

#: The most planned meetings in the calendar.
MOST_PLANNED = 50
#: The headings of the kinds of documents.
KINDS = {
    Document.Kind.CONVENTION: gettext_lazy("Conventions"),
    Document.Kind.TREATY: gettext_lazy("Treaties"),
    Document.Kind.MEMORANDUM: gettext_lazy("Memorandums"),
    Document.Kind.MODEL_LAW: gettext_lazy("Model laws"),
    Document.Kind.LAW: gettext_lazy("Laws and codes"),
    Document.Kind.STATEMENT: gettext_lazy("Statements"),
    Document.Kind.REPORT: gettext_lazy("Reports"),
    Document.Kind.PLAN: gettext_lazy("Plans"),
    Document.Kind.RECOMMENDATIONS: gettext_lazy("Recommendations"),
    Document.Kind.OTHER: gettext_lazy("Other documents"),
}


def with_meeting_counts(rows: Iterable, kind: str) -> list:
    """Return *rows* with ``meeting_count``, the numbers of their public meetings. Runs a query or two."""
    numbers, rows = Numbers(Selection(MEETINGS)).totals_of(kind), list(rows)
    for row in rows:
        row.meeting_count = numbers[about(kind, row.pk)]
    return rows


def place_list(request: HttpRequest) -> HttpResponse:
    """The page with the map of places, and the places by country."""
    places = with_meeting_counts(Place.objects.select_related("within"), "place")
    named = by_name(places)
    groups = by_country(place for place in named if place.country)
    if elsewhere := [place for place in named if not place.country]:
        groups.append(Group(_("Without a country"), elsewhere))
    # The meetings of a building count for its city as well, so that a dot for each would lie on that of the city.
    cities = [(place, place.meeting_count) for place in places if place.within_id is None]
    return render(request, "news/place_list.html", {"groups": groups, "map": map_of(cities)})


def event_list(request: HttpRequest) -> HttpResponse:
    """The page with all events by year, the latest first."""
    events = with_meeting_counts(
        Event.objects.select_related("place").order_by("-start_date", "-pk"), "event"
    )
    years = itertools.groupby(events, key=lambda event: event.start_date.year)
    return render(
        request, "news/event_list.html", {"groups": [Group(str(year), list(rows)) for year, rows in years]}
    )


def document_list(request: HttpRequest) -> HttpResponse:
    """The page with the documents to which something public refers, by kind, each with what refers to it."""
    by_kind = {kind: [] for kind in Document.Kind.values}
    meetings = Meeting.objects.published().latest_first().as_links()
    news = NewsItem.objects.published().in_language(request.LANGUAGE_CODE).latest_first()
    referring = [Prefetch("meetings", meetings), Prefetch("news", news.only(*NewsItem.link_columns))]
    for document in sorted(
        Document.search_public().prefetch_related(*referring), key=lambda row: naturally(row.title)
    ):
        by_kind.setdefault(document.kind, []).append(document)
    groups = [Group(KINDS.get(kind, kind), rows) for kind, rows in by_kind.items() if rows]
    return render(request, "news/document_list.html", {"groups": groups})


def calendar(request: HttpRequest) -> HttpResponse:
    """The page with what comes next, and with the meetings of all years by month."""
    planned = Meeting.objects.published().filter(
        status=Meeting.Status.PLANNED, end_date__gte=timezone.localdate()
    )
    item_list = MeetingList(QueryDict())
    return render(
        request,
        "news/calendar.html",
        {
            "item_list": item_list,
            "calendar": years_of(item_list),
            "next_meetings": planned.order_by("start_date", "pk").in_lines()[:MOST_PLANNED],
        },
    )


def who_met_whom(request: HttpRequest) -> HttpResponse:
    """The page with the matrix of countries whose delegations met."""
    conditions = PeriodFilter(request.GET)
    return render(
        request,
        "news/who_met_whom.html",
        {
            "filter": conditions,
            "chosen": {name: conditions.raw(name) for name in conditions.parameters},
            "matrix": None if conditions.errors else matrix_of(conditions),
            "noindex": bool(conditions.errors or conditions),
        },
    )
