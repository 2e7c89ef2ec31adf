"""The models of the app ``core``: the addresses that were ever public, the index of lists and the search index."""

from .lists.entries import ListEntry, ListTotal
from .record.addresses import Address
from .search.entries import SearchEntry, SearchWord

__all__ = ["Address", "ListEntry", "ListTotal", "SearchEntry", "SearchWord"]
