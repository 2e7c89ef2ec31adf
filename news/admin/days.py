"""The first and last day of a meeting or an event in forms."""

from ipacis.core.admin import HouseForm


class DaysForm(HouseForm):
    """The form of a record with Days. It leaves the last day empty if that follows from the first.

    So an editor who corrects the first day of a meeting of one day need not correct the last day.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_one_unit:
            self.initial["end_date"] = None
