"""Filter: the conditions of a list, which it reads from a query string and applies to the items of the list.

Conditions combine with AND, including those of a repeated parameter. Each value that cannot be read gives an error
message, and a filter with errors lists nothing.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from .pages import Cursor
from .parameters import Condition, CursorParameter, Parameter, WordsParameter
from .periods import Period
from .selection import Selection

#: The most values of one parameter.
MAX_VALUES = 10
#: The most characters of a value that an error message repeats.
REPEATED = 60
CURSORS = {"before": CursorParameter(""), "after": CursorParameter("")}


class Filter:
    """The conditions of one list.

    ``conditions`` are the Conditions that could be read, ``errors`` the messages about values that could not.
    ``before`` and ``after`` are the Cursors of the page, None if it is the first one. The filter is true if it has
    conditions.
    """

    #: {name in the query string: Parameter}
    parameters: dict[str, Parameter] = {}
    #: Whether the pages of the list begin at a Cursor: ``?before=`` and ``?after=``.
    has_cursors = True

    def __init__(self, data: QueryDict, period: Period | None = None):
        self.period = period or Period()
        self.errors = []
        self.conditions = []
        for name, parameter in self.parameters.items():
            self.conditions += self._read(name, parameter, data.getlist(name))
        self.before, self.after = (
            self._cursor(name, data.get(name, "") if self.has_cursors else "") for name in CURSORS
        )
        first, last = self.value("from"), self.value("to")
        if first and last and first > last:
            self.errors.append(_("“From” is later than “to”: nothing lies between them."))

    def _read(self, name: str, parameter: Parameter, values: list[str]) -> list[Condition]:
        values = list(dict.fromkeys(value for value in values if value != ""))
        if len(values) > MAX_VALUES:
            self.errors.append(
                _("“%(parameter)s” is given %(count)d times; %(most)d is the most.")
                % {"parameter": parameter.label, "count": len(values), "most": MAX_VALUES}
            )
            values = values[:MAX_VALUES]
        readable = [value for value in values if parameter.is_readable(value)]
        readings = parameter.read(readable) if readable else {}
        for value in values:
            if value not in readings:
                shown = "".join(sign if sign.isprintable() else "�" for sign in value[:REPEATED])
                self.errors.append(parameter.error(shown))
        found = [readings[value] for value in values if value in readings]
        label = str(parameter.label)
        return [Condition(name, row.raw, row.value, str(row.text), label) for row in found]

    def _cursor(self, name: str, text: str) -> Cursor | None:
        if not text:
            return None
        reading = CURSORS[name].read_one(text)
        if reading is None:
            self.errors.append(_("The address of this page is damaged; begin again with the first page."))
            return None
        return reading.value

    def values(self, name: str) -> list:
        """Return the values of the parameter *name*."""
        return [condition.value for condition in self.conditions if condition.parameter == name]

    def value(self, name: str) -> Any:
        """Return the last value of the parameter *name*, None if it has none. For parameters that have one value."""
        return next(reversed(self.values(name)), None)

    def raw(self, name: str) -> str:
        """Return the last value of the parameter *name* as addresses write it, "" if it has none."""
        return next((row.raw for row in reversed(self.conditions) if row.parameter == name), "")

    def __bool__(self):
        return bool(self.conditions)

    def apply(self, selection: Selection) -> Selection:
        """Return the items of *selection* that meet all conditions and are in the period. There must be no errors."""
        selection = selection.in_period(self.period)
        for condition in sorted(self.conditions, key=self.is_for_words):
            selection = self.narrow(selection, condition)
        return selection

    def is_for_words(self, condition: Condition) -> bool:
        """Say whether *condition* looks for words. It comes last, because it may examine what the others leave."""
        return isinstance(self.parameters[condition.parameter], WordsParameter)

    def narrow(self, selection: Selection, condition: Condition) -> Selection:
        """Return the items of *selection* that meet *condition*."""
        return self.parameters[condition.parameter].narrow(selection, condition.value)

    def query(self, without: Condition | None = None, **added) -> str:
        """Return the query string of the conditions except *without*, with the parameters *added* that are not None."""
        pairs = [
            (condition.parameter, condition.raw) for condition in self.conditions if condition != without
        ]
        pairs += [(name, str(value)) for name, value in added.items() if value is not None]
        return f"?{urlencode(pairs)}" if pairs else ""

    def in_words(self) -> str:
        """Return the period and the conditions in words, for titles of lists and feeds."""
        words = [self.period.in_words()] if self.period else []
        words += [
            f"{condition.label.lower()} {condition.text}"
            if condition.parameter in {"from", "to"}
            else condition.text
            for condition in self.conditions
        ]
        return ", ".join(words)
