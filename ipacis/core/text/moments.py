"""Moments in words, with the zone in which they are told."""

import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

#: The languages that write the names of days with a capital letter.
CAPITALISED = {"en"}


def moment_in_words(moment: datetime.datetime) -> str:
    """Return *moment* in the time of the site, such as "Thursday 24 December 2026, 09:30 Moscow time"."""
    local = localtime(moment)
    weekday = date_format(local, "l")
    return _("%(weekday)s %(day)s, %(time)s Moscow time") % {
        "weekday": weekday if get_language() in CAPITALISED else weekday.lower(),
        "day": date_format(local, "j E Y"),
        "time": date_format(local, "TIME_FORMAT"),
    }


def moment_text(moment: datetime.datetime) -> str:
    """Return *moment* in the time of the site in short, such as "24 December 2026, 09:30"."""
    return date_format(localtime(moment), "DATETIME_FORMAT")
