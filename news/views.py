"""The public pages of releases, meetings, topics, events and places.

Views show only public rows: those of ``published()``, or those of the index of lists whose ``is_public`` is true. The
functions ``…_page`` also make previews of drafts for the admin.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.generic import DetailView, ListView

from ipacis.core.lists.entries import about
from ipacis.core.lists.numbers import Numbers
from ipacis.core.lists.pages import Cursor
from ipacis.core.lists.selection import Selection, public_in_order
from ipacis.core.record.policy import Use, columns_with
from ipacis.core.text.languages import naturally
from people.models import Person

from . import parts
from .charts.bars import years_of
from .charts.elections import elections_of
from .charts.places import locator_of
from .delegations import ReportedMeeting, by_delegation, in_all, parted, sides_of
from .formats import calendars, jsonld
from .models import Event, Meeting, NewsItem, Place, Topic
from .models.items import Mention
from .models.subjects import MEETINGS, news_list_name
from .names import links_by_key
from .parts import with_photos, with_reports
from .related import related_news, with_topics

#: The number of the latest meetings or releases on the page of a topic, event or place.
ON_A_PAGE = 10


class Neighbours(NamedTuple):
    """The row before and the row after a given row in a list, None at the ends of the list."""

    earlier: Model | None
    later: Model | None


def neighbours(list_name: str, item: Model) -> Neighbours:
    """Return the Neighbours of *item* in the list of all items with the name *list_name*."""
    everything, here = Selection(list_name), Cursor.at(item.day, item.pk)
    earlier, later = everything.cursors(1, before=here), everything.cursors(1, after=here)
    rows = links_by_key(type(item), [cursor.pk for cursor in earlier + later]).values()
    return Neighbours(*(next(iter(public_in_order(rows, side)), None) for side in (earlier, later)))


def dated_or_404(
    queryset: QuerySet, field: str, year: int | str, month: int | str, day: int | str, slug: str
) -> Model:
    """Return the row of *queryset* with the given date in the column *field* and the given slug.

    Raises Http404 if there is no such day or row.
    """
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError as error:
        raise Http404("no such day") from error
    return get_object_or_404(queryset, **{field: date, "slug": slug})


def newsitem_detail(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    items = NewsItem.objects.published().in_language(request.LANGUAGE_CODE).select_related("section")
    return newsitem_page(request, dated_or_404(items, "date", year, month, day, slug))


def newsitem_page(request: HttpRequest, item: NewsItem) -> HttpResponse:
    """Answer with the page of *item* in any state. The caller checks whether the reader may see it."""
    found = parts.parts_of(item)
    meetings = parts.meetings(item, found)
    keys = parts.keys_of(found, meetings)
    topics, photos, translations = parts.topics(keys), parts.photos(keys), parts.releases(keys["translation"])
    earlier, later = neighbours(news_list_name(item.language), item)
    common = in_all(meetings)
    reported, in_all_meetings = [], []
    for meeting in meetings:
        delegations = by_delegation(meeting)
        in_all_meetings, others = parted(delegations, common)
        reported.append(ReportedMeeting(meeting, delegations, others))
    mentioned = item.mentions(parts.rows_with(Person.objects.public().by_name(), keys["mentioned"]))
    return render(
        request,
        "news/newsitem_detail.html",
        {
            "item": item,
            "meetings": meetings,
            "reported": reported,
            "in_all_sides": [in_all_meetings] if in_all_meetings else [],
            "shared": meetings[0] if len({facts_of(meeting) for meeting in meetings}) == 1 else None,
            "topics": topics,
            "mentioned": mentioned,
            "photos": photos,
            "structured": jsonld.newsitem_page(item, reported, topics, mentioned, photos, translations),
            "documents": parts.documents(keys),
            "related": related_news(item, topics, people_of(reported, mentioned)),
            "corrections": parts.corrections(keys),
            "earlier": earlier,
            "later": later,
            "translations": translations,
            "alternates": {row.language: row.get_absolute_url() for row in [item, *translations]},
        },
    )


def people_of(reported: Iterable[ReportedMeeting], mentioned: Iterable[Mention]) -> list[int]:
    """Return the primary keys of the public people in the meetings *reported* and of those *mentioned*, each once."""
    rows = [row for told in reported for delegation in told.delegations for row in delegation.participations]
    people = [row.person_id for row in rows if row.person_id and row.person.is_public]
    return list(dict.fromkeys([*people, *(mention.person.pk for mention in mentioned)]))


def facts_of(meeting: Meeting) -> tuple:
    """Return the values in the box of facts about *meeting*.

    The page of a release prints one box for all its meetings if their facts are equal.
    """
    return tuple(getattr(meeting, name) for name in columns_with(Meeting, Use.FACTS))


def meeting_detail(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    meetings = Meeting.objects.published().select_related("place__within", "event")
    return meeting_page(request, dated_or_404(meetings, "start_date", year, month, day, slug))


def meeting_calendar(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponseBase:
    meetings = calendars.for_calendar(Meeting.objects.published())
    return calendars.single(request, dated_or_404(meetings, "start_date", year, month, day, slug))


def meeting_page(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Answer with the page of *meeting* in any state. The caller checks whether the reader may see it."""
    keys = parts.keys_of(parts.parts_of(meeting))
    earlier, later = neighbours(MEETINGS, meeting)
    around = []
    if meeting.event_id:
        same_event = Selection(MEETINGS).about(about("event", meeting.event_id))
        around = same_event.latest_rows(Meeting.objects.as_links(), ON_A_PAGE + 1)
    delegations = by_delegation(meeting)
    return render(
        request,
        "news/meeting_detail.html",
        {
            "meeting": meeting,
            "sides": sides_of(meeting, delegations),
            "structured": jsonld.meeting_page(meeting, delegations),
            "topics": parts.topics(keys),
            "documents": parts.documents(keys),
            "news": parts.releases(keys["release"]),
            "around": [row for row in around if row != meeting][:ON_A_PAGE],
            "corrections": parts.corrections(keys),
            "earlier": earlier,
            "later": later,
        },
    )


class TopicList(ListView):
    """All topics with their numbers of public meetings."""

    template_name = "news/topic_list.html"
    context_object_name = "topic_list"

    def get_queryset(self):
        numbers = Numbers(Selection(MEETINGS)).totals_of("topic")
        topics = list(Topic.objects.all())
        for topic in topics:
            topic.meeting_count = numbers[about("topic", topic.pk)]
        return sorted(topics, key=lambda topic: naturally(topic.label))


class FiledMeetings(DetailView):
    """The page of a topic, event or place, with its latest ``most`` meetings."""

    #: A function that returns the schema.org data of the page for its object.
    structured: Callable[[Model], dict]
    #: The kind of the object in the index of lists.
    kind = ""
    most = ON_A_PAGE

    @property
    def subject(self) -> str:
        """The ``about`` of the object in the index of lists."""
        return about(self.kind, self.object.pk)

    def get_context_data(self, **kwargs):
        selection = Selection(MEETINGS).about(self.subject)
        meetings, numbers = Meeting.objects.in_lines(), Numbers(selection)
        return super().get_context_data(
            meetings=with_reports(selection.latest_rows(meetings, self.most)),
            meeting_count=numbers.count,
            years=years_of(numbers),
            structured=self.structured(self.object),
            **kwargs,
        )


class TopicDetail(FiledMeetings):
    structured = staticmethod(jsonld.topic_page)
    queryset = Topic.objects.select_related("broader").prefetch_related("aliases", "narrower")
    kind = "topic"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(elections=elections_of(self.object), **kwargs)
        told = {item.pk for meeting in context["meetings"] for item in meeting.reports_in_lines}
        selection = Selection(news_list_name(self.request.LANGUAGE_CODE)).about(self.subject)
        items = selection.latest_rows(NewsItem.objects.in_lines(), 2 * ON_A_PAGE)
        # The lines of the meetings name the releases that report them.
        others = [item for item in items if item.pk not in told][:ON_A_PAGE]
        return {**context, "has_news": bool(items), "news": with_photos(with_topics(others))}


class EventDetail(FiledMeetings):
    structured = staticmethod(jsonld.event_page)
    queryset = Event.objects.select_related("place__within")
    kind = "event"
    most = 100


class PlaceDetail(FiledMeetings):
    structured = staticmethod(jsonld.place_page)
    queryset = Place.objects.select_related("within").prefetch_related("parts", "aliases", "former_names")
    kind = "place"

    def get_context_data(self, **kwargs):
        return super().get_context_data(locator=locator_of(self.object), **kwargs)
