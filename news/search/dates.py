"""The year, month or day that the text of a search names, as people write it in the languages of the site."""

import re
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.translation import override

from ipacis.core.lists.periods import Period
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.stems import stem

YEAR = r"(?P<year>[12][0-9]{3})"
#: The word after a year in Russian.
OF_THE_YEAR = r"(?: ?(?:г|год|года|году)\.?)?"
#: "2016", "2016-11", "2016-11-30", "11.2016", "30.11.2016", "30.11.16", "11/2016", "30/11/2016". A day before a slash is
#: read only if it is no month, because 5/3/2024 is a day of March or of May.
DIGITS = [
    re.compile(rf"{YEAR}{OF_THE_YEAR}"),
    re.compile(rf"{YEAR}[-./](?P<month>[0-9]{{1,2}})(?:[-./](?P<day>[0-9]{{1,2}}))?"),
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}})\.)?(?P<month>[0-9]{{1,2}})\.{YEAR}"),
    re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<short>[0-9]{2})"),
    re.compile(rf"(?:(?P<day>1[3-9]|2[0-9]|3[01])/)?(?P<month>[0-9]{{1,2}})/{YEAR}"),
]
#: "November 2016", "30 November 2016", "November 30, 2016"
WORDS = [
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}}) )?(?P<name>[^\W\d_]+)\.? {YEAR}{OF_THE_YEAR}"),
    re.compile(rf"(?P<name>[^\W\d_]+) (?P<day>[0-9]{{1,2}}),? {YEAR}"),
]


PATTERNS = [*DIGITS, *WORDS]
#: Words beside a date that narrow nothing: "in November 2016", "в ноябре 2016 года".
EMPTY_WORDS = {"in", "on", "of", "from", "since", "with", "year", "в", "во", "за", "на", "с", "со", "от"}


class Dated(NamedTuple):
    """A period that a text names, and the *words* of the text besides it."""

    period: Period
    words: str


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return {name of a month, folded: its number} in all languages of the site and in English, in all their forms."""
    found = {}
    for language in {*LANGUAGES, settings.LANGUAGE_CODE, "en"}:
        with override(language):
            for names in (MONTHS, MONTHS_3, MONTHS_ALT):
                for number, name in names.items():
                    word = fold(str(name)).rstrip(".")
                    found |= {word: number, stem(word): number}  # the stem finds the other cases: "в ноябре"
    return found


def period_within(text: str) -> Dated | None:
    """Return the first Period that *text* names among other words; None if it names none.

    >>> period_within("Belarus 2023")
    Dated(period=Period(year=2023, month=None, day=None), words='belarus')
    >>> period_within("в ноябре 2016 года")
    Dated(period=Period(year=2016, month=11, day=None), words='')
    """
    text = " ".join(fold(text).split()).rstrip(".")
    for pattern in reversed(PATTERNS):  # a year alone comes last, because the other dates have one
        for found in re.finditer(rf"(?<![\w.№/-])(?:{pattern.pattern})(?![\w/-])", text):
            if period := period_of(found):
                words = [*text[: found.start()].split(), *text[found.end() :].split()]
                return Dated(period, " ".join(word for word in words if word not in EMPTY_WORDS))
    return None


def period_of(found: re.Match | None) -> Period | None:
    """Return the Period of a match of one of PATTERNS; None if it is no month or no day of the calendar."""
    if found is None:
        return None
    parts = found.groupdict()
    month = parts.get("month")
    if "name" in parts:
        month = months().get(parts["name"]) or months().get(stem(parts["name"]))
    if "name" in parts and month is None:
        return None
    year = parts.get("year") or full_year(parts["short"])
    try:
        return Period.parse(year, month, parts.get("day"))
    except ValueError:
        return None


def full_year(short: str) -> int:
    """Return the latest year that ends with the two digits of *short* and is not after the next year."""
    latest = timezone.localdate().year + 1
    return latest - (latest - int(short)) % 100
