"""Search for people by name, in any spelling.

The steps are tried in this order, until one of them finds people with good scores: words that sound the same, words
with a few typing errors, the beginning of a word, words with a space missing or too many, the wrong keyboard layout, a
name among other words. A person is found if the score of the name is at least ``GOOD_ENOUGH``.

In all functions *people* is the queryset of people who may be found; their model has ``COLUMNS`` and ``other_names``.
"""

import itertools
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Model, QuerySet

from ipacis.core.text.labels import LANGUAGES
from people.names.folding import lowered, sound_keys
from people.names.hits import SOUNDING, WordHit, WordHits, keep_better, read_deep, sounding_like, unsure_hits
from people.names.models import NamePart, Role
from people.names.parts import is_patronymic
from people.names.questions import NameQuestion, half_typed, names_among_words, other_layouts, read_question
from people.names.scoring import Evidence, PersonWord, are_given_names, score
from people.names.vocabulary import vocabulary
from people.names.words import OFFICES

#: The least score of a person who is found.
GOOD_ENOUGH = 0.80
#: Words with typing errors, beginnings, and the beginning of a single word are looked for if the best score is less.
TRY_NEAR, TRY_BEGINNING, TRY_BEGINNING_ALONE = 0.975, 0.93, 0.995

#: The fewest letters of each of two names that were typed as one word.
SHORTEST_HALF = 3
#: The most people with the family names of a question whose other names are read.
MOST_PEOPLE = 900


class Span(NamedTuple):
    """A place in a name; *end* is exclusive."""

    start: int
    end: int


@dataclass
class Match:
    """A person found, with a *score* from 0 to 1.

    *name* is the name of the person that matched; *spans* are the places of its matching letters, in order and without
    overlap; *reasons* explain the score to maintainers of the site.
    """

    person: Model
    score: float
    name: str
    spans: list[Span]
    reasons: list[str]


class FoundPerson(NamedTuple):
    """The primary key of a person found, the score, and the Evidence for it."""

    pk: int
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def hits(self) -> list[WordHit]:
        return [row.hit for row in self.evidence]


def find(people: QuerySet, text: str, limit: int) -> list[Match]:
    """Return at most *limit* Matches for *text*, which somebody typed, the best first."""
    return matches_of(people, find_scored(people, text), limit)


def find_keys(people: QuerySet, text: str, limit: int) -> list[int]:
    """Return the primary keys of the people that ``find`` returns, without loading them."""
    return list(dict.fromkeys(found.pk for found in find_scored(people, text)))[:limit]


def likely(people: QuerySet, given: str, family: str, patronymic: str, *, limit: int) -> list[Match]:
    """Return at most *limit* Matches of people who may have this name, the likeliest first.

    The admin shows them to an editor who adds a person. The beginning of a name is no match here.
    """
    if not read_question(family).words:
        return []
    words = (word for part in (given, patronymic, family) for word in read_question(part).words)
    found = LookUp(people).people_named(NameQuestion(tuple(words), ()), beginnings=False)
    return matches_of(people, found, limit)


def find_scored(people: QuerySet, text: str) -> list[FoundPerson]:
    """Return the people whose name *text* may be, the best first. A person may occur more than once."""
    question, look_up = read_question(text), LookUp(people)
    if found := look_up.people_named(question):
        return found
    whole = read_question(text, particles=True)
    if whole != question and (found := look_up.people_named(whole)):
        return found
    respaced = [whole._replace(words=words) for words in other_spacings(whole.words)]
    if question != whole:
        respaced += [question._replace(words=words) for words in other_spacings(question.words)]
    if question.initials:  # a single letter may be a whole word: Ван И
        respaced.append(NameQuestion((*whole.words, *whole.initials), ()))
    retyped = [read_question(other) for other in other_layouts(text)]
    halves = half_typed(text)
    among_words = names_among_words(text)
    look_up.read(
        [
            halves.first,
            *(word for attempt in (*respaced, *retyped) for word in attempt.words),
            *(word for part in among_words for word in (*part.name, *part.beside)),
        ]
    )
    found = [row for attempt in respaced if look_up.knows(attempt.words) for row in look_up.sounding(attempt)]
    if found:
        return sorted(found, key=best_first)
    if look_up.knows([halves.first]) and (found := look_up.people_named(halves.question, near=False)):
        return found
    for attempt in retyped:
        # Only the last word may be incomplete. The words before it must be known.
        if look_up.knows(attempt.words[:-1]) and (found := look_up.people_named(attempt, near=False)):
            return found
    # If nobody fits the initials, the text names another person. The letters «и» and «в» may also be small words.
    if set(question.initials) - OFFICES:
        return []
    # Look for a name among other words, since no list has all words that may stand beside one: «космонавт Юрий
    # Гагарин», "Timur Asanov (Kazakhstan)".
    found = []
    for part in among_words:
        if look_up.knows(part.name) and not any(look_up.may_be_name(word) for word in part.beside):
            named = look_up.sounding(NameQuestion(part.name, ()))
            found += [row for row in named if is_named_in_full(row, part.name)]
    return sorted(found, key=best_first)


def is_named_in_full(found: FoundPerson, words: Sequence[str]) -> bool:
    """Say whether all of *words* sound like words of the person's name, among them a given and a family name."""
    return (
        len(found.hits) == len(words)
        and all(hit.how == SOUNDING for hit in found.hits)
        and {Role.GIVEN, Role.FAMILY} <= {hit.role for hit in found.hits}
    )


def other_spacings(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the variants of *words* with two neighbours joined. A single word is cut in two at each place instead."""
    attempts = []
    for place in range(len(words) - 1):
        attempts.append((*words[:place], words[place] + words[place + 1], *words[place + 2 :]))
    if len(words) == 1:
        word = words[0]
        attempts += [(word[:cut], word[cut:]) for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)]
    return attempts


class LookUp:
    """The search for one text among *people*. All NameQuestions of the text share the rows read from the index.

    ``by_deep`` is {deep key: forms}, ``bearers`` {primary key of a word: primary keys of the people who have it},
    ``words_of`` {primary key of a person: words of the name}.
    """

    def __init__(self, people: QuerySet):
        self.people = people
        self.by_deep = {}
        self.bearers = {}
        self.words_of = {}
        self.is_fresh = False

    def read(self, words: Iterable[str]) -> None:
        """Read the forms that sound like any of *words*, all of them at once to save queries."""
        read_deep({key.deep for word in words for key in sound_keys(word)}, self.by_deep)

    def knows(self, words: Iterable[str]) -> bool:
        """Say whether each of *words* sounds like a form that was read."""
        return all(any(self.by_deep.get(key.deep) for key in sound_keys(word)) for word in words)

    def may_be_name(self, word: str) -> bool:
        """Say whether *word*, which must have been read, is a patronymic or sounds like a known given name."""
        forms = (form for key in sound_keys(word) for form in self.by_deep.get(key.deep, ()))
        return is_patronymic(word) or any(form.role == Role.GIVEN for form in forms)

    def sounding(self, question: NameQuestion) -> list[FoundPerson]:
        """Return the people whose names sound like *question*, the best first."""
        return self.people_with(question, sounding_like(question.words, self.by_deep))

    def people_named(
        self, question: NameQuestion, *, near: bool = True, beginnings: bool = True
    ) -> list[FoundPerson]:
        """Return the people whose names sound like *question*, the best first.

        If the best score is not high enough, words with typing errors (*near*) and words that begin with the last word
        (*beginnings*) are matched as well.
        """
        words = question.words
        if not words:
            return []
        alone = len(words) == 1
        hits = sounding_like(words, self.by_deep)
        # If a word sounds like no known word, no score can reach TRY_NEAR, so it need not be computed yet.
        unheard = any(not have and not is_patronymic(word) for word, have in zip(words, hits, strict=True))
        found = [] if near and unheard else self.people_with(question, hits)
        near = near and best_score(found) < TRY_NEAR
        enough = TRY_BEGINNING_ALONE if alone else TRY_BEGINNING
        if not near and not (beginnings and best_score(found) < enough):
            return found
        self.refresh()
        more = unsure_hits(words, alone=alone and not question.initials)
        if near:
            for have, near_hits in zip(hits, more.near, strict=True):
                add_better(have, near_hits)
            found = self.people_with(question, hits)
        if beginnings and best_score(found) < enough:
            add_better(hits[-1], more.beginning)
            found = self.people_with(question, hits)
        return found

    def refresh(self) -> None:
        """Bring the vocabulary up to date, at most once for each search."""
        if not self.is_fresh:
            vocabulary.refresh()
        self.is_fresh = True

    def people_with(self, question: NameQuestion, hits: Sequence[WordHits]) -> list[FoundPerson]:
        """Return the people whose family name is among *hits* and whose score is at least GOOD_ENOUGH, best first."""
        found, given_names = [], are_given_names(hits)
        for pk in self.candidates(hits):
            result = score(question, hits, given_names, self.words_of[pk])
            if result and result.score >= GOOD_ENOUGH:
                found.append(FoundPerson(pk, *result))
        return sorted(found, key=best_first)

    def candidates(self, hits: Sequence[WordHits]) -> set[int]:
        """Return the primary keys of people whose family name is among *hits*, of very many only some.

        It reads MOST_PEOPLE + 1 people, and as many again who also have another word of the question.
        """
        families = {word for found in hits for word, hit in found.items() if hit.role == Role.FAMILY}
        new = sorted(families - self.bearers.keys())
        bearers = bearers_of(self.people, new)
        read = self._read_bearers(new, bearers)
        if len(read) > MOST_PEOPLE and len(hits) > 1:
            # The family name is so common that not all people were read. Add those with another word of the question.
            others = {word for found in hits for word, hit in found.items() if hit.role != Role.FAMILY}
            having = NamePart.objects.filter(word__in=sorted(others)).values("person")
            self._read_bearers(new, bearers.filter(pk__in=having))
        return {pk for family in families for pk in self.bearers[family]}

    def _read_bearers(self, families: Sequence[int], bearers: QuerySet) -> Set[int]:
        """Read the names of *bearers*, the people who have one of the words *families*; return their primary keys."""
        if not families:
            return set()
        read = words_of_people(bearers[: MOST_PEOPLE + 1])
        self.words_of |= read
        self.bearers |= {family: set() for family in families}
        for pk, person_words in read.items():
            for person_word in person_words:
                if person_word.word in self.bearers:
                    self.bearers[person_word.word].add(pk)
        return read.keys()


def add_better(hits: WordHits, more: WordHits) -> None:
    """Add the hits of *more* to *hits*; of two hits of one word, the one with the higher similarity stays."""
    for word, hit in more.items():
        keep_better(hits, word, hit)


def best_first(found: FoundPerson) -> tuple[float, int]:
    """Return the sort key of *found*: by descending score, then by primary key."""
    return -found.score, found.pk


def best_score(found: Sequence[FoundPerson]) -> float:
    return found[0].score if found else 0


def bearers_of(people: QuerySet, words: Sequence[int]) -> QuerySet:
    """Return the primary keys of those of *people* whose name has one of *words*. A key may occur more than once."""
    return people.filter(name_parts__word__in=words).order_by().values("pk")


def words_of_people(people: QuerySet) -> dict[int, list[PersonWord]]:
    """Return {primary key of a person: words of the name}; *people* is a queryset of primary keys."""
    rows = NamePart.objects.filter(person__in=people).order_by("person", "word")
    words_of, known = {}, {}
    for person, word, weight, role, text in rows.values_list(
        "person", "word", "weight", "word__role", "word__text"
    ):
        person_word = known.get((word, weight))
        if person_word is None:
            person_word = known[word, weight] = PersonWord(word, role, text, weight)
        words_of.setdefault(person, []).append(person_word)
    return words_of


def matches_of(people: QuerySet, found: Iterable[FoundPerson], limit: int) -> list[Match]:
    """Return the first *limit* people of *found* as Matches, each person once."""
    best = {}
    for row in found:
        best.setdefault(row.pk, row)
    top = dict(itertools.islice(best.items(), max(limit, 0)))
    loaded = people.prefetch_related("other_names").in_bulk(top)
    return [match_of(loaded[pk], row) for pk, row in top.items() if pk in loaded]


def match_of(person: Model, found: FoundPerson) -> Match:
    """Return the Match of *person*, with the name that contains the most hits."""
    hits = found.hits
    names = [
        *(
            f"{getattr(person, f'given_name_{code}')} {getattr(person, f'family_name_{code}')}".strip()
            for code in LANGUAGES
        ),
        *(other.name for other in person.other_names.all()),
    ]
    name = max(filter(None, names), key=lambda name: sum(hit.text in lowered(name) for hit in hits))
    reasons = [f"{typed}: {hit.text}, {Role(hit.role).label}, {hit.how}" for typed, hit in found.evidence]
    return Match(person, round(found.score, 4), name, spans(name, hits), reasons)


def spans(name: str, hits: Iterable[WordHit]) -> list[Span]:
    """Return the places of the letters of *hits* in *name*, in order and without overlap."""
    folded, found = name.casefold(), []
    for hit in hits:
        start = folded.find(hit.text)
        if start >= 0:
            found.append(Span(start, start + (hit.letters or len(hit.text))))
    apart = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart
