"""The models of the app ``core``.

The addresses that were ever public, the index of lists, the search index, and the version of the content.
"""

from .lists.entries import ListEntry, ListTotal
from .record.addresses import Address
from .search.entries import SearchEntry, SearchWord
from .search.pending import PendingEntry
from .web.version import ContentVersion

__all__ = ["Address", "ContentVersion", "ListEntry", "ListTotal", "PendingEntry", "SearchEntry", "SearchWord"]
