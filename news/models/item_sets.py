"""The queryset of releases."""

from django.db import models

from ipacis.core.record.publication import PublicationQuerySet

from .item_parts import NewsPhoto


class NewsItemQuerySet(PublicationQuerySet):
    """Releases in any state. The lists of public releases come from the index of lists (``subjects``)."""

    def in_language(self, language: str) -> models.QuerySet:
        return self.filter(language=language)

    def latest_first(self) -> models.QuerySet:
        return self.order_by("-date", "-pk")

    def as_links(self) -> models.QuerySet:
        """Return the releases with the columns that a link to them prints."""
        return self.only("state", "publish_at", "language", "slug", "date", "headline")

    def in_lines(self) -> models.QuerySet:
        """Return the releases with the columns that a line of a list prints."""
        return self.only("state", "publish_at", "language", "slug", "date", "headline", "lead")

    def with_photos(self) -> models.QuerySet:
        """Return the releases with their section and photos, in a fixed number of queries."""
        photos = models.Prefetch("photo_links", NewsPhoto.objects.select_related("photo"))
        return self.select_related("section").prefetch_related(photos)
