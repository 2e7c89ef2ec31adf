"""The groups of a page that lists all rows of a kind."""

from typing import NamedTuple


class Group(NamedTuple):
    """Rows under a heading. *country* is the code of the country whose flag stands beside it, "" for none."""

    heading: str
    rows: list
    country: str = ""
