"""Highlighting of passages of a text in HTML."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Span(NamedTuple):
    """A passage of a text: the indexes of its first character and of the one after its last."""

    start: int
    end: int


def mark(text: str, spans: Iterable[Span | tuple[int, int]]) -> SafeString:
    """Return *text*, escaped, with ``<mark>`` around *spans*, which are in order and do not overlap."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [(text[end:start],), (format_html("<mark>{}</mark>", text[start:stop]),)]
        end = stop
    pieces.append((text[end:],))
    return format_html_join("", "{}", pieces)
