"""The part of a text that shows why it was found, with ``<mark>`` around the words that were."""

import re
from typing import NamedTuple

from django.utils.html import format_html

from ipacis.core.text import stems
from ipacis.core.text.labels import LANGUAGES, current_language
from ipacis.core.text.marks import mark

LENGTH = 160
BEFORE = 50
MOST_READ = 40_000
#: The end of a line that is no end of a sentence.
OPEN_LINE = re.compile(r"(?<![.!?…:;,\s])\s*\n")


def marked(text, terms):
    """Return *text*, escaped, with ``<mark>`` around the words whose stem is one of *terms*."""
    return mark(text, [(word.start, word.end) for word in stems.words(text) if word.term in terms])


def best_window(words):
    """Return (how many different terms, the first Word) of the stretch of text that holds most of *words*."""
    best, first = 0, None
    for place, word in enumerate(words):
        end = word.start - BEFORE + LENGTH
        within = {other.term for other in words[place:] if other.end <= end} | {word.term}
        if len(within) > best:
            best, first = len(within), word
    return best, first


def cut(text, start, length=LENGTH):
    """Return (first, last) of about *length* signs of *text* from *start*, whole words."""
    if start > 0:
        space = text.find(" ", start)
        start = space + 1 if 0 <= space < start + BEFORE else start
    end = start + length
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", start + length // 2, end + 1)
    return start, space if space > 0 else end


def excerpt_of(text, terms):
    """Return (how many of *terms* it shows, the marked excerpt) of *text*."""
    text = " ".join(OPEN_LINE.sub(" · ", text[:MOST_READ]).split())
    found = [word for word in stems.words(text) if word.term in terms][:200]
    number, first = best_window(found)
    start, end = cut(text, max(first.start - BEFORE, 0) if first else 0)
    start += len(text[start:end]) - len(text[start:end].lstrip(" ·,;"))
    piece = text[start:end].rstrip(" ·,;:–-")
    body = mark(
        piece,
        [
            (word.start - start, word.end - start)
            for word in found
            if start <= word.start and word.end <= start + len(piece)
        ],
    )
    opening, closing = "… " if start else "", " …" if end < len(text) else ""
    return number, format_html("{}{}{}", opening, body, closing)


class Excerpt(NamedTuple):
    """Marked text and the language it is in."""

    markup: str
    language: str


def excerpt(entry, terms):
    """Return the Excerpt of *entry* in the language of the page, or of what shows more of *terms*; None without text.

    Other names, and the title in another language, stand for the text where only they hold a word.
    """
    page = current_language()
    codes = [page, *(code for code in LANGUAGES if code != page)]
    candidates = [(code, getattr(entry, f"text_{code}")) for code in codes] + [(page, entry.names)]
    candidates += [(code, getattr(entry, f"title_{code}")) for code in codes if code != entry.title.language]
    shown = [(*excerpt_of(text, terms), code) for code, text in candidates if text]
    if not shown:
        return None
    _number, markup, code = max(shown, key=lambda candidate: candidate[0])
    return Excerpt(markup, code)
