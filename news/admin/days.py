"""The first and last day of a meeting or an event in forms."""

from ipacis.core.admin import HouseForm


class DaysForm(HouseForm):
    """The form of a record with Days. It shows an empty last day if that follows from the first day.

    An editor who corrects the first day of a one-day meeting therefore need not correct the last day.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_one_unit:
            self.initial["end_date"] = None
