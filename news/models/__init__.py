"""The models of meetings, of the releases that report them, and of all that these refer to."""

from .corrections import Correction
from .events import Event
from .item_parts import NewsPhoto, Report
from .items import NewsItem
from .media import Document, Photo
from .meetings import Meeting
from .participations import Participation
from .places import Place, PlaceAlias, PlaceName
from .topics import MeetingTopic, NewsTopic, Topic, TopicAlias

__all__ = [
    "NewsItem",
    "Report",
    "NewsPhoto",
    "Meeting",
    "Participation",
    "Event",
    "Place",
    "PlaceAlias",
    "PlaceName",
    "Topic",
    "TopicAlias",
    "MeetingTopic",
    "NewsTopic",
    "Photo",
    "Document",
    "Correction",
]
