"""The query strings of the pages of people, organizations and posts: names, letters and days."""

import datetime
import unicodedata

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import DayParameter, Parameter, Reading, SlugParameter, TextParameter
from ipacis.core.text.limits import MAX_QUERY_TEXT

from .models import Person

#: Earlier offices than those of this year are not recorded.
FIRST_YEAR = 1900


class NameParameter(TextParameter):
    """The name of a person, however it is written.

    Names that are pasted from other programs bring tabs, no-break spaces and soft hyphens along: these are allowed.
    """

    def is_readable(self, value):
        return len(value) <= MAX_QUERY_TEXT and all(
            sign.isprintable() or sign.isspace() or unicodedata.category(sign) == "Cf" for sign in value
        )


class LetterParameter(Parameter):
    """One letter in either case, or another sign with which a family name begins."""

    def read_one(self, value):
        return Reading(value.upper(), value.upper(), value.upper()) if len(value.strip()) == 1 else None


class HolderDayParameter(DayParameter):
    """A day on which somebody may have held a post."""

    def __init__(self, label):
        super().__init__(label, years=range(FIRST_YEAR, datetime.MAXYEAR + 1))

    def error(self, value):
        return _("This is no day. Write it like 2019-02-22.")


class NameFilter(Filter):
    """The name for which the search box suggests people."""

    parameters = {"q": NameParameter(pgettext_lazy("of a person", "Name"))}
    has_cursors = False


class PersonFilter(NameFilter):
    """What the list of people shows: those found by a name, or the alphabet from a letter or a person on.

    The last value of a parameter counts.
    """

    parameters = {
        **NameFilter.parameters,
        "letter": LetterParameter(gettext_lazy("Letter")),
        "from": SlugParameter(gettext_lazy("First person of the page"), lambda: Person.objects.public()),
    }


class HolderFilter(Filter):
    """The day for which a page says who holds a post: ``?on=2019-02-22``, today without one."""

    parameters = {"on": HolderDayParameter(gettext_lazy("On the day"))}
    has_cursors = False

    @property
    def day(self) -> datetime.date | None:
        """The day asked for; None where it cannot be read."""
        return None if self.errors else self.value("on") or timezone.localdate()

    @property
    def error(self) -> str:
        """What is wrong with the day asked for, empty where nothing is."""
        return self.errors[0] if self.errors else ""
