"""Who held which post, and from when to when, in the terms of Popolo."""

import datetime
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.listed import ListSource
from ipacis.core.record.dates import DateSpan, show_behind
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.findable import SearchedPart
from ipacis.core.text.labels import Label
from people.tenure import Grade, Tenure

from .evidence import WithPresentTenures, WithTenures, load_tenures, tenure_of_unsaved
from .posts import Post

#: The most times, with others in between, whose namings are told one by one.
MOST_RUNS = 3


class MembershipQuerySet(models.QuerySet):
    # Django has no public way to complete the rows of a queryset. ``values`` sets ``_iterable_class`` in the same way.

    def with_tenures(self) -> models.QuerySet:
        """Return the memberships with their ``tenure``. Costs two more queries."""
        rows = self._chain()
        rows._iterable_class = WithTenures
        return rows

    def with_present_tenures(self) -> models.QuerySet:
        """Return the memberships with a ``tenure`` that answers for today alone, in less time than ``with_tenures``."""
        rows = self._chain()
        rows._iterable_class = WithPresentTenures
        return rows

    def in_protocol_order(self) -> models.QuerySet:
        """Return the memberships in the order in which lists of participants print those of one person.

        This is the order that an editor gave them, or else that of the ranks of their posts.
        """
        return self.order_by("order", "post__order", models.F("start_date").asc(nulls_last=True), "pk")

    def held_on(self, day: datetime.date) -> list["Membership"]:
        """Return the memberships that are known to be held on *day*, the surest first, each with its ``tenure``.

        ``tenure.grade_on(day)`` tells how well it is known. The rules are in ``people.tenure``.
        """
        return held_on(day, self.with_tenures())


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
    order = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        help_text=_("The order in which lists of participants print the offices of the person."),
    )
    acting = models.BooleanField(_("acting"), default=False)
    has_left = models.BooleanField(
        _("left, day not known"),
        default=False,
        help_text=_("On: the person no longer holds the office, but no source says since when."),
    )
    first_seen = models.DateField(
        _("first mentioned on"),
        null=True,
        blank=True,
        help_text=_(
            "The first day on which a source mentions the person in this office. Meetings of this site count by themselves."
        ),
    )
    last_seen = models.DateField(
        _("last mentioned on"),
        null=True,
        blank=True,
        help_text=_(
            "The last day on which a source mentions the person in this office. Meetings of this site count by themselves."
        ),
    )

    objects = MembershipQuerySet.as_manager()

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "person": ngettext_lazy("%(n)d office held", "%(n)d offices held", "n"),
        "post": ngettext_lazy("%(n)d holder", "%(n)d holders", "n"),
    }
    whole = "person"
    field_policy = {
        "person": immaterial("meetings keep the office as it was printed", Use.SEARCH, Use.JSON, Use.JSON_LD),
        "post": immaterial(
            "meetings keep the office as it was printed", Use.SEARCH, Use.JSON, Use.JSON_LD, Use.LIST
        ),
        "order": immaterial("meetings keep the offices as they were printed"),
        "acting": immaterial("meetings keep the office as it was printed", Use.JSON, Use.JSON_LD),
        **dict.fromkeys(
            ["start_date", "end_date"],
            immaterial("a source that is found later makes it known", Use.JSON, Use.JSON_LD),
        ),
        "has_left": immaterial("a source that is found later makes it known", Use.JSON, Use.JSON_LD),
        "first_seen": immaterial(
            "a source that is found later names the person earlier", Use.JSON, Use.JSON_LD
        ),
        "last_seen": immaterial("each new source names the person later", Use.JSON, Use.JSON_LD),
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
                violation_error_message=_("The last mention is before the first."),
            ),
            models.CheckConstraint(
                name="people_membership_left_or_ended",
                condition=models.Q(has_left=False) | models.Q(end_date=None),
                violation_error_message=_("The last day is known: switch “left, day not known” off."),
            ),
        ]
        indexes = [models.Index(fields=["post", "start_date"], name="people_membership_by_post")]

    def __str__(self):
        return f"{self.person} – {self.post}"

    def clean(self):
        super().clean()
        if self.has_left and self.start_date and self.start_date > timezone.localdate():
            raise ValidationError({"has_left": _("The office has not begun yet.")})

    @cached_property
    def tenure(self) -> Tenure:
        """For which days it is known that the person held the office. Runs two queries unless it was loaded before."""
        if self.pk is None:
            return tenure_of_unsaved(self)
        load_tenures([self])
        return self.tenure

    @property
    def title(self) -> Label:
        """The title that the post had at the end of the time that is known of the office."""
        days = self.tenure.known_days
        return self.post.called_on(days[-1]) if days else self.post.label

    @property
    def full_title(self) -> str:
        """The present title of the post, for an acting holder with "acting"."""
        return gettext("acting %(office)s") % {"office": self.post.label} if self.acting else self.post.label

    @property
    def last_named(self) -> datetime.date | None:
        """The last day on which a source names the person in the office."""
        return self.tenure.namings[-1] if self.tenure.namings else None

    @property
    def stated_text(self):
        if self.start_date and self.start_date > timezone.localdate() and not self.end_date:
            return gettext("from %(day)s") % {"day": show_behind(self.start_date, self.start_precision)}
        return super().stated_text

    @property
    def named_text(self) -> str:
        """What the namings add to the stated dates, in words: "mentioned on 8 February 2019", "last mentioned on 3 May 2020".

        It is empty if no source names the person in the office, or if the first and last day are known without them.
        """
        namings = self.tenure.namings
        if not namings or (self.start_date and self.end_date):
            return ""
        runs = self.tenure.runs()
        if len(runs) <= MOST_RUNS:
            words = [namings_in_words(run) for run in runs]
        else:
            words = [gettext("%(namings)s, others in between") % {"namings": namings_in_words(namings)}]
        within = [day for day in namings if self.tenure.grade_on(day) == Grade.STATED]
        if self.start_date and not words and self.start_date < namings[-1]:
            words = [gettext("last mentioned on %(day)s") % {"day": date_format(namings[-1])}]
        elif self.end_date and within and within[0] < self.end_date:
            words.append(gettext("first mentioned on %(day)s") % {"day": date_format(within[0])})
        return "; ".join(words)

    @property
    def remarks_text(self) -> str:
        """What is known of the time besides the stated dates, in words; "" if there is nothing."""
        left = gettext("left later, date not known") if self.has_left else ""
        return "; ".join(filter(None, [self.named_text, left, self.succession_text]))

    @property
    def succession_text(self) -> str:
        """When a successor began, in words, if that ended the office; else ""."""
        successor = self.tenure.successor
        if successor is None:
            return ""
        if successor.first == successor.last:
            return gettext("succeeded on %(day)s") % {"day": date_format(successor.first)}
        return gettext("succeeded by %(day)s") % {"day": date_format(successor.last)}

    @property
    def dates_text(self) -> str:
        """All known dates in words: "since 2019; last mentioned on 8 February 2020", or "dates not known"."""
        return "; ".join(filter(None, [self.stated_text, self.remarks_text])) or gettext("dates not known")

    @property
    def present_text(self) -> str:
        """What is known about today, in words: "since 2019; last mentioned on 3 May 2020", "until 2021"."""
        today = timezone.localdate()
        if self.is_in_office:
            return self.dates_text
        if self.tenure.is_over and self.stated_text:
            return self.stated_text if self.end_date else self.dates_text
        if self.last_named:
            return gettext("last mentioned on %(day)s") % {"day": date_format(self.last_named)}
        if self.start_date and self.start_date <= today and not self.tenure.grade_on(today):
            return gettext("%(dates)s; not known for today") % {"dates": self.stated_text}
        return self.stated_text

    @property
    def is_in_office(self) -> bool:
        """Whether a source states that the person holds the office, so far as is known until today."""
        return self.tenure.grade_on(timezone.localdate()) == Grade.STATED

    def search_order(self) -> tuple[bool, int, int]:
        """Return the key by which the offices of a person are sorted in search entries: those without an end first."""
        return self.end_date is not None or self.has_left, self.post.order, self.pk

    def in_words(self) -> str:
        """Return the title of the post with "formerly" and "acting", and ``present_text`` of what is not certain."""
        title = f"{_('formerly')} {self.full_title}" if self.tenure.is_over else str(self.full_title)
        is_certain = self.tenure.is_over or self.is_in_office
        return title if is_certain or not self.present_text else f"{title} ({self.present_text})"


def namings_in_words(namings: Sequence[datetime.date]) -> str:
    """Return *namings* in words: "mentioned on 8 February 2019", "mentioned on 5 days from 8 February 2019 to 3 May 2020"."""
    first, last = date_format(namings[0]), date_format(namings[-1])
    if len(namings) == 1:
        return gettext("mentioned on %(day)s") % {"day": last}
    if len(namings) == 2:
        return gettext("mentioned on %(first)s and %(last)s") % {"first": first, "last": last}
    return ngettext(
        "mentioned on %(n)s day from %(first)s to %(last)s",
        "mentioned on %(n)s days from %(first)s to %(last)s",
        len(namings),
    ) % {"n": len(namings), "first": first, "last": last}


def held_on(day: datetime.date, memberships: Iterable[Membership]) -> list[Membership]:
    """Return those of *memberships* that are known to be held on *day*, the surest first."""
    held = [row for row in memberships if row.tenure.grade_on(day)]
    return sorted(held, key=lambda row: row.tenure.grade_on(day).place)


def is_confirmed(row: Membership, offices: Iterable[Membership]) -> bool:
    """Say whether *row* is an acting office of a person who, by *offices* of the person, got the post later."""

    def latest(office: Membership) -> datetime.date:
        return max(office.tenure.known_days, default=datetime.date.min)

    full = [other for other in offices if other.post_id == row.post_id and not other.acting]
    return row.acting and any(latest(other) > latest(row) for other in full)


def leading_first(memberships: Iterable[Membership]) -> list[Membership]:
    """Return *memberships* in the order in which a person is introduced by them.

    First come the offices that a source states, then those named in sources, the one named last first, and then
    those that are over. Equal ones are ordered by the rank of the post.
    """

    def place(row: Membership) -> tuple:
        days = row.tenure.known_days
        latest = days[-1].toordinal() if days else 0
        return (
            not row.is_in_office,
            row.tenure.is_over,
            -latest if not row.is_in_office else 0,
            row.post.order,
            row.pk,
        )

    return sorted(memberships, key=place)


def newest_first(memberships: Iterable[Membership]) -> list[Membership]:
    """Return *memberships* in the order of the last day that is known of each, the latest first."""

    def place(row: Membership) -> tuple:
        days = row.tenure.known_days or [datetime.date.min]
        return days[-1], days[0], row.pk

    return sorted(memberships, key=place, reverse=True)
