"""The lists of this site. A module has the parameters, facets, table columns and feed entries of one list."""

from .corrections import CorrectionList
from .meetings import MeetingList
from .news import NewsList
from .pairs import PairList

__all__ = ["CorrectionList", "MeetingList", "NewsList", "PairList"]
