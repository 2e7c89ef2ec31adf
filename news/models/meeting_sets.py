"""The queryset of meetings."""

from django.db import models
from django.utils import timezone

from ipacis.core.record.publication import PublicationQuerySet
from ipacis.core.text.labels import label_columns
from people.models import Person, PersonLink

from .participations import ATTENDANCE, Participation
from .topics import MeetingTopic

#: The columns that a link to a meeting prints.
LINK_COLUMNS = (
    "state",
    "publish_at",
    "slug",
    "start_date",
    "end_date",
    "date_precision",
    "date_stated",
    *label_columns("title"),
)
#: The columns that a line of a list prints.
LINE_COLUMNS = (
    *LINK_COLUMNS,
    "kind",
    "status",
    "event_relation",
    *(f"{name}_stated" for name in ("date", "place", "event")),
    *(column for name in ("place", "event") for column in label_columns(f"{name}_printed")),
    *(f"{key}__{column}" for key in ("place", "event") for column in ("slug", *label_columns("name"))),
)
#: The columns of the participants that a line of a list prints.
PARTICIPANT_COLUMNS = (
    "meeting",
    "order",
    "presence_stated",
    *label_columns("name_printed"),
    *label_columns("office_printed"),
    "person__is_public",
    *(f"person__{column}" for column in PersonLink.columns),
)


class MeetingQuerySet(PublicationQuerySet):
    """Meetings in any state. The lists of public meetings come from the index of lists (``subjects``)."""

    def involving(self, person: Person) -> models.QuerySet:
        """Return the meetings that *person* attended."""
        participations = Participation.objects.filter(meeting=models.OuterRef("pk"), person=person)
        return self.filter(models.Exists(participations.filter(capacity__in=ATTENDANCE)))

    def overdue(self) -> models.QuerySet:
        """Return the meetings that are still called planned although their day has passed."""
        return self.filter(status="planned", end_date__lt=timezone.localdate())

    def latest_first(self) -> models.QuerySet:
        return self.order_by("-start_date", "-pk")

    def as_links(self) -> models.QuerySet:
        """Return the meetings with the columns that a link to them prints."""
        return self.only(*LINK_COLUMNS)

    def in_lines(self) -> models.QuerySet:
        """Return the meetings with the columns and participants that a line of a list prints."""
        participations = Participation.objects.select_related("person").only(*PARTICIPANT_COLUMNS)
        return (
            self.select_related("place", "event")
            .only(*LINE_COLUMNS)
            .prefetch_related(models.Prefetch("participations", participations))
        )

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
