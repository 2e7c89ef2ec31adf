"""The people whose names a text may contain, read from the index."""

from collections.abc import Iterable

from django.db.models import QuerySet

from ipacis.core.sql import chunks
from people.names.hits import MOST_VALUES, WordHits, sounding_like
from people.names.models import Role
from people.names.search import bearers_of, words_of_people
from people.names.texts import TextWord


class Bearers:
    """Those of *people* whose family name sounds like a capitalised word of a text, with all words of their names.

    ``hits`` is {word of the text: {role: {word of the index: similarity}}}, ``words_of`` {primary key of a person:
    words of the name}, ``of_word`` {word of the index: {primary key of a person: weight}}.
    """

    def __init__(self, people: QuerySet, text_words: Iterable[TextWord]):
        words = sorted(
            {word for each in text_words if each.is_capital for word in (each.joined, *each.parts)}
        )
        hits = sounding_like(words, latin_declined=False)
        self.hits = {word: by_role(found) for word, found in zip(words, hits, strict=True)}
        families = {pk for roles in self.hits.values() for pk in roles.get(Role.FAMILY, ())}
        self.words_of = {}
        for some in chunks(sorted(families), MOST_VALUES):
            self.words_of |= words_of_people(bearers_of(people, some))
        self.of_word = {}
        for person, person_words in self.words_of.items():
            for person_word in person_words:
                self.of_word.setdefault(person_word.word, {})[person] = person_word.weight
        self.answers = {}

    def named(self, text_word: TextWord, role: str) -> dict[int, float]:
        """Return {primary key of a person: similarity} of the people whose name has *text_word* in this *role*.

        One half of a double given name matches the whole name. One half of a double family name does not, because it
        is the name of another family.
        """
        question = (*text_word.parts, role)
        if question not in self.answers:
            people = self._with_word(text_word.joined, role, least=1 if role == Role.FAMILY else 0)
            if len(text_word.parts) > 1:
                halves = [self._with_word(part, role) for part in text_word.parts]
                for person in set.intersection(*map(set, halves)):
                    people.setdefault(person, min(half[person] for half in halves))
            self.answers[question] = people
        return self.answers[question]

    def _with_word(self, word, role, least=0):
        """Return {primary key: similarity} of the people who have *word* in *role* with at least the weight *least*."""
        people = {}
        for pk, similarity in self.hits.get(word, {}).get(role, {}).items():
            for person, weight in self.of_word.get(pk, {}).items():
                if weight >= least:
                    people[person] = max(similarity, people.get(person, 0))
        return people

    def is_known(self, text_word: TextWord, role: str) -> bool:
        """Say whether anybody's name has *text_word* in this *role*."""
        return role in self.hits.get(text_word.joined, {})

    def names(self, person: int, role: str) -> list[str]:
        """Return the words that the person of this primary key has in *role*."""
        return [person_word.text for person_word in self.words_of[person] if person_word.role == role]


def by_role(hits: WordHits) -> dict[str, dict[int, float]]:
    """Return {role: {word of the index: similarity}} of *hits*."""
    roles = {}
    for pk, hit in hits.items():
        roles.setdefault(hit.role, {})[pk] = hit.similarity
    return roles
