"""The search of lists and autocompletes: case does not matter in any alphabet, and ё is е."""

import re

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Q

#: More words do not narrow a list.
MOST_WORDS = 12


def pattern(word):
    """Return *word* as a regular expression of both databases, in whatever locale they are.

    >>> pattern("Ёж-1")
    '[еёЕЁ][жЖ]\\\\-1'
    """
    return "".join(map(either_case, word))


def either_case(sign):
    """Return the expression for *sign* in small and in capitals."""
    if sign in "еёЕЁ":
        return "[еёЕЁ]"
    small, capital = sign.lower(), sign.upper()
    return f"[{small}{capital}]" if small != capital and len(small + capital) == 2 else re.escape(sign)


def holds(text, fields):
    """Return the condition that each word of *text* stands in one of *fields*.

    SQLite compares without case in the Latin alphabet alone, and so does PostgreSQL in the locale C: the pattern
    itself names both cases.
    """
    condition = Q()
    for word in text.split()[:MOST_WORDS]:
        condition &= Q(*((f"{field}__regex", pattern(word)) for field in fields), _connector=Q.OR)
    return condition


class WordSearch:
    """Mixin of an admin that looks for words in its ``search_fields``."""

    def get_search_results(self, request, queryset, search_term):
        if not (search_term.strip() and self.search_fields):
            return queryset, False
        found = queryset.filter(holds(search_term, self.search_fields))
        return found, any(lookup_spawns_duplicates(self.opts, field) for field in self.search_fields)
