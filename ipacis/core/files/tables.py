"""Tables as spreadsheets save them: in whatever encoding, with whatever sign between the cells.

A Russian Excel saves "CSV" with ``;`` in windows-1251, "CSV UTF-8" with ``;`` and a byte order mark, "Unicode text" with
tabs in UTF-16.
"""

import codecs
import csv
import io
import re

SEPARATORS = [",", ";", "\t"]
#: The line by which Excel is told the separator.
TOLD = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WORKBOOK = b"PK\x03\x04"


def decode(content):
    """Return the text of a file's *content*: UTF-8, UTF-16 behind a byte order mark, or else windows-1251.

    Raises ValueError with the reason where it is no text.
    """
    if content.startswith(WORKBOOK):
        raise ValueError("it is a workbook: save the sheet as CSV")
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "windows-1251"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValueError("it is no text: save it as CSV in UTF-8")


def read(text, is_right):
    """Return [(number of the line, cells)] of *text* without empty lines.

    The separator is the one that ``sep=`` in the first line tells, or else the one by which most rows satisfy
    *is_right* (cells → bool). Raises ValueError where it is no table.
    """
    if told := TOLD.match(text):
        return split(text[told.end() :], told[1], first_line=2)
    tables = [split(text, separator) for separator in SEPARATORS]
    return max(tables, key=lambda rows: sum(is_right(cells) for _number, cells in rows))


def split(text, separator, first_line=1):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        # A cell may hold breaks: a row is named by its first line.
        rows, number = [], first_line
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
            number = first_line + reader.line_num
    except csv.Error as error:
        raise ValueError(f"line {number}: {error}") from error
    return rows
