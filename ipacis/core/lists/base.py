"""ItemList: the public items that meet the conditions in an address, in pages and in other formats."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse

from ipacis.core.search.words import MOST_LIST_HITS

from .facets import Facet
from .filters import Filter
from .formats import CALENDAR, CSV, FEEDS, Alternate, Format
from .pages import Page, keyset_page
from .parameters import Condition
from .periods import Period
from .tally import Tallied

#: The number of items on a page.
PAGE_SIZE = 20
#: The parameters with a field in the form beside a list.
FORM_FIELDS = ("q", "from", "to", "kind", "country")


class Chip(NamedTuple):
    """An active condition, and the address of the list without it."""

    condition: Condition
    url: str


class ItemList(Tallied):
    """The public items of one kind that meet the conditions in an address.

    A subclass defines the items (``published``), the parameters (``filter_class``), the related rows that pages, feeds
    and tables read (``for_page``, ``for_feed``, ``for_table``), and the contents of feeds and tables (``feed_entries``,
    ``columns``, ``table_rows``).
    """

    filter_class = Filter
    url_name = ""
    heading = ""
    formats: tuple[Format, ...] = (*FEEDS, CSV)
    #: The names of the columns of the table.
    columns: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, period: Period | None = None):
        self.filter = self.filter_class(data, period)

    def published(self) -> QuerySet:
        """Return all public items, regardless of the conditions."""
        raise NotImplementedError

    def for_page(self, queryset: QuerySet) -> QuerySet:
        """Return *queryset* with the related rows that a page prints, in a fixed number of queries."""
        return queryset

    def for_feed(self, queryset: QuerySet) -> QuerySet:
        """Return *queryset* with the related rows that ``feed_entries`` reads."""
        return self.for_page(queryset)

    def for_table(self, queryset: QuerySet) -> QuerySet:
        """Return *queryset* with the related rows that ``table_rows`` reads."""
        return self.for_page(queryset)

    def feed_entries(self, items: list) -> list:
        """Return the FeedEntry of each of *items*."""
        raise NotImplementedError

    def table_rows(self, item: Model) -> list[list]:
        """Return the rows of the table for one *item*, with a cell for each of ``columns``."""
        raise NotImplementedError

    def count_facets(self) -> list[Facet]:
        """Return all facets of the list, including those without values."""
        return []

    @cached_property
    def queryset(self) -> QuerySet:
        return self.filter.apply(self.published())

    @cached_property
    def page(self) -> Page:
        return self.page_of(self.for_page)

    def page_of(self, complete: Callable[[QuerySet], QuerySet]) -> Page:
        """Return the page that the address names.

        *complete* is a function, such as ``for_page``, that adds related rows to a queryset.
        """
        return keyset_page(
            complete(self.queryset),
            self.filter.day_field,
            PAGE_SIZE,
            self.filter.before,
            self.filter.after,
        )

    def all_items(self, complete: Callable[[QuerySet], QuerySet], size: int = 500) -> Iterator[Model]:
        """Yield the items of all pages, latest first. *complete* is a function that adds related rows to a queryset.

        Each query reads *size* items at once, so a slow client does not keep a database cursor open.
        """
        older = None
        while True:
            page = keyset_page(complete(self.queryset), self.filter.day_field, size, before=older)
            yield from page
            older = page.older
            if older is None:
                return

    @property
    def path(self) -> str:
        """The address of the list without its query string."""
        return reverse(self.url_name) + self.filter.period.path

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
    def facets(self) -> list[Facet]:
        """The facets of the list that have values; none if the list is ``too_long`` to be counted."""
        if self.filter.errors or self.too_long:
            return []
        return [facet for facet in self.count_facets() if facet.values]

    @property
    def capped(self) -> int:
        """MOST_LIST_HITS if a search for words found more items, of which only the latest are listed; else 0."""
        return MOST_LIST_HITS if any(words.is_capped for words in self.filter.values("q")) else 0

    @property
    def title(self) -> str:
        """The heading with the conditions in words, for titles of pages and feeds."""
        words = self.filter.in_words()
        return f"{self.heading}: {words}" if words else str(self.heading)
