"""Editing what happened."""

from . import items, media, meetings, places, topics

__all__ = ["items", "media", "meetings", "places", "topics"]
