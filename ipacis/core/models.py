"""The tables of the house: the index of the search."""

from .search.entries import SearchEntry, SearchWord

__all__ = ["SearchEntry", "SearchWord"]
