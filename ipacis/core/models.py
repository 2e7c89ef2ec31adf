"""The models of the app ``core``.

The addresses that were ever public, the index of lists, the search index, the version of the content, and the forms that
editors have open.
"""

from .accounts.open_forms import OpenForm
from .lists.entries import ListEntry, ListTotal
from .record.addresses import Address
from .search.entries import SearchEntry, SearchWord
from .search.pending import PendingEntry
from .web.version import ContentVersion

__all__ = [
    "Address",
    "ContentVersion",
    "ListEntry",
    "ListTotal",
    "OpenForm",
    "PendingEntry",
    "SearchEntry",
    "SearchWord",
]
