"""What a reader typed, as a question to the index.

All words must occur, in any order; words in quotation marks in that order. Nothing else has a meaning: signs
and operators are not looked for.
"""

import re
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When
from modelsearch.backends import get_search_backend
from modelsearch.query import And, Phrase, PlainText

from ipacis.core.text import stems
from ipacis.core.text.limits import MAX_QUERY_TEXT

from .entries import BREAK, IN_TITLE, SearchEntry

#: What only the index writes is no word of a reader.
MARKERS = (IN_TITLE, BREAK)
MOST_WORDS = 24
#: No question is answered with more than this many.
MOST_HITS = 10_000
QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# Words that stand in most texts and tell nothing of one; they count inside quotation marks only.
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "was",
        "were",
        "with",
        "not",
        "а",
        "без",
        "в",
        "во",
        "для",
        "до",
        "за",
        "и",
        "из",
        "или",
        "к",
        "ко",
        "на",
        "не",
        "о",
        "об",
        "от",
        "по",
        "при",
        "с",
        "со",
        "у",
        "что",
    ]
)


def clean(text):
    """Return *text* as it can be shown and looked for: no control signs, single spaces, not too long."""
    return " ".join(UNREADABLE.sub(" ", text[: MAX_QUERY_TEXT * 2]).split())[:MAX_QUERY_TEXT].strip()


@dataclass(frozen=True)
class Query:
    """Stems that must all occur, and phrases of stems."""

    terms: tuple = ()
    phrases: tuple = ()

    def __bool__(self):
        return bool(self.terms or self.phrases)

    @property
    def all_terms(self):
        return {*self.terms, *(term for phrase in self.phrases for term in phrase)}

    def question(self, prefix=""):
        """Return the question in the words of modelsearch, each stem with *prefix*."""
        parts = [PlainText(prefix + term) for term in self.terms]
        parts += [Phrase(" ".join(prefix + term for term in phrase)) for phrase in self.phrases]
        return parts[0] if len(parts) == 1 else And(parts)


def parse(text):
    """Return the Query of what was typed; it is false where there are no words.

    >>> parse('meetings "Tauride Palace" in Minsk')
    Query(terms=('meet', 'minsk'), phrases=(('taurid', 'palac'),))
    """
    text = clean(text)
    phrases, terms = [], []
    for quoted in QUOTED.findall(text):
        phrase = tuple(term for term in stems.terms(quoted) if not term.startswith(MARKERS))[:MOST_WORDS]
        if len(phrase) > 1:
            phrases.append(phrase)
        else:
            terms += phrase
    rest = [word for word in stems.words(QUOTED.sub(" ", text)) if not word.term.startswith(MARKERS)]
    telling = [word.term for word in rest if word.plain not in STOP_WORDS]
    if not (telling or phrases or terms):
        telling = [word.term for word in rest]
    terms = dict.fromkeys([*terms, *telling])
    return Query(tuple(terms)[:MOST_WORDS], tuple(dict.fromkeys(phrases)))


def entries(query, prefix=""):
    """Return the queryset of the SearchEntries that hold all of *query*."""
    results = get_search_backend().search(query.question(prefix), SearchEntry, order_by_relevance=False)
    return results.get_queryset().order_by()


def ranked(found, query):
    """Return the queryset *found* with ``in_title``: 1 where all of *query* stands in a title or a name."""
    titled = entries(query, IN_TITLE).values("pk")
    return found.annotate(
        in_title=Case(When(pk__in=titled, then=Value(1)), default=Value(0), output_field=IntegerField())
    )


class Words:
    """The condition of a list that its items hold the words of *text*.

    The index is asked first and once, whatever the list asks for afterwards; so the order of the list never
    makes the database walk through all items in search of a rare word. ``is_capped`` says that more items hold
    the words than the latest ``MOST_HITS``, which stand for all.
    """

    def __init__(self, text):
        self.query = parse(text)
        self.found = {}
        self.is_capped = False

    def pks(self, model):
        """Return the primary keys of the rows of *model* that hold the words: the latest, where there are too many."""
        if model not in self.found:
            self.found[model] = self._look_up(model) if self.query else []
        return self.found[model]

    def _look_up(self, model):
        hits = entries(self.query).filter(kind=model.search_kind).values_list("object_id", flat=True)
        found = list(hits[: MOST_HITS + 1])
        if len(found) > MOST_HITS:
            self.is_capped = True
            found = list(hits.order_by("-start_date", "-pk")[:MOST_HITS])
        return found

    def narrow(self, queryset):
        return queryset.filter(pk__in=self.pks(queryset.model))
