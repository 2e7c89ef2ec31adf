"""Every list as a table (RFC 4180): meetings with a row for each participant, news with one for each item.

Columns are named in English in both languages, so that a program reads either; codes (kind, role, capacity)
are those of the addresses; texts are in the language of the page.
"""

import csv
import re
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils import translation

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import CSV
from ipacis.core.logs.audit import record
from ipacis.core.text.labels import current_language

BOM = "\ufeff"
#: What a spreadsheet takes for the beginning of a formula, in both widths (OWASP, CSV injection).
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
INNER_FORMULA = re.compile(r"(?<=\S)([;\t]\s*)(?=[=+\-@＝＋－＠])")


def join(texts: Iterable[str]) -> str:
    """Return *texts* as the content of one cell."""
    return "; ".join(texts)


class Echo:
    """A file for csv.writer that returns what is written to it."""

    def write(self, text):
        return text


def harmless(value):
    """Return *value* so that no spreadsheet runs it: an apostrophe makes a formula a text.

    Where the list separator is a semicolon, as in Russian, a spreadsheet makes cells of the parts of a text too.
    """
    if not isinstance(value, str):
        return value
    value = INNER_FORMULA.sub(r"\1'", value)
    return f"'{value}" if value.startswith(FORMULA) or value.lstrip().startswith(FORMULA) else value


def csv_lines(item_list: ItemList, language: str) -> Iterator[str]:
    """Yield the file line by line. What was wrong with the conditions stands behind the names of the columns."""
    with translation.override(language):
        write = csv.writer(Echo()).writerow
        yield BOM + write([*item_list.columns, *map(harmless, map(str, item_list.filter.errors))])
        if item_list.filter.errors:
            return
        for item in item_list.all_items(item_list.for_table):
            for row in item_list.table_rows(item):
                yield write([harmless(value) for value in row])


def table(request, item_list: ItemList):
    """Answer with all rows of *item_list*, streamed."""
    name = item_list.path.strip("/").replace("/", "-")
    if request.method == "GET":
        record("exported", what=f"{name}.csv")
    return StreamingHttpResponse(
        [] if request.method == "HEAD" else csv_lines(item_list, current_language()),
        content_type=CSV.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
