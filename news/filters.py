"""One typed parser of every query string of the archive, and what it means for a queryset.

Parameters combine with AND, a repeated one as well. What means nothing is an error in words, and a filter with
errors lists nothing.
"""

from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ipacis.core.pagination import Cursor
from ipacis.core.slugs import rows_by_slug
from people.models import Organization, Person

from .models import Event, Meeting, Place, Topic
from .models.participations import ATTENDANCE, Capacity
from .parameters import (
    ChoiceParameter,
    Condition,
    CountryParameter,
    DayParameter,
    Parameter,
    SlugParameter,
    TextParameter,
    readable,
)
from .periods import Period

MAX_VALUES = 10


class Filter:
    """The conditions of one list, read from a query string.

    ``conditions`` are those that mean something, ``errors`` the sentences about those that do not.
    """

    parameters: dict[str, Parameter] = {}

    def __init__(self, data, period=None):
        self.period = period or Period()
        self.errors = []
        self.conditions = []
        given = {
            name: self._given(parameter, data.getlist(name)) for name, parameter in self.parameters.items()
        }
        rows = rows_by_slug(
            [
                (parameter.queryset(), list(filter(readable, given[name])))
                for name, parameter in self.parameters.items()
                if isinstance(parameter, SlugParameter) and any(map(readable, given[name]))
            ]
        )
        for name, parameter in self.parameters.items():
            self.conditions += self._read(name, parameter, given[name], rows)
        self.before = self._cursor(data, "before")
        self.after = self._cursor(data, "after")
        first, last = self.meaning("from"), self.meaning("to")
        if first and last and first > last:
            self.errors.append(_("“From” is later than “to”: nothing lies between them."))

    def _given(self, parameter, values):
        """Return the *values* of a parameter that are looked at: each once, and not too many."""
        values = list(dict.fromkeys(value for value in values if value != ""))
        if len(values) > MAX_VALUES:
            self.errors.append(
                _("“%(parameter)s” is given %(count)d times; %(most)d is the most.")
                % {"parameter": parameter.label, "count": len(values), "most": MAX_VALUES}
            )
        return values[:MAX_VALUES]

    def _read(self, name, parameter, values, rows):
        read = list(filter(readable, values))
        found = parameter.read(read, rows) if read else {}
        for value in values:
            if value not in found:
                shown = "".join(sign if sign.isprintable() else "�" for sign in value[:60])
                self.errors.append(
                    _("“%(value)s” means nothing as “%(parameter)s”.")
                    % {"value": shown, "parameter": parameter.label}
                )
        return [
            Condition(
                name,
                parameter.written(value, found[value][0]),
                str(found[value][1]),
                found[value][0],
                str(parameter.label),
            )
            for value in values
            if value in found
        ]

    def _cursor(self, data, name):
        text = data.get(name, "")
        if not text:
            return None
        try:
            return Cursor.parse(text)
        except ValueError:
            self.errors.append(_("The address of this page is damaged; begin again with the first page."))
            return None

    def meanings(self, name):
        return [condition.meaning for condition in self.conditions if condition.parameter == name]

    def meaning(self, name):
        """Return the last meaning of a parameter that can have only one, None without it."""
        return next(reversed(self.meanings(name)), None)

    def given(self, name):
        """Return the last readable value of a parameter as the address has it, for the form that shows it."""
        return next((row.value for row in reversed(self.conditions) if row.parameter == name), "")

    def __bool__(self):
        return bool(self.conditions)

    def apply(self, queryset, whole=False):
        """Return what of *queryset* fits all conditions and the period; nothing when there are errors.

        *whole* leaves the period of the address out.
        """
        if self.errors:
            return queryset.none()
        if not whole:
            queryset = self.period.apply(queryset, self.day_field)
        for name in self.parameters:
            for value in self.meanings(name):
                queryset = self.narrow(queryset, name, value)
        return queryset

    def narrow(self, queryset, name, value):
        raise NotImplementedError

    def query(self, without=None, **added):
        """Return the query string of these conditions, less the Condition *without*, plus *added*."""
        pairs = [
            (condition.parameter, condition.value) for condition in self.conditions if condition != without
        ]
        pairs += [(name, str(value)) for name, value in added.items() if value is not None]
        return f"?{urlencode(pairs)}" if pairs else ""

    def in_words(self):
        """Return the conditions in words, for titles of lists and feeds."""
        words = [self.period.in_words()] if self.period else []
        words += [
            f"{condition.kind.lower()} {condition.label}"
            if condition.parameter in {"from", "to"}
            else condition.label
            for condition in self.conditions
        ]
        return ", ".join(words)


class MeetingFilter(Filter):
    """The conditions of the archive of meetings."""

    day_field = "start_date"
    parameters = {
        "from": DayParameter(pgettext_lazy("date", "From")),
        "to": DayParameter(pgettext_lazy("date", "To")),
        "participant": SlugParameter(gettext_lazy("Participant"), lambda: Person.objects.public()),
        "topic": SlugParameter(gettext_lazy("Topic"), Topic.objects.all),
        "organization": SlugParameter(gettext_lazy("Organization"), Organization.objects.all),
        "country": CountryParameter(gettext_lazy("Country")),
        "place": SlugParameter(gettext_lazy("Place"), Place.objects.all),
        "kind": ChoiceParameter(gettext_lazy("Kind"), Meeting.Kind),
        "event": SlugParameter(gettext_lazy("Occasion"), Event.objects.all),
        "capacity": ChoiceParameter(gettext_lazy("Took part"), Capacity),
        "q": TextParameter(gettext_lazy("Words")),
    }

    @property
    def capacities(self):
        """The capacities in which participants are asked for; those of attendance where none is."""
        return self.meanings("capacity") or ATTENDANCE

    def narrow(self, queryset, name, value):
        match name:
            case "from":
                return queryset.in_days(first=value)
            case "to":
                return queryset.in_days(last=value)
            case "participant":
                return queryset.involving(value, self.capacities)
            case "capacity":
                return queryset.with_capacity(value)
            case "topic":
                return queryset.on_topic(value)
            case "organization":
                return queryset.with_organization(value)
            case "country":
                return queryset.with_country(value)
            case "place":
                return queryset.at_place(value)
            case "q":
                return value.narrow(queryset)
        return queryset.filter(**{name: value})


class NewsFilter(Filter):
    """The conditions of the archive of news."""

    day_field = "date"
    parameters = {
        "from": DayParameter(pgettext_lazy("date", "From")),
        "to": DayParameter(pgettext_lazy("date", "To")),
        "person": SlugParameter(gettext_lazy("Person"), lambda: Person.objects.public()),
        "topic": SlugParameter(gettext_lazy("Topic"), Topic.objects.all),
        "organization": SlugParameter(gettext_lazy("Organization"), Organization.objects.all),
        "section": SlugParameter(gettext_lazy("Section"), Organization.objects.all),
        "q": TextParameter(gettext_lazy("Words")),
    }

    def narrow(self, queryset, name, value):
        match name:
            case "from":
                return queryset.in_days(first=value)
            case "to":
                return queryset.in_days(last=value)
            case "person":
                return queryset.involving(value)
            case "topic":
                return queryset.on_topic(value)
            case "organization":
                return queryset.about_organization(value)
            case "q":
                return value.narrow(queryset)
        return queryset.filter(**{name: value})
