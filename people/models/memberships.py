"""Who held which post, and from when to when, in the terms of Popolo."""

import datetime

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.listed import ListSource
from ipacis.core.record.dates import DateSpan, in_span
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.findable import SearchedPart

from .posts import Post


class MembershipQuerySet(models.QuerySet):
    def held_on(self, day: datetime.date) -> models.QuerySet:
        """Return the memberships held on *day*, from their first to their last day. An unknown day is no limit.

        All code uses this rule or, for a loaded row, ``Membership.is_held_on``.
        """
        return self.filter(in_span(day))

    def current(self) -> models.QuerySet:
        """Return the memberships held today."""
        return self.held_on(timezone.localdate())

    def leading_first(self) -> models.QuerySet:
        """Order the memberships: those that are not over, then the others, the one that ended last first.

        Equal ones are ordered by the rank of the post, then by the latest naming in a source: those that no source
        names first, then the latest.
        """
        over = models.When(end_date__lt=timezone.localdate(), then="end_date")
        return self.alias(over=models.Case(over)).order_by(
            models.F("over").desc(nulls_first=True),
            "post__order",
            models.F("last_seen").desc(nulls_first=True),
            models.F("start_date").desc(nulls_last=True),
            "pk",
        )

    def newest_first(self) -> models.QuerySet:
        """Order the memberships: those without a last day first, then by the last day, the latest first.

        Equal ones are ordered by the first day, or else the first naming in a source, the latest first.
        """
        return self.order_by(
            models.F("end_date").desc(nulls_first=True),
            Coalesce("start_date", "first_seen").desc(nulls_last=True),
            "-pk",
        )


class Membership(DateSpan, SearchedPart, ListSource):
    """A post that a person holds or held for a time (Popolo Membership)."""

    person = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,  # history: offices are merged or ended, not lost with a record
        related_name="memberships",
        verbose_name=_("person"),
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,  # history: who held the post stays known
        related_name="memberships",
        verbose_name=_("post"),
    )
    acting = models.BooleanField(_("acting"), default=False)
    first_seen = models.DateField(
        _("first named on"),
        null=True,
        blank=True,
        help_text=_("The first day on which a source names the person in this office."),
    )
    last_seen = models.DateField(
        _("last named on"),
        null=True,
        blank=True,
        help_text=_("The last day on which a source names the person in this office."),
    )

    objects = MembershipQuerySet.as_manager()

    whole = "person"
    field_policy = {
        "person": immaterial("meetings keep the office as it was printed", Use.SEARCH, Use.JSON, Use.JSON_LD),
        "post": immaterial(
            "meetings keep the office as it was printed", Use.SEARCH, Use.JSON, Use.JSON_LD, Use.LIST
        ),
        "acting": immaterial("meetings keep the office as it was printed", Use.JSON),
        "first_seen": immaterial("a source that is found later names the person earlier"),
        "last_seen": immaterial("each new source names the person later"),
    }

    class Meta(DateSpan.Meta):
        verbose_name = _("office held")
        verbose_name_plural = _("offices held")
        ordering = ["start_date", "pk"]
        constraints = [
            *DateSpan.Meta.constraints,
            models.CheckConstraint(
                name="people_membership_seen_in_order",
                condition=models.Q(last_seen__gte=models.F("first_seen"))
                | models.Q(first_seen=None)
                | models.Q(last_seen=None),
                violation_error_message=_("The last naming is before the first."),
            ),
        ]
        indexes = [models.Index(fields=["post", "start_date"], name="people_membership_by_post")]

    def __str__(self):
        return f"{self.person} – {self.post}"

    @property
    def is_over(self) -> bool:
        """Whether the last day is known and before today."""
        return self.end_date is not None and self.end_date < timezone.localdate()

    @property
    def seen_text(self) -> str:
        """The days on which sources name the office, in words: "named on 8 February 2019", "named from … to …".

        It is empty if no source names the office, or if the first and last day are known without the sources.
        """
        adds_start = self.first_seen and not self.start_date
        adds_end = self.last_seen and not self.end_date
        if (self.start_date and self.end_date) or not (adds_start or adds_end):
            return ""
        first, last = self.first_seen or self.last_seen, self.last_seen or self.first_seen
        if first == last:
            return gettext("named on %(day)s") % {"day": date_format(last)}
        return gettext("named from %(first)s to %(last)s") % {
            "first": date_format(first),
            "last": date_format(last),
        }

    @property
    def dates_text(self) -> str:
        """All known dates in words: "since 2019; named on 8 February 2020", or "dates not known"."""
        return "; ".join(filter(None, [self.stated_text, self.seen_text])) or gettext("dates not known")

    @property
    def seen_years(self) -> str:
        """The years in which sources name the office: "2016", "2014–2024". Empty if its first or last day is known."""
        if self.start_date or self.end_date or not self.last_seen:
            return ""
        first, last = (self.first_seen or self.last_seen).year, self.last_seen.year
        return str(last) if first == last else f"{first}–{last}"

    def sort_key(self) -> tuple[bool, bool, int, int]:
        """Return the key by which the offices of a person are sorted.

        Offices that are not over come first. Equal ones are sorted by whether the first day is known, then by rank.
        """
        return self.is_over, self.start_date is None, self.post.order, self.pk

    def in_words(self) -> str:
        """Return the title of the post, preceded by "formerly" and "acting" and followed by ``seen_years``."""
        words = [_("formerly") if self.is_over else "", _("acting") if self.acting else "", self.post.label]
        return " ".join(str(word) for word in [*words, self.seen_years and f"({self.seen_years})"] if word)

    def is_held_on(self, day: datetime.date) -> bool:
        """Say whether the post is held on *day*, by the rule of ``held_on``."""
        return (self.start_date is None or self.start_date <= day) and (
            self.end_date is None or self.end_date >= day
        )
