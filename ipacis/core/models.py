"""The models of the app ``core``: the addresses that were ever public, and the search index."""

from .record.addresses import Address
from .search.entries import SearchEntry, SearchWord

__all__ = ["Address", "SearchEntry", "SearchWord"]
