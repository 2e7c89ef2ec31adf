"""Who bears the names of a text: the one pass over the database that reading it takes."""

from people.names.hits import chunks, sounding_like
from people.names.models import NamePart, Role
from people.names.search import parts_of


class Bearers:
    """What the index knows of the capital words of a text, and the people behind its family names."""

    def __init__(self, units, *, public_only):
        words = sorted({word for unit in units if unit.is_capital for word in (unit.joined, *unit.parts)})
        hits = sounding_like(words, latin_declined=False)
        self.hits = {word: by_role(found) for word, found in zip(words, hits, strict=True)}
        families = {pk for roles in self.hits.values() for pk in roles.get(Role.FAMILY, ())}
        self.parts = {}
        for some in chunks(sorted(families)):
            people = NamePart.objects.filter(word__in=some).values("person")
            self.parts |= parts_of(people.filter(person__is_public=True) if public_only else people)
        self.of_word = {}
        for person, parts in self.parts.items():
            for part in parts:
                self.of_word.setdefault(part.word, {})[person] = part.weight
        self.answers = {}

    def named(self, unit, role):
        """Return person → similarity for those of whose name *unit* is this part: a double one in full, or in one word.

        Half of a double given name will do; half of a family name is another family.
        """
        question = (*unit.parts, role)
        if question not in self.answers:
            people = self.with_word(unit.joined, role, least=1 if role == Role.FAMILY else 0)
            if len(unit.parts) > 1:
                halves = [self.with_word(part, role) for part in unit.parts]
                for person in set.intersection(*map(set, halves)):
                    people.setdefault(person, min(half[person] for half in halves))
            self.answers[question] = people
        return self.answers[question]

    def with_word(self, word, role, least=0):
        """Return person → similarity for those who have *word* in that part, with a weight of *least* or more."""
        people = {}
        for pk, similarity in self.hits.get(word, {}).get(role, {}).items():
            for person, weight in self.of_word.get(pk, {}).items():
                if weight >= least:
                    people[person] = max(similarity, people.get(person, 0))
        return people

    def is_known(self, unit, role):
        """Tell whether *unit* is this part of anybody's name."""
        return role in self.hits.get(unit.joined, {})

    def names(self, person, role):
        return [part.text for part in self.parts[person] if part.role == role]


def by_role(hits):
    roles = {}
    for pk, hit in hits.items():
        roles.setdefault(hit.role, {})[pk] = hit.similarity
    return roles
