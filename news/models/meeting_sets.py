"""The queryset of meetings, with conditions by participant, organization, country, topic, place and day."""

import datetime
from collections.abc import Iterable

from django.db import models

from ipacis.core.record.publication import PublicationQuerySet
from ipacis.core.sql import union
from people.models import Organization, Person

from .participations import ATTENDANCE, Capacity, Participation
from .places import Place
from .topics import MeetingTopic, Topic


class MeetingQuerySet(PublicationQuerySet):
    """The conditions of the list of meetings."""

    def involving(self, person: Person | int, capacities: Iterable[Capacity] = ATTENDANCE) -> models.QuerySet:
        """Return the meetings in which *person* took part in one of *capacities*."""
        participations = Participation.objects.filter(meeting=models.OuterRef("pk"), person=person)
        return self.filter(models.Exists(participations.filter(capacity__in=capacities)))

    def with_capacity(self, capacity: Capacity) -> models.QuerySet:
        """Return the meetings in which somebody took part in *capacity*, such as by video link."""
        participations = Participation.objects.filter(meeting=models.OuterRef("pk"), capacity=capacity)
        return self.filter(models.Exists(participations))

    def between(self, a: Person, b: Person) -> models.QuerySet:
        """Return the meetings that both people attended."""
        return self.involving(a).involving(b)

    def on_topic(self, topic: Topic) -> models.QuerySet:
        return self.filter(
            models.Exists(MeetingTopic.objects.filter(content_object=models.OuterRef("pk"), tag=topic))
        )

    def with_organization(self, organization: Organization) -> models.QuerySet:
        """Return the meetings with a participant who represented *organization* or held an office in it."""
        delegates = Participation.objects.filter(delegation=organization)
        holders = Participation.objects.filter(memberships__post__organization=organization)
        return self.filter(
            pk__in=union(delegates.order_by().values("meeting"), holders.order_by().values("meeting"))
        )

    def with_country(self, country: str) -> models.QuerySet:
        """Return the meetings with a participant from *country*, an ISO 3166-1 alpha-2 code.

        The country of a participant is that of the delegation, or that of the person if the delegation has none.
        """
        delegates = Participation.objects.filter(delegation__country=country)
        others = Participation.objects.filter(person__country=country).exclude(delegation__country__gt="")
        return self.filter(
            pk__in=union(delegates.order_by().values("meeting"), others.order_by().values("meeting"))
        )

    def at_place(self, place: Place) -> models.QuerySet:
        """Return the meetings in *place* or within it, three levels deep (a room in a hall in a building in a city)."""
        paths = ("place", "place__within", "place__within__within", "place__within__within__within")
        return self.filter(models.Q(*((path, place) for path in paths), _connector=models.Q.OR))

    def since(self, day: datetime.date) -> models.QuerySet:
        """Return the meetings that ended on *day* or later."""
        return self.filter(end_date__gte=day)

    def until(self, day: datetime.date) -> models.QuerySet:
        """Return the meetings that began on *day* or earlier."""
        return self.filter(start_date__lte=day)

    def latest_first(self) -> models.QuerySet:
        return self.order_by("-start_date", "-pk")

    def with_participants(self) -> models.QuerySet:
        """Return the meetings with their place, event and participations, in a fixed number of queries."""
        participations = Participation.objects.select_related("person", "delegation")
        return self.select_related("place", "event").prefetch_related(
            models.Prefetch("participations", participations)
        )

    def with_topics(self) -> models.QuerySet:
        """Return the meetings with the links to their topics. Costs one more query."""
        return self.prefetch_related(
            models.Prefetch("topic_links", MeetingTopic.objects.select_related("tag"))
        )
