"""How well the words of a query, each in its role, fit the name of one person."""

import itertools
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from people.names.folding import is_cyrillic, keys, spelling
from people.names.hits import SOUNDING, Hit
from people.names.models import Role
from people.names.parts import HALF, is_patronymic
from people.names.query import best_initial, same_initial

WEIGHTS = {Role.FAMILY: 1.0, Role.GIVEN: 0.8, Role.PATRONYMIC: 0.25}
INITIAL = 0.5
# What words cost that the person does not have: the first of them is taken for a given name.
UNKNOWN_GIVEN, UNKNOWN_WORD, UNKNOWN_PATRONYMIC, OTHER_PATRONYMIC = 0.8, 0.6, 0.02, 0.3

# Given names are also compared in pairs: Kanat for Kanatbek, and one slip in a name that is too short for
# the index to be asked.
LONGER_GIVEN, SHORTEST_LONGER = 0.84, 4
SLIPPED_GIVEN, SHORTEST_SLIPPED = 0.82, 3
# Мурат is a name of its own: it is not a misspelt Марат as readily as Мрат is.
ANOTHER_GIVEN = 0.85


class Part(NamedTuple):
    """A word of a person's name: its primary key, role, text, and its weight (less than 1 for half a double name)."""

    word: int
    role: str
    text: str
    weight: float


class Choice(NamedTuple):
    """A word of the query taken for a part of the name."""

    similarity: float
    hit: Hit
    part: Part


class Scored(NamedTuple):
    """A person's score, and the Hits behind it as (word or initial of the query, Hit)."""

    score: float
    hits: tuple


def are_given_names(hits):
    """Tell of each word of a query, by its *hits*, whether it sounds like somebody's given name."""
    return [any(hit.role == Role.GIVEN and hit.how == SOUNDING for hit in found.values()) for found in hits]


def score(query, hits, given_names, parts):
    """Return the Scored for the best way to give each word of *query* a role, None without a family name.

    *hits* has a dict, word of the index → Hit, for each word of the query, *given_names* what
    ``are_given_names`` says of them; *parts* are the person's.
    """
    own = {part.word: part for part in parts}
    each = zip(query.words, hits, given_names, strict=True)
    choices = [[*choices_for(word, found, is_given_name, own), None] for word, found, is_given_name in each]
    results = (weigh(query, chosen, parts) for chosen in itertools.product(*choices))
    return max((result for result in results if result), key=lambda result: result.score, default=None)


def choices_for(word, found, is_given_name, own):
    """Return the best Choice in each role for a *word* of the query; of equal ones that in its own alphabet."""
    best = {}

    def offer(similarity, hit, part):
        if part.role not in best or best[part.role].similarity < similarity:
            best[part.role] = Choice(similarity, hit, part)

    def reading_order(pk):
        return is_cyrillic(own[pk].text) != is_cyrillic(word), pk

    for pk in sorted(found.keys() & own.keys(), key=reading_order):
        hit, part = found[pk], own[pk]
        doubtful = part.role == Role.GIVEN and is_given_name and hit.how != SOUNDING
        offer(hit.similarity * part.weight * (ANOTHER_GIVEN if doubtful else 1), hit, part)
    for part in own.values():
        if part.role == Role.GIVEN:
            if is_longer_form(word, part.text):
                offer(
                    LONGER_GIVEN, Hit(LONGER_GIVEN, part.role, part.text, "a longer or shorter form", 0), part
                )
            elif not is_given_name and is_slipped(word, part.text):
                offer(SLIPPED_GIVEN, Hit(SLIPPED_GIVEN, part.role, part.text, "one slip away", 0), part)
    return best.values()


@lru_cache(maxsize=20_000)
def is_longer_form(one, other):
    """Tell whether one of two given names begins with the other: Канат, Kanatbek."""
    if min(len(spelling(one)), len(other)) < SHORTEST_LONGER:
        return False
    return any(
        first.light != second.light
        and (first.light.startswith(second.light) or second.light.startswith(first.light))
        for first in keys(one)
        for second in keys(other)
    )


@lru_cache(maxsize=20_000)
def is_slipped(one, other):
    """Tell whether two short words are one slip of the hand apart."""
    one, other = spelling(one), spelling(other)
    return min(len(one), len(other)) >= SHORTEST_SLIPPED and OSA.distance(one, other, score_cutoff=1) <= 1


def weigh(query, chosen, parts):
    """Return the Scored for one choice of roles, None without a family name."""
    by_role = {}
    for choice in filter(None, chosen):
        by_role.setdefault(choice.part.role, []).append(choice)
    if Role.FAMILY not in by_role:
        return None
    gained = sum(WEIGHTS[role] * together(choices) for role, choices in by_role.items())
    weights = sum(WEIGHTS[role] for role in by_role)
    has_patronymic = any(part.role == Role.PATRONYMIC for part in parts)
    given_seen = Role.GIVEN in by_role
    patronymics = [
        word
        for word, choice in zip(query.words, chosen, strict=True)
        if choice and choice.part.role == Role.PATRONYMIC
    ]
    if patronymics and not given_seen and not query.initials and not any(map(is_patronymic, patronymics)):
        # Абдулла is the father of Шахин Абдулла оглы: who is given that name himself is somebody else.
        weights += UNKNOWN_GIVEN
        given_seen = True
    for word in (word for word, choice in zip(query.words, chosen, strict=True) if not choice):
        if is_patronymic(word) and (given_seen or len(query.words) > 2):
            gained -= OTHER_PATRONYMIC if has_patronymic else UNKNOWN_PATRONYMIC
        else:
            weights += UNKNOWN_WORD if given_seen else UNKNOWN_GIVEN
            given_seen = True
    roles = [Role.PATRONYMIC] if Role.GIVEN in by_role else [Role.GIVEN, Role.PATRONYMIC]
    initials = []
    for role, initial in zip(roles, query.initials, strict=False):
        if names := [part.text for part in parts if part.role == role]:
            fit = best_initial(initial, names)
            weights += INITIAL
            gained += INITIAL * fit
            if fit:
                name = max(names, key=lambda name, initial=initial: same_initial(initial, name))
                initials.append((initial, Hit(fit, role, name, "its initial", 1)))
        else:
            gained -= UNKNOWN_PATRONYMIC
    hits = tuple((word, choice.hit) for word, choice in zip(query.words, chosen, strict=True) if choice)
    return Scored(max(gained, 0) / weights, (*hits, *initials))


def together(choices):
    """Return the similarity of the words taken for one role: both halves of a double name are all of it."""
    halves = {choice.part.word: choice.similarity / HALF for choice in choices if choice.part.weight < 1}
    if len(halves) > 1:
        return min(1.0, sum(halves.values()) / len(halves))
    return max(choice.similarity for choice in choices)
