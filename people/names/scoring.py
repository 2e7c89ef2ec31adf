"""Scores of how well the words of a question fit the name of one person, in any order of the parts of a name."""

import itertools
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from people.names.folding import is_cyrillic, sound_keys, spelling
from people.names.hits import SOUNDING, WordHit, WordHits
from people.names.initials import best_initial, same_initial
from people.names.models import Role
from people.names.parts import HALF, is_patronymic
from people.names.questions import NameQuestion

#: {role: weight of a word of this role in the score}, and the weight of an initial.
WEIGHTS = {Role.FAMILY: 1.0, Role.GIVEN: 0.8, Role.PATRONYMIC: 0.25}
INITIAL = 0.5
#: The costs of a word of the question that the person's name does not have: the first such word, which is taken for a
#: given name; any other word; a patronymic if that of the person is not known; a patronymic if the person has another.
UNKNOWN_GIVEN, UNKNOWN_WORD, UNKNOWN_PATRONYMIC, OTHER_PATRONYMIC = 0.8, 0.6, 0.02, 0.3

# Given names are also compared one by one, because the index does not find these two kinds of similar names.
#: The similarity of a longer form of a name (Kanat, Kanatbek), and the fewest letters of the shorter form.
LONGER_GIVEN, SHORTEST_LONGER = 0.84, 4
#: The similarity of a short name with one typing error, and the fewest letters of such a name.
SLIPPED_GIVEN, SHORTEST_SLIPPED = 0.82, 3
#: The factor for a misspelt given name that is itself a given name: Мурат is less likely a misspelling of Марат than
#: Мрат is.
ANOTHER_GIVEN = 0.85


class PersonWord(NamedTuple):
    """A word of the name of one person: the primary key of the word in the index, its role, text and weight.

    The weight is 1, or less for one half of a double name.
    """

    word: int
    role: str
    text: str
    weight: float


class Choice(NamedTuple):
    """The assignment of a word of the question to a word of the person's name."""

    similarity: float
    hit: WordHit
    person_word: PersonWord


class Evidence(NamedTuple):
    """A word or an initial of the question, and its hit in the person's name."""

    typed: str
    hit: WordHit


class NameScore(NamedTuple):
    """A score from 0 to 1 of how well a question fits a name, and the Evidence for it."""

    score: float
    evidence: tuple[Evidence, ...]


def are_given_names(hits: Iterable[WordHits]) -> list[bool]:
    """Say for each word of a question, given its *hits*, whether it sounds like the given name of somebody."""
    return [any(hit.role == Role.GIVEN and hit.how == SOUNDING for hit in found.values()) for found in hits]


def score(
    question: NameQuestion,
    hits: Sequence[WordHits],
    given_names: Sequence[bool],
    person_words: Sequence[PersonWord],
) -> NameScore | None:
    """Return the best NameScore of all ways to assign the words of *question* to *person_words*.

    None if no word can be a family name of the person.

    *hits* and *given_names* (see ``are_given_names``) have an item for each word of the question; *person_words* are
    all words of the person's names.
    """
    own = {person_word.word: person_word for person_word in person_words}
    each = zip(question.words, hits, given_names, strict=True)
    choices = [[*choices_for(word, found, is_given_name, own), None] for word, found, is_given_name in each]
    results = (weigh(question, chosen, person_words) for chosen in itertools.product(*choices))
    return max((result for result in results if result), key=lambda result: result.score, default=None)


def choices_for(
    word: str, found: WordHits, is_given_name: bool, own: dict[int, PersonWord]
) -> Collection[Choice]:
    """Return the best Choice in each role for a *word* of the question.

    *own* has the words of the person by their primary keys. Of equally good choices, the one in the alphabet of *word*
    is returned.
    """
    best = {}

    def offer(similarity, hit, person_word):
        role = person_word.role
        if role not in best or best[role].similarity < similarity:
            best[role] = Choice(similarity, hit, person_word)

    def reading_order(pk):
        return is_cyrillic(own[pk].text) != is_cyrillic(word), pk

    for pk in sorted(found.keys() & own.keys(), key=reading_order):
        hit, person_word = found[pk], own[pk]
        doubtful = person_word.role == Role.GIVEN and is_given_name and hit.how != SOUNDING
        offer(hit.similarity * person_word.weight * (ANOTHER_GIVEN if doubtful else 1), hit, person_word)
    for person_word in own.values():
        _word, role, text, _weight = person_word
        if role == Role.GIVEN:
            if is_longer_form(word, text):
                hit = WordHit(LONGER_GIVEN, role, text, "a longer or shorter form", 0)
                offer(LONGER_GIVEN, hit, person_word)
            elif not is_given_name and is_slipped(word, text):
                offer(SLIPPED_GIVEN, WordHit(SLIPPED_GIVEN, role, text, "one slip away", 0), person_word)
    return best.values()


@lru_cache(maxsize=20_000)
def is_longer_form(one: str, other: str) -> bool:
    """Say whether one of two given names begins with the other by sound, as Kanatbek does with Канат."""
    if min(len(spelling(one)), len(other)) < SHORTEST_LONGER:
        return False
    return any(
        first.light != second.light
        and (first.light.startswith(second.light) or second.light.startswith(first.light))
        for first in sound_keys(one)
        for second in sound_keys(other)
    )


@lru_cache(maxsize=20_000)
def is_slipped(one: str, other: str) -> bool:
    """Say whether two words differ by at most one typing error."""
    one, other = spelling(one), spelling(other)
    return min(len(one), len(other)) >= SHORTEST_SLIPPED and OSA.distance(one, other, score_cutoff=1) <= 1


def weigh(
    question: NameQuestion, chosen: Sequence[Choice | None], person_words: Sequence[PersonWord]
) -> NameScore | None:
    """Return the NameScore of one assignment of the words of *question*; None if it includes no family name.

    *chosen* has the Choice of each word of the question, or None for a word that is not in the person's name.
    """
    by_role = {}
    for choice in filter(None, chosen):
        by_role.setdefault(choice.person_word.role, []).append(choice)
    if Role.FAMILY not in by_role:
        return None
    gained = sum(WEIGHTS[role] * similarity_in_role(choices) for role, choices in by_role.items())
    weights = sum(WEIGHTS[role] for role in by_role)
    has_patronymic = any(person_word.role == Role.PATRONYMIC for person_word in person_words)
    given_seen = Role.GIVEN in by_role
    patronymics = [
        word
        for word, choice in zip(question.words, chosen, strict=True)
        if choice and choice.person_word.role == Role.PATRONYMIC
    ]
    if patronymics and not given_seen and not question.initials and not any(map(is_patronymic, patronymics)):
        # In Шахин Абдулла оглы the word Абдулла is the father's name. A question that has it without a given name
        # probably means somebody whose own given name is Абдулла.
        weights += UNKNOWN_GIVEN
        given_seen = True
    for word in (word for word, choice in zip(question.words, chosen, strict=True) if not choice):
        if is_patronymic(word) and (given_seen or len(question.words) > 2):
            gained -= OTHER_PATRONYMIC if has_patronymic else UNKNOWN_PATRONYMIC
        else:
            weights += UNKNOWN_WORD if given_seen else UNKNOWN_GIVEN
            given_seen = True
    roles = [Role.PATRONYMIC] if Role.GIVEN in by_role else [Role.GIVEN, Role.PATRONYMIC]
    initials = []
    for role, initial in zip(roles, question.initials, strict=False):
        if names := [person_word.text for person_word in person_words if person_word.role == role]:
            fit = best_initial(initial, names)
            weights += INITIAL
            gained += INITIAL * fit
            if fit:
                name = max(names, key=lambda name, initial=initial: same_initial(initial, name))
                initials.append(Evidence(initial, WordHit(fit, role, name, "its initial", 1)))
        else:
            gained -= UNKNOWN_PATRONYMIC
    words = [
        Evidence(word, choice.hit) for word, choice in zip(question.words, chosen, strict=True) if choice
    ]
    return NameScore(max(gained, 0) / weights, (*words, *initials))


def similarity_in_role(choices: Sequence[Choice]) -> float:
    """Return the similarity of *choices* in one role. Both halves of a double name together count as the whole."""
    halves = {
        choice.person_word.word: choice.similarity / HALF
        for choice in choices
        if choice.person_word.weight < 1
    }
    if len(halves) > 1:
        return min(1.0, sum(halves.values()) / len(halves))
    return max(choice.similarity for choice in choices)
