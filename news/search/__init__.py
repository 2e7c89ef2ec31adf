"""One search over news, meetings, people, organizations, posts, topics and documents."""

from .words import Words

__all__ = ["Words"]
