"""The queryset of releases."""

from django.db import models

from ipacis.core.record.publication import PublicationQuerySet

#: The columns that a link to a release prints, those that a line of a list prints, and those that a feed prints.
LINK_COLUMNS = ("state", "publish_at", "language", "slug", "date", "date_stated", "headline")
LINE_COLUMNS = (*LINK_COLUMNS, "lead")
FEED_COLUMNS = (
    *LINE_COLUMNS,
    "body",
    "byline",
    "section_printed",
    "mentioned_printed",
    "corrected_at",
    "modified_at",
)


class NewsItemQuerySet(PublicationQuerySet):
    """Releases in any state. The lists of public releases come from the index of lists (``subjects``)."""

    def in_language(self, language: str) -> models.QuerySet:
        return self.filter(language=language)

    def latest_first(self) -> models.QuerySet:
        return self.order_by("-date", "-pk")

    def in_lines(self) -> models.QuerySet:
        """Return the releases with the columns that a line of a list prints."""
        return self.only(*LINE_COLUMNS)
