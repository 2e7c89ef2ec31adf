"""The models of the app ``core``.

The addresses that were ever public, the index of lists, the search index, the version of the content, the forms that
editors have open, the merges that they made, the links to previews, and the list of sensitive acts.
"""

from .accounts.open_forms import OpenForm
from .accounts.shared_previews import SharedPreview
from .lists.entries import ListEntry, ListTotal
from .logs.entries import AuditEntry
from .merges import Merge
from .record.addresses import Address
from .search.entries import SearchEntry, SearchWord
from .search.pending import PendingEntry
from .web.version import ContentVersion

__all__ = [
    "Address",
    "AuditEntry",
    "ContentVersion",
    "ListEntry",
    "ListTotal",
    "Merge",
    "OpenForm",
    "PendingEntry",
    "SearchEntry",
    "SearchWord",
    "SharedPreview",
]
