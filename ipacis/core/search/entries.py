"""The tables of the search: an entry for each thing that can be found, and every word that was ever used."""

import itertools

from django.db import models

from ipacis.core.record.dates import Precision, show_span
from ipacis.core.text.labels import LANGUAGES, Translated, current_language, label_field
from ipacis.core.text.stems import words

from .terms import TermsField

MOST_TERMS = 20_000
#: Stands before each word of a title, so that one index answers "in the title" and "anywhere".
IN_TITLE = "q0"
#: Stands between two lines of a text, so that no phrase reaches from one into the other.
BREAK = "q1"


class SearchEntry(models.Model):
    """What can be found of one thing: its names and texts in each language, without tags.

    All kinds of things stand in one table, so that one question to one index answers for all of them. Whether the thing is public is asked of the thing itself (``findable.public_entries``), never stored here.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=5, blank=True)  # of a thing that has only one
    address = models.CharField(max_length=600, blank=True)  # "people/anna/" under any language, else whole
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)
    date_precision = models.CharField(max_length=7, choices=Precision, default=Precision.DAY)
    title = label_field("title", max_length=500)
    names = models.TextField("other names", blank=True)
    text = Translated(models.TextField("text", blank=True))
    terms = TermsField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="core_searchentry_once")]
        indexes = [models.Index(fields=["-start_date", "-id"], name="core_searchentry_by_day")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if not self.address or self.address.startswith(("/", "http")):
            return self.address
        return f"/{self.language or current_language()}/{self.address}"

    @property
    def days_text(self):
        return show_span(self.start_date, self.end_date, self.date_precision) if self.start_date else ""

    @property
    def titles(self):
        return [*(getattr(self, f"title_{code}") for code in LANGUAGES), self.names]

    @property
    def texts(self):
        return [getattr(self, f"text_{code}") for code in LANGUAGES]

    def indexed_terms(self):
        """Return the stems that the index holds: those of titles and names twice, once with ``IN_TITLE``."""
        titles = list(terms_of_lines(self.titles))
        marked = [IN_TITLE + term for term in titles]
        texts = terms_of_lines(self.texts)
        return itertools.islice(itertools.chain(marked, titles, texts), MOST_TERMS)

    def vocabulary(self):
        """Return the words that a reader may have meant when nothing was found."""
        return {
            word.plain
            for text in (*self.titles, *self.texts)
            for word in words(text)
            if len(word.plain) >= SearchWord.SHORTEST and word.plain.isalpha()
        }


def terms_of_lines(texts):
    """Yield the stems of *texts*, with ``BREAK`` behind each line."""
    for line in (line for text in texts for line in text.splitlines()):
        yield from (word.term for word in words(line))
        yield BREAK


class SearchWord(models.Model):
    """A word of the site's own vocabulary, in small letters without accents."""

    SHORTEST = 4

    word = models.CharField(max_length=80, unique=True)

    def __str__(self):
        return self.word
