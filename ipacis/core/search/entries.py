"""The models of the search index: an entry for each searchable row, and the words that occur in the entries."""

import itertools
from collections.abc import Iterable, Iterator

from django.db import models
from django.utils.functional import cached_property

from ipacis.core.record.dates import Precision, show_span
from ipacis.core.text.labels import LANGUAGES, Translated, current_language, label_field
from ipacis.core.text.stems import WordKey, word_keys

from .terms import TermsField

#: The most stems of one entry.
MOST_TERMS = 20_000
#: The prefix of the stems of titles and names. With it, one index finds words in titles and words anywhere.
IN_TITLE = "q0"
#: The stem after each line of a text, so that no phrase continues in the next line.
BREAK = "q1"


class SearchEntry(models.Model):
    """The titles, names and texts of one searchable row in each language, without tags.

    ``kind`` and ``object_id`` are the ``search_kind`` and the primary key of the row. ``language`` is set if the row
    has only one language. ``address`` is the path of its page, without the language if the page exists in every
    language ("people/anna/"), or the address of a file or of another site.

    Rows of all kinds are in one table, so that one query of one index finds them all. The entry does not store whether
    the row is public: ``findable.public_rows`` queries the rows themselves.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=5, blank=True)
    address = models.CharField(max_length=600, blank=True)
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)
    date_precision = models.CharField(max_length=7, choices=Precision, default=Precision.DAY)
    title = label_field("title", max_length=500)
    names = models.TextField("other names", blank=True)
    text = Translated(models.TextField("text", blank=True))
    terms = TermsField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="core_searchentry_once")]
        indexes = [
            # For the latest entries with a common word, of all kinds and of one kind.
            models.Index(fields=["-start_date", "-id"], name="core_searchentry_by_day"),
            models.Index(fields=["kind", "-start_date", "-id"], name="core_searchentry_kind_by_day"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        if not self.address or self.address.startswith(("/", "http")):
            return self.address
        return f"/{self.language or current_language()}/{self.address}"

    @property
    def days_text(self) -> str:
        """The days of the row in words, in the active language; empty if it has none."""
        return show_span(self.start_date, self.end_date, self.date_precision) if self.start_date else ""

    @cached_property
    def titles(self) -> list[list[WordKey]]:
        """The words of the titles in all languages and of the other names, for each line."""
        return words_of_lines([*(getattr(self, f"title_{code}") for code in LANGUAGES), self.names])

    @cached_property
    def texts(self) -> list[list[WordKey]]:
        """The words of the texts in all languages, for each line."""
        return words_of_lines(getattr(self, f"text_{code}") for code in LANGUAGES)

    def indexed_terms(self) -> Iterator[str]:
        """Yield at most MOST_TERMS stems: those of titles and names with ``IN_TITLE``, then all stems without it."""
        titles = list(terms_of_lines(self.titles))
        marked = [IN_TITLE + term for term in titles]
        texts = terms_of_lines(self.texts)
        return itertools.islice(itertools.chain(marked, titles, texts), MOST_TERMS)


def words_of_lines(texts: Iterable[str]) -> list[list[WordKey]]:
    """Return the words of each line of *texts*."""
    return [word_keys(line) for text in texts for line in text.splitlines()]


def terms_of_lines(lines: Iterable[list[WordKey]]) -> Iterator[str]:
    """Yield the stems of the words in *lines*, with ``BREAK`` after each line."""
    for line in lines:
        for key in line:
            yield key.term
        yield BREAK


class SearchWord(models.Model):
    """A word that occurs in the texts of the site, in small letters without accents."""

    #: The fewest letters of a word that the search suggests.
    SHORTEST = 4

    word = models.CharField(max_length=80, unique=True)

    def __str__(self):
        return self.word


def vocabulary_of(entries: Iterable[SearchEntry]) -> set[str]:
    """Return the words of *entries* that the search may suggest instead of a misspelt word."""
    found = {key.plain for entry in entries for line in (*entry.titles, *entry.texts) for key in line}
    return {word for word in found if len(word) >= SearchWord.SHORTEST and word.isalpha()}
