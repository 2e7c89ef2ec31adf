"""The year, month or day that the text of a search names, as people write it in the languages of the site."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.translation import override

from ipacis.core.lists.periods import Period
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES

YEAR = r"(?P<year>[12][0-9]{3})"
#: The word after a year in Russian.
OF_THE_YEAR = r"(?: ?(?:г|год|года|году)\.?)?"
#: "2016", "2016-11", "2016-11-30", "11.2016", "30.11.2016"
DIGITS = [
    re.compile(rf"{YEAR}{OF_THE_YEAR}"),
    re.compile(rf"{YEAR}[-./](?P<month>[0-9]{{1,2}})(?:[-./](?P<day>[0-9]{{1,2}}))?"),
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}})\.)?(?P<month>[0-9]{{1,2}})\.{YEAR}"),
]
#: "November 2016", "30 November 2016", "November 30, 2016"
WORDS = [
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}}) )?(?P<name>[^\W\d_]+)\.? {YEAR}{OF_THE_YEAR}"),
    re.compile(rf"(?P<name>[^\W\d_]+) (?P<day>[0-9]{{1,2}}),? {YEAR}"),
]


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return {name of a month, folded: its number} in all languages of the site and in English, in all their forms."""
    found = {}
    for language in {*LANGUAGES, settings.LANGUAGE_CODE, "en"}:
        with override(language):
            for names in (MONTHS, MONTHS_3, MONTHS_ALT):
                found.update({fold(str(name)).rstrip("."): number for number, name in names.items()})
    return found


def period_in(text: str) -> Period | None:
    """Return the Period that *text* names and nothing else; None if it names none, or a day that no calendar has.

    >>> period_in("30.11.2023"), period_in("November 2016")
    (Period(year=2023, month=11, day=30), Period(year=2016, month=11, day=None))
    >>> period_in("31.11.2023"), period_in("Room 2016")
    (None, None)
    """
    text = " ".join(fold(text).split()).rstrip(".")
    for pattern in (*DIGITS, *WORDS):
        if not (found := pattern.fullmatch(text)):
            continue
        parts = found.groupdict()
        month = months().get(parts["name"]) if "name" in parts else parts.get("month")
        if "name" in parts and month is None:
            continue
        try:
            return Period.parse(parts["year"], month, parts.get("day"))
        except ValueError:
            continue
    return None
