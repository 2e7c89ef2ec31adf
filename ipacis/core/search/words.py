"""What a reader typed, as a question to the index.

All words must occur, in any order; words in quotation marks in that order. Nothing else has a meaning: signs
and operators are not looked for.
"""

import re
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Value, When

from ipacis.core.text import stems
from ipacis.core.text.limits import MAX_QUERY_TEXT

from .entries import BREAK, IN_TITLE, SearchEntry

#: What only the index writes is no word of a reader.
MARKERS = (IN_TITLE, BREAK)
MOST_WORDS = 24
#: The most hits that one condition of a list stands for.
MOST_LIST_HITS = 10_000
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


def tidied(text):
    """Return *text* as it can be shown and looked for: no control signs, single spaces, not too long."""
    return " ".join(UNREADABLE.sub(" ", text[: MAX_QUERY_TEXT * 2]).split())[:MAX_QUERY_TEXT].strip()


@dataclass(frozen=True)
class Question:
    """Stems that must all occur, and phrases of stems.

    ``is_cut`` says that more was typed than the ``MAX_QUERY_TEXT`` characters that are read.
    """

    terms: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = field(default=False, repr=False)

    def __bool__(self):
        return bool(self.terms or self.phrases)

    @property
    def all_terms(self):
        return {*self.terms, *(term for phrase in self.phrases for term in phrase)}

    def all_phrases(self, prefix=""):
        """Return all of the question as phrases, a single stem as a phrase of one; each stem with *prefix*."""
        phrases = [*((term,) for term in self.terms), *self.phrases]
        return [tuple(prefix + term for term in phrase) for phrase in phrases]


def parse_question(text):
    """Return the Question in what was typed; it is false where there are no words.

    >>> parse_question('meetings "Tauride Palace" in Minsk')
    Question(terms=('meet', 'minsk'), phrases=(('taurid', 'palac'),))
    """
    is_cut = len(text.strip()) > MAX_QUERY_TEXT
    text = tidied(text)
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
    return Question(tuple(terms)[:MOST_WORDS], tuple(dict.fromkeys(phrases)), is_cut)


def entries_holding(question):
    """Return the queryset of the SearchEntries that hold all of *question*."""
    return SearchEntry.objects.filter(terms__hold=question.all_phrases())


def with_in_title(found, question):
    """Return the queryset *found* with ``in_title``: 1 where all of *question* stands in a title or a name."""
    titled = SearchEntry.objects.filter(terms__hold=question.all_phrases(IN_TITLE))
    return found.annotate(
        in_title=Case(
            When(pk__in=titled.values("pk"), then=Value(1)), default=Value(0), output_field=IntegerField()
        )
    )


class Words:
    """The condition of a list that its items hold the words of *text*.

    The index is asked first and once, whatever the list asks for afterwards; so the order of the list never
    makes the database walk through all items in search of a rare word. ``is_capped`` says that more items hold
    the words than the latest ``MOST_LIST_HITS``, which stand for all.
    """

    def __init__(self, text):
        self.question = parse_question(text)
        self.found = {}
        self.is_capped = False

    def pks(self, model):
        """Return the primary keys of the rows of *model* that hold the words: the latest, where there are too many."""
        if model not in self.found:
            self.found[model] = self._look_up(model) if self.question else []
        return self.found[model]

    def _look_up(self, model):
        hits = (
            entries_holding(self.question).filter(kind=model.search_kind).values_list("object_id", flat=True)
        )
        found = list(hits[: MOST_LIST_HITS + 1])
        if len(found) > MOST_LIST_HITS:
            self.is_capped = True
            found = list(hits.order_by("-start_date", "-pk")[:MOST_LIST_HITS])
        return found

    def narrow(self, queryset):
        return queryset.filter(pk__in=self.pks(queryset.model))
