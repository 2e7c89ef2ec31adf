"""The first and last day of a meeting or an event, as editors fill them in."""

from ipacis.core.admin import HouseForm


class DaysForm(HouseForm):
    """The form of what has Days. The last day stays empty while it only repeats the first.

    So who corrects the first day of a meeting of one day moves the whole meeting.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_one_unit:
            self.initial["end_date"] = None
