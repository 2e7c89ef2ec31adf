"""The words of the index that a word of a query may be: sounding the same, a few slips away, or beginning so."""

from typing import NamedTuple

from people.names.folding import keys, spelling
from people.names.models import NameForm
from people.names.vocabulary import vocabulary

# Similarity of a word: of another spelling with the same sounds, of the same deep key only, per unit of
# distance, and of one slip of the hand.
SAME_SOUNDS, SAME_DEPTH, PER_UNIT, SLIP = 0.999, 0.998, 0.11, 0.89
# The beginning of a word grows from the first to the second with the share of it that was typed.
BEGINNING, WHOLE = 0.90, 0.98

SOUNDING = "sounds the same"
SHORTEST_BEGINNING, MOST_BEGINNINGS = 2, 300
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


def forms_where(column, values):
    """Return the forms whose *column* is one of *values*: word, role, text, deep, light, spelling, weight.

    They stand in the order of their words, so that of equal ones every database takes the same.
    """
    rows, values = [], sorted(values)
    for start in range(0, len(values), SQL_VARIABLES):
        rows += NameForm.objects.filter(
            **{f"{column}__in": values[start : start + SQL_VARIABLES]}
        ).values_list("word", "word__role", "word__text", "deep", "light", "spelling", "weight")
    return sorted(rows)


def keep(hits, word, hit):
    """Put *hit* for a *word* of the index into *hits* (word → Hit), unless a better one is there."""
    if word not in hits or hits[word].similarity < hit.similarity:
        hits[word] = hit


def sounding_like(words):
    """Return for each of *words* a dict, word of the index → Hit, of those with an equal deep key."""
    readings = [keys(word) for word in words]
    by_deep = {}
    for row in forms_where("deep", {key.deep for reading in readings for key in reading}):
        by_deep.setdefault(row[3], []).append(row)
    found = []
    for word, reading in zip(words, readings, strict=True):
        hits, lights, written = {}, {key.light for key in reading}, spelling(word)
        for deep in {key.deep for key in reading}:
            for pk, role, text, _deep, light, form, weight in by_deep.get(deep, ()):
                alike = 1 if form == written else SAME_SOUNDS if light in lights else SAME_DEPTH
                keep(hits, pk, Hit(weight * alike, role, text, SOUNDING, 0))
        found.append(hits)
    return found


def near_to(word, *, alone):
    """Return word of the index → Hit for forms a few slips or another nation's spelling away.

    *alone* says that nothing else in the query confirms it. The caller has refreshed the vocabulary.
    """
    hits, costs = {}, {}
    for light in {key.light for key in keys(word)}:
        for other, cost in vocabulary.near_lights(light, alone=alone).items():
            costs[other] = min(cost, costs.get(other, cost))
    for pk, role, text, _deep, light, _form, weight in forms_where("light", costs):
        keep(hits, pk, Hit(weight * (1 - PER_UNIT * costs[light]), role, text, f"{costs[light]:.2f} away", 0))
    slips = vocabulary.near_spellings(spelling(word))
    for pk, role, text, _deep, _light, _form, weight in forms_where("spelling", slips):
        keep(hits, pk, Hit(weight * SLIP, role, text, "one slip away", 0))
    return hits


def beginning_with(word):
    """Return word of the index → Hit for names that begin with *word*, by spelling or by sound.

    The caller has refreshed the vocabulary.
    """
    start = spelling(word)
    if len(start) < SHORTEST_BEGINNING:
        return {}
    rows = forms_where("spelling", vocabulary.spellings.beginning(start, MOST_BEGINNINGS))
    for light in {key.light for key in keys(word)}:
        rows += forms_where("light", vocabulary.lights.beginning(light, MOST_BEGINNINGS))
    hits = {}
    for pk, role, text, _deep, _light, _form, weight in rows:
        share = min(1, len(start) / len(text))
        similarity = weight * (BEGINNING + (WHOLE - BEGINNING) * share)
        keep(hits, pk, Hit(similarity, role, text, "begins so", len(start)))
    return hits
