"""The words of the index that match a word of a question: by sound, with a few typing errors, or by their beginning."""

import itertools
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q

from ipacis.core.sql import chunks
from people.names.folding import is_cyrillic, sound_keys, spelling
from people.names.models import NameForm
from people.names.parts import DECLINED
from people.names.vocabulary import vocabulary

#: The similarity of a word with the same light key, that of a word with only the same deep key, the loss of similarity
#: for each unit of weighted distance, and the similarity of a word that differs by one typing error.
SAME_LIGHT, SAME_DEEP, PER_UNIT, SLIP = 0.999, 0.998, 0.11, 0.89
#: The similarity of a word whose beginning was typed. It grows from BEGINNING to WHOLE with the share that was typed.
BEGINNING, WHOLE = 0.90, 0.98

#: ``WordHit.how`` of a word with the same sounds.
SOUNDING = "sounds the same"
#: At this distance or more, a single word does not match a word that differs from it in the first letter.
ANOTHER_SOUND = 0.8
#: The fewest letters of a typed beginning, the fewest letters of its light key, and the most matches of a beginning.
SHORTEST_BEGINNING, SHORTEST_KEY, MOST_BEGINNINGS = 2, 3, 300
#: The most sound keys that are looked up for one text. A text of many words gets fewer readings of each word.
MOST_KEYS = 20_000
#: The most values in one SQL statement, because SQLite limits their number.
MOST_VALUES = 500


class WordHit(NamedTuple):
    """A word of the index that matches a word of a question.

    *similarity* is at most 1; *role* and *text* are those of the word of the index; *how* says in words why it
    matches; *letters* is the number of typed letters if only a beginning was typed, or 0 for the whole word.
    """

    similarity: float
    role: str
    text: str
    how: str
    letters: int


#: {primary key of a word of the index: the best hit}
WordHits = dict[int, WordHit]


class IndexedForm(NamedTuple):
    """A row of NameForm with its word: its primary key *word*, *role* and *text*."""

    word: int
    role: str
    text: str
    deep: str
    light: str
    spelling: str
    weight: float


COLUMNS = ("word", "word__role", "word__text", "deep", "light", "spelling", "weight")


class Beginnings(NamedTuple):
    """The light keys and the spellings in the vocabulary that begin with a given word."""

    lights: set[str]
    spellings: set[str]


class UnsureHits(NamedTuple):
    """Hits with other sounds: *near* has those with typing errors, for each word; *beginning* is for the last word."""

    near: list[WordHits]
    beginning: WordHits


def forms_where(**values: Iterable[str]) -> list[IndexedForm]:
    """Return the IndexedForms with one of the given *values* (column=values) in any of the columns.

    Runs one query for each ``MOST_VALUES`` values. The forms are sorted, so that of several equally good forms the same
    one is chosen on every database.
    """
    pairs = sorted((column, value) for column, some in values.items() for value in some)
    rows = set()
    for some in chunks(pairs, MOST_VALUES):
        where = Q()
        for column, group in itertools.groupby(some, key=itemgetter(0)):
            where |= Q(**{f"{column}__in": [value for _column, value in group]})
        rows.update(NameForm.objects.filter(where).values_list(*COLUMNS))
    return [IndexedForm(*row) for row in sorted(rows)]


def keep_better(hits: WordHits, word: int, hit: WordHit) -> None:
    """Store *hit* in *hits* under *word*, unless *hits* has one for this word with the same or a higher similarity."""
    if word not in hits or hits[word].similarity < hit.similarity:
        hits[word] = hit


def sounding_like(
    words: Sequence[str],
    known: dict[str, list[IndexedForm]] | None = None,
    *,
    latin_declined: bool = True,
) -> list[WordHits]:
    """Return for each of *words* the words of the index that have a form with the same deep key.

    *known* has the forms that were read before, {deep key: forms}; newly read forms are added to it. If
    *latin_declined* is false, a Latin word does not match an oblique case: Aliyeva is not the genitive «Алиева».
    """
    known = {} if known is None else known
    each = max(1, MOST_KEYS // max(1, len(words)))
    readings = [sound_keys(word)[:each] for word in words]
    read_deep({key.deep for reading in readings for key in reading}, known)
    found = []
    for word, reading in zip(words, readings, strict=True):
        hits, lights, written = {}, {key.light for key in reading}, spelling(word)
        for deep in dict.fromkeys(key.deep for key in reading):
            for form in known[deep]:
                if not latin_declined and form.weight in DECLINED and not is_cyrillic(written):
                    continue
                alike = 1 if form.spelling == written else SAME_LIGHT if form.light in lights else SAME_DEEP
                hit = WordHit(form.weight * alike, form.role, form.text, SOUNDING, 0)
                keep_better(hits, form.word, hit)
        found.append(hits)
    return found


def read_deep(deep_keys: set[str], known: dict[str, list[IndexedForm]]) -> None:
    """Read the forms of those of *deep_keys* that *known* ({deep key: forms}) lacks, and add them to it."""
    new = deep_keys - known.keys()
    known |= {deep: [] for deep in new}
    for form in forms_where(deep=new):
        known[form.deep].append(form)


def unsure_hits(words: Sequence[str], *, alone: bool) -> UnsureHits:
    """Return the UnsureHits of *words*. The vocabulary must be up to date.

    *alone* is true for a question of one word, which nothing else confirms.
    """
    costs = [near_costs(word, alone=alone) for word in words]
    slips = [near_slips(word, alone=alone) for word in words]
    beginnings = beginnings_of(words[-1])
    forms = forms_where(light=beginnings.lights.union(*costs), spelling=beginnings.spellings.union(*slips))
    # A single word is rarely both misspelt and declined. Without this, зима would match Кима, a case of Ким.
    likely = [form for form in forms if form.weight == 1] if alone else forms
    near = [near_hits(likely, *of_word) for of_word in zip(costs, slips, strict=True)]
    return UnsureHits(near, beginning_hits(forms, beginnings, len(spelling(words[-1]))))


def near_costs(word: str, *, alone: bool) -> dict[str, float]:
    """Return {light key: weighted distance} of the known keys of which *word* may be a misspelling."""
    costs = {}
    for light in dict.fromkeys(key.light for key in sound_keys(word)):
        for other, cost in vocabulary.near_lights(light, alone=alone).items():
            if not (alone and cost >= ANOTHER_SOUND and starts_otherwise(light, other)):
                costs[other] = min(cost, costs.get(other, cost))
    return costs


def near_slips(word: str, *, alone: bool) -> set[str]:
    """Return the known spellings that differ from *word* by one typing error."""
    written = spelling(word)
    found = vocabulary.near_spellings(written)
    return {other for other in found if not (alone and starts_otherwise(written, other))}


def starts_otherwise(one: str, other: str) -> bool:
    """Say whether the words differ in the first letter but not in the second, as Moscow and Noskov do."""
    return one[0] != other[0] and one[1:2] == other[1:2]


def near_hits(forms: Iterable[IndexedForm], costs: dict[str, float], slips: Collection[str]) -> WordHits:
    """Return the hits among *forms* whose light key is in *costs* or whose spelling is in *slips*."""
    hits = {}
    for form in forms:
        if form.light in costs:
            cost = costs[form.light]
            similarity = form.weight * (1 - PER_UNIT * cost)
            hit = WordHit(similarity, form.role, form.text, f"{cost:.2f} away", 0)
            keep_better(hits, form.word, hit)
        if form.spelling in slips:
            hit = WordHit(form.weight * SLIP, form.role, form.text, "one slip away", 0)
            keep_better(hits, form.word, hit)
    return hits


def beginnings_of(word: str) -> Beginnings:
    """Return the keys and spellings in the vocabulary that begin with *word*."""
    start = spelling(word)
    if len(start) < SHORTEST_BEGINNING:
        return Beginnings(set(), set())
    # If a longer word has a key of one or two letters (SCO, read as Шо), too many keys would begin with that key.
    lights = {
        light
        for key in sound_keys(word)
        if len(key.light) >= min(SHORTEST_KEY, len(start))
        for light in vocabulary.lights.beginning(key.light, MOST_BEGINNINGS)
    }
    return Beginnings(lights, set(vocabulary.spellings.beginning(start, MOST_BEGINNINGS)))


def beginning_hits(forms: Iterable[IndexedForm], beginnings: Beginnings, typed: int) -> WordHits:
    """Return the hits among *forms* that are in *beginnings*; *typed* is the number of typed letters."""
    hits = {}
    for form in forms:
        if form.light in beginnings.lights or form.spelling in beginnings.spellings:
            share = min(1, typed / len(form.text))
            alike = 1 if form.spelling in beginnings.spellings else SAME_LIGHT
            similarity = form.weight * alike * (BEGINNING + (WHOLE - BEGINNING) * share)
            keep_better(hits, form.word, WordHit(similarity, form.role, form.text, "begins so", typed))
    return hits
