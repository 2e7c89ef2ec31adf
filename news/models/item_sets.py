"""The queryset of releases."""

from django.db import models

from ipacis.core.record.publication import PublicationQuerySet

from .item_parts import NewsPhoto
from .meetings import Meeting
from .topics import NewsTopic


class NewsItemQuerySet(PublicationQuerySet):
    """Releases in any state. The lists of public releases come from the index of lists (``subjects``)."""

    def in_language(self, language: str) -> models.QuerySet:
        return self.filter(language=language)

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
