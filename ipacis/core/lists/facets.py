"""Facets: the values of a parameter that occur in a list, each with the number of items."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from django.utils.functional import Promise

from ipacis.core.text.languages import alphabetical

from .entries import key_of
from .parameters import Reading

#: The number of values that a page shows at once.
SHOWN = 8
#: A list with at most this many items is short, and would be shorter than the facets beside it if they showed more values.
FEW = 10
SHOWN_OF_FEW = 3
#: The most values that a page shows after unfolding.
UNFOLDED = 24
#: How many more values are looked up than shown, because some are not shown: active ones, and people without a page.
SPARE = 10


class FacetKind(NamedTuple):
    """A facet that a list may have: its heading, its parameter, and the kinds of ``about`` whose values it counts.

    An item is about a key in at most one of ``kinds``. ``read_keys`` returns {key in the ``about``: Reading} of those
    keys that readers may see.
    """

    heading: str | Promise
    parameter: str
    kinds: tuple[str, ...]
    read_keys: Callable[[Collection[str]], dict[str, Reading]]


@dataclass(frozen=True)
class FacetValue:
    """A value, as addresses write it and in words for readers, and the number of items that have it.

    ``url`` is the address of the list with this value as a further condition. ``short`` is a shorter form of the words.
    """

    raw: str
    text: str
    count: int
    url: str
    short: str = ""


@dataclass
class Facet:
    """One parameter with its most common values, of which the page shows the first ``shown`` at once.

    ``has_more`` says whether there are rarer ones.
    """

    heading: str
    parameter: str
    values: list[FacetValue]
    has_more: bool
    shown: int

    @property
    def first(self) -> list[FacetValue]:
        """The values that the page shows at once."""
        return self.values[: self.shown]

    @property
    def rest(self) -> list[FacetValue]:
        """The values that the page shows after unfolding."""
        return self.values[self.shown :]


def facets_of(item_list, kinds: Collection[FacetKind]) -> list[Facet]:
    """Return those facets of *item_list* (an ItemList) that have values, without values that are already conditions."""
    found = item_list.numbers.commonest([name for kind in kinds for name in kind.kinds], UNFOLDED + SPARE)
    is_short = not item_list.too_long and item_list.count <= FEW
    shown = SHOWN_OF_FEW if is_short else SHOWN
    facets = []
    for kind in kinds:
        active = {row.raw for row in item_list.filter.conditions if row.parameter == kind.parameter}
        counts = Counter()
        for name in kind.kinds:
            counts.update({key_of(row.about): row.number for row in found[name]})
        base = item_list.url()
        start = f"{base}{'&' if '?' in base else '?'}{kind.parameter}="
        values = [
            FacetValue(reading.raw, reading.text, counts[key], f"{start}{quote(reading.raw)}", reading.short)
            for key, reading in kind.read_keys(counts.keys()).items()
            if reading.raw not in active
        ]
        if values:
            values.sort(key=lambda value: (-value.count, alphabetical(str(value.text)), value.raw))
            facets.append(
                Facet(kind.heading, kind.parameter, values[:UNFOLDED], len(values) > UNFOLDED, shown)
            )
    return facets
