"""The search of admin lists and autocompletes: regardless of letter case in all alphabets, ё as е, any apostrophe."""

import re
from collections.abc import Iterable

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Q

from ipacis.core.text.signs import APOSTROPHES, tidied

#: The most words that are looked for; the others are ignored.
MOST_WORDS = 12


def pattern(word: str) -> str:
    """Return a regular expression for *word* that works in both databases and every locale.

    >>> pattern("Ёж-1")
    '[еёЕЁ][жЖ]\\\\-1'
    """
    return "".join(map(either_case, word))


def either_case(sign: str) -> str:
    """Return a regular expression that matches the character *sign* in both cases.

    It treats ё and е as equal, and all apostrophes.
    """
    for equal in ("еёЕЁ", APOSTROPHES):
        if sign in equal:
            return f"[{equal}]"
    small, capital = sign.lower(), sign.upper()
    return f"[{small}{capital}]" if small != capital and len(small + capital) == 2 else re.escape(sign)


def contains_words(text: str, fields: Iterable[str]) -> Q:
    """Return the condition that each word of *text* is in one of *fields*.

    SQLite, and PostgreSQL in the locale C, ignore letter case only in the Latin alphabet. Therefore the pattern
    contains both cases of each letter.
    """
    condition = Q()
    for word in tidied(text).split()[:MOST_WORDS]:
        condition &= Q(*((f"{field}__regex", pattern(word)) for field in fields), _connector=Q.OR)
    return condition


class WordSearch:
    """Mixin of an admin whose search finds rows with all words in its ``search_fields``."""

    def get_search_results(self, request, queryset, search_term):
        if not (search_term.strip() and self.search_fields):
            return queryset, False
        found = queryset.filter(contains_words(search_term, self.search_fields))
        return found, any(lookup_spawns_duplicates(self.opts, field) for field in self.search_fields)
