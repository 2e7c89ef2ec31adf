"""The query strings of the pages of people, organizations and posts: names, letters and days."""

import datetime
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import (
    ChoiceParameter,
    CountryParameter,
    DayParameter,
    Parameter,
    Reading,
    SlugParameter,
    TextParameter,
)
from ipacis.core.record.dates import parse_day
from ipacis.core.text.limits import MAX_QUERY_TEXT
from ipacis.core.text.signs import FORMAT_CHARACTER, tidied

from .models import Membership, Organization, Person

#: The first year for which a reader may ask who held a post.
FIRST_YEAR = 1900


class NameParameter(TextParameter):
    """The name of a person, in any spelling.

    Tabs, no-break spaces and soft hyphens are allowed, because names pasted from other programs may contain them.
    """

    def is_readable(self, value):
        return len(value) <= MAX_QUERY_TEXT and all(
            sign.isprintable() or sign.isspace() for sign in FORMAT_CHARACTER.sub("", value)
        )


class LetterParameter(Parameter):
    """One letter in either case, or another character with which a family name begins."""

    def read_one(self, value):
        letter = tidied(value).strip().upper()
        return Reading(letter, letter, letter) if len(letter) == 1 else None


class HolderDayParameter(DayParameter):
    """A day until today on which somebody may have held a post."""

    def __init__(self, label):
        super().__init__(label, range(FIRST_YEAR, datetime.MAXYEAR + 1))

    def read_one(self, value):
        reading = super().read_one(value)
        return None if reading and reading.value > timezone.localdate() else reading

    def error(self, value):
        if super().read_one(value):
            return _("This day has not come yet. Choose a day until today.")
        if parse_day(value):
            return _("Choose a day from %(year)d on.") % {"year": FIRST_YEAR}
        return _("This is not a date. Write it like 2019-02-22.")


class NameFilter(Filter):
    """The conditions of a request for suggestions: the name that is typed into the search box."""

    parameters = {"q": NameParameter(pgettext_lazy("of a person", "Name"))}
    has_cursors = False


class InOffice(models.TextChoices):
    """Whether people are in office."""

    NOW = "now", gettext_lazy("in office now, according to a source")


class PersonFilter(NameFilter):
    """The conditions of the list of people, and the first person of the page.

    A name is searched for; or the people are under a letter, of a country, of an organization, in office now. If a
    parameter occurs several times, its last value is used.
    """

    parameters = {
        **NameFilter.parameters,
        "letter": LetterParameter(gettext_lazy("Letter")),
        "country": CountryParameter(gettext_lazy("Country"), ""),
        "organization": SlugParameter(gettext_lazy("Organization"), Organization.objects.all),
        "office": ChoiceParameter(gettext_lazy("Office"), InOffice, ""),
        "from": SlugParameter(gettext_lazy("First person of the page"), lambda: Person.objects.public()),
    }
    #: The parameters that leave only some of the people.
    narrowing = ("letter", "country", "organization", "office")

    def narrowed(self, people: QuerySet) -> QuerySet:
        """Return those of *people* who meet the conditions."""
        if letter := self.value("letter"):
            people = people.on_letter(letter)
        if country := self.value("country"):
            people = people.filter(country=country)
        if organization := self.value("organization"):
            offices = Membership.objects.filter(person=OuterRef("pk"), post__organization=organization)
            people = people.filter(Exists(offices))
        if self.value("office") == InOffice.NOW:
            people = people.filter(pk__in=in_office_on(timezone.localdate()))
        return people

    def query_from(self, person: Person) -> str:
        """Return the query string of the page that begins with *person*, under the same conditions."""
        kept = [(row.parameter, row.raw) for row in self.conditions if row.parameter in self.narrowing]
        return f"?{urlencode([*kept, ('from', person.slug)])}"


def in_office_on(day: datetime.date) -> set[int]:
    """Return the primary keys of the people who, according to a source, hold an office on *day*, today."""
    begun = models.Q(start_date__lte=day) & (models.Q(end_date=None) | models.Q(end_date__gte=day))
    # Only these can be in office; ``is_in_office`` knows the successors too.
    rows = Membership.objects.filter(begun, has_left=False).with_present_tenures()
    return {row.person_id for row in rows if row.is_in_office}


class HolderFilter(Filter):
    """The day for which a page shows who held a post: ``?on=2019-02-22``, or today if there is none."""

    parameters = {"on": HolderDayParameter(gettext_lazy("Holder on"))}
    has_cursors = False

    @property
    def day(self) -> datetime.date | None:
        """The day of the address, or today if it has none; None if the day cannot be read."""
        return None if self.errors else self.value("on") or timezone.localdate()

    @property
    def error(self) -> str:
        """The error message about the day of the address, "" if there is none."""
        return self.errors[0] if self.errors else ""
