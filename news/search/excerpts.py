"""Excerpts of found texts around the words that were searched for, which are highlighted with ``<mark>``."""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import islice
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
#: A sentence with at most this many characters is shown whole.
LONGEST = 240
#: Only this many sentences of a text are examined.
MOST_SENTENCES = 1_000
#: The space after a sentence: behind its mark, before a capital letter, a digit or a quotation mark.
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[«“\"(]?[^\W\d_a-zа-яё]|[0-9])")


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


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of *text*; a line without punctuation, such as a name with an office, is one of its own."""
    for line in text.split("\n"):
        yield from filter(None, (" ".join(part.split()) for part in SENTENCE_END.split(line)))


def excerpt_of(text: str, language: str, terms: Container[str]) -> Candidate:
    """Return the sentence of *text* that contains the most of the stems *terms*, or its first one.

    Of a sentence that is longer than an excerpt, the part with the most of *terms* is returned.
    """
    best = None
    for sentence in islice(sentences(text[:MOST_READ]), MOST_SENTENCES):
        found = [word for word in stems.words(sentence) if word.term in terms][:MOST_FOUND]
        window = best_window(found)
        if best is None or window.term_count > best[0].term_count:
            best = window, sentence, found
    if best is None:
        return Candidate(0, Excerpt(SafeString(""), language))
    window, sentence, found = best
    start, end = cut(
        sentence, max(window.first.start - BEFORE, 0) if window.first and len(sentence) > LONGEST else 0
    )
    if len(sentence) <= LONGEST:
        start, end = 0, len(sentence)
    start += len(sentence[start:end]) - len(sentence[start:end].lstrip(" ,;"))
    piece = sentence[start:end]
    spans = [
        Span(word.start - start, word.end - start)
        for word in found
        if start <= word.start and word.end <= start + len(piece)
    ]
    opening, closing = "… " if start else "", " …" if end < len(sentence) else ""
    markup = format_html("{}{}{}", opening, mark(piece, spans), closing)
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
