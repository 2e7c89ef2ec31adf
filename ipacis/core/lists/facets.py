"""Facets: the values that a list holds under its present conditions, each with the number of items."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

#: So many values are seen at once, and so many after unfolding.
SHOWN = 8
UNFOLDED = 60


class Count(NamedTuple):
    """How many items have a value: what stands in the address, its words, the number."""

    raw: str
    text: str
    count: int


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet: what stands in the address, its words, the number of items, and the list that a click gives."""

    raw: str
    text: str
    count: int
    url: str


@dataclass
class Facet:
    """One parameter with its commonest values; ``more`` values are not listed at all."""

    heading: str
    parameter: str
    values: list[FacetValue] = field(default_factory=list)
    more: int = 0

    @property
    def first(self) -> list[FacetValue]:
        return self.values[:SHOWN]

    @property
    def rest(self) -> list[FacetValue]:
        return self.values[SHOWN:]

    @property
    def folded(self) -> int:
        """The number of values that are not seen at first."""
        return len(self.rest) + self.more


def commonest_first(counts: Iterable[tuple]) -> list[tuple]:
    """Return the (key, number) pairs of *counts*, the commonest first."""
    return sorted(counts, key=lambda pair: (-pair[1], str(pair[0])))


def facet(item_list, heading: str, parameter: str, counts: Iterable[Count]) -> Facet:
    """Return the Facet of *counts* for the ItemList, without the values that are conditions already."""
    active = {row.raw for row in item_list.filter.conditions if row.parameter == parameter}
    rows = [Count(*row) for row in counts]
    rows = [row for row in rows if row.raw not in active]
    values = [FacetValue(*row, item_list.url(**{parameter: row.raw})) for row in rows[:UNFOLDED]]
    return Facet(heading, parameter, values, more=max(0, len(rows) - UNFOLDED))
