"""A list of the archive as a reader sees it: the items of one page, their number, and the ways on from here."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Exists, Max, Min, Prefetch
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from ipacis.core.labels import current_language
from ipacis.core.pagination import keyset_page

from .alternates import CALENDAR, CSV, FEEDS, Alternate
from .facets import meeting_facets, news_facets
from .filters import MeetingFilter, NewsFilter
from .models import Meeting, MeetingTopic, NewsItem, NewsTopic, Participation
from .periods import Period
from .search.words import MOST_HITS

PAGE_SIZE = 20
#: Of more items nothing is counted: true counts would cost seconds there.
COUNTED = 50_000


@dataclass(frozen=True)
class PeriodCount:
    """A year or a month, the number of items in it (None: not counted), the address of its list without conditions."""

    period: Period
    count: int | None
    path: str
    current: bool = False


def with_participants(meetings):
    """Return *meetings* with all that a line of a list prints, in a fixed number of queries."""
    return meetings.select_related("place", "event").prefetch_related(
        Prefetch("participations", Participation.objects.select_related("person", "delegation"))
    )


def with_topics(items):
    """Return news *items* with all that a line of a list prints, in a fixed number of queries."""
    return items.select_related("section").prefetch_related(
        Prefetch("topic_links", NewsTopic.objects.select_related("tag")),
        Prefetch(
            "meetings",
            Meeting.objects.published().prefetch_related(
                Prefetch("topic_links", MeetingTopic.objects.select_related("tag"))
            ),
            to_attr="public_meetings",
        ),
    )


class Archive:
    """The public items of one kind under the conditions of one address."""

    filter_class = None
    url_name = None
    heading = None
    tally_by = []
    forms = (*FEEDS, CSV)

    def __init__(self, data, period=None):
        self.filter = self.filter_class(data, period)

    def published(self):
        raise NotImplementedError

    def complete(self, queryset):
        """Return *queryset* with what a line of the list prints."""
        raise NotImplementedError

    @cached_property
    def queryset(self):
        return self.filter.apply(self.published())

    @cached_property
    def page(self):
        return self.page_with(self.complete)

    def page_with(self, complete):
        """Return the page of the address, its items made complete by *complete* (queryset → queryset)."""
        return keyset_page(
            complete(self.queryset),
            self.filter.day_field,
            PAGE_SIZE,
            self.filter.before,
            self.filter.after,
        )

    def walk(self, complete, size=500):
        """Yield every item of all pages, latest first, *size* at a time, made complete by *complete*.

        Each chunk is a question of its own, so a slow reader keeps no cursor of the database open.
        """
        older = None
        while True:
            page = keyset_page(complete(self.queryset), self.filter.day_field, size, before=older)
            yield from page
            older = page.older
            if older is None:
                return

    @property
    def path(self):
        """The address of the list without its query string."""
        return reverse(self.url_name) + self.filter.period.path

    def url(self, without=None, **added):
        return self.path + self.filter.query(without, **added)

    def form_url(self, form, **added):
        """The address of the list in another *form*, with the same conditions."""
        return self.path + form.name + self.filter.query(**added)

    @cached_property
    def alternates(self):
        """The list in its other forms; none for conditions that mean nothing, which nobody follows."""
        if self.filter.errors:
            return []
        return [Alternate(form, self.form_url(form), f"{self.title} – {form.label}") for form in self.forms]

    @property
    def calendar(self):
        """The list as a calendar; None where it has none."""
        return next((row for row in self.alternates if row.form == CALENDAR), None)

    @property
    def older_url(self):
        return self.page.older and self.url(before=self.page.older)

    @property
    def newer_url(self):
        return self.page.newer and self.url(after=self.page.newer)

    @cached_property
    def tally(self):
        """Return [(first day of a month, count, *more columns)], by which all counts of the page are made.

        It is of all that fits the conditions, whatever the period of the address; None of more than ``COUNTED``.
        """
        if self.filter.errors:
            return []
        found = self.filter.apply(self.published(), whole=True).order_by()
        # The database looks for one item too many first, and only without one it counts.
        rows = found.filter(~Exists(found[COUNTED:])).annotate(month=TruncMonth(self.filter.day_field))
        rows = rows.values("month", *self.tally_by).annotate(n=Count("pk")).order_by("month")
        counted = list(rows.values_list("month", "n", *self.tally_by))
        return counted if counted or not found.exists() else None

    @cached_property
    def months(self):
        """Return {(year, month): count} of what fits the conditions; count None where these are not counted."""
        counts = Counter()
        for month, count, *_kind in self.tally or []:
            counts[month.year, month.month] += count
        return counts if self.tally is not None else dict.fromkeys(self.possible_months)

    @property
    def possible_months(self):
        """The (year, month) of every month from the first to the last item of the archive."""
        day = self.filter.day_field
        first, last = self.published().aggregate(first=Min(day), last=Max(day)).values()
        return [
            (year, month)
            for year in range(first.year, last.year + 1)
            for month in range(1, 13)
            if (first.year, first.month) <= (year, month) <= (last.year, last.month)
        ]

    @cached_property
    def count(self):
        """The number of items under the conditions, on all pages; one more than ``COUNTED`` stands for more."""
        period = self.filter.period
        if self.tally is None or period.day:
            return self.queryset.order_by()[: COUNTED + 1].count() if period else COUNTED + 1
        return sum(
            count
            for (year, month), count in self.months.items()
            if period.year in {None, year} and period.month in {None, month}
        )

    @property
    def years(self):
        """The years that hold anything, latest first; where they are not counted, those that may."""
        counts = {}
        for (year, _month), count in self.months.items():
            counts[year] = None if count is None else counts.get(year, 0) + count
        return [self._period_count(Period(year), counts[year]) for year in sorted(counts, reverse=True)]

    @property
    def months_of_year(self):
        """The months of the address's year that hold anything, in their order."""
        year = self.filter.period.year
        return [
            self._period_count(Period(year, month), count)
            for (that_year, month), count in self.months.items()
            if that_year == year
        ]

    def _period_count(self, period, count):
        own = self.filter.period
        current = period in {own, *own.parents}
        return PeriodCount(period, count, reverse(self.url_name) + period.path, current)

    @property
    def form(self):
        """The values that the form beside the list shows."""
        return {name: self.filter.given(name) for name in ("q", "from", "to", "kind", "country")}

    @property
    def carried(self):
        """The conditions that the form shows in no field; it carries them along."""
        shown = {(name, value) for name, value in self.form.items() if value}
        return [row for row in self.filter.conditions if (row.parameter, row.value) not in shown]

    @property
    def chips(self):
        """The active conditions, each with the address of the list without it."""
        return [(condition, self.url(without=condition)) for condition in self.filter.conditions]

    @property
    def is_narrowed(self):
        """Whether the list has a condition or a period.

        From there on its facets are buttons of a form, no links: combinations are endless, and a robot
        follows every link.
        """
        return bool(self.filter or self.filter.period)

    @cached_property
    def facets(self):
        """The facets of the list; none where it is too long to count them truly (``too_long`` says so)."""
        if self.filter.errors or self.too_long:
            return []
        return [facet for facet in self.count_facets(self) if facet.values]

    @property
    def capped(self):
        """The number of the latest items that stand for all with these words; 0 where all are listed."""
        return MOST_HITS if any(words.is_capped for words in self.filter.meanings("q")) else 0

    @property
    def too_long(self):
        return self.count > COUNTED

    @property
    def counted(self):
        """The number of items up to which a list is counted truly."""
        return COUNTED

    @property
    def title(self):
        words = self.filter.in_words()
        return f"{self.heading}: {words}" if words else str(self.heading)


class MeetingArchive(Archive):
    kinds = Meeting.Kind.choices
    forms = (*Archive.forms, CALENDAR)
    filter_class = MeetingFilter
    url_name = "meetings"
    tally_by = ["kind"]
    count_facets = staticmethod(meeting_facets)
    heading = _("Meetings")

    @property
    def participant(self):
        """The person that the list is about, where there is one."""
        return self.filter.meaning("participant")

    @property
    def countries(self):
        """(code, name) of the member nations and of the one that was asked for, for the form."""
        asked = self.filter.given("country").upper()
        codes = [
            *settings.COUNTRIES_FIRST,
            *([asked] if asked not in {"", *settings.COUNTRIES_FIRST} else []),
        ]
        return [(code.lower(), countries.name(code)) for code in codes]

    @property
    def kind_counts(self):
        """(kind, count) of the meetings in the period of the address."""
        period = self.filter.period
        if period.day or self.tally is None:
            return list(self.queryset.order_by().values_list("kind").annotate(Count("pk")))
        counts = Counter()
        for month, count, kind in self.tally:
            if period.year in {None, month.year} and period.month in {None, month.month}:
                counts[kind] += count
        return list(counts.items())

    def published(self):
        return Meeting.objects.published()

    def complete(self, queryset):
        return with_participants(queryset)


class NewsArchive(Archive):
    filter_class = NewsFilter
    url_name = "news"
    count_facets = staticmethod(news_facets)
    heading = _("News")

    def published(self):
        return NewsItem.objects.published().in_language(current_language())

    def complete(self, queryset):
        return with_topics(queryset)


class PairArchive(MeetingArchive):
    """The meetings that two people both attended."""

    url_name = "pair"

    def __init__(self, data, people):
        super().__init__(data)
        self.people = people

    def published(self):
        return Meeting.objects.published().between(*self.people)

    @property
    def path(self):
        return reverse(self.url_name, args=[person.slug for person in self.people])

    @property
    def heading(self):
        first, second = (person.name for person in self.people)
        return _("%(first)s and %(second)s: meetings") % {"first": first, "second": second}

    @property
    def lines_by_year(self):
        """Return [(year, [(meeting, the two participations), …]), …], latest first."""
        pks = [person.pk for person in self.people]
        years = {}
        for meeting in self.page:
            lines = {line.person_id: line for line in meeting.participations.all()}
            years.setdefault(meeting.start_date.year, []).append((meeting, [lines[pk] for pk in pks]))
        return list(years.items())
