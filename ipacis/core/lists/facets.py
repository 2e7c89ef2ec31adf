"""Facets: the values of a parameter that occur in a list, each with the number of items."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: The number of values that a page shows at once.
SHOWN = 8
#: The most values that a page shows after unfolding.
UNFOLDED = 60


class Count(NamedTuple):
    """A value (as addresses write it, and in words for readers) and the number of items that have it."""

    raw: str
    text: str
    count: int


@dataclass(frozen=True)
class FacetValue:
    """A Count, and the address of the list with this value as a further condition."""

    raw: str
    text: str
    count: int
    url: str


@dataclass
class Facet:
    """One parameter with its most common values. ``more`` is the number of values that are left out."""

    heading: str
    parameter: str
    values: list[FacetValue] = field(default_factory=list)
    more: int = 0

    @property
    def first(self) -> list[FacetValue]:
        """The values that the page shows at once."""
        return self.values[:SHOWN]

    @property
    def rest(self) -> list[FacetValue]:
        """The values that the page shows after unfolding."""
        return self.values[SHOWN:]

    @property
    def folded(self) -> int:
        """The number of values that the page does not show at once."""
        return len(self.rest) + self.more


def commonest_first(counts: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """Return the (key, number) pairs of *counts*, the largest number first, pairs with the same number by key."""
    return sorted(counts, key=lambda pair: (-pair[1], str(pair[0])))


def facet(item_list, heading: str, parameter: str, counts: Iterable[Count]) -> Facet:
    """Return the Facet of *counts* for *item_list* (an ItemList), without values that are already conditions."""
    active = {row.raw for row in item_list.filter.conditions if row.parameter == parameter}
    rows = [row for row in counts if row.raw not in active]
    values = [FacetValue(*row, item_list.url(**{parameter: row.raw})) for row in rows[:UNFOLDED]]
    return Facet(heading, parameter, values, more=max(0, len(rows) - UNFOLDED))
