"""Search for the people of this site by name, in any spelling, with the engine ``people.names``."""

from django.db.models import QuerySet

from .models import Person
from .names import mentions as mentions_engine
from .names import search
from .names.mentions import Mention
from .names.search import GOOD_ENOUGH, Match

__all__ = ["find", "find_keys", "likely", "mentions", "GOOD_ENOUGH", "Match", "Mention"]


def people(public_only: bool) -> QuerySet:
    """Return the people to search in: all, or those who have a public page."""
    return Person.objects.public() if public_only else Person.objects.all()


def find(query: str, limit: int = 10, *, public_only: bool = False) -> list[Match]:
    """Return at most *limit* Matches for *query*, the best first."""
    return search.find(people(public_only), query, limit)


def find_keys(query: str, limit: int = 10, *, public_only: bool = False) -> list[int]:
    """Return the primary keys of the people that ``find`` returns, without loading them."""
    return search.find_keys(people(public_only), query, limit)


def likely(given: str = "", family: str = "", patronymic: str = "", *, limit: int = 5) -> list[Match]:
    """Return at most *limit* Matches of people who may have this name, the likeliest first.

    The admin shows them to an editor who adds a person. The beginning of a name is no match here.
    """
    return search.likely(people(False), given, family, patronymic, limit=limit)


def mentions(text: str, *, public_only: bool = False) -> list[Mention]:
    """Return the Mentions of people in *text*, in the order of the text, which may be in any language."""
    return mentions_engine.mentions(people(public_only), text)
