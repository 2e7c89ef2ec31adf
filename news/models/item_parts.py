"""The parts of a release: the meetings that it reports, and its photos."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.listed import ListSource
from ipacis.core.record.corrections import PartOfCorrectable
from ipacis.core.record.policy import Use, guarded

from .media import Photo
from .meetings import Meeting


class Report(ListSource, PartOfCorrectable):
    """A meeting that a release reports; ``order`` is its place in the text."""

    item = models.ForeignKey(
        "news.NewsItem",
        on_delete=models.CASCADE,  # a part of the release
        related_name="reports",
        verbose_name=_("news item"),
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,  # history: a reported meeting is not deleted
        related_name="reports",
        verbose_name=_("meeting"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    whole = "item"
    field_policy = {
        "item": guarded(Use.FEED, Use.CSV, Use.JSON_LD, Use.LIST),
        "meeting": guarded(Use.FEED, Use.CSV, Use.JSON_LD, Use.LIST),
        "order": guarded(Use.FEED, Use.JSON_LD),
    }

    class Meta:
        verbose_name = _("meeting told")
        verbose_name_plural = _("meetings told")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "meeting"],
                name="news_report_once",
                violation_error_message=_("This meeting is in the list already."),
            ),
        ]

    def __str__(self):
        return str(self.meeting)

    def in_full(self) -> str:
        """Return the headline of the release that reports the meeting."""
        return str(self.item)


class NewsPhoto(PartOfCorrectable):
    """A photo of a release; ``order`` is its place among them."""

    item = models.ForeignKey(
        "news.NewsItem",
        on_delete=models.CASCADE,  # a part of the release
        related_name="photo_links",
        verbose_name=_("news item"),
    )
    photo = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,  # history: a photo of a release is not deleted
        related_name="news_links",
        verbose_name=_("photo"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    whole = "item"
    field_policy = {
        "item": guarded(Use.FEED, Use.JSON_LD),
        "photo": guarded(Use.FEED, Use.JSON_LD),
        "order": guarded(Use.FEED, Use.JSON_LD),
    }

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "photo"],
                name="news_newsphoto_once",
                violation_error_message=_("This photo is in the list already."),
            ),
        ]

    def __str__(self):
        return str(self.photo)

    def in_full(self) -> str:
        """Return the headline of the release that shows the photo."""
        return str(self.item)
