"""The list of meetings."""

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.facets import Count, Facet, commonest_first, facet
from ipacis.core.lists.filters import Filter
from ipacis.core.lists.formats import CALENDAR
from ipacis.core.lists.parameters import (
    ChoiceParameter,
    Condition,
    CountryParameter,
    DayParameter,
    SlugParameter,
    WordsParameter,
)
from ipacis.core.record.dates import iso_partial
from ipacis.core.sql import union
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, entry_of
from news.formats.tables import join
from news.models import Event, Meeting, MeetingTopic, Participation, Place, Topic
from news.models.participations import ATTENDANCE, Capacity
from people.models import Organization, Person

from .counts import count_organizations, count_people, count_topics, person_columns


class MeetingFilter(Filter):
    """The conditions of the list of meetings."""

    day_field = "start_date"
    parameters = {
        "from": DayParameter(pgettext_lazy("date", "From"), narrow="since"),
        "to": DayParameter(pgettext_lazy("date", "To"), narrow="until"),
        "participant": SlugParameter(_("Participant"), lambda: Person.objects.public()),
        "topic": SlugParameter(_("Topic"), Topic.objects.all, narrow="on_topic"),
        "organization": SlugParameter(
            _("Organization"), Organization.objects.all, narrow="with_organization"
        ),
        "country": CountryParameter(_("Country"), narrow="with_country"),
        "place": SlugParameter(_("Place"), Place.objects.all, narrow="at_place"),
        "kind": ChoiceParameter(_("Kind"), Meeting.Kind),
        "event": SlugParameter(_("Occasion"), Event.objects.all),
        "capacity": ChoiceParameter(_("Took part"), Capacity, narrow="with_capacity"),
        "q": WordsParameter(_("Words")),
    }

    @property
    def capacities(self) -> Sequence[str]:
        """The capacities in the query string, or those of attendance if it has none."""
        return self.values("capacity") or ATTENDANCE

    def narrow(self, queryset: models.QuerySet, condition: Condition) -> models.QuerySet:
        if condition.parameter == "participant":
            return queryset.involving(condition.value, self.capacities)
        return super().narrow(queryset, condition)


class MeetingList(ItemList):
    """Meetings, filtered by date, participant, topic, place, event and others."""

    filter_class = MeetingFilter
    url_name = "meetings"
    heading = _("Meetings")
    formats = (*ItemList.formats, CALENDAR)
    tally_by = ("kind",)
    kinds = Meeting.Kind.choices
    columns = (
        "date",
        "last_day",
        "title",
        "kind",
        "status",
        "place",
        "city",
        "country",
        "event",
        "topics",
        "order",
        "name",
        "office",
        "delegation",
        "role",
        "capacity",
        "url",
    )

    def published(self) -> models.QuerySet:
        return Meeting.objects.published()

    def for_page(self, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.with_participants()

    def for_feed(self, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.with_participants().with_topics()

    for_table = for_feed

    def feed_entries(self, items: list[Meeting]) -> list[FeedEntry]:
        return [
            entry_of(
                meeting,
                title=meeting.title,
                summary=meeting.summary,
                content=render_to_string("news/_meeting_entry.html", {"meeting": meeting}),
                topics=[link.tag.label for link in meeting.topic_links.all()],
                people=[
                    row.person.name
                    for row in meeting.participations.all()
                    if row.person and row.person.is_public
                ],
            )
            for meeting in items
        ]

    def table_rows(self, item: Meeting) -> list[list]:
        """Return a row for each participant, and one row for a meeting without participants."""
        place = item.place
        beginning = [
            iso_partial(item.start_date, item.date_precision),
            iso_partial(item.end_date, item.date_precision),
            item.title,
            item.kind,
            item.status,
            place.name if place else "",
            place.city if place else "",
            place.country.code if place else "",
            item.event.name if item.event else "",
            join(link.tag.label for link in item.topic_links.all()),
        ]
        url = absolute(item.get_absolute_url())
        rows = [
            [
                *beginning,
                row.order,
                row.shown_name,
                row.office_printed,
                row.delegation.name if row.delegation else "",
                row.role,
                row.capacity,
                url,
            ]
            for row in item.participations.all()
        ]
        return rows or [[*beginning, "", "", "", "", "", "", url]]

    @property
    def participant(self) -> Person | None:
        """The person by whom the list is filtered, None if there is no such condition."""
        return self.filter.value("participant")

    @property
    def countries(self) -> list[tuple[str, str]]:
        """The choices (code, name) of the form: the member countries, and the country in the query string."""
        asked = self.filter.raw("country").upper()
        codes = [
            *settings.COUNTRIES_FIRST,
            *([asked] if asked not in {"", *settings.COUNTRIES_FIRST} else []),
        ]
        return [(code.lower(), countries.name(code)) for code in codes]

    def count_facets(self) -> list[Facet]:
        meetings = self.queryset.order_by().values("pk")
        participations = Participation.objects.filter(meeting__in=meetings)
        topics = MeetingTopic.objects.filter(content_object__in=meetings)
        present = participations.filter(person__is_public=True, capacity__in=self.filter.capacities)
        people = present.values_list(*person_columns("person__")).annotate(models.Count("pk"))
        organizations = union(
            participations.order_by().values_list("meeting", "delegation"),
            participations.order_by().values_list("meeting", "memberships__post__organization"),
        )
        by_country = (
            participations.order_by().annotate_country().filter(country__gt="").values_list("country")
        )
        by_country = by_country.annotate(count=models.Count("meeting", distinct=True))
        kinds = dict(Meeting.Kind.choices)
        return [
            facet(self, _("Topics"), "topic", count_topics(topics.values_list("content_object", "tag"))),
            facet(
                self,
                _("Participants"),
                "participant",
                count_people((person, number) for *person, number in people),
            ),
            facet(self, _("Organizations"), "organization", count_organizations(organizations)),
            facet(
                self,
                _("Countries"),
                "country",
                [
                    Count(code.lower(), countries.name(code), number)
                    for code, number in commonest_first(by_country)
                ],
            ),
            facet(
                self,
                _("Kinds"),
                "kind",
                [Count(kind, kinds[kind], number) for kind, number in commonest_first(self.count_kinds())],
            ),
        ]

    def count_kinds(self) -> list[tuple[str, int]]:
        """Return (kind, number of meetings) for the period of the address.

        The tally of months is used if there is one and the period is no single day, to save a query.
        """
        period = self.filter.period
        if period.day or self.tally is None:
            return list(self.queryset.order_by().values_list("kind").annotate(models.Count("pk")))
        counts = Counter()
        for row in self.tally:
            if period.includes_month(row.month):
                counts[row.keys[0]] += row.count
        return list(counts.items())
