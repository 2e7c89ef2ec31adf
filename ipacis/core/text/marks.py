"""Marking places in a text for a page."""

from django.utils.html import format_html, format_html_join


def mark(text, spans):
    """Return *text*, escaped, with ``<mark>`` around *spans*: (start, end) in order and apart from each other."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [(text[end:start],), (format_html("<mark>{}</mark>", text[start:stop]),)]
        end = stop
    pieces.append((text[end:],))
    return format_html_join("", "{}", pieces)
