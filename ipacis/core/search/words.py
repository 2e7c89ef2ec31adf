"""The question that a reader types into a search box.

All words must occur, in any order. Words in quotation marks must occur one after the other. There are no operators,
and punctuation is ignored.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from ipacis.core.text import stems
from ipacis.core.text.limits import MAX_QUERY_TEXT
from ipacis.core.text.signs import FORMAT_CHARACTER

from .entries import BREAK, IN_TITLE, SearchEntry
from .terms import first_holding

#: The prefixes of stems that are reserved for the index. A question must not contain such stems.
MARKERS = (IN_TITLE, BREAK)
#: The most words, and the most words of one phrase, that are looked for.
MOST_WORDS = 24
#: The most items that the condition "q" of a list finds if the other conditions leave more than MOST_EXAMINED items.
MOST_LIST_HITS = 1_000
MOST_EXAMINED = 5_000
#: A text in quotation marks of any kind.
QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
#: Control characters and halves of surrogate pairs.
UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

#: Words that occur in most texts. The search ignores them, except in quotation marks and if there are no other words.
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


def one_line(text: str) -> str:
    """Return *text* without invisible signs and repeated spaces, cut to MAX_QUERY_TEXT characters."""
    visible = UNREADABLE.sub(" ", FORMAT_CHARACTER.sub("", text[: MAX_QUERY_TEXT * 2]))
    return " ".join(visible.split())[:MAX_QUERY_TEXT].strip()


@dataclass(frozen=True)
class Question:
    """The stems and the phrases of stems that must all occur. A question without any is false.

    ``is_cut`` is true if the reader typed more than MAX_QUERY_TEXT characters; the characters after that are ignored.
    """

    terms: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = field(default=False, repr=False)

    def __bool__(self):
        return bool(self.terms or self.phrases)

    @property
    def all_terms(self) -> set[str]:
        """The stems, including those of the phrases."""
        return {*self.terms, *(term for phrase in self.phrases for term in phrase)}

    def all_phrases(self, prefix: str = "") -> list[tuple[str, ...]]:
        """Return each stem as a phrase of one stem, then the phrases, with *prefix* before each stem."""
        phrases = [*((term,) for term in self.terms), *self.phrases]
        return [tuple(prefix + term for term in phrase) for phrase in phrases]


def parse_question(text: str) -> Question:
    """Return the Question of the typed *text*.

    >>> parse_question('meetings "Tauride Palace" in Minsk')
    Question(terms=('meet', 'minsk'), phrases=(('taurid', 'palac'),))
    """
    is_cut = len(text.strip()) > MAX_QUERY_TEXT
    text = one_line(text)
    phrases, terms = [], []
    for quoted in QUOTED.findall(text):
        phrase = tuple(term for term in stems.terms(quoted) if not term.startswith(MARKERS))[:MOST_WORDS]
        if len(phrase) > 1:
            phrases.append(phrase)
        else:
            terms += phrase
    rest = [word for word in stems.words(QUOTED.sub(" ", text)) if not word.term.startswith(MARKERS)]
    significant = [word.term for word in rest if word.plain not in STOP_WORDS]
    if not (significant or phrases or terms):
        significant = [word.term for word in rest]
    terms = dict.fromkeys([*terms, *significant])
    return Question(tuple(terms)[:MOST_WORDS], tuple(dict.fromkeys(phrases)), is_cut)


def entries_holding(question: Question, in_order: bool = False) -> QuerySet:
    """Return the SearchEntries with all stems and phrases of *question*.

    *in_order* is for queries that take the first of them in an order.
    """
    phrases = question.all_phrases()
    return SearchEntry.objects.filter(first_holding(phrases) if in_order else Q(terms__hold=phrases))


def with_in_title(found: QuerySet, question: Question) -> QuerySet:
    """Return the SearchEntries *found* with ``in_title``: 1 if all of *question* is in titles or names, else 0."""
    titled = When(terms__hold=question.all_phrases(IN_TITLE), then=Value(1))
    return found.annotate(in_title=Case(titled, default=Value(0), output_field=IntegerField()))


class Words:
    """The condition of a list that its items contain the words of *text*.

    It queries the search index once, before the list queries its items. In a joint query the database could follow the
    order of the list and scan all items for a rare word.
    """

    def __init__(self, text: str):
        self.text = text
        self.question = parse_question(text)
        #: Whether only the latest MOST_LIST_HITS of the rows with the words were found.
        self.is_capped = False
        #: Whether only the texts of the rows that meet the other conditions were examined.
        self.is_examined = False

    def pks(self, model: type[Model], others: Callable[[int], list[int]] | None = None) -> list[int]:
        """Return the primary keys of the rows of *model* with the words.

        If more than MOST_LIST_HITS rows have them, the texts of the rows that meet the other conditions are examined.
        *others* returns the primary keys of at most the given number of these rows; it is None if there are no other
        conditions. If more than MOST_EXAMINED rows meet them, the latest MOST_LIST_HITS rows with the words are found.
        """
        if not self.question:
            return []
        hits = entries_holding(self.question, in_order=True).filter(kind=model.search_kind)
        found = keys_of(hits.order_by("-start_date", "-pk")[: MOST_LIST_HITS + 1])
        if len(found) <= MOST_LIST_HITS:
            return found
        candidates = others(MOST_EXAMINED + 1) if others else None
        self.is_examined = candidates is not None and len(candidates) <= MOST_EXAMINED
        if self.is_examined:
            return keys_of(hits.filter(object_id__in=candidates))
        self.is_capped = True
        return found[:MOST_LIST_HITS]


def keys_of(entries: QuerySet) -> list[int]:
    """Return the primary keys of the rows of *entries*."""
    return list(entries.values_list("object_id", flat=True))
