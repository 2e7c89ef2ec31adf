"""The search of lists and autocompletes: case does not matter in any alphabet, and ё is е."""

import re

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Q

#: More words do not narrow a list.
MOST_WORDS = 12


def pattern(word):
    """Return *word* as a regular expression of both databases.

    >>> pattern("Молодёж")
    'Молод[её]ж'
    """
    return "".join("[её]" if sign in "еёЕЁ" else re.escape(sign) for sign in word)


def holds(text, fields):
    """Return the condition that each word of *text* stands in one of *fields*.

    SQLite compares by LIKE without case in the Latin alphabet alone, so both databases are asked by a pattern.
    """
    condition = Q()
    for word in text.split()[:MOST_WORDS]:
        condition &= Q(*((f"{field}__iregex", pattern(word)) for field in fields), _connector=Q.OR)
    return condition


class WordSearch:
    """Mixin of an admin that looks for words in its ``search_fields``."""

    def get_search_results(self, request, queryset, search_term):
        if not (search_term.strip() and self.search_fields):
            return queryset, False
        found = queryset.filter(holds(search_term.replace("\x00", ""), self.search_fields))
        return found, any(lookup_spawns_duplicates(self.opts, field) for field in self.search_fields)
