"""Whom a person or an organization meets most often: people, organizations and countries."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Model, Q, QuerySet
from django_countries import countries

from ipacis.core.lists.entries import about, key_of
from ipacis.core.lists.numbers import SAMPLE, AboutCount, Numbers
from people.models import Organization, Person

from .models import Participation

#: How many people, and how many organizations and countries, are listed.
MOST_PEOPLE, MOST_OTHERS = 12, 6
#: How many more people are looked up than shown, because those without a page are dropped later.
SPARE = 80


class CountryMet(NamedTuple):
    """A country: ISO 3166-1 alpha-2 code in lower case, name, and number of meetings with delegations from it."""

    code: str
    name: str
    meeting_count: int


class Acquaintances:
    """Whom the subject (a person or an organization) met in the meetings that *numbers* count.

    ``people`` and ``organizations`` are lists of public Persons and of Organizations, each with an attribute
    ``meeting_count``; ``countries`` is a list of CountryMet. Those met most often come first. Each number is the length
    of the list of meetings to which the page links it, or, if there are very many meetings, of the latest of them.
    *is_own* is the condition that a participation is one of the subject; the people, organizations and countries of
    such participations are left out. Runs four queries.
    """

    def __init__(self, numbers: Numbers, is_own: Q):
        own = own_subjects(numbers, is_own)
        found = numbers.commonest(("person", "organization", "country"), SPARE + len(own))
        counts = {kind: [row for row in rows if row.about not in own] for kind, rows in found.items()}
        self.people = most_met(Person.objects.public(), counts["person"], MOST_PEOPLE)
        self.organizations = most_met(Organization.objects.all(), counts["organization"], MOST_OTHERS)
        self.countries = [
            CountryMet(code.lower(), countries.name(code), row.number)
            for row in counts["country"][:MOST_OTHERS]
            if (code := key_of(row.about))
        ]


def own_subjects(numbers: Numbers, is_own: Q) -> set[str]:
    """Return what the participations of the subject in the latest meetings make these meetings about."""
    own = Participation.objects.filter(is_own, meeting__in=numbers.selection.among_latest(SAMPLE)).order_by()
    # With a subquery, PostgreSQL would join all participations first.
    rows = Participation.objects.filter(pk__in=list(own.values_list("pk", flat=True))).order_by().distinct()
    found = set()
    for person, delegation, office_in, country in rows.values_list(
        "person",
        "delegation",
        "memberships__post__organization",
        "delegation_country",
    ):
        found |= {about("person", person), about("organization", delegation)}
        found |= {about("organization", office_in), about("country", country)}
    return found


def most_met(queryset: QuerySet, counts: Collection[AboutCount], most: int) -> list[Model]:
    """Return the first *most* rows of *queryset* in the order of *counts*, each with ``meeting_count``."""
    numbers = {int(key_of(row.about)): row.number for row in counts}
    found = queryset.in_bulk([*numbers][: most + SPARE])
    for pk, row in found.items():
        row.meeting_count = numbers[pk]
    return [found[pk] for pk in numbers if pk in found][:most]
