"""The queryset of meetings."""

from django.db import models

from ipacis.core.record.publication import PublicationQuerySet
from people.models import Person

from .participations import ATTENDANCE, Participation
from .topics import MeetingTopic


class MeetingQuerySet(PublicationQuerySet):
    """Meetings in any state. The lists of public meetings come from the index of lists (``subjects``)."""

    def involving(self, person: Person) -> models.QuerySet:
        """Return the meetings that *person* attended."""
        participations = Participation.objects.filter(meeting=models.OuterRef("pk"), person=person)
        return self.filter(models.Exists(participations.filter(capacity__in=ATTENDANCE)))

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
