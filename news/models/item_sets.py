"""The queryset of releases, with conditions by language, person, topic, organization and day."""

import datetime

from django.db import models

from ipacis.core.record.publication import PublicationQuerySet
from ipacis.core.sql import union
from people.models import Organization, Person

from .item_parts import NewsPhoto, Report
from .meetings import Meeting
from .topics import NewsTopic, Topic


class NewsItemQuerySet(PublicationQuerySet):
    """The conditions of the list of news.

    The people, topics and organizations of a release are its own and those of its public meetings.
    """

    def in_language(self, language: str) -> models.QuerySet:
        return self.filter(language=language)

    def involving(self, person: Person) -> models.QuerySet:
        """Return the releases that mention *person* or report a meeting with *person* as participant."""
        mentions = self.model.mentioned.through.objects.filter(person=person).values("newsitem")
        return self.filter(pk__in=union(mentions, reports_of(participations__person=person)))

    def on_topic(self, topic: Topic) -> models.QuerySet:
        own = NewsTopic.objects.filter(tag=topic).order_by().values("content_object")
        return self.filter(pk__in=union(own, reports_of(topic_links__tag=topic)))

    def about_organization(self, organization: Organization) -> models.QuerySet:
        """Return the releases that *organization* published, or that report a public meeting ``with_organization``."""
        reporting = reports_of(pk__in=Meeting.objects.with_organization(organization).values("pk"))
        return self.filter(models.Q(section=organization) | models.Q(pk__in=reporting))

    def since(self, day: datetime.date) -> models.QuerySet:
        """Return the releases of *day* or later."""
        return self.filter(date__gte=day)

    def until(self, day: datetime.date) -> models.QuerySet:
        """Return the releases of *day* or earlier."""
        return self.filter(date__lte=day)

    def latest_first(self) -> models.QuerySet:
        return self.order_by("-date", "-pk")

    def with_topics(self) -> models.QuerySet:
        """Return the releases with their section and ``all_topics``, in a fixed number of queries."""
        return self.select_related("section").prefetch_related(
            models.Prefetch("topic_links", NewsTopic.objects.select_related("tag")),
            models.Prefetch(
                "meetings", Meeting.objects.each_published().with_topics(), to_attr="public_meetings"
            ),
        )

    def with_photos(self) -> models.QuerySet:
        """Return the releases with their section and photos, in a fixed number of queries."""
        photos = models.Prefetch("photo_links", NewsPhoto.objects.select_related("photo"))
        return self.select_related("section").prefetch_related(photos)


def meeting_is_public(key: str = "meeting") -> models.Exists:
    """Return the condition that the meeting to which the column *key* points is public.

    It is a subquery for each row. SQLite has no statistics and assumes that few meetings are published: with a join or
    with ``IN`` it would read all published meetings for each row.
    """
    return models.Exists(Meeting.objects.published().filter(pk=models.OuterRef(key)))


def reports_of(**meeting) -> models.QuerySet:
    """Return the primary keys of the releases that report a public meeting with the lookups *meeting*.

    Use them with ``pk__in``, which the database evaluates once. The cost of EXISTS for each release would be quadratic.
    """
    conditions = {f"meeting__{path}": value for path, value in meeting.items()}
    return Report.objects.filter(meeting_is_public(), **conditions).order_by().values("item")
