"""The first and last day of a meeting or an event in forms."""

from django.utils.translation import gettext as _

from ipacis.core.admin import HouseForm
from ipacis.core.record.dates import first_day, last_day
from news.models.events import MOST_DAYS

#: A meeting or an event of more days is rare, unless it is known to the month or year alone. So the form asks whether
#: its dates are right.
USUAL_DAYS = 31


class DaysForm(HouseForm):
    """The form of a record with Days. It shows an empty last day if that follows from the first day.

    An editor who corrects the first day of a one-day meeting therefore need not correct the last day.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_one_unit:
            self.initial["end_date"] = None

    def questions(self, cleaned):
        questions = super().questions(cleaned)
        precision = cleaned.get("date_precision")
        first, last = (cleaned.get(name) for name in ("start_date", "end_date"))
        if not (first and last and precision):
            return questions
        first, last = first_day(first, precision), last_day(last, precision)
        days = (last - first).days + 1
        is_refused = days - 1 > MOST_DAYS[precision]  # by the model
        if days <= USUAL_DAYS or last == last_day(first, precision) or is_refused:
            return questions
        question = _(
            "It lasts %(days)d days. Check the first and the last day; if they are right, save again."
        )
        return {**questions, f"lasts-{days}": question % {"days": days}}
