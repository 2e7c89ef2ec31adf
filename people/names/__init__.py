"""Find a person however the name is written: one key, one look-up, used everywhere."""

from people.names.mentions import Mention, mentions
from people.names.search import Match, find, find_keys, identify, likely

__all__ = ["find", "find_keys", "identify", "likely", "mentions", "Match", "Mention"]
