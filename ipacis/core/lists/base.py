"""ItemList: the public items that meet the conditions in an address, in pages and in other formats."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.http import QueryDict

from ipacis.core.search.words import MOST_LIST_HITS
from ipacis.core.web.paths import path_to

from .facets import Facet, FacetKind, facets_of
from .filters import Filter
from .formats import CALENDAR, CSV, FEEDS, Alternate, Format
from .numbers import COUNTED, Numbers
from .pages import Cursor, Order, Page
from .parameters import Condition
from .periods import Period
from .selection import Selection, public_in_order

#: The number of items on a page.
PAGE_SIZE = 20
#: The parameters with a field in the form beside a list.
FORM_FIELDS = ("q", "from", "to", "kind", "country")
#: A function that returns the rows with the given primary keys, in any order, together with their related rows.
Load = Callable[[list[int]], Iterable[Model]]


class Chip(NamedTuple):
    """An active condition, and the address of the list without it."""

    condition: Condition
    url: str


@dataclass(frozen=True)
class PeriodCount:
    """A year or month, the number of its items (None if not counted), and the path of its list, without conditions.

    ``current`` says whether the page shows this period or a part of it.
    """

    period: Period
    count: int | None
    path: str
    current: bool = False


class PeriodsBeside(NamedTuple):
    """The periods before and after that of an address; None without one."""

    earlier: PeriodCount | None
    later: PeriodCount | None


class MonthOfPage(NamedTuple):
    """The items of a page that begin in one *month*; None if the whole list is of one month."""

    month: Period | None
    items: list[Model]


class ItemList:
    """The public items of one kind that meet the conditions in an address.

    A subclass defines the name of the list in the index of lists (``list_name``), the ``model`` of the items, the
    parameters (``filter_class``), the facets (``facet_kinds``), the related rows that pages, feeds and tables read
    (``for_page``, ``for_feed``, ``for_table``), and the contents of feeds and tables (``feed_entries``, ``columns``,
    ``table_rows``).
    """

    #: The model of the items.
    model: type[Model]
    filter_class = Filter
    url_name = ""
    heading = ""
    formats: tuple[Format, ...] = (*FEEDS, CSV)
    #: The name of the table, by which its schema is found.
    table_name = ""
    #: The names of the columns of the table.
    columns: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, period: Period | None = None):
        self.filter = self.filter_class(data, period)

    @property
    def list_name(self) -> str:
        """The name of the list in the index of lists."""
        raise NotImplementedError

    def everything(self) -> Selection:
        """Return the selection of all items, regardless of the conditions."""
        return Selection(self.list_name)

    def rows(self, pks: list[int]) -> QuerySet:
        """Return the rows with the primary keys *pks*."""
        return self.model.objects.filter(pk__in=pks)

    def for_page(self, pks: list[int]) -> Iterable[Model]:
        """Return the rows *pks* with the related rows that a page prints, in a fixed number of queries."""
        return self.rows(pks)

    def for_feed(self, pks: list[int]) -> Iterable[Model]:
        """Return the rows *pks* with the related rows that ``feed_entries`` reads."""
        return self.for_page(pks)

    def for_table(self, pks: list[int]) -> Iterable[Model]:
        """Return the rows *pks* with the related rows that ``table_rows`` reads."""
        return self.for_page(pks)

    def feed_entries(self, items: list) -> list:
        """Return the FeedEntry of each of *items*."""
        raise NotImplementedError

    def table_rows(self, item: Model) -> list[dict]:
        """Return the rows of the table for one *item*: {name of a column: content}; what is missing is empty."""
        raise NotImplementedError

    @property
    def facet_kinds(self) -> tuple[FacetKind, ...]:
        """The facets that the list may have."""
        return ()

    @cached_property
    def selection(self) -> Selection:
        """The items that meet the conditions, which can be read."""
        return self.filter.apply(self.everything()).rarest_first()

    def latest(self, most: int) -> QuerySet:
        """Return the latest *most* items that meet the conditions; none if a condition cannot be read."""
        rows = self.model.objects.all()
        return rows.none() if self.filter.errors else rows.filter(pk__in=self.selection.among_latest(most))

    @cached_property
    def page(self) -> Page:
        return self.page_of(self.for_page)

    def page_of(self, load: Load, order: Order = Order.DAY) -> Page:
        """Return the page that the address names, in *order*. *load* returns its rows, as ``for_page`` does."""
        if self.filter.errors:
            return Page([])
        return self.page_at(load, PAGE_SIZE, self.filter.before, self.filter.after, order)

    def page_at(
        self,
        load: Load,
        size: int,
        before: Cursor | None,
        after: Cursor | None,
        order: Order = Order.DAY,
    ) -> Page:
        """Return the page of *size* items before or after a cursor, or the first page."""
        found = self.selection.in_order(order).cursors(size + 1, before, after)
        page = Page.of(found, size, before, after)
        rows = load([cursor.pk for cursor in page])
        return replace(page, items=public_in_order(rows, page.items))

    def all_items(self, load: Load, size: int = 500) -> Iterator[Model]:
        """Yield the items of all pages, latest first. *load* returns the rows of a page.

        Each query reads *size* items at once, so a slow client does not keep a database cursor open.
        """
        if self.filter.errors:
            return
        older = None
        while True:
            page = self.page_at(load, size, older, None)
            yield from page
            older = page.older
            if older is None:
                return

    @cached_property
    def root(self) -> str:
        """The address of the whole list."""
        return path_to(self.url_name)

    @property
    def path(self) -> str:
        """The address of the list without its query string."""
        return self.root + self.filter.period.path

    def url(self, without: Condition | None = None, **added) -> str:
        """Return the address of the list without the condition *without*, and with the parameters *added*."""
        return self.path + self.filter.query(without, **added)

    def format_url(self, format: Format, **added) -> str:
        """Return the address of the list in another *format*, with the same conditions."""
        return self.path + format.name + self.filter.query(**added)

    @cached_property
    def alternates(self) -> list[Alternate]:
        """The list in its other formats; none if a condition cannot be read."""
        if self.filter.errors:
            return []
        return [
            Alternate(format, self.format_url(format), f"{self.title} – {format.label}")
            for format in self.formats
        ]

    @property
    def calendar(self) -> Alternate | None:
        """The list as a calendar; None if it has no such format."""
        return next((row for row in self.alternates if row.format == CALENDAR), None)

    @property
    def page_by_month(self) -> list["MonthOfPage"]:
        """The items of the page by the month in which they begin; one group without a month in a month or a day."""
        if self.filter.period.month:
            return [MonthOfPage(None, list(self.page))] if self.page.items else []
        months = itertools.groupby(self.page, key=lambda item: Period(item.day.year, item.day.month))
        return [MonthOfPage(month, list(items)) for month, items in months]

    @property
    def older_url(self) -> str | None:
        return self.page.older and self.url(before=self.page.older)

    @property
    def newer_url(self) -> str | None:
        return self.page.newer and self.url(after=self.page.newer)

    @property
    def form(self) -> dict[str, str]:
        """{parameter: value} of the fields of the form beside the list."""
        return {name: self.filter.raw(name) for name in FORM_FIELDS}

    @property
    def carried(self) -> list[Condition]:
        """The conditions without a visible field in the form. The form sends them as hidden fields."""
        shown = {(name, raw) for name, raw in self.form.items() if raw}
        return [row for row in self.filter.conditions if (row.parameter, row.raw) not in shown]

    @property
    def chips(self) -> list[Chip]:
        """The active conditions, each with the link by which a reader removes it."""
        return [Chip(condition, self.url(without=condition)) for condition in self.filter.conditions]

    @property
    def is_narrowed(self) -> bool:
        """Whether the list has a condition or a period.

        In a narrowed list the facets are buttons of a form and not links, because robots would follow links to endless
        combinations of conditions.
        """
        return bool(self.filter or self.filter.period)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the items on all pages. The conditions must be readable."""
        return Numbers(self.selection)

    @property
    def count(self) -> int:
        """The number of items on all pages; ``counted + 1`` if there are too many to count."""
        return 0 if self.filter.errors else self.numbers.count

    @property
    def too_long(self) -> bool:
        """Whether the list has too many items to count."""
        return not self.filter.errors and self.numbers.is_capped

    @property
    def counted(self) -> int:
        """The most items that are counted one by one, for templates."""
        return COUNTED

    @cached_property
    def period_counts(self) -> dict[str, int | None]:
        """{year or month, such as "2023" or "202311": number of its items that meet the conditions}.

        They do not depend on the period of the address; of the months, those of its year are included. If there are too
        many items to count, these are all years and months in which the list has items, with None.
        """
        if self.filter.errors:
            return {}
        if self.numbers.counts is None:
            return dict.fromkeys(self.numbers.archive)
        return self.numbers.counts

    @property
    def years(self) -> list[PeriodCount]:
        """The years that have items, latest first; if the list is not counted, all years that may have items."""
        years = sorted((digits for digits in self.period_counts if len(digits) == 4), reverse=True)
        return [self._period_count(Period(int(year)), self.period_counts[year]) for year in years]

    @property
    def months_of_year(self) -> list[PeriodCount]:
        """The months of the year in the address that have items, the earliest first."""
        year = self.filter.period.year
        months = [Period(year, month) for month in range(1, 13)] if year else []
        return [
            self._period_count(month, self.period_counts[month.digits])
            for month in months
            if month.digits in self.period_counts
        ]

    @property
    def periods_beside(self) -> PeriodsBeside:
        """The nearest year or month with items before and after that of the address.

        Before the first and after the last month with items of a year, that is another year.
        """
        own = self.filter.period
        if not own or own.day:
            return PeriodsBeside(None, None)
        years = [row for row in self.years if row.period.year != own.year]
        rows = sorted(
            [*self.months_of_year, *years] if own.month else years, key=lambda row: row.period.first
        )
        earlier = [row for row in rows if row.period.end <= own.first]
        later = [row for row in rows if row.period.first >= own.end]
        return PeriodsBeside(earlier[-1] if earlier else None, later[0] if later else None)

    @cached_property
    def _current_periods(self) -> set[Period]:
        """The period of the address, and those that contain it."""
        own = self.filter.period
        return {own, *own.parents}

    def _period_count(self, period: Period, count: int | None) -> PeriodCount:
        return PeriodCount(period, count, self.root + period.path, period in self._current_periods)

    @cached_property
    def facets(self) -> list[Facet]:
        """The facets that have values."""
        return [] if self.filter.errors else facets_of(self, self.facet_kinds)

    @property
    def narrowing_facets(self) -> list[Facet]:
        """The facets without the values that all items have, which would not narrow the list."""
        if self.sample or self.too_long:
            return self.facets
        facets = [
            replace(facet, values=[value for value in facet.values if value.count != self.count])
            for facet in self.facets
        ]
        return [facet for facet in facets if facet.values]

    @property
    def sample(self) -> int:
        """The number of the latest items in which the facets are counted; 0 if they are counted in all."""
        return 0 if self.filter.errors else self.numbers.sample

    @property
    def capped(self) -> int:
        """MOST_LIST_HITS if a search for words found more items, of which only the latest are listed; else 0."""
        return MOST_LIST_HITS if any(words.is_capped for words in self.filter.values("q")) else 0

    @cached_property
    def title(self) -> str:
        """The heading with the conditions in words, for titles of pages and feeds."""
        words = self.filter.in_words()
        return f"{self.heading}: {words}" if words else str(self.heading)
