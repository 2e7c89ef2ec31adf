"""A list as a reader sees it: the items of one page, their number, and the addresses from here on."""

from collections.abc import Callable, Iterator
from functools import cached_property

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

PAGE_SIZE = 20
#: The parameters that the form beside a list has a field for.
FORM_FIELDS = ("q", "from", "to", "kind", "country")


class ItemList(Tallied):
    """The public items of one kind under the conditions of one address.

    A list says what its items are (``published``), by which parameters they are chosen (``filter_class``), what each
    page, feed and table needs of them (``for_page`` …), and what feeds and tables say (``feed_entries``, ``columns``,
    ``table_rows``).
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
        """Return all items that readers may see."""
        raise NotImplementedError

    def for_page(self, queryset: QuerySet) -> QuerySet:
        """Return *queryset* with what a line of the page prints, in a fixed number of queries."""
        return queryset

    def for_feed(self, queryset: QuerySet) -> QuerySet:
        """Return *queryset* with what ``feed_entries`` reads."""
        return self.for_page(queryset)

    def for_table(self, queryset: QuerySet) -> QuerySet:
        """Return *queryset* with what ``table_rows`` reads."""
        return self.for_page(queryset)

    def feed_entries(self, items: list) -> list:
        """Return the FeedEntry of each of *items*."""
        raise NotImplementedError

    def table_rows(self, item: Model) -> list[list]:
        """Return the rows of the table for one *item*, with a cell for each of ``columns``."""
        raise NotImplementedError

    def count_facets(self) -> list[Facet]:
        """Return the facets of the list, those without values among them."""
        return []

    @cached_property
    def queryset(self) -> QuerySet:
        return self.filter.apply(self.published())

    @cached_property
    def page(self) -> Page:
        return self.page_of(self.for_page)

    def page_of(self, complete: Callable[[QuerySet], QuerySet]) -> Page:
        """Return the page of the address, its items with what *complete* adds to a queryset."""
        return keyset_page(
            complete(self.queryset),
            self.filter.day_field,
            PAGE_SIZE,
            self.filter.before,
            self.filter.after,
        )

    def all_items(self, complete: Callable[[QuerySet], QuerySet], size: int = 500) -> Iterator[Model]:
        """Yield the items of all pages, latest first, with what *complete* adds to a queryset.

        *size* items are one query, so a slow reader keeps no cursor of the database open.
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
        """Return the address of the list less the condition *without*, plus the parameters *added*."""
        return self.path + self.filter.query(without, **added)

    def format_url(self, format: Format, **added) -> str:
        """Return the address of the list in another *format*, with the same conditions."""
        return self.path + format.name + self.filter.query(**added)

    @cached_property
    def alternates(self) -> list[Alternate]:
        """The list in its other formats; none for conditions that cannot be read, which nobody follows."""
        if self.filter.errors:
            return []
        return [
            Alternate(format, self.format_url(format), f"{self.title} – {format.label}")
            for format in self.formats
        ]

    @property
    def calendar(self) -> Alternate | None:
        """The list as a calendar; None where it has none."""
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
        """The conditions that the form has no field for; it sends them along as hidden ones."""
        shown = {(name, raw) for name, raw in self.form.items() if raw}
        return [row for row in self.filter.conditions if (row.parameter, row.raw) not in shown]

    @property
    def chips(self) -> list[tuple[Condition, str]]:
        """The active conditions, each with the address of the list without it."""
        return [(condition, self.url(without=condition)) for condition in self.filter.conditions]

    @property
    def is_narrowed(self) -> bool:
        """Whether the list has a condition or a period.

        The facets of a narrowed list are buttons of a form and not links: combinations are endless, and a robot
        follows every link.
        """
        return bool(self.filter or self.filter.period)

    @cached_property
    def facets(self) -> list[Facet]:
        """The facets of the list; none where it is too long to count them truly (``too_long`` says so)."""
        if self.filter.errors or self.too_long:
            return []
        return [facet for facet in self.count_facets() if facet.values]

    @property
    def capped(self) -> int:
        """The number of the latest items that stand for all with these words; 0 where all are listed."""
        return MOST_LIST_HITS if any(words.is_capped for words in self.filter.values("q")) else 0

    @property
    def title(self) -> str:
        words = self.filter.in_words()
        return f"{self.heading}: {words}" if words else str(self.heading)
