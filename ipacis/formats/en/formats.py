"""Dates as the Assembly's English pages print them: 30 November 2023."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d.m.Y"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
#: What an editor may type. Dates with slashes are left out, because 05/03 is March here and May in America.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
