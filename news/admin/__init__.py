"""The admin of releases, meetings, places, events, topics, photos and documents."""

from . import items, media, meetings, places, topics

__all__ = ["items", "media", "meetings", "places", "topics"]
