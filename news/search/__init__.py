"""One search over news, meetings, people, organizations, posts, topics and documents."""

from ipacis.core.search.words import Words

__all__ = ["Words"]
