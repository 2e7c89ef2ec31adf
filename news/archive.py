"""A list of the archive as a reader sees it: the items of one page, their number, and the ways on from here."""

from collections import Counter
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from ipacis.core.labels import current_language
from ipacis.core.pagination import keyset_page

from .alternates import CALENDAR, CSV, FEEDS, Alternate
from .facets import meeting_facets, news_facets
from .filters import MeetingFilter, NewsFilter
from .models import Meeting, MeetingTopic, NewsItem, NewsTopic, Participation
from .search.words import MOST_HITS
from .tally import Tallied

PAGE_SIZE = 20


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
            Meeting.objects.each_published().prefetch_related(
                Prefetch("topic_links", MeetingTopic.objects.select_related("tag"))
            ),
            to_attr="public_meetings",
        ),
    )


class Archive(Tallied):
    """The public items of one kind under the conditions of one address."""

    filter_class = None
    url_name = None
    heading = None
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
