"""Lists as CSV tables (RFC 4180): a row for each participant of a meeting, or for each release.

The names of the columns are English in every language, so that programs need not know the language. Kinds, roles and
capacities are the codes that query strings use; texts are in the language of the page.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import CSV
from ipacis.core.logs.audit import record
from ipacis.core.text.labels import current_language
from ipacis.core.web.schemas import described_by
from ipacis.core.web.sharing import for_others

#: The byte order mark, by which Excel recognises UTF-8.
BOM = "\ufeff"
#: Characters with which spreadsheets let a formula begin, with their full-width forms.
#: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
#: A separator or line break in a text that is followed by such a character; group 1 is the separator with its spaces.
INNER_FORMULA = re.compile(r"(;\s*|(?<=\S)[\t\r\n]\s*)(?=[=+\-@＝＋－＠])")


def join(texts: Iterable[str]) -> str:
    """Return *texts* as the content of one cell."""
    return "; ".join(map(str, texts))


def yes_or_no(value: bool) -> str:
    """Return *value* as the content of a cell."""
    return "yes" if value else "no"


class Echo:
    """A file whose ``write`` returns the text, so that ``csv.writer`` returns each line."""

    def write(self, text: str) -> str:
        return text


def harmless(value: Any) -> Any:
    """Return the content of a cell with an apostrophe before each formula, so that a spreadsheet treats it as text.

    Formulas after a semicolon are escaped as well: in Russian settings a spreadsheet splits cells there.
    """
    if not isinstance(value, str):
        return value
    value = INNER_FORMULA.sub(r"\1'", value)
    return f"'{value}" if value.startswith(FORMULA) or value.lstrip().startswith(FORMULA) else value


def csv_lines(item_list: ItemList, language: str) -> Iterator[str]:
    """Yield the lines of the file.

    If the conditions of the list have errors, the only line has the names of the columns and the errors.
    """
    with translation.override(language):
        write = csv.writer(Echo()).writerow
        yield BOM + write([*item_list.columns, *map(harmless, map(str, item_list.filter.errors))])
        if item_list.filter.errors:
            return
        for item in item_list.all_items(item_list.for_table):
            for row in item_list.table_rows(item):
                yield write([harmless(row.get(column, "")) for column in item_list.columns])


@for_others
def table(request: HttpRequest, item_list: ItemList) -> StreamingHttpResponse:
    """Answer with the rows of all pages of *item_list*, streamed."""
    name = item_list.path.strip("/").replace("/", "-")
    if request.method == "GET":
        record("exported", what=f"{name}.csv")
    response = StreamingHttpResponse(
        [] if request.method == "HEAD" else csv_lines(item_list, current_language()),
        content_type=CSV.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
    return described_by(response, f"{item_list.table_name}.csv-metadata.json")
