"""Parsing of the plain text of a release: a title, a line with the date, and paragraphs, with blank lines between."""

import datetime
import re
from dataclasses import dataclass
from functools import cache

from django.utils.dates import MONTHS_ALT
from django.utils.translation import override

from ipacis.core.record.dates import YEARS
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.languages import CYRILLIC, LATIN, about
from ipacis.core.text.signs import tidied

MAX_BYTES = 500_000
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
LETTERS = {CYRILLIC: re.compile("[А-Яа-яЁё]"), LATIN: re.compile("[A-Za-z]")}
#: A text is in a language if more than this share of its letters are letters that only this language has. They are
#: 8 % of a Belarusian text (і and ў) and 6 % of a Tajik text; a name or two in a Russian text has fewer.
OWN_LETTERS = 0.04
#: The most characters of a title.
LONGEST_TITLE = 300
#: The line with the date must be among this many first blocks of the text.
DATE_LINES = 5


class ReleaseError(ValueError):
    """The text cannot be imported as a release; the message says what to change."""


def months_in(language: str) -> list[str]:
    """Return the names of the months in lower case, in the form for dates in *language*: "november", «ноября»."""
    with override(language):
        return [str(name).lower() for name in MONTHS_ALT.values()]


@cache
def month_numbers() -> dict[str, int]:
    """Return {name: number from 1 to 12} of the months in English and in all languages of the site."""
    return {name: number for code in ("en", *LANGUAGES) for number, name in enumerate(months_in(code), 1)}


@cache
def date_patterns() -> list[tuple[re.Pattern, str]]:
    """Return (pattern, order of its groups such as "dmy") for each form of a date with the month in words."""
    names, english = "|".join(map(re.escape, month_numbers())), "|".join(months_in("en"))
    return [
        (re.compile(rf"(\d{{1,2}})\s+({names})\s+(\d{{4}})", re.IGNORECASE), "dmy"),
        # Only English has the American order.
        (re.compile(rf"({english})\s+(\d{{1,2}}),?\s+(\d{{4}})", re.IGNORECASE), "mdy"),
    ]


def find_date(text: str) -> datetime.date | None:
    """Return the first complete date in *text* whose year is one of YEARS, None if there is none."""
    months = month_numbers()
    candidates = []
    for pattern, order in (*date_patterns(), (ISO, "ymd"), (DOTTED, "dmy")):
        if match := pattern.search(text):
            parts = dict(zip(order, match.groups(), strict=True))
            month = months.get(parts["m"].lower()) or (parts["m"].isdigit() and int(parts["m"]))
            candidates.append((match.start(), int(parts["y"]), month, int(parts["d"])))
    for _start, year, month, day in sorted(candidates):
        if year not in YEARS:
            continue
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    return None


def is_date_line(line: str) -> bool:
    """Say whether *line* is short and contains a date."""
    return len(line) <= 40 and find_date(line) is not None


def language_of(text: str) -> str:
    """Return the likeliest of LANGUAGES for *text*: by its script, and then by letters that only one language has.

    If these letters are too few (OWN_LETTERS), it is the first language in that script, or else the first language.
    """
    counts = {script: len(letters.findall(text)) for script, letters in LETTERS.items()}
    script = CYRILLIC if counts[CYRILLIC] > counts[LATIN] else LATIN
    small, least = text.lower(), OWN_LETTERS * counts[script]
    own = {
        code: sum(map(small.count, about(code).places)) for code in LANGUAGES if about(code).script == script
    }
    likeliest = max(own, key=own.get, default=LANGUAGES[0])
    return likeliest if own.get(likeliest, 0) > least else next(iter(own), LANGUAGES[0])


def decode(content: bytes) -> str:
    """Decode the *content* of a file. Raises ReleaseError if it is too large or not text in UTF-8."""
    if len(content) > MAX_BYTES:
        raise ReleaseError("The file is larger than 500 kB: a release is a page or two of plain text.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReleaseError("The file is no text in UTF-8: save it as plain text in UTF-8.") from error
    if "\x00" in text:
        raise ReleaseError("The file holds binary data: save the release as plain text.")
    return text


@dataclass(frozen=True)
class ReleaseText:
    """The parts of a release; ``language`` is one of LANGUAGES."""

    language: str
    title: str
    date: datetime.date
    paragraphs: tuple[str, ...]

    @classmethod
    def parse(cls, text: str, language: str = "") -> "ReleaseText":
        """Parse *text*. An empty *language* is guessed from its letters.

        The title may be repeated after the date. Raises ReleaseError if a part is missing or the title is too long.
        """
        text = tidied(text.replace("\r\n", "\n"))
        blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
        blocks = [block for block in blocks if block]
        if len(blocks) == 1 or (blocks and any(is_date_line(line) for line in text.splitlines()[:2])):
            # Without blank lines between title, date and text, each line is a block.
            blocks = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        if not blocks:
            raise ReleaseError(
                "The file is empty: write the title, the date and the text, parted by blank lines."
            )
        place = next(
            (number for number, block in enumerate(blocks[:DATE_LINES]) if is_date_line(block)), None
        )
        if place is None:
            raise ReleaseError(
                f"There is no line with the date, from {YEARS[0]} to {YEARS[-1]}, near the top: write it like "
                "30 November 2023."
            )
        if place == 0:
            raise ReleaseError("There is no title above the date: the first line of a release is its title.")
        title = " ".join(blocks[:place])
        if len(title) > LONGEST_TITLE:
            raise ReleaseError(
                f"The title is longer than {LONGEST_TITLE} characters: is a blank line missing below it?"
            )
        body = blocks[place + 1 :]
        if body and fold(body[0]) == fold(title):
            body = body[1:]
        if not body:
            raise ReleaseError("There is no text below the date.")
        if not language:
            language = language_of(text)
        return cls(language, title, find_date(blocks[place]), tuple(body))

    @property
    def body(self) -> str:
        """The paragraphs as one text, with blank lines between them."""
        return "\n\n".join(self.paragraphs)
