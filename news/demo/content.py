"""The JSON files of the demonstration content, and the values of model fields made of them."""

import datetime
import html
import json
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from ipacis.core.text.labels import LANGUAGES

#: A row of a file: {key: value}.
Row = dict[str, Any]

MOSCOW = ZoneInfo("Europe/Moscow")


def rows(name: str) -> list[Row]:
    """Return the rows of the file ``name.json``."""
    return json.loads(resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


def labels(name: str, row: Row, prefix: str = "") -> dict[str, str]:
    """Return {column: text} of the translated field *name*; its keys in *row* are *prefix* and a language code."""
    return {f"{name}_{code}": row.get(f"{prefix}{code}", "") for code in LANGUAGES}


def published_on(date: datetime.date, earlier: int = 0) -> datetime.datetime:
    """Return the moment of publication of a row of *date*: *earlier* minutes, at most 59, after 12:00 in Moscow.

    *earlier* is the number of rows of the same day that were loaded before, so that their order is kept.
    """
    return datetime.datetime.combine(date, datetime.time(12, min(earlier, 59)), MOSCOW)


def rich_text(blocks: list[list[str]]) -> str:
    """Return *blocks* as rich text. Each is a list of a heading, which may be empty, and a paragraph."""
    return "".join(
        (f"<h2>{html.escape(heading, quote=False)}</h2>" if heading else "")
        + f"<p>{html.escape(text, quote=False)}</p>"
        for heading, text in blocks
    )
