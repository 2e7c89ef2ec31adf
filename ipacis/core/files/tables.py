"""Reading of CSV files in the encodings and with the separators that spreadsheets use.

The Russian version of Excel saves "CSV" in windows-1251 with ``;``, "CSV UTF-8" with a byte order mark and ``;``, and
"Unicode text" in UTF-16 with tabs.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable
from typing import NamedTuple

SEPARATORS = [",", ";", "\t"]
#: An optional first line, "sep=;", that tells Excel the separator.
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
#: {byte order mark: encoding}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: The first bytes of a ZIP archive, which a workbook (.xlsx, .ods) is.
WORKBOOK = b"PK\x03\x04"


class TableLine(NamedTuple):
    """The cells of one row of a table, and the number of the line of the file on which it begins."""

    number: int
    cells: list[str]


def decode(content: bytes) -> str:
    """Decode the *content* of a file: UTF-8, UTF-16 with a byte order mark, else windows-1251.

    Raises ValueError with the reason if it is not text.
    """
    if content.startswith(WORKBOOK):
        raise ValueError("it is a workbook: save the sheet as CSV")
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "windows-1251"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValueError("it is not a text file: save it as CSV in UTF-8")


def read(text: str, is_plausible: Callable[[list[str]], bool]) -> list[TableLine]:
    """Parse *text* and return its rows, without empty ones.

    A first line ``sep=`` names the separator. Without such a line, the separator is the one with which the most rows
    satisfy *is_plausible*, a function of the cells of a row. Raises ValueError if *text* is not a table.
    """
    if named := SEPARATOR_LINE.match(text):
        return split(text[named.end() :], named[1], first_line=2)
    tables = [split(text, separator) for separator in SEPARATORS]
    return max(tables, key=lambda rows: sum(is_plausible(row.cells) for row in rows))


def split(text: str, separator: str, first_line: int = 1) -> list[TableLine]:
    """Parse *text* with one *separator*. Raises ValueError with the line number of the error."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        # A cell may contain line breaks, so a row may have several lines. Its number is that of the first.
        rows, number = [], first_line
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(TableLine(number, cells))
            number = first_line + reader.line_num
    except csv.Error as error:
        raise ValueError(f"line {number}: {error}") from error
    return rows
