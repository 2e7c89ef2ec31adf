"""The tables of the house: every address that was ever public, and the index of the search."""

from .record.addresses import Address
from .search.entries import SearchEntry, SearchWord

__all__ = ["Address", "SearchEntry", "SearchWord"]
