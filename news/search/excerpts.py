"""Excerpts of found texts around the words that were searched for, which are highlighted with ``<mark>``."""

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ipacis.core.search.entries import SearchEntry
from ipacis.core.text import stems
from ipacis.core.text.labels import LANGUAGES, current_language
from ipacis.core.text.marks import Span, mark

#: The length of an excerpt, and how much of it comes before the first word found, in characters.
LENGTH = 160
BEFORE = 50
#: Only this many characters of a text, and this many of the words found, are examined.
MOST_READ = 40_000
MOST_FOUND = 200
#: The end of a line without punctuation, such as that of a heading.
OPEN_LINE = re.compile(r"(?<![.!?…:;,\s])\s*\n")


class Window(NamedTuple):
    """A stretch of text: the number of different stems in it, and the first word found, None if there is none."""

    term_count: int
    first: stems.Word | None


class Excerpt(NamedTuple):
    """A highlighted part of a text (HTML) and its language."""

    markup: SafeString
    language: str


class Candidate(NamedTuple):
    """An Excerpt, and the number of different stems that its text shows in one window."""

    term_count: int
    excerpt: Excerpt


def marked(text: str, terms: Container[str]) -> SafeString:
    """Return *text*, escaped, with ``<mark>`` around the words whose stem is one of *terms*."""
    return mark(text, [Span(word.start, word.end) for word in stems.words(text) if word.term in terms])


def best_window(words: Sequence[stems.Word]) -> Window:
    """Return the window of ``LENGTH`` characters that contains the most different stems of *words*."""
    best = Window(0, None)
    for place, word in enumerate(words):
        end = word.start - BEFORE + LENGTH
        within = {other.term for other in words[place:] if other.end <= end} | {word.term}
        if len(within) > best.term_count:
            best = Window(len(within), word)
    return best


def cut(text: str, start: int, length: int = LENGTH) -> Span:
    """Return the span of about *length* characters of *text* from *start*, with its ends moved to spaces."""
    if start > 0:
        space = text.find(" ", start)
        start = space + 1 if 0 <= space < start + BEFORE else start
    end = start + length
    if end >= len(text):
        return Span(start, len(text))
    space = text.rfind(" ", start + length // 2, end + 1)
    return Span(start, space if space > 0 else end)


def excerpt_of(text: str, language: str, terms: Container[str]) -> Candidate:
    """Return the excerpt of *text* that contains the most of the stems *terms*, or its beginning."""
    text = " ".join(OPEN_LINE.sub(" · ", text[:MOST_READ]).split())
    found = [word for word in stems.words(text) if word.term in terms][:MOST_FOUND]
    window = best_window(found)
    start, end = cut(text, max(window.first.start - BEFORE, 0) if window.first else 0)
    start += len(text[start:end]) - len(text[start:end].lstrip(" ·,;"))
    piece = text[start:end].rstrip(" ·,;:–-")
    body = mark(
        piece,
        [
            Span(word.start - start, word.end - start)
            for word in found
            if start <= word.start and word.end <= start + len(piece)
        ],
    )
    opening, closing = "… " if start else "", " …" if end < len(text) else ""
    markup = format_html("{}{}{}", opening, body, closing)
    return Candidate(window.term_count, Excerpt(markup, language))


def excerpt(entry: SearchEntry, terms: Container[str]) -> Excerpt | None:
    """Return the excerpt of *entry* that contains the most of the stems *terms*; None if the entry has no text.

    It is taken from the text in the language of the page, else from the text in another language, the other names,
    or the title in another language: the first of these that contains more of *terms* than those before it.
    """
    page = current_language()
    codes = [page, *(code for code in LANGUAGES if code != page)]
    texts = [(getattr(entry, f"text_{code}"), code) for code in codes] + [(entry.names, page)]
    texts += [(getattr(entry, f"title_{code}"), code) for code in codes if code != entry.title.language]
    candidates = [excerpt_of(text, code, terms) for text, code in texts if text]
    best = max(candidates, key=lambda candidate: candidate.term_count, default=None)
    return best and best.excerpt
