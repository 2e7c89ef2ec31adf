"""The words of the index that a word of a query may be: sounding the same, a few slips away, or beginning so."""

import itertools
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q

from people.names.folding import is_cyrillic, keys, spelling
from people.names.models import NameForm
from people.names.parts import DECLINED
from people.names.vocabulary import vocabulary

# Similarity of a word: of another spelling with the same sounds, of the same deep key only, per unit of
# distance, and of one slip of the hand.
SAME_SOUNDS, SAME_DEPTH, PER_UNIT, SLIP = 0.999, 0.998, 0.11, 0.89
# The beginning of a word grows from the first to the second with the share of it that was typed.
BEGINNING, WHOLE = 0.90, 0.98

SOUNDING = "sounds the same"
# From this distance on letters are not only written otherwise but others.
ANOTHER_SOUND = 0.8
SHORTEST_BEGINNING, SHORTEST_KEY, MOST_BEGINNINGS = 2, 3, 300
# Looked up at once: a text of thousands of names is read in the likeliest ways only.
MOST_KEYS = 20_000
SQL_VARIABLES = 500  # in one statement, for SQLite's sake


class Hit(NamedTuple):
    """A word of the index, with *similarity* up to 1, *how* it was found and how many *letters* were typed (0: all)."""

    similarity: float
    role: str
    text: str
    how: str
    letters: int


def chunks(values):
    """Return the list *values* in pieces that one SQL statement can hold."""
    return (values[start : start + SQL_VARIABLES] for start in range(0, len(values), SQL_VARIABLES))


class Form(NamedTuple):
    """A row of the index: a reading of a form of a *word*, the *role* and *text* of that word, and the form's keys."""

    word: int
    role: str
    text: str
    deep: str
    light: str
    spelling: str
    weight: float


COLUMNS = ("word", "word__role", "word__text", "deep", "light", "spelling", "weight")


def forms_where(**keys):
    """Return the Forms of which a column is one of its values in *keys* (column → set): one query for a few hundred.

    They stand in the order of their words, so that of equal ones every database takes the same.
    """
    pairs = sorted((column, value) for column, values in keys.items() for value in values)
    rows = set()
    for some in chunks(pairs):
        where = Q()
        for column, group in itertools.groupby(some, key=itemgetter(0)):
            where |= Q(**{f"{column}__in": [value for _column, value in group]})
        rows.update(NameForm.objects.filter(where).values_list(*COLUMNS))
    return [Form(*row) for row in sorted(rows)]


def keep(hits, word, hit):
    """Put *hit* for a *word* of the index into *hits* (word → Hit), unless a better one is there."""
    if word not in hits or hits[word].similarity < hit.similarity:
        hits[word] = hit


def sounding_like(words, known=None, *, latin_declined=True):
    """Return for each of *words* a dict, word of the index → Hit, of those with an equal deep key.

    Without *latin_declined* a Latin word is no oblique case of a Cyrillic one: Aliyeva is not «у Алиева».

    *known* (deep key → Forms) is what was read before; what is read now is added to it.
    """
    known = {} if known is None else known
    each = max(1, MOST_KEYS // max(1, len(words)))
    readings = [keys(word)[:each] for word in words]
    read_deep({key.deep for reading in readings for key in reading}, known)
    found = []
    for word, reading in zip(words, readings, strict=True):
        hits, lights, written = {}, {key.light for key in reading}, spelling(word)
        for deep in dict.fromkeys(key.deep for key in reading):
            for form in known[deep]:
                if not latin_declined and form.weight in DECLINED and not is_cyrillic(written):
                    continue
                alike = 1 if form.spelling == written else SAME_SOUNDS if form.light in lights else SAME_DEPTH
                keep(hits, form.word, Hit(form.weight * alike, form.role, form.text, SOUNDING, 0))
        found.append(hits)
    return found


def read_deep(wanted, known):
    """Read the Forms of the deep keys *wanted* into *known* (deep key → Forms) where they are not there yet."""
    new = wanted - known.keys()
    known |= {deep: [] for deep in new}
    for form in forms_where(deep=new):
        known[form.deep].append(form)


def near_and_beginning(words, *, alone):
    """Return what the index has near each of *words*, and what begins with the last, both from one query.

    That is a list of dicts, word of the index → Hit, one for each of *words*, and one more dict. *alone* says
    that nothing else in the query confirms the word. The caller has refreshed the vocabulary.
    """
    costs = [near_costs(word, alone=alone) for word in words]
    slips = [near_slips(word, alone=alone) for word in words]
    lights, spellings = beginnings(words[-1])
    forms = forms_where(light=lights.union(*costs), spelling=spellings.union(*slips))
    # A word alone is hardly both misspelt and in another case: зима is not Кима, space is not Пак.
    likely = [form for form in forms if form.weight == 1] if alone else forms
    near = [near_hits(likely, *of_word) for of_word in zip(costs, slips, strict=True)]
    return near, beginning_hits(forms, lights, spellings, len(spelling(words[-1])))


def near_costs(word, *, alone):
    """Return light key → weighted distance of those that *word* may be a misspelling of."""
    costs = {}
    for light in dict.fromkeys(key.light for key in keys(word)):
        for other, cost in vocabulary.near_lights(light, alone=alone).items():
            if not (alone and cost >= ANOTHER_SOUND and starts_otherwise(light, other)):
                costs[other] = min(cost, costs.get(other, cost))
    return costs


def near_slips(word, *, alone):
    """Return the spellings that are one slip of the hand away from *word*."""
    written = spelling(word)
    found = vocabulary.near_spellings(written)
    return {other for other in found if not (alone and starts_otherwise(written, other))}


def starts_otherwise(one, other):
    """Tell whether the first letter alone is another: Moscow is not Noskov, where nothing else speaks for it."""
    return one[0] != other[0] and one[1:2] == other[1:2]


def near_hits(forms, costs, slips):
    """Return word of the index → Hit of those *forms* that are a few slips or another nation's spelling away."""
    hits = {}
    for form in forms:
        if form.light in costs:
            cost = costs[form.light]
            hit = Hit(form.weight * (1 - PER_UNIT * cost), form.role, form.text, f"{cost:.2f} away", 0)
            keep(hits, form.word, hit)
        if form.spelling in slips:
            keep(hits, form.word, Hit(form.weight * SLIP, form.role, form.text, "one slip away", 0))
    return hits


def beginnings(word):
    """Return the light keys and the spellings in the vocabulary that begin as *word* does."""
    start = spelling(word)
    if len(start) < SHORTEST_BEGINNING:
        return set(), set()
    # A key of one or two letters for more of them (SCO read as Шо) would be the beginning of too much.
    lights = {
        light
        for key in keys(word)
        if len(key.light) >= min(SHORTEST_KEY, len(start))
        for light in vocabulary.lights.beginning(key.light, MOST_BEGINNINGS)
    }
    return lights, set(vocabulary.spellings.beginning(start, MOST_BEGINNINGS))


def beginning_hits(forms, lights, spellings, typed):
    """Return word of the index → Hit of those *forms* that begin with the *typed* letters, by spelling or sound."""
    hits = {}
    for form in forms:
        if form.light in lights or form.spelling in spellings:
            share = min(1, typed / len(form.text))
            alike = 1 if form.spelling in spellings else SAME_SOUNDS
            similarity = form.weight * alike * (BEGINNING + (WHOLE - BEGINNING) * share)
            keep(hits, form.word, Hit(similarity, form.role, form.text, "begins so", typed))
    return hits
