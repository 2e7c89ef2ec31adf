"""The lists of this site, a module each: parameters, facets, columns of the table and entries of the feeds."""

from .corrections import CorrectionList
from .meetings import MeetingList
from .news import NewsList
from .pairs import PairList

__all__ = ["CorrectionList", "MeetingList", "NewsList", "PairList"]
