"""The plain text of a release: a title, a line with the date, and paragraphs, with blank lines between them."""

import datetime
import re
from dataclasses import dataclass

from ipacis.core.record.dates import YEARS
from ipacis.core.text.fold import fold

MAX_BYTES = 500_000
MONTHS = {
    "en": [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
}
MONTH_NUMBERS = {name: number for names in MONTHS.values() for number, name in enumerate(names, 1)}
IN_WORDS = re.compile(rf"(\d{{1,2}})\s+({'|'.join(MONTH_NUMBERS)})\s+(\d{{4}})", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"({'|'.join(MONTHS['en'])})\s+(\d{{1,2}}),?\s+(\d{{4}})", re.IGNORECASE)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
CYRILLIC = re.compile("[А-Яа-яЁё]")
LATIN = re.compile("[A-Za-z]")
#: The most characters of a title.
LONGEST_TITLE = 300
#: The date is looked for in this many first blocks of the text.
DATE_LINES = 5


class ReleaseError(ValueError):
    """The text cannot be imported as a release; the message says what to change."""


def find_date(text: str) -> datetime.date | None:
    """Return the first complete date in *text* whose year is one of YEARS, None if there is none."""
    candidates = []
    for pattern, order in ((IN_WORDS, "dmy"), (MONTH_FIRST, "mdy"), (ISO, "ymd"), (DOTTED, "dmy")):
        if match := pattern.search(text):
            parts = dict(zip(order, match.groups(), strict=True))
            month = MONTH_NUMBERS.get(parts["m"].lower()) or (parts["m"].isdigit() and int(parts["m"]))
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
    """The parts of a release; ``language`` is "en" or "ru"."""

    language: str
    title: str
    date: datetime.date
    paragraphs: tuple[str, ...]

    @classmethod
    def parse(cls, text: str, language: str = "") -> "ReleaseText":
        """Parse *text*. Without a *language* it is Russian if most letters are Cyrillic, else English.

        The title may be repeated after the date. Raises ReleaseError if a part is missing or the title too long.
        """
        blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
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
            language = "ru" if len(CYRILLIC.findall(text)) > len(LATIN.findall(text)) else "en"
        return cls(language, title, find_date(blocks[place]), tuple(body))

    @property
    def body(self) -> str:
        """The paragraphs as one text, with blank lines between them."""
        return "\n\n".join(self.paragraphs)
